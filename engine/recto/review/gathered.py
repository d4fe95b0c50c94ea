"""A run over groups as a folder that can be reviewed: its pages in a ledger of this machine.

The place of a run over groups and a folder of this machine enter; groups go into the folder's
ledger one by one, each once, so that gathering may be ended at any moment and gone on with. The
place itself is only read.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from recto.batch.answers import Fault, PageRead
from recto.batch.claims import Owned
from recto.batch.command import Command, no_run, parsed
from recto.batch.known import keep
from recto.batch.ledger import FileRow, Ledger, ledger_path, open_ledger
from recto.batch.ledger_check import refuse_wrong_values
from recto.batch.spread import Spread
from recto.batch.survey import Surveyed
from recto.cluster.groups import AGAIN, Group, Piece
from recto.cluster.kept import BLOCK, Kept, Known, known
from recto.cluster.manifest import Manifest
from recto.cluster.manifest import PageRow as Ended
from recto.cluster.named import Named
from recto.cluster.read_back import pages_back
from recto.errors import BadArguments, FileAccess, RectoError
from recto.places.fetching import is_far
from recto.places.members import member_path, split
from recto.places.place import Place, place_of
from recto.places.urls import is_url
from recto.review.gathered_sources import copied
from recto.settings.names import SHARDS
from recto.text.names import shown

FACT = "gathered"  # what the ledger keeps the run's place and key under
# Files that a reviewed document becomes where the run wrote none of its own.
USUAL = (("txt", ".txt"), ("json", ".json"))


@dataclass(frozen=True, slots=True)
class Seen:
    """A group that is done, as its manifest says."""

    name: str  # of the manifest
    finished: float  # seconds since 1970
    failed: int  # pages and files
    spread: Spread


@dataclass(slots=True, eq=False)
class Gathering:
    """A run over groups, and the ledger that its pages go into."""

    place: Place
    run: Known
    asked: Command
    ledger: Ledger
    folder: Path
    named: Named  # what the user has named as sources
    block: tuple[int, dict[int, Group]] = (-1, {})  # of the plan: the one that was looked at last
    groups: dict[int, Seen] = field(default_factory=dict)  # those that are done
    not_here: list[str] = field(default_factory=list)  # sources that were not copied, and why

    def look(self) -> None:
        """What the run has done by now; of groups that are in the ledger and were read again since,
        the new pages.
        """
        names = self._kept.manifests()
        done = [name for number, name in sorted(names.items()) if number < self.run.groups]
        for each in self._kept.read(done):
            seen = Seen(each.name, each.finished, each.failed, each.spread)
            self.groups[each.group] = seen
        for number in self.groups:
            if self._taken(number) and not self.has(number):
                self.take(number)

    @property
    def _kept(self) -> Kept:
        return Kept(self.place, self.run.key)

    @property
    def version(self) -> str:
        """Of everything that was read: another one once a group was read again."""
        found = hashlib.sha256(f"{self.run.key} {self.run.groups}".encode())
        for number, each in self.groups.items():
            found.update(f"{number} {each.finished!r}\n".encode())
        return found.hexdigest()

    @property
    def unread(self) -> int:
        """Pages and files without a result, and groups that are still to come."""
        failed = sum(each.failed for each in self.groups.values())
        return failed + self.run.groups - len(self.groups)

    def _taken(self, number: int) -> tuple[float, list[int]] | None:
        """When a group in the ledger was read, and the rows of its files."""
        text = self.ledger.fact(_fact_of(number))
        if not text:
            return None
        try:
            finished, files = json.loads(text)
            return float(finished), [int(each) for each in files]
        except (ValueError, TypeError) as fault:
            what = "the ledger does not say what was gathered"
            raise FileAccess(what, where=str(self.folder), remedy="gather anew with -o") from fault

    def has(self, number: int) -> bool:
        """Whether a group is in the ledger as it is now."""
        taken = self._taken(number)
        return taken is not None and taken[0] == self.groups[number].finished

    def all(self) -> int:
        """Take in every group; how many came."""
        missing = [number for number in self.groups if not self.has(number)]
        for number in missing:
            self.take(number)
        return len(missing)

    def take(self, number: int) -> list[tuple[int, int]]:
        """One group's pages into the ledger: the row of the file, and the page, of each that has a
        result. Raises FileAccess where they cannot be read back.
        """
        group = self._group(number)
        (manifest,) = self._kept.read([self.groups[number].name])
        files = [self._file(piece, manifest, at) for at, piece in enumerate(group.pieces)]
        came = self._pages(group, manifest, files)
        rows = [file.id for file in files]
        taken = self._taken(number)
        if taken:  # documents that the group held, and that are gone from it, are counted no more
            gone = set(taken[1]).difference(rows)
            with self.ledger.database as database:
                lost = [(each,) for each in gone]
                database.executemany("UPDATE file SET listed = 0 WHERE id = ?", lost)
        self.ledger.set_fact(_fact_of(number), json.dumps([manifest.finished, rows]))
        return came

    def _group(self, number: int) -> Group:
        block = number // BLOCK
        if self.block[0] != block:
            found = {each.number: each for each in self._kept.block(block)}
            self.block = block, found
        if number not in self.block[1]:
            raise FileAccess("a part of the plan is gone", where=f"group {number}", remedy=AGAIN)
        return self.block[1][number]

    def _pages(
        self, group: Group, manifest: Manifest, files: list[FileRow]
    ) -> list[tuple[int, int]]:
        """The pages of a group, and why others have no result."""
        came = []
        for back in pages_back(self.place, group, self._formats):
            file = self._with_page(files[back.piece], back.page.index)
            files[back.piece] = file
            page = replace(back.page, source=file.path)
            read = PageRead.of(page)
            self.ledger.page_read(file, page.index, manifest.settings, read)
            came.append((file.id, page.index))
        for ended in manifest.pages:
            if ended.outcome == "failed" and ended.file < len(files):
                file = self._with_page(files[ended.file], ended.index)
                files[ended.file] = file
                self.ledger.page_failed(file, ended.index, manifest.settings, _fault(ended))
        return came

    @property
    def _formats(self) -> frozenset[str]:
        chosen = self.asked.values.get("output", {}).get("formats", ())
        return frozenset(map(str, chosen)) if isinstance(chosen, list | tuple) else frozenset()

    def _file(self, piece: Piece, manifest: Manifest, at: int) -> FileRow:
        """A document's row, with where its source and its outputs are."""
        key = shown(piece.key)
        sha256 = manifest.files[at].sha256 if at < len(manifest.files) else ""
        with self.ledger.database as database:
            database.execute(
                "INSERT INTO file (relative, path) VALUES (?, ?)"
                " ON CONFLICT (relative) DO UPDATE SET listed = 1, path = excluded.path",
                (key, shown(piece.path)),
            )
        row = self.ledger.file(key)
        if row.sha256 != sha256:  # another version of the source: its pages are others
            self.ledger.surveyed(row, Surveyed((), sha256, 0, 0), "")
        where = self._from_root(piece.path)
        keep(self.ledger, [Owned(key, where, dict(self._places(piece)))])
        return replace(self.ledger.file(key), path=where)

    def _from_root(self, path: str) -> str:
        """Where a source is, whatever folder this is done in."""
        member, archive = split(path)
        if archive and not is_url(archive):
            return member_path(member, str(Path(self.asked.folder) / archive))
        return path if is_far(path) else str(Path(self.asked.folder) / path)

    def _places(self, piece: Piece) -> tuple[tuple[str, str], ...]:
        own = tuple(pair for pair in piece.places if pair[0] not in SHARDS)
        return own or tuple((kind, f"{piece.key}{ending}") for kind, ending in USUAL)

    def _with_page(self, file: FileRow, index: int) -> FileRow:
        """The row with one more page."""
        if index in file.indices:
            return file
        indices = tuple(sorted({*file.indices, index}))
        with self.ledger.database as database:
            values = (json.dumps(indices), file.id)
            database.execute("UPDATE file SET indices = ? WHERE id = ?", values)
            database.execute(
                "INSERT INTO page (file, number) VALUES (?, ?)"
                " ON CONFLICT (file, number) DO UPDATE SET listed = 1",
                (file.id, index),
            )
        return replace(file, indices=indices)

    def fetch(self, files: Sequence[int] | None = None) -> None:
        """Copy the sources that lie elsewhere, of these rows or of all."""
        self.not_here += copied(
            self.ledger,
            self.folder,
            self.place.root,
            self.named,
            files,
        )


