"""The results of one group into their place: files of single documents, shards, parts to be joined.

The Reads of a group enter, its Manifest leaves, when everything that it names is published. What
goes wrong with one format of one document costs that alone, as in the local engine (batch/
writing.py); a place that cannot be written into ends the group.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from time import time

from recto._version import __version__
from recto.batch.answers import Fault, Lost, PageRead
from recto.batch.facts import PageCounts
from recto.batch.outputs import page_place
from recto.batch.packed import unpack
from recto.batch.spread import Spread
from recto.batch.writing import Output, write_one
from recto.cluster.groups import Group
from recto.cluster.kept import Kept
from recto.cluster.manifest import FileRow, Manifest, PageRow
from recto.cluster.reads import Read
from recto.cluster.shards import Shard, begin
from recto.model.page import Usage
from recto.model.result import PageResult
from recto.pipeline.previous_result import SHOW_PAGES
from recto.settings.groups import Settings
from recto.settings.names import SHARDS
from recto.text.messages import one_line
from recto.text.names import shown
from recto.writers.base import Head
from recto.writers.body import shown_in


@dataclass(frozen=True, slots=True)
class Results:
    """Everything that becomes of a group."""

    group: Group
    reads: tuple[Read, ...]
    kept: Kept
    settings: Settings
    folder: Path  # of this machine, for what is on its way

    def published(self) -> Manifest:
        """Write and publish. Raises FileAccess."""
        is_join = bool(self.group.joins)
        shards = () if is_join else self._shards()
        files = tuple(self._file(number, read) for number, read in enumerate(self.reads))
        counted = Counted(()) if is_join else Counted(self.reads)
        return counted.manifest(
            self.group.number,
            self.settings.digest(),
            files,
            shards,
        )

    def _file(self, number: int, read: Read) -> FileRow:
        """One document's own files; of a part, what a later group joins."""
        piece = read.piece
        row = FileRow(
            shown(piece.key),
            shown(piece.path),
            read.sha256,
            piece.part,
        )
        if read.fault:
            error = read.fault.error
            return replace(
                row,
                kind=read.fault.kind,
                error=str(error),
                exit_code=error.exit_code,
            )
        if piece.part and not self.group.joins:
            if piece.places:
                packed = [(index, answer.packed) for index, answer in read.found]
                self.kept.keep_part(self.group.number, piece.part, packed)
            return row

        outputs: list[str] = []
        lost: list[Lost] = []
        notes: list[str] = []
        for name, output in self._outputs(number, read):
            if output.lost is None:
                self.kept.place.put(name, Path(output.path))
                outputs.append(name)
            else:
                lost.append(_named(output.lost, read))
            notes += [f"{name}: {note}" for note in output.notes]
            Path(output.path).unlink(missing_ok=True)
        return replace(
            row,
            outputs=tuple(outputs),
            lost=tuple(lost),
            notes=tuple(notes),
        )

    def _outputs(self, number: int, read: Read) -> Iterator[tuple[str, Output]]:
        """(name below OUT, file here) of every format; none for a document without a page."""
        from recto.writers import WRITERS

        if not any(True for _ in read.found):
            return
        several = len(read.pages) > 1
        for kind, name in read.piece.places:
            head = self._head(read, kind)
            pages = _Pages(
                read,
                kind,
                self.settings.output.furniture,
                head.source,
            )
            place = str(self.folder / f"{number}-{kind}")
            if not WRITERS[kind].one_page or not several:
                yield (
                    name,
                    write_one(
                        kind,
                        place,
                        head,
                        pages,
                        self._name(read),
                    ),
                )
                continue
            for page in pages:
                index = page.index
                one = write_one(
                    kind,
                    place,
                    head,
                    [page],
                    self._name(read),
                    index=index,
                )
                yield page_place(name, kind, index), one

    def _shards(self) -> tuple[str, ...]:
        names: list[str] = []
        for kind in self.settings.output.formats:
            if kind not in SHARDS:
                continue
            shard = begin(kind, self.group.number, self.folder)
            for read in self.reads:
                self._into(shard, kind, read)
            for name, file in shard.end().items():
                self.kept.place.put(name, file)
                names.append(name)
        return tuple(names)

    def _into(self, shard: Shard, kind: str, read: Read) -> None:
        """A document's rows; a long one is named with its first part."""
        key = shown(read.piece.key)
        head = self._head(read, kind)
        error = str(read.fault.error) if read.fault else ""
        shard.document(
            key,
            head,
            error,
            is_first=read.piece.part < 2,
        )
        for index, answer in read.pages:
            if isinstance(answer, Fault):
                shard.failed(
                    key,
                    index,
                    str(answer.error),
                )
            else:
                shard.page(key, unpack(answer.packed, head.source))

    def _head(self, read: Read, kind: str) -> Head:
        """Formats that show the page open it again, where it is now."""
        source = read.local if kind in SHOW_PAGES else read.piece.path
        own = self.settings.local.calibration
        digest = own.digest if own else ""
        return Head(
            source,
            self.settings.digest(),
            __version__,
            read.sha256,
            digest,
        )

    def _name(self, read: Read) -> str:
        return one_line(read.piece.path)


@dataclass(frozen=True, slots=True)
class _Pages:
    """The pages of a document that have a result, as one format shows them."""

    read: Read
    kind: str
    furniture: str
    source: str

    def __iter__(self) -> Iterator[PageResult]:
        for _, answer in self.read.found:
            page = unpack(answer.packed, self.source)
            yield shown_in(self.kind, page, self.furniture)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Counted:
    """A group in numbers."""

    reads: tuple[Read, ...]

    def manifest(
        self, number: int, digest: str, files: tuple[FileRow, ...], shards: tuple[str, ...]
    ) -> Manifest:
        """With the outcome of every page."""
        usage = Usage()
        notes: Counter[str] = Counter()
        guards: Counter[str] = Counter()
        spread = Spread()
        seconds = 0.0
        for answer in self._read():
            facts = answer.facts
            usage += facts.usage
            notes.update(dict.fromkeys(facts.notes, 1))
            guards.update(facts.guards)
            spread += answer.index.spread
            seconds += facts.seconds
        money = (usage, dict(notes), dict(guards), spread, seconds, time())
        return Manifest(
            number,
            digest,
            __version__,
            files,
            self._rows(),
            shards,
            *money,
        )

    def _read(self) -> Iterator[PageRead]:
        for read in self.reads:
            for _, answer in read.found:
                yield answer

    def _rows(self) -> tuple[PageRow, ...]:
        rows = []
        for file, read in enumerate(self.reads):
            for index, answer in read.pages:
                rows.append(_row(file, index, answer))
        return tuple(rows)


def _row(file: int, index: int, answer: PageRead | Fault) -> PageRow:
    if isinstance(answer, Fault):
        error = answer.error
        fault = (answer.kind, str(error), error.exit_code)
        return PageRow(
            file,
            index,
            "failed",
            0,
            0,
            0.0,
            *fault,
        )
    facts: PageCounts = answer.facts
    confidence = round(facts.confidence, 6)
    return PageRow(
        file,
        index,
        facts.outcome,
        facts.words,
        facts.flagged,
        confidence,
        unread=facts.unread,
        script_unsure=int(facts.script_unsure),
    )


def _named(fault: Lost, read: Read) -> Lost:
    """With the source's own name."""
    if not read.local or read.local == read.piece.path:
        return replace(fault, trace="")
    return replace(fault, error=fault.error.replace(read.local, read.piece.path), trace="")
