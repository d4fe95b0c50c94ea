"""Whose turn it is in this process: PDFium may be called by one thread at a time.

A program may call Recto from several threads (a web server does). What reads or writes pages in
this process takes ONE_AT_A_TIME for as long as it works, and gives it up while it waits for an
endpoint; whoever wants pages read at once asks for worker processes. A process that is forked off
while another thread has its turn has none of that thread, and so the turn is free there.
"""

from __future__ import annotations

import os
from threading import RLock
from types import TracebackType


class Turn:
    """Taken by `with`, by the thread that has it more than once."""

    def __init__(self) -> None:
        self._lock = RLock()
        if hasattr(os, "register_at_fork"):  # not on Windows
            os.register_at_fork(after_in_child=self.renew)

    def renew(self) -> None:
        """Nobody's, as in a process that has just begun."""
        self._lock = RLock()

    def __enter__(self) -> None:
        self._lock.acquire()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._lock.release()


ONE_AT_A_TIME = Turn()
