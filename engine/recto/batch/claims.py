"""Which places a run's results get: every source has places of its own, in this run and beside all
earlier ones.

Sources, what the ledger knows of earlier runs, and the endings of the formats enter; for each
source its name in the ledger and the place of each format leave. Nothing is read or written here,
so that a run can be planned whole before its first page. The rules, in their order:

1. What the ledger knows keeps its name and its places, for ever.
2. "a/letter.png" becomes "a/letter.txt".
3. Where two would share a place, each new one keeps its ending: "a/letter.png.txt",
   "a/letter.jpg.txt". A place is shared, too, with the numbered pages of a format that holds one
   page a file ("book-0001.page.xml").
4. Files of one name from several folders get as much of their folders as tells them apart:
   "b/scan.txt".
5. What is still not told apart (a file system that folds case) gets eight hex digits of its path:
   "x.PNG.1f0e9a3c.txt".
6. A file's place is no folder of another's: beside "a.txt/x.png", "a.png" becomes "a.png.txt".
   Where what has to be a folder is an earlier run's file, which never moves, the run is refused.

Who has which place is counted in taken.py.
"""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import PurePosixPath

from recto.batch.taken import Taken, folders_of
from recto.errors import BadArguments
from recto.text.names import shown

NAME_BYTES = 255  # the longest name that Linux and macOS file systems take
NUMBER_BYTES = len("-000000")  # kept free in a name whose format gets one file a page
HASH = 8  # hex digits


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

        room = NAME_BYTES - len(ending)
        if kind in self.one_page:
            room -= NUMBER_BYTES

        data = os.fsencode(name)
        if len(data) > room:
            kept = data[: room - HASH - 1]
            cut = kept.decode("utf-8", "ignore")
            name = f"{cut}.{_hash(name)}"
        return f"{folder}{slash}{name}{ending}"


def _hash(text: str) -> str:
    data = os.fsencode(text)
    return hashlib.sha256(data).hexdigest()[:HASH]


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
    taken = _taken_before(known, endings, reserved, fold=fold)
    keys = _keys(sources, known)
    known_places = {file.path: file.places for file in known}

    files: list[Owned] = []
    searches: dict[str, _Search] = {}
    for source in sources:
        path = source.path
        places = known_places.get(path, {})
        file = Owned(keys[path], path, places)
        files.append(file)
        lacking = [kind for kind in endings.of if kind not in places]
        if lacking:
            searches[path] = _Search(file, lacking, endings)

    # Every source of which a place is another's goes on, until all places are free.
    clashing = _clashing(searches, taken)
    while clashing:
        for path in clashing:
            searches[path].go_on()
        clashing = _clashing(searches, taken)

    planned = []
    for file in files:
        places = dict(file.places)
        if file.path in searches:
            places |= searches[file.path].places
        planned.append(replace(file, places=places))
    return planned


def _taken_before(
    known: Sequence[Owned], endings: Endings, reserved: Collection[str], *, fold: bool
) -> Taken:
    """The places that no source of this run can have."""
    numbered = tuple(endings.of[kind] for kind in endings.one_page if kind in endings.of)
    taken = Taken(fold, numbered)
    for place in reserved:
        taken.take(place, "")
    for file in known:
        for place in file.places.values():
            taken.take(place, file.path)
    return taken


def _keys(sources: Sequence[Named], known: Sequence[Owned]) -> dict[str, str]:
    """Path -> a name in the ledger that no other source has; more of the folders where names are
    the same.
    """
    before = {file.path: file.key for file in known}
    kept: dict[str, str] = {}
    names: dict[str, Iterator[str]] = {}
    for source in sources:
        path = source.path
        if path in before:
            kept[path] = before[path]
        else:
            names[path] = _longer_names(source)

    used = {shown(key) for key in before.values()}
    chosen: dict[str, str] = {}
    to_choose = list(names)
    while to_choose:
        for path in to_choose:
            chosen[path] = next(names[path])
        # Those that are not told apart yet get the next longer name.
        forms = {path: shown(name) for path, name in chosen.items()}
        often = Counter(used)
        often.update(forms.values())
        to_choose = [path for path, form in forms.items() if often[form] > 1]
    return chosen | kept


def _longer_names(source: Named) -> Iterator[str]:
    """ "scan.png", "b/scan.png", "a/b/scan.png", and at last with a hash of the path."""
    yield source.relative

    folders: list[str] = []
    above = source.path.removesuffix(f"/{source.relative}")
    if above != source.path and not source.spooled:
        folders = above.strip("/").split("/")

    name = source.relative
    for folder in reversed(folders):
        if folder:
            name = f"{folder}/{name}"
        if folder.casefold() != ".recto":  # where the ledger lies
            yield name
    yield from _hashed(source.relative, source.path)


def _hashed(name: str, path: str) -> Iterator[str]:
    """The name with a hash of the path, without end: one of them is free."""
    yield f"{name}.{_hash(path)}"
    for turn in count(1):
        told_apart = _hash(f"{path} {turn}")
        yield f"{name}.{told_apart}"


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
        place = self.endings.place
        self.places = {kind: place(stem, kind) for kind in self.kinds}

    def _stems(self) -> Iterator[tuple[int, str]]:
        """What the source has for other formats, then its name without its ending, with it, and
        with a hash.
        """
        key, path = self.file.key, self.file.path
        for kind, place in self.file.places.items():
            ending = self.endings.of.get(kind)
            if ending and place.endswith(ending):
                yield 0, place.removesuffix(ending)
                break

        yield 0, without_ending(key)
        yield 1, key
        for name in _hashed(key, path):
            yield 2, name


def _clashing(searches: Mapping[str, _Search], taken: Taken) -> set[str]:
    """Those that must go on: of two that want one place the one that has the shorter name, or
    both.

    Raises BadArguments where no other name of a source would do: all of them lie in that folder.
    """
    wanted = Taken(taken.fold, taken.numbered_endings)
    clashing: set[str] = set()
    for path, search in searches.items():
        for place in search.places.values():
            if taken.above(place) - {path}:
                folder = next(folder for folder in folders_of(place) if taken.at(folder))
                what = f"its result would be {place}, and {folder} is another result's file"
                remedy = "rename that folder, or choose another with -o"
                raise BadArguments(what, where=path, remedy=remedy)

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

    rank, other_rank = searches[path].rank, searches[other].rank
    if rank == other_rank:
        return {path, other}
    return {path} if rank < other_rank else {other}


def without_ending(name: str) -> str:
    """ "a/b.tar.png" -> "a/b.tar"; ".png" is a name without ending."""
    ending = PurePosixPath(name).suffix
    return name.removesuffix(ending)
