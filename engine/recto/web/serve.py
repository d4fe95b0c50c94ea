"""A review served until Ctrl-C: the port, the address for the browser, and the outputs written at
the end.

An output folder and Settings enter; what was written leaves. Everything that was accepted is in the
ledger before its answer is sent, so that a server that is killed loses none of it.
"""

from __future__ import annotations

import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from recto.errors import FileAccess, MissingDependency
from recto.review.asking import Consulted
from recto.review.sources import Images
from recto.settings.groups import Settings
from recto.web.guard import EVERYWHERE, LOCAL, Guard, in_url

INSTALL = 'pip install "recto-ocr[web]"'
GRACE = 3  # seconds that open requests have at the end


@dataclass(frozen=True, slots=True)
class Served:
    """Where and how a review is served."""

    host: str = LOCAL
    port: int = 0  # 0: any that is free
    name: str = ""  # of the first person
    llm: Consulted | None = None  # None: no LLM is asked


def serve(out: Path, settings: Settings, served: Served, started: Callable[[str], None]) -> None:
    """Serve until the process is told to stop; `started` gets the address, which is good once.

    Raises MissingDependency without `recto-ocr[web]`, FileAccess for a folder or a port that cannot
    be used.
    """
    try:
        import uvicorn

        from recto.web.app import made
        from recto.web.state import State
        from recto.web.worker import Worker
    except ImportError as fault:
        what = f"recto review needs packages that are not installed ({fault.name})"
        raise MissingDependency(what, remedy=INSTALL) from fault

    worker = Worker(out)
    worker.open()
    try:
        with listening(served) as listener:
            port = listener.getsockname()[1]
            guard = Guard(served.host, port)
            state = State(out, worker, guard, Images(), settings, llm=served.llm)
            config = uvicorn.Config(
                made(state),
                log_config=None,
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=GRACE,
            )
            token = guard.link(served.name)
            shown_host = LOCAL if served.host in EVERYWHERE else in_url(served.host)
            server = uvicorn.Server(config)
            with ended_by_signals(server.handle_exit):
                started(f"http://{shown_host}:{port}/?token={token}")
                server.run(sockets=[listener])
    finally:
        worker.close()


@contextmanager
def ended_by_signals(end: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    """Ctrl-C, or the system's word to end, ends the server from the moment that somebody may know
    of it. While a loop starts, asyncio now and then loses an interrupt (1 of 40, measured).
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {each: signal.signal(each, end) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def listening(served: Served) -> socket.socket:
    """Raises FileAccess where the port is taken, or the machine has no such address."""
    family = socket.AF_INET6 if ":" in served.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((served.host, served.port))
        listener.listen()  # who is quicker than the server waits, and is not refused
    except OSError as fault:
        listener.close()
        where = f"{in_url(served.host)}:{served.port}"
        what = fault.strerror or str(fault)
        raise FileAccess(
            what,
            where=where,
            remedy="use another --port, or another --host",
        ) from fault
    return listener
