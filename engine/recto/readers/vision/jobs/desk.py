"""What a run knows of its asks: answered, waiting, to be written, or not to be asked at all.

A Request with its page enters; an Answer leaves, or CallFailed: what a job said, that a limit of
the user's is reached, or `waits-for-batch`. Only here: that the most a request can cost is reserved
at batch prices before it is written, and that what does not fit while others wait is held back for
the next round.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

from recto.model.page import Usage
from recto.readers.vision.ask.asks import Request
from recto.readers.vision.call.budget import INPUT_MARGIN, Limits, over, refused
from recto.readers.vision.call.completion import Completion
from recto.readers.vision.call.cost import FREE, Price
from recto.readers.vision.call.failures import CallFailed, Failure, Remedy
from recto.readers.vision.call.providers import Endpoint
from recto.readers.vision.call.sent import rows
from recto.readers.vision.call.wire import Learned
from recto.readers.vision.jobs.collected import Collected
from recto.readers.vision.jobs.lines import request_line
from recto.readers.vision.jobs.offers import Offer
from recto.readers.vision.jobs.spool import Filled, Spool
from recto.readers.vision.jobs.state import Asked, State
from recto.reasons import Reason

HandIn = Callable[[Filled], Awaitable[None]]
TRIES = 3  # how often a request is handed in that no job answers
WAITS = Failure(Reason.WAITS_FOR_BATCH, Remedy.GIVE_UP)
UNANSWERED = Failure(Reason.BATCH_UNANSWERED, Remedy.GIVE_UP, f"handed in {TRIES} times")


@dataclass(slots=True, eq=False)
class Desk:
    """The asks of one run into one folder."""

    out: Path
    endpoint: Endpoint
    offer: Offer
    price: Price | None  # of a batch
    limits: Limits
    state: State
    collected: Collected
    hand_in: HandIn  # what is done with a part that is full while pages are still read
    spool: Spool = field(init=False)
    filled: list[Filled] = field(default_factory=list)  # parts that no job has yet
    # parts that the provider may still refuse as a whole, by number
    unsure: dict[int, Filled] = field(default_factory=dict)
    spent: Usage = field(default_factory=Usage)
    reserved: Usage = field(default_factory=Usage)  # by all that waits, written ones included

    def __post_init__(self) -> None:
        self.spool = Spool(self.out, self.offer)
        self.count()

    @property
    def place(self) -> str:
        """For whom requests are written: where an answer may come from."""
        return f"{self.endpoint.base_url} {self.endpoint.model}"

    def count(self) -> None:
        """Take stock of what has been spent by all jobs of the run."""
        self.spent = self.priced(self.collected.spent())
        self.reserved, _ = self.state.reserved()

    def priced(self, usage: Usage) -> Usage:
        """With dollars at batch prices; 0 where no price is known."""
        price = self.price or FREE
        return Usage(
            usage.input_tokens,
            usage.output_tokens,
            usage.cached_tokens,
            usage.calls,
            price.usd(usage),
        )

    def answered(self, name: str, page: str) -> tuple[Completion, bool] | None:
        """The answer to a request, and whether this page pays for it; None where it is still to be
        asked. Raises CallFailed.
        """
        found = self.collected.get(name, page)
        if found is not None:
            outcome, pays = found
            if isinstance(outcome, Failure):
                raise CallFailed(outcome)
            return outcome, pays
        state, tries = self.state.request(name)
        if state == "open" or name in self.spool.names:
            raise CallFailed(WAITS)
        if tries >= TRIES:
            raise CallFailed(UNANSWERED)
        return None

    def put(self, page: str, name: str, request: Request, learned: Learned) -> Filled | None:
        """Write a request; the part that was full without it. Raises CallFailed where a limit can
        never hold with it, FileAccess.
        """
        expected = Usage(request.tokens.input, request.tokens.output, 0, 1)
        most_input = round(expected.input_tokens * INPUT_MARGIN)
        at_most = Usage(most_input, request.tokens.most_output, 0, 1)
        most = self.priced(at_most)
        limit = over(self.limits, self.spent + most)
        if limit:
            raise refused(limit)
        if over(self.limits, self.spent + self.reserved + most):
            return None
        line = request_line(name, request, self.endpoint, learned, self.offer)
        filled = None if self.spool.has_room(line) else self.fill()
        asked = Asked(name, page, most, self.priced(expected).usd)
        record = rows(page, request, self.endpoint, 1)
        self.spool.add(self.state.next_number(), line, asked, record)
        self.reserved += most
        return filled

    def fill(self) -> Filled | None:
        """The part that is being written, whole and known to the folder; None where there is
        none.
        """
        filled = self.spool.fill()
        if filled is not None:
            self.state.put_part(filled.number, self.place, filled.asked)
            self.filled.append(filled)
        return filled

    def close(self) -> None:
        """Close the files."""
        self.spool.close()
        self.collected.close()
        self.state.close()
