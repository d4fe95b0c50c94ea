"""What is left to do for one file: compare what is on disk with what the ledger knows.

A source, the ledger and the settings enter; the next step for that file leaves: survey it, read
these pages, write its results, or nothing. Only here: what counts as done, and which faults a later
run tries again by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from recto.batch.corrections import last_of
from recto.batch.known import lost_formats
from recto.batch.ledger import FileRow, Ledger, PageRow
from recto.batch.outputs import places, stamp
from recto.local.page_language.notes import LACKS_MODEL, missing_in
from recto.readers.tesseract.install import AUTO, installed_languages
from recto.reasons import Reason
from recto.settings.groups import Settings
from recto.sources.folders import Source

# What each fault of a page or a format is due to, by its name in the ledger. The machine's doing
# passes: the next run tries again by itself. What the input or Recto itself is at fault for stays
# as it is until one of them changes; `retry` tries that, too.
PASSES: Mapping[str, bool] = MappingProxyType({
    "killed": True,  # a worker was ended by a signal
    "memory": True,
    "timeout": True,  # --timeout-per-page: the machine may have been busy
    "ReaderFailed": True,  # Tesseract was killed by a signal, did not finish, or crashed
    "FileAccess": True,  # no space, no permission, too many open files
    "MissingDependency": True,  # may have been installed since
    "InputError": False,  # damaged, and unchanged
    "UnreadableContent": False,
    "EncryptedPdf": False,
    "TooLarge": False,
    "BadArguments": False,
    "InvalidConfig": False,
    "InvalidOutput": False,  # a format that does not take this document
    "internal": False,  # a fault of Recto's own
})  # fmt: skip
# What only an LLM can better, and with it what `retry` reads again beside "failed".
LEFT_BY_LLM = frozenset({Reason.REFUSED, Reason.TRUNCATED, Reason.FELL_BACK})
SECOND_BEST = LEFT_BY_LLM | {Reason.UNREADABLE}


@dataclass(frozen=True, slots=True)
class Target:
    """One source with the places of its results."""

    source: Source
    key: str  # its name in the ledger
    outputs: tuple[tuple[str, str], ...]  # format, path

    def all_there(self, indices: Sequence[int] = (), read: Sequence[int] = ()) -> bool:
        """Whether every output exists of a source with these pages, of which `read` have a
        result.
        """
        return _exist(places(self.outputs, indices, read))


@dataclass(frozen=True, slots=True)
class Left:
    """What is left for a file whose pages are known."""

    read: tuple[int, ...]  # page indices
    known: tuple[PageRow, ...]  # pages that need nothing: done, or failed for good


def is_current(file: FileRow, source: Source, settings: Settings) -> bool:
    """Whether the survey in the ledger is of the file that is on disk now."""
    try:
        status = Path(source.path).stat()
    except OSError:
        return False

    if file.size != status.st_size or file.mtime_ns != status.st_mtime_ns:
        return False
    return bool(file.sha256) and file.wanted == settings.input.pages


def left(
    ledger: Ledger,
    file: FileRow,
    target: Target,
    settings: Settings,
    digests: Set[str],
    *,
    again: Set[str] = frozenset(),
    retry: bool = False,
) -> Left:
    """What is left to read and write of a surveyed file; `digests`: of settings whose pages count
    as read; `again`: outcomes that are not left alone, of a retry all that it is for.
    """
    if retry:
        again = SECOND_BEST | {"failed"}
        if settings.llm.mode == "off":
            # Read again without an LLM, a page that fell back would count as good, and nobody would
            # know that the LLM, which was asked for, has not seen it.
            again -= LEFT_BY_LLM

    pages = ledger.pages(file)
    for index in _readable_now(ledger, file, settings):
        pages.pop(index, None)
    read: list[int] = []
    known: list[PageRow] = []
    for index in file.indices:
        page = pages.get(index)
        if page is not None and _done(page, file, digests, again):
            known.append(page)
        else:
            read.append(index)
    return Left(tuple(read), tuple(known))


def to_write(
    ledger: Ledger, file: FileRow, target: Target, settings: Settings, *, retry: bool = False
) -> tuple[tuple[str, str], ...]:
    """The outputs (format, path) to write: all where pages changed or formats were added, else what
    is not there.
    """
    pages = ledger.pages(file)
    read = []
    for index in file.indices:
        page = pages.get(index)
        if page is not None and page.outcome != "failed":
            read.append(index)
    if not read:
        return ()
    said = last_of(ledger, file.sha256)
    if file.written != stamp(file, pages, target.outputs, settings.output.look, said):
        return target.outputs

    faults = _faults(ledger, file)
    due = []
    for output in target.outputs:
        kinds = faults.get(output[0])
        if kinds is None:
            again = not _exist(places([output], file.indices, read))
        else:
            again = retry or any(map(passes, kinds))
        if again:
            due.append(output)
    return tuple(due)


def _exist(paths: Iterable[str]) -> bool:
    return all(Path(path).is_file() for path in paths)


def _faults(ledger: Ledger, file: FileRow) -> dict[str, list[str]]:
    """Format -> the kinds of what was at fault when it was last written, where anything was."""
    faults: dict[str, list[str]] = {}
    for lost in lost_formats(ledger, file.id):
        faults.setdefault(lost.format, []).append(lost.kind)
    return faults


def passes(kind: str) -> bool:
    """Whether the next run tries again by itself what ended in this fault."""
    return PASSES.get(kind, False)


def _readable_now(ledger: Ledger, file: FileRow, settings: Settings) -> set[int]:
    """Pages whose language had no model when they were read, and has one now."""
    found: set[int] = set()
    if settings.input.language != AUTO:
        return found
    lacking = ledger.notes(file, LACKS_MODEL)
    installed = installed_languages() if lacking else ()
    for index, notes in lacking.items():
        if missing_in(notes) in installed:
            found.add(index)
    return found


def _done(page: PageRow, file: FileRow, digests: Set[str], again: Set[str]) -> bool:
    if page.sha256 != file.sha256 or page.settings not in digests:
        return False
    if page.outcome == "failed" and passes(page.kind):
        return False
    return page.outcome not in again
