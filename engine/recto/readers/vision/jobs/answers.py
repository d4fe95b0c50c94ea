"""The answers of a job, as they stand in its files: in any order, some twice, some missing, some
that nobody asked for.

A file's lines enter; what is told of requests of ours leaves in portions, and is counted. Of two
answers to one request the first counts; an answer is worth more than an error.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from recto.readers.vision.call.completion import Completion
from recto.readers.vision.call.failures import Remedy
from recto.readers.vision.call.http import LARGEST
from recto.readers.vision.call.providers import Endpoint
from recto.readers.vision.call.secret import Secret
from recto.readers.vision.call.wire import Learned, learn
from recto.readers.vision.jobs.desk import Desk
from recto.readers.vision.jobs.lines import Told, told_by
from recto.reasons import Reason

PORTION = 200  # lines that are kept at once
LONGEST_LINE = 2 * LARGEST  # bytes: a reply as long as one may be, in a line of JSON


@dataclass(slots=True, eq=False)
class Harvest:
    """What the files of one part have brought."""

    asked: set[str]
    answered: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)  # failures that no repetition mends
    complaints: list[str] = field(default_factory=list)  # about members of a request
    strange: int = 0  # lines about what nobody asked
    twice: int = 0
    damaged: int = 0

    @property
    def told(self) -> set[str]:
        """Requests that need nothing more."""
        return self.answered | self.refused

    @property
    def unanswered(self) -> set[str]:
        """Requests that are asked again."""
        return self.asked - self.answered - self.refused

    @property
    def is_odd(self) -> bool:
        """Whether people should hear of it."""
        return bool(self.unanswered or self.refused or self.strange or self.twice or self.damaged)

    def sentence(self, said: str) -> str:
        """For people."""
        parts = [said, f"{len(self.answered):,} of {len(self.asked):,} answered"]
        more = (
            (len(self.refused), "turned down"),
            (len(self.unanswered), "asked again"),
            (self.strange, "that nobody asked for"),
            (self.twice, "told twice"),
            (self.damaged, "damaged lines"),
        )
        parts += [f"{count:,} {what}" for count, what in more if count]
        return ", ".join(filter(None, parts))

    def takes(self, told: Told, endpoint: Endpoint) -> bool:
        """Count a line; whether it is to be kept."""
        if told.name not in self.asked:
            self.strange += 1
            return False
        outcome = told.outcome
        if told.name in self.answered:
            self.twice += 1
            return False
        if isinstance(outcome, Completion):
            self.refused.discard(told.name)
            self.answered.add(told.name)
            return True
        if outcome.remedy is Remedy.RETRY:
            return False
        if outcome.code == Reason.BAD_REQUEST and learn(outcome.detail, endpoint, Learned()):
            self.complaints.append(outcome.detail)
            return False
        self.refused.add(told.name)
        return True


def told_in(file: BinaryIO, harvest: Harvest, desk: Desk, secret: Secret) -> Iterator[list[Told]]:
    """What the lines say of our requests, in portions."""
    portion: list[Told] = []
    while line := file.readline(LONGEST_LINE):
        if not line.strip():
            continue
        told = told_by(line, desk.endpoint, desk.offer, secret)
        if told is None:
            harvest.damaged += 1
        elif harvest.takes(told, desk.endpoint):
            portion.append(told)
        if len(portion) == PORTION:
            yield portion
            portion = []
    if portion:
        yield portion
