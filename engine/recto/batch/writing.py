"""The task that writes a source's results: each format whole or not at all, and none at the cost of
another.

The row of a file in the ledger enters; Written leaves, with the files that are there now and the
formats that are not. One boundary is drawn here, around one format of a file (of a page, where a
format holds one page a file): whatever a writer raises ends there, named with file, page and
format.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from recto.batch.answers import Lost, Written
from recto.batch.ledger import Ledger, open_ledger
from recto.batch.outputs import page_place
from recto.batch.people import People, people_of
from recto.errors import FileAccess, ReaderFailed, RectoError
from recto.files.own_files import check_way
from recto.model.result import PageResult
from recto.settings.groups import Settings
from recto.text.messages import one_line

if TYPE_CHECKING:
    from recto.layout.document import Scheme
    from recto.writers.base import Head


@dataclass(frozen=True, slots=True)
class WriteFile:
    """Write a source's results, from the ledger, in every format."""

    path: str  # of the source
    out: str  # the output folder
    file: int  # row in the ledger
    indices: tuple[int, ...]
    targets: tuple[tuple[str, str], ...]  # format, path
    digest: str = ""  # of the settings that the pages were read with; empty: the run's own

    @property
    def name(self) -> str:
        """For people."""
        return one_line(self.path)

    def run(self, settings: Settings) -> Written:
        """Format by format, page by page: a source of any length needs the memory of one page.

        Raises FileAccess where a link stands on the way to a result.
        """
        from recto.pipeline.previous_result import head_of
        from recto.writers import WRITERS

        for _, path in self.targets:
            check_way(Path(self.out), Path(path))
        furniture = settings.output.furniture

        outputs: list[Output] = []
        with open_ledger(Path(self.out), read_only=True) as ledger:
            said = people_of(ledger, self.file)
            head = replace(head_of(self.path, settings), reviewed=said.reviewed)
            if self.digest:
                head = replace(head, settings_digest=self.digest)
            whole = _Pages(ledger, self.file, self.indices, "json", "keep", head.source, said)
            scheme = _scheme(whole) if len(self.indices) > 1 else None
            for kind, path in self.targets:
                pages = replace(whole, kind=kind, furniture=furniture, scheme=scheme)
                if not WRITERS[kind].one_page or len(self.indices) <= 1:
                    outputs.append(write_one(kind, path, head, pages, self.name))
                    continue
                # One file a page, of a longer source.
                for page in pages:
                    place = page_place(path, kind, page.index)
                    output = write_one(kind, place, head, [page], self.name, index=page.index)
                    outputs.append(output)

        paths: list[str] = []
        lost: list[Lost] = []
        notes = said.notes(self.name)  # after all pages went by
        for output in outputs:
            if output.lost is None:
                paths.append(output.path)
            else:
                lost.append(output.lost)
            notes += [f"{output.path}: {note}" for note in output.notes]
        return Written(tuple(paths), tuple(lost), tuple(notes), said.last)


@dataclass(frozen=True, slots=True)
class Output:
    """One file that was to be written; why it is not there, or what had to be changed."""

    path: str
    lost: Lost | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Pages:
    """The results of a file, as one format shows them; read from the ledger anew for each
    format.
    """

    ledger: Ledger
    file: int
    indices: tuple[int, ...]
    kind: str
    furniture: Literal["keep", "drop"]
    source: str
    said: People
    scheme: Scheme | None = None  # of the document; None: each page as it is

    def __iter__(self) -> Iterator[PageResult]:
        from recto.batch.packed import unpack
        from recto.layout.document import settled
        from recto.writers.body import shown_in

        for packed in self.ledger.results(self.file, self.indices):
            page = self.said.corrected(ledger=self.ledger, page=unpack(packed, self.source))
            page = settled(page, self.scheme)
            yield shown_in(self.kind, page, self.furniture)


def _scheme(pages: _Pages) -> Scheme | None:
    """What the pages tell together; a page that cannot be read back is named format by format."""
    from recto.layout.document import facts_of, scheme_of

    try:
        return scheme_of(map(facts_of, pages))
    except Exception:  # noqa: BLE001 - `write_one` meets the same fault, and says it
        return None


def write_one(
    kind: str,
    path: str,
    head: Head,
    pages: Iterable[PageResult],
    name: str,
    *,
    index: int | None = None,
) -> Output:
    """Write one file; whatever goes wrong is said of it alone. `index`: the only page of it, where
    it holds one.
    """
    from recto.files.atomic import atomic
    from recto.writers import WRITERS

    page: PageResult | None = None
    try:
        with atomic(Path(path)) as out:
            sink = WRITERS[kind].begin(out, head, None)
            for page in pages:
                sink.page(page)
            page = None
            sink.end()
    # The boundary: one format is lost, the others are written
    except Exception as fault:  # noqa: BLE001
        at = index if page is None else page.index
        where = name if at is None else f"{name} page {at + 1}"
        return Output(path, lost(kind, fault, where, index))
    return Output(path, notes=getattr(sink, "notes", ()))


def lost(kind: str, fault: Exception, where: str, index: int | None = None) -> Lost:
    """What to say of a format that was not written; `where` names the file, and the page if it is
    known.
    """
    error = named(kind, fault, where)
    name, trace = type(error).__name__, ""
    if isinstance(fault, MemoryError):
        name = "memory"
    elif not isinstance(fault, RectoError):
        name = "internal"
        trace = "".join(traceback.format_exception(fault))
    return Lost(
        kind,
        index,
        name,
        str(error),
        error.exit_code,
        trace,
    )


def named(kind: str, fault: Exception, where: str) -> RectoError:
    """The error with file, page and format in its message."""
    lead = f"not written as {kind}"
    if isinstance(fault, RectoError):
        what = f"{lead}: {fault.what}"
        if fault.where and fault.where not in where:
            what = f"{what} ({fault.where})"
        return type(fault)(what, where=where, remedy=fault.remedy)
    if isinstance(fault, MemoryError):
        what = f"{lead}: not enough memory"
        return ReaderFailed(what, where=where, remedy="use fewer jobs (-j)")
    if isinstance(fault, OSError) and fault.strerror:  # the disk is full, the place is gone
        what = f"{lead}: {fault.strerror}"
        remedy = "free some space, or choose another place"
        return FileAccess(what, where=where, remedy=remedy)
    what = f"{lead}: internal error ({type(fault).__name__}: {fault})"
    return RectoError(what, where=where, remedy="please report it with the output of -vv")
