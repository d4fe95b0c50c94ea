"""Work that its caller does not want any more: asked to stop by one thread, found out by another.

A Stop goes to whoever waits for pages; `Stopped` leaves there, before the next page begins and out
of every wait. A page that is being read in this process is read to its end: nothing ends a thread.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Self


class Stopped(Exception):
    """Nobody waits for what was to come."""


@dataclass(slots=True, eq=False)
class Stop:
    """`ask` once, from any thread; the block of `with` is the work that stops."""

    ends: tuple[Connection, Connection] = field(default_factory=partial(Pipe, duplex=False))
    asked: bool = False

    @property
    def bell(self) -> Connection:
        """Readable, to be waited for among others, once it was asked; nothing is read from it."""
        return self.ends[0]

    def ask(self) -> None:
        """Do not begin anything more."""
        self.asked = True
        with suppress(OSError):  # the work has ended already
            self.ends[1].send_bytes(b".")

    def heed(self) -> None:
        """Raise Stopped where it was asked."""
        if self.asked:
            raise Stopped

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for end in self.ends:
            end.close()
