"""Where people say what words are: pages as they stand now, corrections taken in and taken back.

The open ledger of a run enters; Corrected pages and stored Corrections leave. Nothing that another
person said meanwhile is written over unseen: what a correction was made from must still stand, and
nobody else may have spoken of the place since it was shown. One thread uses a Desk at a time.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import time

from recto.batch.corrections import corrections_of, last_by, put, said_of
from recto.batch.ledger import Ledger
from recto.batch.packed import unpack
from recto.corrections.applied import CHANGES, Corrected, corrected, text_at
from recto.corrections.correction import Correction, sides, standing
from recto.errors import BadArguments, RectoError
from recto.model.page import Box
from recto.model.result import PageResult
from recto.review.index import index_page
from recto.review.sources import Source, proved_path, sources_of
from recto.text.names import shown

MOST_PAGES = 32  # kept unpacked, some MB each at most

Key = tuple[int, int]  # file, page
State = tuple[int, int]  # last correction, how often the page was read


class Stale(RectoError):
    """The place has changed since it was shown: somebody else was faster, or it was read again."""

    exit_code = 5

    def __init__(self, found: str, by: str) -> None:
        who = by or "somebody else"
        super().__init__("the place has changed meanwhile", remedy="look at it again")
        self.found = found  # what stands there now
        self.by = who


@dataclass(slots=True, eq=False)
class Desk:
    """One run under review."""

    ledger: Ledger
    out: Path
    sources: dict[int, Source] = field(default_factory=dict)
    pages: OrderedDict[Key, tuple[State, Corrected]] = field(default_factory=OrderedDict)

    def __post_init__(self) -> None:
        self.look_again()

    def look_again(self) -> None:
        """Which files and pages there are: a run may go on, and read more, during a review."""
        self.sources = sources_of(self.ledger)

    def source(self, file: int) -> Source:
        """Raises BadArguments for a file that the run does not have."""
        rows = self.ledger.select("SELECT sha256 FROM file WHERE id = ?", file)
        known = self.sources.get(file)
        if rows and (known is None or known.sha256 != rows[0][0]):
            self.look_again()
        if file not in self.sources:
            raise BadArguments("there is no such file in this folder")
        return self.sources[file]

    def last(self, file: int, number: int) -> int:
        """The id of the last thing that was said of a page; 0: nothing was."""
        sha256 = self.source(file).sha256
        query = "SELECT coalesce(max(id), 0) FROM correction WHERE sha256 = ? AND page = ?"
        ((last,),) = self.ledger.select(query, sha256, number)
        return int(last)

    def page(self, file: int, number: int) -> Corrected:
        """A page as people have it. Raises BadArguments where it has no result."""
        source = self.source(file)
        state = (self.last(file, number), self._revision(file, number))
        key = (file, number)
        if key in self.pages and self.pages[key][0] == state:
            self.pages.move_to_end(key)
            return self.pages[key][1]
        packed = next(iter(self.ledger.results(file, [number])), None)
        if packed is None:
            raise BadArguments("there is no such page in this folder")
        said = said_of(self.ledger, source.sha256, number)
        found = corrected(unpack(packed, source.path), standing(said))
        self.pages[key] = (state, found)
        if len(self.pages) > MOST_PAGES:
            self.pages.popitem(last=False)
        return found

    def _revision(self, file: int, number: int) -> int:
        """How often a page was read; 0 for one that the run does not have."""
        query = "SELECT revision FROM page WHERE file = ? AND number = ?"
        rows = self.ledger.select(query, file, number)
        return int(rows[0][0]) if rows else 0

    def with_image(self, file: int, number: int) -> Corrected:
        """The same, with the source where its image is. Raises InputError."""
        found = self.page(file, number)
        path = proved_path(self.source(file))
        return replace(found, page=replace(found.page, source=path))

    def say(self, file: int, corrections: Sequence[Correction], seen: int) -> None:
        """Take in what a person says of places of one page; on the disk when this returns.

        `seen`: the last id of the page's corrections when it was shown to them. Raises Stale.
        """
        with self.ledger.alone():  # another server may have the same folder
            self._refuse_unfit(file, corrections, seen)
            stored = put(self.ledger, corrections)
        self._index(stored)

    def _refuse_unfit(self, file: int, corrections: Sequence[Correction], seen: int) -> None:
        """Raises Stale where a correction does not fit what stands there now."""
        page = self.page(file, corrections[0].page).page
        for correction in corrections:
            self._refuse_unseen(file, correction, seen)
            changed = CHANGES[correction.action](page, correction)
            if changed is None:
                raise Stale(text_at(page, correction), "")
            page = changed

    def _refuse_unseen(self, file: int, correction: Correction, seen: int) -> None:
        """Raises Stale where somebody else spoke of the place since it was shown."""
        sha256 = self.source(file).sha256
        for other in standing(
            said_of(
                self.ledger,
                sha256,
                correction.page,
            )
        ):
            is_new = other.id > seen and other.who != correction.who
            if is_new and _touch(other.box, correction.box):
                found = text_at(self.page(file, correction.page).page, correction)
                raise Stale(found, other.who)

    def _index(self, stored: Sequence[Correction]) -> None:
        """A word that is a word still is only ticked off; else the page's index is made anew.

        The index of a page with ticks counts as behind: how sure its words are is counted anew by
        the next `refresh`, before anything is drawn or estimated from it.
        """
        for correction in stored:
            for source in self._same(correction.sha256):
                if is_whole(correction) and self._tick(source.id, correction):
                    continue
                index_page(
                    self.ledger,
                    source.id,
                    correction.page,
                    source.sha256,
                )

    def _same(self, sha256: str) -> list[Source]:
        return [source for source in self.sources.values() if source.sha256 == sha256]

    def _tick(self, file: int, correction: Correction) -> bool:
        box = box_key(correction.box)
        with self.ledger.database as database:
            ticked = database.execute(
                "UPDATE doubt SET done = 1 WHERE file = ? AND number = ? AND box = ?",
                (file, correction.page, box),
            )
        return ticked.rowcount == 1

    def take_back(self, who: str) -> Correction | None:
        """Undo the last thing that this person said and did not take back; None: there is none.

        Any number of times, whenever it was said. Raises Stale where somebody else went on from it:
        what they said would fit no more.
        """
        with self.ledger.alone():
            last = last_by(self.ledger, who)
            if last is None:
                return None
            self._refuse_under_others(last)
            undo = replace(
                last,
                action="undo",
                of=last.id,
                at=time(),
                saw=(),
                id=0,
            )
            put(self.ledger, [undo])
        for source in self._same(last.sha256):
            index_page(self.ledger, source.id, last.page, source.sha256)
        return last

    def _refuse_under_others(self, last: Correction) -> None:
        stands = corrections_of(
            self.ledger,
            last.sha256,
            last.page,
        )
        without = [each for each in stands if each.id != last.id]
        for source in self._same(last.sha256):
            for packed in self.ledger.results(source.id, [last.page]):
                page = unpack(packed)
                known = _unfit(page, stands)
                for other in _unfit(page, without):
                    if other not in known and other.who != last.who:
                        raise Stale(other.after, other.who)

    def file_of(self, sha256: str) -> int:
        """A row of a source with these bytes; 0: none."""
        same = self._same(sha256)
        return same[0].id if same else 0

    def name(self, file: int) -> str:
        """A file for people."""
        return shown(self.source(file).name)


def is_whole(correction: Correction) -> bool:
    """Whether a word that it is about is one word still."""
    if correction.action != "text":
        return False
    return len(correction.before.split()) == len(correction.after.split()) == 1


def box_key(box: Box) -> str:
    """A box as the index has it."""
    import json

    return json.dumps(sides(box))


def _unfit(page: PageResult, stands: Sequence[Correction]) -> list[Correction]:
    found = corrected(page, stands)
    return [each.correction for each in found.conflicts]


def _touch(first: Box, second: Box) -> bool:
    smaller = min(first.area, second.area)
    return first.intersection(second) > smaller / 4
