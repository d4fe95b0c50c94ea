"""LLM calls beside the workers: pages with a local reading go out to the vision reader, transcripts come back.

One event loop in a thread of this process makes all calls, so that budget, rate limits and breaker hold for the whole
run, however many workers there are. Nothing here reads a reply or decides what is asked.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from concurrent.futures import CancelledError, Future
from contextlib import suppress
from multiprocessing import Pipe
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from recto.batch.tasks import Pending, Task
from recto.errors import RectoError
from recto.model import Decision, Evidence, Transcript, Usage
from recto.readers.vision.options import LlmOptions

if TYPE_CHECKING:
    from recto.readers.vision.reader import VisionReader

PATIENCE = 10.0  # seconds that open connections get to close


class Vision(Protocol):
    """What answers for the LLM: VisionReader, or an estimate that sends nothing and answers None."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What the summary must say: an endpoint that went down, an unknown price."""
        ...

    async def read(self, evidence: Evidence, decisions: Sequence[Decision]) -> Transcript | None:
        """Ask what the decisions want."""
        ...

    async def aclose(self) -> None:
        """Close connections and the cache."""
        ...


Back = tuple[Task, Pending, Transcript | RectoError | None]


class Asker:
    """The event loop, and the pages that are out."""

    def __init__(self, vision: Vision) -> None:
        self.vision = vision
        self.out: dict[Future[Transcript | None], tuple[Task, Pending]] = {}
        self.wake, self._ring = Pipe(duplex=False)  # readable as soon as a page is back
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="vision", daemon=True)
        self._thread.start()

    def ask(self, task: Task, page: Pending) -> None:
        """Send a page on its way."""
        future = asyncio.run_coroutine_threadsafe(self.vision.read(page.evidence, page.decisions), self._loop)
        self.out[future] = (task, page)
        future.add_done_callback(self._done)

    def _done(self, future: Future[Transcript | None]) -> None:
        with suppress(OSError):  # closed meanwhile: nobody waits
            self._ring.send_bytes(b".")

    def back(self) -> list[Back]:
        """The pages that came back since the last call."""
        while self.wake.poll():
            self.wake.recv_bytes()
        done = [future for future in self.out if future.done()]
        return [(*self.out.pop(future), _outcome(future)) for future in done]

    def close(self) -> None:
        """Give up what is out; replies that came are in the cache."""
        for future in self.out:
            future.cancel()
        with suppress(TimeoutError):
            asyncio.run_coroutine_threadsafe(self.vision.aclose(), self._loop).result(PATIENCE)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(PATIENCE)
        if not self._thread.is_alive():
            self._loop.close()
        self.wake.close()
        self._ring.close()


def _outcome(future: Future[Transcript | None]) -> Transcript | RectoError | None:
    try:
        return future.result()
    except RectoError as error:
        return error
    except (Exception, CancelledError) as error:  # noqa: BLE001 - one page's trouble stays that page's
        return RectoError(f"the vision LLM could not be asked ({type(error).__name__}: {error})")


class Estimates:
    """Answers for the LLM in a dry run: keeps what each page would send and cost, and sends nothing."""

    def __init__(self, reader: VisionReader) -> None:
        self.reader = reader
        self.pages: dict[str, str] = {}  # file and page -> what would be sent, for people
        self.total = Usage()

    @property
    def notes(self) -> tuple[str, ...]:
        """The sum, and what the reader has to say."""
        return f"dry run, nothing was sent: {self._described(self.total)}", *self.reader.notes

    async def read(self, evidence: Evidence, decisions: Sequence[Decision]) -> None:
        """Work it out for this page."""
        page = self.reader.estimate(evidence, decisions)
        self.total += page.usage
        pictures = sum(len(ask.pictures) for ask in page.asks)
        self.pages[page.page] = f"{pictures:,} pictures, {self._described(page.usage)}"

    async def aclose(self) -> None:
        """Close the reader."""
        await self.reader.aclose()

    def _described(self, usage: Usage) -> str:
        price = f"${usage.usd:.4f}" if self.reader.price else "price not known"
        return f"{usage.calls:,} calls, {usage.input_tokens:,} + about {usage.output_tokens:,} tokens, {price}"


def vision_for(options: LlmOptions, sent: Path) -> Vision | None:
    """What answers for the LLM in this run; None when it is off. Raises InvalidConfig before any page is read.

    `sent` is the file that records what leaves this machine.
    """
    if options.mode == "off":
        return None
    from recto.readers.vision.reader import VisionReader

    reader = VisionReader(options, cache_path=_cache_path(), ledger_path=sent)
    reader.check()
    sent.parent.mkdir(parents=True, exist_ok=True)
    return reader


def estimates_for(options: LlmOptions) -> Estimates:
    """The same for a dry run, which needs no key. Raises InvalidConfig."""
    from recto.readers.vision.reader import VisionReader

    return Estimates(VisionReader(options, cache_path=_cache_path()))


def sent_by_programs() -> Path:
    """The record of what left this machine when no output folder holds it."""
    import platformdirs

    return Path(platformdirs.user_state_dir("recto")) / "sent.jsonl"


def _cache_path() -> Path:
    import platformdirs

    return Path(platformdirs.user_cache_dir("recto")) / "replies.sqlite"
