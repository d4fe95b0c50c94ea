"""Which places a run's results get: every source has places of its own, in this run and beside all
earlier ones.

Sources, what the ledger knows of earlier runs, and the endings of the formats enter; for each
source its name in the ledger and the place of each format leave. Nothing is read or written here,
so that a run can be planned whole before its first page. The rules, in their order:

1. What the ledger knows keeps its name and its places, for ever.
2. "a/letter.png" becomes "a/letter.txt".
3. Where two would share a place, each new one keeps its ending: "a/letter.png.txt",
"a/letter.jpg.txt". A place is
   shared, too,
   with the numbered pages of a format that holds one page a file ("book-0001.page.xml").
4. Files of one name from several folders get as much of their folders as tells them apart:
   "b/scan.txt".
5. What is still not told apart (a file system that folds case) gets eight hex digits of its path:
   "x.PNG.1f0e9a3c.txt".
6. A file's place is no folder of another's: beside "a.txt/x.png",
"a.png" becomes "a.png.txt". Where what has to be a
   folder is an earlier run's file, which never moves, the run is refused.
"""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import PurePosixPath

from recto.errors import BadArguments
from recto.text.names import shown

NAME_BYTES = 255  # the longest name that Linux and macOS file systems take
NUMBER_BYTES = len("-000000")  # kept free in a name whose format gets one file a page
HASH = 8  # hex digits
_NUMBERED = re.compile(r"(?s)(.*)-\d{4,}")  # the place of a page: outputs.page_place


@dataclass(frozen=True, slots=True)
class Named:
    """A source as it is planned for."""

    relative: str  # with its ending, posix, mirrors the input tree
    path: str  # from the root; tells sources apart
    spooled: bool = False  # came through a pipe: its folder says nothing


@dataclass(frozen=True, slots=True)
class Owned:
    """A source with its name in the ledger and its places below the output folder."""

    key: str
    path: str  # of the source, from the root
    places: Mapping[str, str]  # format -> place, posix


@dataclass(frozen=True, slots=True)
class Endings:
    """The formats of a run: what they append to a name, and which hold one page a file."""

    of: Mapping[str, str]
    one_page: Collection[str] = ()

    def place(self, stem: str, kind: str) -> str:
        """The place of a format; a name that would be too long is cut and told apart by a hash of
        all of it.
        """
        ending = self.of[kind]
        folder, slash, name = stem.rpartition("/")
        room = NAME_BYTES - len(ending) - (NUMBER_BYTES if kind in self.one_page else 0)
        return f"{folder}{slash}{_cut(name, room)}{ending}"


def _cut(name: str, room: int) -> str:
    data = os.fsencode(name)
    if len(data) <= room:
        return name
    kept = data[: room - HASH - 1].decode("utf-8", "ignore")
    return f"{kept}.{_hash(name)}"


def _hash(text: str) -> str:
    return hashlib.sha256(os.fsencode(text)).hexdigest()[:HASH]


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
        return composed.casefold() if self.fold else composed

    def rivals(self, place: str, owner: str) -> set[str]:
        """Who else has this place, one of its pages, the source of which it would be a page, or a
        file that would have to be a folder: this one, or one on the way to it.
        """
        known = self.same(place)
        found = self.pages.get(known, set()) | self.at(place) | self.folders.get(known, set())
        return (found | self.above(place)) - {owner}

    def above(self, place: str) -> set[str]:
        """Who has a file where this place needs a folder."""
        found: set[str] = set()
        for folder in _folders(place):
            found |= self.at(folder)
        return found

    def below(self, place: str) -> set[str]:
        """Who needs a folder in this place, or in that of one of its pages."""
        known = self.same(place)
        return self.folders.get(known, set())

    def at(self, place: str) -> set[str]:
        """Who has this very place, or the one of which it would be a page."""
        return {
            self.owners[at] for at in (self.same(place), self._whole(place)) if at in self.owners
        }

    def take(self, place: str, owner: str) -> None:
        """From now on it is the owner's."""
        self.owners[self.same(place)] = owner
        if whole := self._whole(place):
            self.pages[whole].add(owner)
        for folder in _folders(place):
            self.folders[self.same(folder)].add(owner)
            if whole := self._whole(folder):
                self.folders[whole].add(owner)

    def _whole(self, place: str) -> str:
        """ "book-0001.page.xml" -> "book.page.xml", the place whose page it may be; else
        nothing.
        """
        known = self.same(place)
        for ending in map(self.same, self.numbered_endings):
            found = (
                _NUMBERED.fullmatch(known.removesuffix(ending)) if known.endswith(ending) else None
            )
            if found:
                return f"{found[1]}{ending}"
        return ""


def _folders(place: str) -> list[str]:
    """ "a/b/c.txt" -> "a", "a/b"."""
    return [str(folder) for folder in PurePosixPath(place).parents[:-1]]


