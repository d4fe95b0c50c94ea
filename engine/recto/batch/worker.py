"""One worker process: tasks come in through a pipe, answers go out, until the other end is gone.

    python -P -c "... from recto.batch.worker import main; main()" FD

The working folder, where the scans may lie, is not on its module path (working_folder.py). A worker
writes no result file and keeps no state but its readers, so it can be killed at any moment. It is
started as a program of its own (not forked, not spawned by multiprocessing), so that a user's
script needs no __main__ guard and no half-copied thread pool is inherited.
"""

from __future__ import annotations

import errno
import signal
import sys
import traceback
from multiprocessing.connection import Connection

from recto.batch.answers import Fault
from recto.batch.tasks import Answer, Task
from recto.errors import FileAccess, ReaderFailed, RectoError
from recto.readers.memory import give_back
from recto.settings.groups import Settings
from recto.sources.turns import ONE_AT_A_TIME
from recto.text.messages import tame_libraries

# Space, quota, open files, memory, processes, and a disk that fails or was made read-only.
OUT_OF = frozenset({
    errno.ENOSPC, errno.EDQUOT, errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EAGAIN, errno.EIO,
    errno.EROFS,
})  # fmt: skip


def main() -> None:
    """Serve until the parent closes the pipe, or dies."""
    # Ctrl-C goes to the whole terminal; the parent alone decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    tame_libraries()
    with Connection(int(sys.argv[1])) as pipe:
        try:
            settings: Settings = pipe.recv()
            while True:
                pipe.send(answer(pipe.recv(), settings))
                give_back()
        except (EOFError, BrokenPipeError, ConnectionResetError):
            return


def answer(task: Task, settings: Settings) -> Answer:
    """Run one task; whatever goes wrong is an answer. One at a time in this process."""
    try:
        with ONE_AT_A_TIME:
            return task.run(settings)
    except RectoError as error:
        where = error.where or task.name  # a reader does not know whose page it has
        kind = type(error)
        placed = kind(error.what, where=where, remedy=error.remedy)
        return Fault(placed, kind.__name__)
    except MemoryError:
        remedy = "use fewer jobs (-j), or a lower --dpi"
        short = ReaderFailed("not enough memory", where=task.name, remedy=remedy)
        return Fault(short, "memory")
    except OSError as error:
        # No room or no means: that passes. Any other refusal is ours to report.
        if error.errno not in OUT_OF:
            return _internal(task, error)
        what, remedy = error.strerror or str(error), "make room; the same command goes on"
        refusal = FileAccess(what, where=task.name, remedy=remedy)
        return Fault(refusal, "FileAccess")
    # One bad page never stops a run; the name and text are kept
    except Exception as error:  # noqa: BLE001
        return _internal(task, error)


def _internal(task: Task, error: Exception) -> Fault:
    what = f"internal error ({type(error).__name__}: {error})"
    remedy = "please report it with the output of -vv"
    internal = RectoError(what, where=task.name, remedy=remedy)
    return Fault(internal, "internal", traceback.format_exc())
