"""From sources to groups: how many pages each has, which go together, and where results go.

Founds enter; Groups leave in an order that is the same every time. A group is min(200, pages / (4 x
workers)) pages unless --shard-pages says otherwise: small enough that all workers end at about the
same time, large enough that a million pages are five thousand groups. A document that fits into a
group is never cut; of a longer one each part is read by itself, and where it has files of its own
they are written by a group that joins the parts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from math import ceil

from recto.batch.claims import Named, Owned
from recto.batch.claims import plan as claimed
from recto.batch.outputs import endings_of
from recto.batch.report import NAME as REPORT
from recto.cluster.groups import Group, Job, Piece
from recto.cluster.work import Ended
from recto.errors import BadArguments
from recto.pipeline.previous_result import with_images
from recto.places.listing import Found
from recto.places.members import split
from recto.places.urls import is_url, joined
from recto.settings.groups import Settings
from recto.settings.names import SHARDS
from recto.sources.kept import refuse_over_sources

MOST_PAGES = 200  # of a group
SHARES = 4  # groups for each worker, where there are few pages
A_COUNT = 16  # sources that a worker looks into at a time
WINDOW = 64  # such jobs that are waited for together

SENT = "sent.jsonl"
Do = Callable[[Iterator[Job]], Iterator[Ended]]
Source = tuple[Found, tuple[int, ...] | None, tuple[tuple[str, str], ...]]


def placed(
    founds: Iterable[Found], settings: Settings, before: Sequence[Owned] = ()
) -> Iterator[Piece]:
    """Every source as a whole piece, with the places of its own files; `before`: sources that have
    theirs already.

    Without files of their own nothing is held of them: their names are told apart by listing.py.
    """
    single = [kind for kind in settings.output.formats if kind not in SHARDS]
    if not single:
        for found in founds:
            yield Piece(found.relative, found.path, found.stamp)
        return
    listing = list(founds)
    endings = endings_of(single)
    named = [Named(found.relative, found.path) for found in listing]
    planned = claimed(
        named,
        before,
        endings,
        [REPORT, SENT],
        fold=True,
    )
    refuse_over(listing, planned, settings)
    for found, owned in zip(listing, planned, strict=True):
        places = tuple((kind, owned.places[kind]) for kind in endings.of)
        yield Piece(
            owned.key,
            found.path,
            found.stamp,
            places=places,
        )


def refuse_over(founds: Sequence[Found], planned: Sequence[Owned], settings: Settings) -> None:
    """Raise BadArguments where a result would be written over what is read."""
    out = settings.output.folder
    remedy = "choose another place with -o"
    targets = [joined(out, place) for owned in planned for place in owned.places.values()]
    read = [split(found.path)[1] or found.path for found in founds]
    both = set(targets).intersection(read)
    for path in sorted(both):
        raise BadArguments("is read and written", where=path, remedy=remedy)
    if not is_url(out):
        refuse_over_sources(targets, [*with_images(read), *settings.files], remedy=remedy)


def counted(pieces: Iterator[Piece], do: Do, is_single: Callable[[Piece], bool]) -> Iterator[Piece]:
    """The pieces with their pages, where their kind does not say that there is one."""
    while window := list(islice(pieces, A_COUNT * WINDOW)):
        unknown = [number for number, piece in enumerate(window) if not is_single(piece)]
        jobs = []
        for start in range(
            0,
            len(unknown),
            A_COUNT,
        ):
            some = tuple(window[number] for number in unknown[start : start + A_COUNT])
            jobs.append(Job("count", Group(start, some)))
        for ended in do(iter(jobs)):
            start = ended.job.group.number
            for number, indices in zip(unknown[start:], ended.counts, strict=False):
                window[number] = replace(window[number], indices=indices)
        yield from window


def cut(pieces: Iterator[Piece], workers: int, chosen: int, first: int = 0) -> Iterator[Group]:
    """Groups of pieces, numbered from `first`; `chosen`: pages of a group, 0: by the workers."""
    size = chosen
    if not size:
        enough = MOST_PAGES * SHARES * max(1, workers)
        ahead: list[Piece] = []
        pages = 0
        for piece in pieces:
            ahead.append(piece)
            pages += piece.weight
            if pages >= enough:
                break
        size = min(MOST_PAGES, max(1, ceil(pages / (SHARES * max(1, workers)))))
        pieces = chain(ahead, pieces)
    yield from Cutter(size, first).groups(pieces)


@dataclass(slots=True)
class Cutter:
    """Cuts pieces into groups of `size` pages."""

    size: int
    number: int
    held: list[Piece] = field(default_factory=list)
    weight: int = 0
    joins: list[tuple[Piece, list[int]]] = field(default_factory=list)

    def groups(self, pieces: Iterable[Piece]) -> Iterator[Group]:
        """Those that read, then those that join."""
        for piece in pieces:
            paths = {held.path for held in self.held}  # a file has one place in a group
            if self.weight + piece.weight > self.size or piece.path in paths:
                yield from self._close()
            if piece.indices is not None and piece.weight > self.size:
                yield from self._long(piece, piece.indices)
            else:
                self.held.append(piece)
                self.weight += piece.weight
        yield from self._close()
        for piece, numbers in self.joins:
            yield Group(
                self.number,
                (piece,),
                tuple(numbers),
            )
            self.number += 1

    def _long(self, piece: Piece, indices: tuple[int, ...]) -> Iterator[Group]:
        numbers = []
        for part, start in enumerate(
            range(
                0,
                len(indices),
                self.size,
            ),
            1,
        ):
            some = indices[start : start + self.size]
            numbers.append(self.number)
            yield Group(self.number, (replace(piece, indices=some, part=part),))
            self.number += 1
        if piece.places:
            self.joins.append((piece, numbers))

    def _close(self) -> Iterator[Group]:
        if self.held:
            yield Group(self.number, tuple(self.held))
            self.number += 1
            self.held = []
            self.weight = 0


def owned_by(groups: Iterable[Group]) -> list[Owned]:
    """The places that the documents of a plan have."""
    places: dict[str, Mapping[str, str]] = {}
    keys: dict[str, str] = {}
    for group in groups:
        for piece in group.pieces:
            keys[piece.path] = piece.key
            places[piece.path] = dict(piece.places)
    return [Owned(key, path, places[path]) for path, key in keys.items()]