def plan(
    sources: Sequence[Named],
    known: Sequence[Owned],
    endings: Endings,
    reserved: Collection[str],
    *,
    fold: bool,
) -> list[Owned]:
    """A name and the places for each source, in their order; `reserved` places are nobody's.

    Raises BadArguments where a source needs a folder in the place of a file that is known or
    reserved.
    """
    numbered = tuple(endings.of[kind] for kind in endings.one_page if kind in endings.of)
    taken = Taken(fold, numbered)
    for place in reserved:
        taken.take(place, "")
    for file in known:
        for place in file.places.values():
            taken.take(place, file.path)
    before = {file.path: file for file in known}
    keys = _keys(sources, before)
    files = [
        Owned(keys[source.path], source.path, _places(before.get(source.path)))
        for source in sources
    ]
    lacking = {
        file.path: [kind for kind in endings.of if kind not in file.places] for file in files
    }
    searches = {
        file.path: _Search(file, lacking[file.path], endings)
        for file in files
        if lacking[file.path]
    }
    _settle(searches, taken)
    found = {path: search.places for path, search in searches.items()}
    return [replace(file, places={**file.places, **found.get(file.path, {})}) for file in files]


def _places(file: Owned | None) -> Mapping[str, str]:
    return file.places if file else {}


def _keys(sources: Sequence[Named], before: Mapping[str, Owned]) -> dict[str, str]:
    """Path -> a name in the ledger that no other source has; more of the folders where names are
    the same.
    """
    names = {source.path: _longer_names(source) for source in sources if source.path not in before}
    chosen = {path: next(choices) for path, choices in names.items()}
    used = {shown(file.key) for file in before.values()}
    while again := _alike(chosen, used):
        chosen |= {path: next(names[path]) for path in again}
    kept = {source.path: before[source.path].key for source in sources if source.path in before}
    return chosen | kept


def _alike(chosen: Mapping[str, str], used: Collection[str]) -> list[str]:
    often = Counter(shown(name) for name in chosen.values())
    return [path for path, name in chosen.items() if often[shown(name)] > 1 or shown(name) in used]


def _longer_names(source: Named) -> Iterator[str]:
    """ "scan.png", "b/scan.png", "a/b/scan.png", and at last with a hash of the path."""
    yield source.relative
    above = source.path.removesuffix(f"/{source.relative}")
    folders = [] if source.spooled or above == source.path else above.strip("/").split("/")
    name = source.relative
    for folder in reversed(folders):
        name = f"{folder}/{name}" if folder else name
        if folder.casefold() != ".recto":  # where the ledger lies
            yield name
    yield from _hashed(source.relative, source.path)


def _hashed(name: str, path: str) -> Iterator[str]:
    """The name with a hash of the path, without end: one of them is free."""
    yield f"{name}.{_hash(path)}"
    for turn in count(1):
        yield f"{name}.{_hash(f'{path} {turn}')}"


@dataclass(slots=True, eq=False)
class _Search:
    """For one source: the stems that are still to be tried, and the places of the one that is tried
    now.
    """

    file: Owned  # as far as it is known
    kinds: Sequence[str]  # formats without a place
    endings: Endings
    rank: int = -1  # 0: without its ending, 1: with it, 2: with a hash
    places: dict[str, str] = field(default_factory=dict)
    stems: Iterator[tuple[int, str]] = field(init=False)

    def __post_init__(self) -> None:
        self.stems = self._stems()
        self.go_on()

    def go_on(self) -> None:
        """Try the next stem."""
        self.rank, stem = next(self.stems)
        self.places = {kind: self.endings.place(stem, kind) for kind in self.kinds}

    def _stems(self) -> Iterator[tuple[int, str]]:
        """What the source has for other formats, then its name without its ending, with it, and
        with a hash.
        """
        for kind, place in self.file.places.items():
            ending = self.endings.of.get(kind)
            if ending and place.endswith(ending):
                yield 0, place.removesuffix(ending)
                break
        yield 0, without_ending(self.file.key)
        yield 1, self.file.key
        for name in _hashed(self.file.key, self.file.path):
            yield 2, name


def _settle(searches: Mapping[str, _Search], taken: Taken) -> None:
    """Go on with every source of which a place is another's, until all places are free."""
    while again := _clashing(searches, taken):
        for path in again:
            searches[path].go_on()


def _clashing(searches: Mapping[str, _Search], taken: Taken) -> set[str]:
    """Those that must go on: of two that want one place the one that has the shorter name, or
    both.
    """
    wanted = Taken(taken.fold, taken.numbered_endings)
    clashing: set[str] = set()
    for path, search in searches.items():
        for place in search.places.values():
            _refuse_below(place, path, taken)
            for other in wanted.rivals(place, path):
                clashing |= _yielding(wanted, place, path, other, searches)
            if taken.rivals(place, path):
                clashing.add(path)
            wanted.take(place, path)
    return clashing


def _yielding(
    wanted: Taken, place: str, path: str, other: str, searches: Mapping[str, _Search]
) -> set[str]:
    """Which of two goes on: a file that stands where a folder is needed, else what has the shorter
    name, or both.
    """
    if other in wanted.above(place):
        return {other}
    if other in wanted.below(place):
        return {path}
    lower = min(searches[path].rank, searches[other].rank)
    return {one for one in (path, other) if searches[one].rank == lower}


def _refuse_below(place: str, path: str, taken: Taken) -> None:
    """No other name of the source would do: all of them lie in that folder."""
    if taken.above(place) - {path}:
        folder = next(folder for folder in _folders(place) if taken.at(folder))
        what = f"its result would be {place}, and {folder} is another result's file"
        raise BadArguments(what, where=path, remedy="rename that folder, or choose another with -o")


def without_ending(name: str) -> str:
    """ "a/b.tar.png" -> "a/b.tar"; ".png" is a name without ending."""
    return name.removesuffix(PurePosixPath(name).suffix)
