"""Tesseract's library (the `tesserocr` wheel) from this side: one process that keeps its models,
asked page by page.

What is asked and grey images enter, texts leave. The process (library_process.py) is started with
the first page and ends with ours; one that crashed, or had to be killed at the time limit, is
replaced by the next page's. Nothing of tesserocr is imported here.
"""

from __future__ import annotations

import atexit
import os
import signal
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from select import POLLIN, poll
from threading import Lock
from time import monotonic

from recto.errors import ReaderFailed
from recto.model.page import Pixels
from recto.readers.tesseract.asked import Asked, Said, grey
from recto.readers.tesseract.install import installation, need_library
from recto.readers.tesseract.library_process import Table, message, received
from recto.working_folder import environment, program

SLOW = "set a longer `timeout` under [local] in recto.toml, or cut the page"
ANOTHER = "use --tesseract command"
START = 30.0  # seconds to start in, on a machine under load
AT_ONCE = 1 << 20  # bytes that are read from the pipe at most


def read_page(asked: Asked, pixels: Pixels, timeout: float) -> Said:
    """Raises MissingDependency (no wheel, no models), ReaderFailed (crash, hang, a fault of
    Tesseract's).
    """
    version, texts = _texts("page", asked, [pixels], timeout)
    hocr, written = texts
    return Said(hocr, written, f"{version} as a library")


def read_words(asked: Asked, crops: Sequence[Pixels], timeout: float) -> list[str]:
    """The text of each crop; raises as `read_page` does."""
    _, texts = _texts("words", asked, crops, timeout)
    return texts


def guess_script(asked: Asked, pixels: Pixels, timeout: float) -> str:
    """What `--psm 0` writes of a page; raises as `read_page` does."""
    _, texts = _texts("script", asked, [pixels], timeout)
    return texts[0]


def library_version() -> str:
    """Like "5.5.4"; raises as `read_page` does."""
    need_library()
    answer, _ = _answer({"ask": "version", "seconds": START}, [], START)
    return str(answer["version"])


def _texts(
    ask: str, asked: Asked, images: Sequence[Pixels], timeout: float
) -> tuple[str, list[str]]:
    """The library's version, and what it reads of the images."""
    need_library()
    shown = [grey(pixels) for pixels in images]
    table = {
        "ask": ask,
        "tessdata": asked.tessdata or str(installation().tessdata),
        "language": asked.language,
        "variables": dict(asked.variables),
        "psm": asked.psm,
        "dpi": asked.dpi,
        "shapes": [pixels.shape for pixels in shown],
        "seconds": timeout,
    }
    blocks = [pixels.data.cast("B") for pixels in shown]
    answer, texts = _answer(table, blocks, timeout)
    return answer["version"], [text.decode("utf-8", "replace") for text in texts]


def _answer(
    table: Table, blocks: Sequence[memoryview], timeout: float
) -> tuple[Table, list[bytes]]:
    """One question at a time. Raises ReaderFailed, for a fault that Tesseract tells, too."""
    with _ours.lock:
        answer, texts = _ours.ask(table, blocks, timeout)
    if "fault" in answer:
        raise ReaderFailed(f"Tesseract's library failed: {answer['fault']}", remedy=ANOTHER)
    return answer, texts


@dataclass(slots=True, eq=False)
class _Process:
    """The one that reads for this process, if it was started."""

    lock: Lock = field(default_factory=Lock)
    process: subprocess.Popen[bytes] | None = None

    def ask(
        self, table: Table, blocks: Sequence[memoryview], timeout: float
    ) -> tuple[Table, list[bytes]]:
        """One question and its answer. Raises ReaderFailed."""
        process = self.started()
        latest = monotonic() + timeout
        assert process.stdin is not None  # noqa: S101 - both are pipes
        assert process.stdout is not None  # noqa: S101
        pipe = process.stdout.fileno()
        try:
            for piece in message(table, blocks):
                process.stdin.write(piece)
            process.stdin.flush()
            return received(lambda size: _read(pipe, size, latest))
        except TimeoutError:
            self.end()
            what = f"Tesseract did not finish in {timeout:g} s"
            raise ReaderFailed(what, remedy=SLOW) from None
        except (EOFError, OSError, ValueError):
            code = self.end()
            what = f"Tesseract's library {_ended(code)}"
            raise ReaderFailed(what, remedy=ANOTHER) from None
        except BaseException:  # half an answer may be in the pipe
            self.end()
            raise

    def started(self) -> subprocess.Popen[bytes]:
        """Alive, as far as can be seen."""
        if self.process is not None and self.process.poll() is None:
            return self.process
        self.end()
        # In our group, so that whoever ends a worker and what it started ends it, too.
        self.process = subprocess.Popen(
            program("recto.readers.tesseract.library_process"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment(OMP_THREAD_LIMIT="1"),
        )
        return self.process

    def end(self) -> int:
        """Kill it, wait for it; with which code it ended."""
        process, self.process = self.process, None
        if process is None:
            return 0
        # One that has just closed its pipe is about to say how it ended.
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.05)
        process.kill()
        for pipe in (process.stdin, process.stdout):
            with suppress(OSError):  # what was not sent is of no use any more
                pipe.close()  # type: ignore[union-attr]
        return process.wait()

    def forget(self) -> None:
        """In a fork: it belongs to the process that was forked."""
        process, self.process = self.process, None
        self.lock = Lock()
        if process is not None:
            process.returncode = 0  # nobody here may wait for it


def _read(pipe: int, size: int, latest: float) -> bytes:
    """So many bytes, or what came before the other end was gone. Raises TimeoutError."""
    content = bytearray()
    waiting = poll()
    waiting.register(pipe, POLLIN)
    while len(content) < size:
        left = max(0.0, latest - monotonic())
        if not waiting.poll(left * 1000):
            raise TimeoutError
        piece = os.read(pipe, min(AT_ONCE, size - len(content)))
        if not piece:
            break
        content += piece
    return bytes(content)


def _ended(code: int) -> str:
    if code < 0:
        name = f"signal {-code}"
        with suppress(ValueError):
            name = signal.Signals(-code).name
        return f"was killed by {name}"
    return f"ended with status {code}"


_ours = _Process()
atexit.register(_ours.end)
os.register_at_fork(after_in_child=_ours.forget)
