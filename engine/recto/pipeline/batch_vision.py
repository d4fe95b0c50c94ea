"""A vision LLM that answers through batch jobs: one reader for each round of reading, and the
errands between two rounds.

Options and the output folder enter; a Vision for the round leaves, and steps that hand in, look and
fetch. Whom jobs go to comes from the options alone: a folder whose jobs are elsewhere is refused.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from recto.errors import FileAccess, InvalidConfig
from recto.files.written_text import plain
from recto.pipeline.vision import Said, reply_cache, saying
from recto.settings.llm import LlmOptions

if TYPE_CHECKING:
    from recto.readers.vision.call.failures import CallFailed
    from recto.readers.vision.jobs.desk import Desk
    from recto.readers.vision.jobs.errands import Errands
    from recto.readers.vision.jobs.remote import Jobs
    from recto.readers.vision.jobs.spool import Filled
    from recto.readers.vision.reader import VisionReader

Got = TypeVar("Got")
NOWHERE = "batch jobs need the reply cache, in which their answers are collected"


class BatchVision:
    """The batch jobs of one run into one folder, whose lock is held."""

    def __init__(
        self,
        options: LlmOptions,
        out: Path,
        sent: Path,
        said: Said = str,
        environ: Mapping[str, str] = os.environ,
    ) -> None:
        """Raises InvalidConfig for an endpoint that takes no jobs, or none of ours; FileAccess."""
        from recto.readers.vision.call.providers import resolve
        from recto.readers.vision.jobs.offers import offer_of

        cache = reply_cache()
        if cache is None:
            raise FileAccess(NOWHERE, remedy="give HOME or XDG_CACHE_HOME a folder")
        if not options.cache:
            raise InvalidConfig(NOWHERE, where=said("llm.cache"), remedy="leave out --no-cache")
        if options.second is not None:
            raise InvalidConfig(
                "batch jobs go to one model",
                where=said("llm.second_model"),
                remedy="leave out --second-model, or --llm-batch",
            )
        self.options = options
        self.out = out
        self.environ = environ
        self.notes: list[str] = []
        self._cache = cache
        self._sent = sent
        self._failed: CallFailed | None = None  # while pages were read
        with saying(said):
            self.endpoint = resolve(options, environ)
            self.offer = offer_of(self.endpoint)
            self.desk = self._new_desk()
            self._refuse_other_place()
            if not self.is_files:
                self.vision().check()

    @property
    def is_files(self) -> bool:
        """Requests are answered by a program on files."""
        return self.offer.shape == "files"

    def vision(self) -> VisionReader:
        """What answers in one round of reading. Raises InvalidConfig."""
        from recto.readers.vision.reader import VisionReader

        self.desk.count()
        return VisionReader(
            self.options,
            environ=self.environ,
            cache_path=self._cache,
            desk=self.desk,
        )

    def begin(self) -> None:
        """What an earlier run left: jobs are found again, and looked at once. Raises CallFailed."""

        async def steps(errands: Errands) -> None:
            await errands.find_again()
            await errands.look()

        if self.desk.state.parts("queued", "sent", "ended"):
            self._do(steps)

    def hand_in(self) -> None:
        """All that was written since. Raises CallFailed, also for what failed meanwhile."""
        self.desk.fill()
        if self._failed is not None:
            raise self._failed
        if self.desk.filled:
            self._do(lambda errands: errands.hand_in_all())

    def look(self) -> bool:
        """Look at all jobs, fetch what has ended, hand in what had to wait; whether anything
        changed. Raises CallFailed.
        """

        async def steps(errands: Errands) -> bool:
            changed = await errands.look()
            await errands.hand_in_all()
            return changed

        return self._do(steps)

    def cancel(self) -> int:
        """End all jobs that run; how many. Raises CallFailed."""

        async def steps(errands: Errands) -> int:
            await errands.find_again()
            return await errands.cancel()

        return self._do(steps)

    def forget(self) -> None:
        """Everything is answered and used."""
        self.desk.collected.forget()
        self.desk.state.forget()

    def close(self) -> None:
        """Close the files."""
        self.desk.close()

    def take_notes(self) -> list[str]:
        """What is to be said since the last call."""
        notes, self.notes = self.notes, []
        return notes

    def _do(self, steps: Callable[[Errands], Awaitable[Got]]) -> Got:
        return asyncio.run(self._with_errands(steps))

    async def _with_errands(self, steps: Callable[[Errands], Awaitable[Got]]) -> Got:
        from recto.readers.vision.call.cache import Cache
        from recto.readers.vision.call.client import key_of
        from recto.readers.vision.call.secret import Secret
        from recto.readers.vision.call.sent import Ledger
        from recto.readers.vision.jobs.errands import Errands

        replies = Cache(self._cache)
        secret = Secret("") if self.is_files else key_of(self.endpoint, self.environ)
        jobs = self._new_jobs()
        learned = replies.recall(self.endpoint)
        ledger = Ledger(self._sent)
        errands = Errands(self.desk, jobs, ledger, replies, learned, secret)
        try:
            return await steps(errands)
        finally:
            self.notes += errands.notes
            replies.close()
            await jobs.aclose()

    async def _hand_in_one(self, filled: Filled) -> None:
        """A part that is full while pages are still read; where that fails, the pages are read to
        their end, and `hand_in` raises it.
        """
        from recto.readers.vision.call.failures import CallFailed

        if self._failed is not None:
            return
        try:
            await self._with_errands(lambda errands: errands.hand_in(filled))
        except CallFailed as failed:
            self._failed = failed

    def _new_jobs(self) -> Jobs:
        from recto.readers.vision.jobs.file_jobs import FileJobs
        from recto.readers.vision.jobs.gemini_jobs import COMPATIBLE, GeminiJobs
        from recto.readers.vision.jobs.openai_jobs import OpenAiJobs
        from recto.readers.vision.jobs.transfer import Transfer

        if self.is_files:
            return FileJobs(self.out)
        timeout = self.options.timeout
        if self.offer.shape == "gemini":
            base = self.endpoint.base_url.removesuffix(COMPATIBLE)
            transfer = Transfer(
                self.endpoint, self.environ, timeout, key_header="x-goog-api-key", base_url=base
            )
            return GeminiJobs(transfer, self.endpoint.model)
        transfer = Transfer(self.endpoint, self.environ, timeout)
        return OpenAiJobs(transfer, self.offer, self.endpoint.model)

    def _new_desk(self) -> Desk:
        from recto.readers.vision.call import cost
        from recto.readers.vision.call.budget import Limits
        from recto.readers.vision.jobs.collected import Collected
        from recto.readers.vision.jobs.desk import Desk
        from recto.readers.vision.jobs.offers import batch_price
        from recto.readers.vision.jobs.state import State

        options = self.options
        state = State(self.out)
        price = batch_price(options, self.endpoint, cost.load(self.environ))
        limits = Limits(options.max_calls, options.max_tokens, options.max_cost)
        collected = Collected(self._cache, state.run())
        return Desk(
            self.out,
            self.endpoint,
            self.offer,
            price,
            limits,
            state,
            collected,
            self._hand_in_one,
        )

    def _refuse_other_place(self) -> None:
        """Raise InvalidConfig where jobs of this folder are with another provider or model."""
        for part in self.desk.state.parts("queued", "sent"):
            if part.place == self.desk.place:
                continue
            there = plain(part.place)
            raise InvalidConfig(
                f"batch jobs of {self.out} are with {there}, not with {self.desk.place}",
                where="llm.provider",
                remedy=f"give that provider and model again, or end them: recto cancel {self.out}",
            )
