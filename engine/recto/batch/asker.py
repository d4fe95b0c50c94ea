"""LLM calls beside the workers: pages with a local reading go out to the vision reader, transcripts
come back.

One event loop in a thread of this process makes all calls, so that budget, rate limits and breaker
hold for the whole run, however many workers there are. Nothing here reads a reply or decides what
is asked. To be imported only when an LLM is asked: asyncio with its TLS is slow to import.
"""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import CancelledError, Future
from contextlib import suppress
from multiprocessing import Pipe

from recto.batch.tasks import Task
from recto.batch.turns import Pending
from recto.errors import RectoError
from recto.model.transcript import UNHEARD, Transcript, lost
from recto.pipeline.vision import Vision

PATIENCE = 10.0  # seconds that open connections get to close

Back = tuple[Task, Pending, Transcript | RectoError | None]


class Asker:
    """The event loop, and the pages that are out."""

    def __init__(self, vision: Vision) -> None:
        self.vision = vision
        self.out: dict[Future[Transcript | None], tuple[Task, Pending]] = {}
        self.wake, self._ring = Pipe(duplex=False)  # readable as soon as a page is back
        self._loop = asyncio.new_event_loop()
        run = self._loop.run_forever
        self._thread = threading.Thread(target=run, name="vision", daemon=True)
        self._thread.start()

    def ask(self, task: Task, page: Pending) -> None:
        """Send a page on its way."""
        reading = self.vision.read(page.evidence, page.decisions)
        future = asyncio.run_coroutine_threadsafe(reading, self._loop)
        self.out[future] = (task, page)
        future.add_done_callback(self._done)

    def _done(self, _: Future[Transcript | None]) -> None:
        with suppress(OSError):  # closed meanwhile: nobody waits
            self._ring.send_bytes(b".")

    def back(self) -> list[Back]:
        """The pages that came back since the last call."""
        while self.wake.poll():
            self.wake.recv_bytes()

        done = [future for future in self.out if future.done()]
        pages: list[Back] = []
        for future in done:
            task, page = self.out.pop(future)
            outcome: Transcript | RectoError | None
            try:
                outcome = future.result()
            except RectoError as error:
                outcome = error
            # the page has its local reading
            except (Exception, CancelledError) as error:  # noqa: BLE001
                outcome = lost(UNHEARD, error)
            pages.append((task, page, outcome))
        return pages

    def close(self) -> None:
        """Give up what is out; replies that came are in the cache."""
        for future in self.out:
            future.cancel()
        closing = asyncio.run_coroutine_threadsafe(self.vision.aclose(), self._loop)
        with suppress(TimeoutError):
            closing.result(PATIENCE)

        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(PATIENCE)
        if not self._thread.is_alive():
            self._loop.close()

        self.wake.close()
        self._ring.close()