def _fact_of(number: int) -> str:
    return f"{FACT}-{number}"


def _fault(ended: Ended) -> Fault:
    class Earlier(RectoError):
        """What a run elsewhere ended in."""

        exit_code = ended.exit_code

    error = Earlier(ended.error or "failed")
    return Fault(error, ended.kind)


def folder_for(out: str, chosen: str) -> Path:
    """Where a run over groups is gathered: what the user has chosen, or NAME-review here."""
    name = out.rstrip("/").rpartition("/")[2] or "run"
    return Path(chosen or f"{name}-review")


def gathered_from(folder: Path) -> str:
    """The place whose pages a folder has gathered; empty where it is a run's own."""
    if not ledger_path(folder).exists():
        return ""
    with open_ledger(folder, read_only=True) as ledger:
        return ledger.fact(FACT)


@contextmanager
def gathering(out: str, folder: Path, sources: Sequence[str]) -> Iterator[Gathering]:
    """A run over groups with the ledger of a folder of this machine, which is made where it is not
    there. Raises FileAccess, or BadArguments for a folder of another run.
    """
    place = place_of(out if is_url(out) else str(Path(out).absolute()))
    run = known(place)
    if run is None:
        raise no_run(out)
    asked = parsed(run.command, out)
    mark = json.dumps([place.root, run.key])
    _refuse_other(folder, mark)
    with open_ledger(folder) as ledger:
        refuse_wrong_values(ledger.database, str(ledger_path(folder)))
        ledger.database.execute("PRAGMA synchronous = NORMAL")  # it can be gathered again
        ledger.set_fact(FACT, mark)
        ledger.set_fact("command", asked.text())
        ledger.set_fact("state", "ended")
        found = Gathering(place, run, asked, ledger, folder, Named(tuple(sources)))
        found.look()
        yield found


def _refuse_other(folder: Path, mark: str) -> None:
    """Raise BadArguments where the folder has another run."""
    has = gathered_from(folder)
    if not has and not ledger_path(folder).exists():
        with suppress(OSError):
            if not any(folder.iterdir()):
                return
        if not folder.exists():
            return
    if has != mark:
        what = "holds something else than the pages of this run"
        raise BadArguments(what, where=str(folder), remedy="choose another folder with -o")
