"""What happens in a run, one frozen event at a time: the runner yields them, the displays and the
log take them.

Only values: paths, counts and messages enter, and nothing is done with them here.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from recto.batch.answers import Lost
from recto.batch.facts import PageCounts


@dataclass(frozen=True, slots=True)
class Began:
    """The run has its list of files."""

    files: int
    jobs: int


@dataclass(frozen=True, slots=True)
class Found:
    """A file was looked into: so many of its pages are to be read."""

    path: str
    pages: int


@dataclass(frozen=True, slots=True)
class PageEnded:
    """A page was read, or failed."""

    path: str
    index: int  # 0-based
    facts: PageCounts
    kind: str = ""  # of the fault
    error: str = ""
    trace: str = ""  # of an internal error


@dataclass(frozen=True, slots=True)
class PageWaits:
    """What was asked about a page waits for a batch job."""

    path: str
    index: int  # 0-based


@dataclass(frozen=True, slots=True)
class Said:
    """Something of the whole run, for people."""

    text: str


@dataclass(frozen=True, slots=True)
class FileEnded:
    """A file's outputs are written; or it has none, and `error` says why; or it was passed over."""

    path: str
    outputs: tuple[str, ...] = ()
    kind: str = ""
    error: str = ""
    skipped: str = ""  # why it was passed over
    fallen: int = field(default=0)  # pages of it that failed, now or before
    lost: tuple[Lost, ...] = ()  # formats that could not be written; the others are there
    notes: tuple[str, ...] = ()  # what had to be changed for a format


@dataclass(frozen=True, slots=True)
class Stopped:
    """The run ends before its files do."""

    reason: str


Event = Began | Found | PageEnded | PageWaits | Said | FileEnded | Stopped
