"""Where two orders of one page part: blocks that both keep together, and in which they differ.

Local lines and printed entries in the LLM's order enter; Pieces (stretches of a line that stand by
themselves) and Blocks leave. A block is the smallest run of pieces that stands between the same
neighbours in both orders, so that each can be printed in either order without touching another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from statistics import median_low

from recto.arbitration.entries import PrintedWords
from recto.local.fusion import AlignedWords, LocalLine
from recto.model.page import Box
from recto.witnesses.local import UnitAt
from recto.witnesses.matching import pieces


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """Units of one line side by side, as a person would point at them."""

    places: tuple[UnitAt, ...]
    units: tuple[AlignedWords, ...]
    box: Box  # px of the original page
    baseline: tuple[float, float, float, float]  # of its line, px
    sureness: float  # of its line's place in the page's own order, 0..1


@dataclass(frozen=True, slots=True, eq=False)
class Orders:
    """The pieces that the LLM has, in the page's own order, and where it has each."""

    pieces: tuple[Piece, ...]
    ranks: tuple[int, ...]  # of each piece in the LLM's order: 0, 1, ... each once
    piece_of: Mapping[UnitAt, int]

    @property
    def by_llm(self) -> list[int]:
        """Pieces as the LLM has them."""
        everything = range(len(self.pieces))
        return sorted(everything, key=self.ranks.__getitem__)


@dataclass(frozen=True, slots=True)
class Block:
    """Pieces start..end of the page's own order, which are start..end of the LLM's order, too."""

    start: int
    end: int

    @property
    def size(self) -> int:
        """Pieces."""
        return self.end - self.start


def orders(lines: Sequence[LocalLine], entries: Sequence[PrintedWords]) -> Orders:
    """Both orders of the pieces that any entry has words of; `entries` in the LLM's order."""
    found_at: dict[UnitAt, int] = {}
    for at, entry in enumerate(entries):
        here = dict.fromkeys(entry.places, at)
        found_at.update(here)
    kept: list[Piece] = []
    middles: list[int] = []
    for piece in _pieces(lines):
        met = [found_at[place] for place in piece.places if place in found_at]
        if met:
            kept.append(piece)
            middle = median_low(met)
            middles.append(middle)
    ranks = _ranks(middles)
    piece_of: dict[UnitAt, int] = {}
    for at, piece in enumerate(kept):
        here = dict.fromkeys(piece.places, at)
        piece_of.update(here)
    return Orders(tuple(kept), ranks, piece_of)


def _ranks(middles: Sequence[int]) -> tuple[int, ...]:
    """0, 1, ... by where the pieces stand in the LLM's text; of two in one place the page's first
    is the first.
    """
    everything = range(len(middles))
    in_llm_order = sorted(everything, key=middles.__getitem__)
    ranks = [0] * len(middles)
    for rank, piece in enumerate(in_llm_order):
        ranks[piece] = rank
    return tuple(ranks)


def blocks(ranks: Sequence[int]) -> list[Block]:
    """All of them, those in which both orders are alike as well: a block ends where as many pieces
    were met as the highest rank so far says.
    """
    found = []
    start = 0
    for at, highest in enumerate(accumulate(ranks, max), 1):
        if highest < at:
            found.append(Block(start, at))
            start = at
    return found


def _pieces(lines: Sequence[LocalLine]) -> list[Piece]:
    """Of the page itself, in its own order."""
    found = []
    for i, line in enumerate(lines):
        if line.facing_page:
            continue
        for placed in pieces(i, line):
            places = tuple(place for place, _ in placed)
            units = tuple(unit for _, unit in placed)
            boxes = [unit.box for unit in units]
            box = Box.around(boxes)
            piece = Piece(places, units, box, line.baseline, line.order_sureness)
            found.append(piece)
    return found
