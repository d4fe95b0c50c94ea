"""What is handed out: groups of pieces of documents, as frozen values and as JSON.

A Found source becomes one Piece, or several where it is long; Pieces become Groups. Only here: how
a plan stands in OUT, and that nothing odd in it is believed.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from recto.errors import FileAccess

MOST_BYTES = 1 << 28  # of a block of a plan, unpacked
AGAIN = "move its .recto folder away and start the run again"


@dataclass(frozen=True, slots=True)
class Piece:
    """A document, or some pages of it."""

    key: str  # the document's name in this run: "shelf/book.pdf"
    path: str  # where it is
    stamp: str  # of the version that was listed
    indices: tuple[int, ...] | None = None  # 0-based; None: as many as are found
    part: int = 0  # 0: the whole document; else which of its pieces, from 1
    places: tuple[tuple[str, str], ...] = ()  # format, name below OUT

    @property
    def weight(self) -> int:
        """Pages; 1 where nobody has looked."""
        return 1 if self.indices is None else len(self.indices)


@dataclass(frozen=True, slots=True)
class Group:
    """What one worker does at a time."""

    number: int
    pieces: tuple[Piece, ...]
    joins: tuple[int, ...] = ()  # groups that hold the parts of its one document; empty: it reads

    @property
    def weight(self) -> int:
        """Pages."""
        return sum(piece.weight for piece in self.pieces)

    @property
    def name(self) -> str:
        """For people."""
        return f"group {self.number}"


@dataclass(frozen=True, slots=True)
class Job:
    """A group, and what is to become of it: its pages counted, or its results written."""

    kind: Literal["count", "write"]
    group: Group


def packed(groups: Iterable[Group]) -> bytes:
    """A block of a plan."""
    rows = []
    for group in groups:
        pieces = [_piece_row(piece) for piece in group.pieces]
        rows.append([group.number, pieces, list(group.joins)])
    return zlib.compress(json.dumps(rows).encode(), 6)


def _piece_row(piece: Piece) -> list[Any]:
    indices = None if piece.indices is None else _ranges(piece.indices)
    places = [list(place) for place in piece.places]
    return [piece.key, piece.path, piece.stamp, indices, piece.part, places]


def unpacked(data: bytes, where: str) -> list[Group]:
    """The groups of a block. Raises FileAccess for what `packed` cannot have made."""
    try:
        unpacker = zlib.decompressobj()
        text = unpacker.decompress(data, MOST_BYTES)
        if not unpacker.eof:
            raise ValueError("cut short")  # noqa: TRY301 - as all else that is wrong
        return [_group(*row) for row in json.loads(text)]
    except (zlib.error, ValueError, TypeError, RecursionError, OverflowError) as fault:
        what = f"the plan is damaged ({type(fault).__name__})"
        raise FileAccess(what, where=where, remedy=AGAIN) from fault


def _group(number: Any, pieces: Any, joins: Any) -> Group:
    """Raises ValueError or TypeError."""
    made = tuple(_piece(*row) for row in pieces)
    numbers = tuple(_whole(each) for each in joins)
    return Group(
        _whole(number),
        made,
        numbers,
    )


def _piece(key: Any, path: Any, stamp: Any, indices: Any, part: Any, places: Any) -> Piece:
    texts = [key, path, stamp]
    for place in places:
        texts += place
    if not all(isinstance(text, str) and "\0" not in text for text in texts):
        raise ValueError("no text")
    named = tuple((kind, _below(name)) for kind, name in places)
    found = None if indices is None else _indices(indices)
    return Piece(
        key,
        path,
        stamp,
        found,
        _whole(part),
        named,
    )


def _below(name: str) -> str:
    """A name below OUT, never one that leads out of it or to what a run keeps there."""
    parts = name.split("/")
    if {"", ".", ".."} & set(parts) or parts[0].casefold() == ".recto":
        raise ValueError("no place")
    return name


def _whole(value: Any) -> int:
    if not isinstance(value, int) or value < 0:
        raise ValueError("no number")
    return value


def _ranges(indices: Sequence[int]) -> list[list[int]]:
    """0,1,2,5 -> [[0, 3], [5, 6]]: a book of 200 pages takes a few bytes."""
    ranges: list[list[int]] = []
    for index in indices:
        if ranges and ranges[-1][1] == index:
            ranges[-1][1] += 1
        else:
            ranges.append([index, index + 1])
    return ranges


def _indices(ranges: Any) -> tuple[int, ...]:
    found: list[int] = []
    for start, end in ranges:
        found += range(_whole(start), min(_whole(end), _whole(start) + 1_000_000))
    return tuple(found)
