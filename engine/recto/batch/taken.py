"""Who has which place, among the results that there are or will be.

Places (posix, below the output folder) and the paths of their sources enter; who would stand in the
way of a further place leaves. Nothing is read or written here. Only here: which spellings the file
system takes for one, whether a place may be a page of another ("book-0001.page.xml" of
"book.page.xml"), and when a file would have to be a folder.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import PurePosixPath

_NUMBERED = re.compile(r"(?s)(.*)-\d{4,}")  # the place of a page: outputs.page_place


@dataclass(slots=True, eq=False)
class Taken:
    """The places that have an owner; `fold`: whether the file system takes "A" for "a"."""

    fold: bool
    numbered_endings: tuple[str, ...]  # of formats that hold one page a file
    owners: dict[str, str] = field(default_factory=dict)  # place -> path of its source
    # place -> who has a page's place
    pages: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    # folder -> who has a place in it
    folders: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def same(self, place: str) -> str:
        """The place as the file system knows it: one form for all spellings that it takes for
        one.
        """
        composed = unicodedata.normalize("NFC", place)
        if self.fold:
            return composed.casefold()
        return composed

    def rivals(self, place: str, owner: str) -> set[str]:
        """Who else has this place, one of its pages, the source of which it would be a page, or a
        file that would have to be a folder: this one, or one on the way to it.
        """
        known = self.same(place)
        of_its_pages = self.pages.get(known, set())
        in_it = self.folders.get(known, set())
        found = of_its_pages | self.at(place) | in_it | self.above(place)
        return found - {owner}

    def above(self, place: str) -> set[str]:
        """Who has a file where this place needs a folder."""
        found: set[str] = set()
        for folder in folders_of(place):
            found |= self.at(folder)
        return found

    def below(self, place: str) -> set[str]:
        """Who needs a folder in this place, or in that of one of its pages."""
        return self.folders.get(self.same(place), set())

    def at(self, place: str) -> set[str]:
        """Who has this very place, or the one of which it would be a page."""
        found: set[str] = set()
        for known in (self.same(place), self._whole(place)):
            if known in self.owners:
                found.add(self.owners[known])
        return found

    def take(self, place: str, owner: str) -> None:
        """From now on it is the owner's."""
        self.owners[self.same(place)] = owner
        whole = self._whole(place)
        if whole:
            self.pages[whole].add(owner)

        for folder in folders_of(place):
            self.folders[self.same(folder)].add(owner)
            whole = self._whole(folder)
            if whole:
                self.folders[whole].add(owner)

    def _whole(self, place: str) -> str:
        """ "book-0001.page.xml" -> "book.page.xml", the place whose page it may be; else
        nothing.
        """
        known = self.same(place)
        for numbered_ending in self.numbered_endings:
            ending = self.same(numbered_ending)
            if not known.endswith(ending):
                continue
            stem = known.removesuffix(ending)
            numbered = _NUMBERED.fullmatch(stem)
            if numbered:
                return f"{numbered[1]}{ending}"
        return ""


def folders_of(place: str) -> list[str]:
    """ "a/b/c.txt" -> "a/b", "a"."""
    above = PurePosixPath(place).parents[:-1]
    return [str(folder) for folder in above]
