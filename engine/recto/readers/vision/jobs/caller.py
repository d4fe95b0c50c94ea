"""A Caller that asks by batch jobs: what a job has answered is an answer, what none has is written
into a file and waits.

The same calls as live (asking.py): so an answer that cannot be used is asked for again, halves and
lines that were left out are asked about, and every such ask waits for a job of its own, in the next
round.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from recto.model.page import Usage
from recto.readers.vision.ask.asks import Request
from recto.readers.vision.call import cache
from recto.readers.vision.call.calls import Answer, Caller
from recto.readers.vision.call.completion import Completion
from recto.readers.vision.call.failures import CallFailed
from recto.readers.vision.jobs.desk import WAITS, Desk
from recto.readers.vision.jobs.names import name_of
from recto.reasons import Reason


@dataclass(slots=True, eq=False)
class BatchCaller(Caller):
    """The way to an endpoint's batch interface for one round."""

    desk: Desk = field(kw_only=True)
    alone: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def ask(self, page: str, request: Request) -> Answer:
        """What a job has answered, or the reply cache has. Raises CallFailed: `waits-for-batch`
        where it is still to be answered.
        """
        name = name_of(request, self.endpoint)
        found = self.desk.answered(name, page)
        if found is not None:
            return self._answer(request, *found)
        if not request.note:
            stored = self.replies.get(cache.key(request, self.endpoint))
            if stored is not None:
                return Answer(stored, Usage(), (Reason.FROM_CACHE,))
        async with self.alone:
            filled = self.desk.put(page, name, request, self.learned)
            if filled is not None:
                await self.desk.hand_in(filled)
        raise CallFailed(WAITS)

    def keep(self, request: Request, completion: Completion) -> None:
        """Store a good answer. Not one that came through a file below the output folder: whoever
        gave the folder would write into the user's cache.
        """
        if self.desk.offer.shape == "files":
            self.tally.useful += 1
            return
        Caller.keep(self, request, completion)

    def _answer(self, request: Request, completion: Completion, pays: bool) -> Answer:
        """The first page that uses an answer counts what it cost."""
        if not pays:
            return Answer(completion, Usage(), (Reason.FROM_CACHE,))
        return Answer(completion, self._paid(completion, request))
