"""A provider's batch jobs, whatever its shape: handed in, found again, looked after, fetched,
cancelled.

Only values and the protocol stand here; openai_jobs.py and gemini_jobs.py speak it. What a provider
says of a job is its own word: names are checked before they become part of a path, states that
nobody knows count as still running.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal, Protocol

from recto.readers.vision.call.failures import CallFailed, Failure, Remedy
from recto.readers.vision.jobs.names import is_remote
from recto.reasons import Reason

# checking: it may still be refused as a whole; ended: what is answered can be fetched, perhaps not
# all; void: nothing of it was done
JobState = Literal["checking", "running", "ended", "void"]
MARK_RUN, MARK_PART = "recto_run", "recto_part"  # by which a job is known to be ours
MOST_LISTED = 50  # answers to a listing, of 100 jobs each


@dataclass(frozen=True, slots=True)
class Job:
    """One job as its provider tells of it."""

    name: str  # as the provider calls it
    state: JobState
    said: str = ""  # the state in the provider's own word
    run: str = ""  # the marks that it was handed in with
    part: int = 0
    files: tuple[str, ...] = ()  # that hold answers and errors
    answered: int = 0  # requests
    words: str = ""  # why it failed
    is_full: bool = False  # it failed because too much waits already: nothing is wrong with it


class Jobs(Protocol):
    """One provider's batch interface."""

    async def hand_in(self, file: Path, run: str, part: int) -> Job:
        """Upload a file and start its job. Raises CallFailed, or InvalidConfig."""
        ...

    async def listed(self, run: str) -> list[Job]:
        """All jobs of the run that the provider knows. Raises CallFailed."""
        ...

    async def look(self, name: str) -> Job:
        """How a job stands. Raises CallFailed."""
        ...

    async def fetch(self, file: str, into: BinaryIO) -> None:
        """Fill `into` with a file of answers. Raises CallFailed."""
        ...

    async def cancel(self, name: str) -> None:
        """End a job; what is answered stays. Raises CallFailed."""
        ...

    async def aclose(self) -> None:
        """Close connections."""
        ...


def checked(name: object) -> str:
    """The name of a job or file. Raises CallFailed for what is none."""
    if isinstance(name, str) and is_remote(name):
        return name
    raise CallFailed(Failure(Reason.NOT_JSON, Remedy.GIVE_UP, "a job without a name of its own"))


def part_of(value: object) -> int:
    """The number of a part in a job's marks; 0 for what is none."""
    text = str(value)
    return int(text) if text.isdecimal() and len(text) < 10 else 0
