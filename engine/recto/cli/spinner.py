"""A sign of life while one file is read: on a terminal only, and only after two seconds.

Things that take their time enter one by one and leave unchanged; while the next is waited for, a
line on standard error says what is done. It is gone before anything else is printed.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import Lock, Timer
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from rich.status import Status

PATIENCE = 2.0  # seconds until a person wonders whether anything happens
Thing = TypeVar("Thing")


def waited(things: Iterable[Thing], name: str, *, quiet: bool = False) -> Iterator[Thing]:
    """The things, with "reading NAME, page 2" while the second is waited for."""
    if quiet or not sys.stderr.isatty():
        yield from things
        return
    iterator = iter(things)
    number = 1
    while True:
        with _spinning(f"reading {name}, page {number}"):
            try:
                thing = next(iterator)
            except StopIteration:
                return
        yield thing
        number += 1


@contextmanager
def _spinning(text: str) -> Iterator[None]:
    spinner = _Spinner(text)
    timer = Timer(PATIENCE, spinner.show)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        spinner.end()


class _Spinner:
    """Shown by one thread, ended by another."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lock = Lock()
        self._ended = False
        self._status: Status | None = None

    def show(self) -> None:
        """Begin, unless it has ended meanwhile."""
        from rich.console import Console
        from rich.status import Status
        from rich.text import Text

        with self._lock:
            if not self._ended:
                self._status = Status(Text(self._text), console=Console(stderr=True))
                self._status.start()

    def end(self) -> None:
        """Take the line away, for good."""
        with self._lock:
            self._ended = True
            if self._status is not None:
                self._status.stop()
