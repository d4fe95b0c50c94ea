"""What is done at a provider between two rounds of reading: hand in, find again, look, fetch.

A Desk and the provider's Jobs enter; parts and requests change their state, answers come into the
user's cache. Everything is written down before and after each step, so that a run that is killed at
any point goes on without paying for anything twice: before anything is handed in again, the
provider is asked whether it has it already.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from recto.errors import FileAccess
from recto.readers.vision.call.cache import Cache
from recto.readers.vision.call.failures import CallFailed, Failure, Remedy
from recto.readers.vision.call.secret import Secret
from recto.readers.vision.call.sent import Ledger
from recto.readers.vision.call.wire import Learned, learn
from recto.readers.vision.jobs.answers import Harvest, told_in
from recto.readers.vision.jobs.desk import Desk
from recto.readers.vision.jobs.openai_jobs import is_full
from recto.readers.vision.jobs.remote import Job, Jobs
from recto.readers.vision.jobs.spool import Filled, part_path
from recto.readers.vision.jobs.state import Part
from recto.reasons import Reason

ATTEMPTS = 6  # at one step, while the provider does not answer: about two minutes
FIRST_WAIT, LONGEST_WAIT = 1.0, 60.0  # seconds; doubled each time
Got = TypeVar("Got")


@dataclass(slots=True, eq=False)
class Errands:
    """One provider's jobs for one desk. Bound to the event loop of its first call."""

    desk: Desk
    jobs: Jobs
    ledger: Ledger
    replies: Cache
    learned: Learned
    secret: Secret  # kept out of what answers quote
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    notes: list[str] = field(default_factory=list)  # for people

    async def find_again(self) -> None:
        """Parts of a run that was killed: those that the provider has are looked after, the others
        were never asked. Raises CallFailed.
        """
        state = self.desk.state
        lost = state.parts("queued")
        if lost:
            known = await self._listed()
            for part in lost:
                job = known.get(part.number)
                if job is None:
                    state.drop_part(part.number)
                else:
                    state.set_part(part.number, "sent", job=job.name)
        have = self.desk.collected.names()
        for part in state.parts("ended"):
            gone = state.names(part.number, "done") - have  # collected on another machine
            if gone:
                state.set_requests(gone, "open")
                state.set_part(part.number, "sent")

    async def hand_in(self, filled: Filled) -> None:
        """Start a part's job. It stays queued where the provider has too much already. Raises
        CallFailed.
        """
        self.ledger.append(filled.sent)
        filled.sent = ""
        job = await self._started(filled)
        if job is None:
            return
        self.desk.state.set_part(filled.number, "sent", job=job.name, detail=job.said)
        self.desk.filled.remove(filled)
        self.desk.unsure[filled.number] = filled

    async def hand_in_all(self) -> None:
        """Every part that has no job yet, until the provider has too much. Raises CallFailed."""
        for filled in list(self.desk.filled):
            await self.hand_in(filled)
            if filled in self.desk.filled:
                return

    async def look(self) -> bool:
        """How every job stands; what has ended is fetched. Whether anything changed. Raises
        CallFailed.
        """
        changed = False
        for part in self.desk.state.parts("sent"):
            job = await self._known(part)
            changed = await self._seen(part, job) or changed
        return changed

    async def cancel(self) -> int:
        """End every job that runs; how many. Raises CallFailed."""
        parts = self.desk.state.parts("sent")
        for part in parts:
            await self._tried(partial(self.jobs.cancel, part.job))
        return len(parts)

    async def _known(self, part: Part) -> Job:
        """A part's job. Raises CallFailed; FileAccess where the provider has no such job: perhaps
        it is another account's, so nothing is asked again by itself.
        """
        try:
            return await self._tried(partial(self.jobs.look, part.job))
        except CallFailed as failed:
            if failed.failure.code != Reason.MODEL_NOT_FOUND:
                raise
        host = self.desk.endpoint.host
        remedy = "give the key that it was handed in with, or move this file away to ask anew"
        what = f"{host} has no batch job {part.job}: another account's, or deleted"
        raise FileAccess(what, where=str(self.desk.state.path), remedy=remedy)

    async def _seen(self, part: Part, job: Job) -> bool:
        state = self.desk.state
        if job.state == "ended":
            await self._collect(part, job)
            return True
        if job.state == "void":
            self._failed(part, job)
            return True
        if job.state == "running":
            self._drop_file(part)
        state.set_part(part.number, "sent", answered=job.answered, detail=job.said)
        return False

    def _failed(self, part: Part, job: Job) -> None:
        """Nothing of it was done: it is handed in again where only too much was waiting, else its
        requests are asked anew.
        """
        state = self.desk.state
        filled = self.desk.unsure.get(part.number)
        if job.is_full:
            self.notes.append(f"job {job.name}: too much waits at the provider already")
            if filled is None:  # its file is of another process, and not to be trusted
                state.drop_part(part.number)
            else:
                state.set_part(part.number, "queued", job="", detail=job.words)
                self.desk.filled.append(filled)
            return
        state.set_requests(state.names(part.number, "open"), "again")
        state.set_part(part.number, "gone", detail=job.words)
        self.notes.append(f"job {job.name} failed: {job.words or 'no reason given'}")
        self._drop_file(part)

    def _drop_file(self, part: Part) -> None:
        """Its provider has it, or nobody wants it."""
        self.desk.unsure.pop(part.number, None)
        part_path(self.desk.out, part.number).unlink(missing_ok=True)

    async def _collect(self, part: Part, job: Job) -> None:
        """Fetch what a job has answered, and keep it before it counts as answered."""
        state = self.desk.state
        harvest = Harvest(state.names(part.number, "open", "done", "again"))
        for file in job.files:
            with tempfile.TemporaryFile() as into:
                await self._tried(partial(self.jobs.fetch, file, into))
                into.seek(0)
                for told in told_in(into, harvest, self.desk, self.secret):
                    self.desk.collected.put(told)
        self.settle(part, harvest, job.said)

    def settle(self, part: Part, harvest: Harvest, said: str) -> None:
        """Write down what became of each request of a part."""
        state = self.desk.state
        again = set(harvest.unanswered)
        for complaint in harvest.complaints:
            better = learn(complaint, self.desk.endpoint, self.learned)
            if better is not None:
                self.learned = better
                self.replies.remember(self.desk.endpoint, better)
        state.set_requests(harvest.told, "done")
        state.set_requests(again, "again")
        detail = harvest.sentence(said)
        state.set_part(part.number, "ended", answered=len(harvest.answered), detail=detail)
        self._drop_file(part)
        if harvest.is_odd:
            self.notes.append(f"part {part.number}: {detail}")

    async def _started(self, filled: Filled) -> Job | None:
        """The job of a part, found or new; None where the provider has too much already."""
        for attempt in range(1, ATTEMPTS + 1):
            if attempt > 1:
                known = await self._listed()
                if filled.number in known:
                    return known[filled.number]
            try:
                run = self.desk.state.run()
                return await self.jobs.hand_in(filled.path, run, filled.number)
            except CallFailed as failed:
                failure = failed.failure
                if is_full(failure.detail):
                    self.notes.append(f"it waits: {failure.detail}")
                    return None
                if failure.remedy is not Remedy.RETRY:
                    self._refused(filled)
                    raise
                if attempt == ATTEMPTS:
                    raise
                await self._pause(failure, attempt)
        raise AssertionError("unreachable: the last attempt returns or raises")

    def _refused(self, filled: Filled) -> None:
        """The provider said no, so there is no job: the requests may go to anybody."""
        self.desk.filled.remove(filled)
        self.desk.state.drop_part(filled.number)
        filled.path.unlink(missing_ok=True)

    async def _listed(self) -> dict[int, Job]:
        """The run's jobs at the provider by part, but for those that failed."""
        run = self.desk.state.run()
        found = await self._tried(partial(self.jobs.listed, run))
        return _by_part(job for job in found if job.state != "void")

    async def _tried(self, step: Callable[[], Awaitable[Got]]) -> Got:
        """A step that changes nothing, as often as it takes. Raises CallFailed."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return await step()
            except CallFailed as failed:
                if failed.failure.remedy is not Remedy.RETRY or attempt == ATTEMPTS:
                    raise
                await self._pause(failed.failure, attempt)
        raise AssertionError("unreachable: the last attempt returns or raises")

    async def _pause(self, failure: Failure, attempt: int) -> None:
        doubled = min(LONGEST_WAIT, FIRST_WAIT * 2 ** (attempt - 1))
        await self.sleep(max(doubled, failure.wait or 0.0))


def _by_part(jobs: Iterable[Job]) -> dict[int, Job]:
    """Of two jobs of one part the older: the one that was paid for first."""
    found: dict[int, Job] = {}
    for job in jobs:  # newest first
        if job.part:
            found[job.part] = job
    return found
