"""Whose turn it is in this process: PDFium may be called by one thread at a time.

A program may call Recto from several threads (a web server does). What reads or writes pages in
this process takes ONE_AT_A_TIME for as long as it works, and gives it up while it waits for an
endpoint; whoever wants pages read at once asks for worker processes.
"""

from __future__ import annotations

from threading import RLock

ONE_AT_A_TIME = RLock()
