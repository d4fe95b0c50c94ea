"""What is left to do for one file: compare what is on disk with what the ledger knows.

A source, the ledger and the settings enter; the next step for that file leaves: survey it, read these pages, write its
results, or nothing. Only here: what counts as done, and which faults a later run tries again by itself.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from pathlib import Path

from recto.batch.ledger import FileRow, Ledger, PageRow
from recto.batch.outputs import places, stamp
from recto.settings import Settings
from recto.sources.folders import Source

# The machine's doing, not the page's: a later run may fare better.
PASSING = frozenset({"killed", "memory", "FileAccess", "MissingDependency"})
# What `retry` reads again, with "failed"; of these, what only an LLM can better.
SECOND_BEST = frozenset({"unreadable", "refused", "truncated", "fell-back"})
LEFT_BY_LLM = frozenset({"refused", "truncated", "fell-back"})


@dataclass(frozen=True, slots=True)
class Target:
    """One source with the places of its results."""

    source: Source
    key: str  # its name in the ledger
    outputs: tuple[tuple[str, str], ...]  # format, path

    def all_there(self, indices: Sequence[int] = (), read: Sequence[int] = ()) -> bool:
        """Whether every output exists of a source with these pages, of which `read` have a result."""
        return all(Path(path).is_file() for path in places(self.outputs, indices, read))


@dataclass(frozen=True, slots=True)
class Left:
    """What is left for a file whose pages are known."""

    read: tuple[int, ...]  # page indices
    known: tuple[PageRow, ...]  # pages that need nothing: done, or failed for good
    stale: bool  # the outputs do not hold the pages' states


def is_current(file: FileRow, source: Source, settings: Settings) -> bool:
    """Whether the survey in the ledger is of the file that is on disk now."""
    try:
        status = Path(source.path).stat()
    except OSError:
        return False
    same = (file.size, file.mtime_ns) == (status.st_size, status.st_mtime_ns)
    return bool(file.sha256) and same and file.wanted == settings.input.pages


def left(
    ledger: Ledger, file: FileRow, target: Target, settings: Settings, digests: Set[str], *, retry: bool = False
) -> Left:
    """What is left to read and write of a surveyed file; `digests`: of settings whose pages count as read."""
    pages = ledger.pages(file)
    again = _read_again(settings) if retry else frozenset[str]()
    read = tuple(index for index in file.indices if not _done(pages.get(index), file, digests, again))
    known = tuple(pages[index] for index in file.indices if index not in read)
    return Left(read, known, is_stale(ledger, file, target, settings))


def is_stale(ledger: Ledger, file: FileRow, target: Target, settings: Settings) -> bool:
    """Whether the outputs must be written: pages changed, formats were added, or a file was taken away."""
    pages = ledger.pages(file)
    read = [index for index in file.indices if index in pages and pages[index].outcome != "failed"]
    if not read:
        return False
    same = file.written == stamp(file, pages, target.outputs, settings.output.furniture)
    return not (same and target.all_there(file.indices, read))


def _read_again(settings: Settings) -> frozenset[str]:
    """The outcomes that a retry does not leave alone.

    Without an LLM a page that fell back stays as it is: read again, it would count as good, and nobody would know that
    the LLM, which was asked for, has not seen it.
    """
    wanted = SECOND_BEST - LEFT_BY_LLM if settings.llm.mode == "off" else SECOND_BEST
    return wanted | {"failed"}


def _done(page: PageRow | None, file: FileRow, digests: Set[str], again: Set[str]) -> bool:
    if page is None or page.sha256 != file.sha256 or page.settings not in digests:
        return False
    if page.outcome == "failed" and page.kind in PASSING:
        return False
    return page.outcome not in again
