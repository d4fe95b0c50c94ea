"""One Tesseract process from start to end: arguments in, nothing out but files, each fault by its
name.

pytesseract gives the command, its pipes and the wording of messages. The process itself is started
here, in a group of its own: pytesseract's `run_tesseract` (0.3.13) ends only its direct child on a
timeout and forgets to wait for one that ignores SIGTERM, so a wrapper script's Tesseract would run
on, and zombies gather in a long batch. Here the whole group is killed and waited for, whatever ends
the call (timeout, Ctrl-C).
"""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Sequence
from contextlib import suppress

from recto.errors import MissingDependency, ReaderFailed
from recto.readers.tesseract.install import how_to_install
from recto.readers.tesseract.plumbing import pytesseract
from recto.working_folder import environment

DOCTOR = "see `recto doctor`"
LAST_WORDS = 200  # characters of what Tesseract said that a message gives


def run(arguments: Sequence[str], timeout: float) -> None:
    """Run `tesseract` with the arguments. Raises MissingDependency, or ReaderFailed after `timeout`
    seconds.
    """
    process = _start(arguments)
    try:
        _, messages = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        remedy = "set a longer `timeout` under [local] in recto.toml, or cut the page"
        raise ReaderFailed(f"Tesseract did not finish in {timeout:g} s", remedy=remedy) from None
    finally:
        # What is left of the group is killed, the pipes closed, and the process waited for. Not
        # `poll`, which would reap the leader: as long as it is not reaped, the group's number
        # cannot be another's.
        if process.returncode is None:
            # macOS says "not permitted" of a group of zombies
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
        with process:
            pass

    status = process.returncode
    if not status:
        return
    if status > 0:
        text = messages.decode("utf-8", "replace")
        words = " ".join(text.split())
        # The last words name the fault; before them come warnings about the image.
        last_words = words[-LAST_WORDS:] or "no message"
        raise ReaderFailed(f"Tesseract failed with status {status}: {last_words}", remedy=DOCTOR)
    name = f"signal {-status}"
    with suppress(ValueError):
        name = signal.Signals(-status).name
    raise ReaderFailed(f"Tesseract was killed by {name}", remedy=DOCTOR)


def _start(arguments: Sequence[str]) -> subprocess.Popen[bytes]:
    """Tesseract, at work. Raises MissingDependency."""
    given = pytesseract()
    command = [given.tesseract_cmd, *arguments]
    plumbing = given.subprocess_args(include_stdout=False)
    # Tesseract's threads fight each other: 14 s a page against 2.7 s with one.
    plumbing |= {"env": environment(OMP_THREAD_LIMIT="1"), "process_group": 0}
    try:
        return subprocess.Popen(command, **plumbing)
    except FileNotFoundError:
        raise MissingDependency("Tesseract is not installed", remedy=how_to_install()) from None
    except OSError as fault:
        what = f"Tesseract does not run ({fault.strerror})"
        raise MissingDependency(what, remedy=how_to_install()) from None
