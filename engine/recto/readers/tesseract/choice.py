"""Who is asked: Tesseract's library where it is installed, and the command at what that fails at;
or the one that was chosen.

Two ways to ask the same enter, the answer leaves, and what the library failed at if it did.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from recto.errors import ReaderFailed
from recto.readers.tesseract.install import Engine, has_command, has_library

Answer = TypeVar("Answer")


def asked_of(
    engine: Engine, library: Callable[[], Answer], command: Callable[[], Answer]
) -> tuple[Answer, str]:
    """The answer, and the library's fault where it had one (else "").

    Raises what the last one that was asked raises.
    """
    fault = ""
    if with_library(engine):
        try:
            return library(), ""
        except ReaderFailed as failed:
            if engine == "library" or not has_command():
                raise
            fault = failed.what
    return command(), fault


def with_library(engine: Engine) -> bool:
    """Whether the library is asked first."""
    return engine == "library" or (engine == "auto" and has_library())
