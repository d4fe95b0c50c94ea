"""Tables without rules: rows of short pieces whose columns line up.

Pieces that no ruled table has enter, Regions leave: tables to be, ruled ones too (regions.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from statistics import median

from recto.layout.frame import Piece, Rule
from recto.layout.places import reading_rows
from recto.model.page import Box

# share of pieces that share an edge with a piece of another row; centred text does not count
LINED_UP = 0.7
MANY_ROWS = 8
# characters: a row that ends in so long a text is prose with something in its margin
LONG_LAST = 25
LONG_TEXT = 30  # characters: rows of such pieces are prose side by side
LEAST_ROWS = 3  # of a table without rules
ROW_STEP = 4  # line heights: rows of one table stand closer
SAME_EDGE = 0.4  # line heights between edges that are in line


@dataclass(frozen=True, slots=True)
class Region:
    """One table to be: its extent in the upright frame, its pieces and its rules."""

    box: Box
    pieces: tuple[Piece, ...]
    horizontal: tuple[Rule, ...]
    vertical: tuple[Rule, ...]
    height: float  # line height, px


def aligned(pieces: Sequence[Piece], height: float) -> list[Region]:
    """Runs of rows with pieces side by side; one row of a single piece may stand between two of
    them.
    """
    # a ditto's dash is no column
    worded = [piece for piece in pieces if any(map(str.isalnum, piece.text))]
    tables: list[Region] = []
    run: list[list[Piece]] = []
    for row in reading_rows(worded, height):
        if run and _ends(run, row, height):
            tables += _accepted(run, height)
            run = []
        if run or len(row) > 1:
            run.append(row)
    if run:
        tables += _accepted(run, height)
    return tables


def _ends(run: Sequence[Sequence[Piece]], row: Sequence[Piece], height: float) -> bool:
    """The row is no part of the run: too far away, or the second of a single piece."""
    above = run[-1]
    if len(above) < 2 and len(row) < 2:
        return True
    lowest_above = max(piece.y for piece in above)
    highest = min(piece.y for piece in row)
    step = highest - lowest_above
    return not 0 < step < ROW_STEP * height


def _accepted(run: list[list[Piece]], height: float) -> list[Region]:
    """The run without single pieces at its end, when its columns line up and its texts are
    short.
    """
    rows = [row for row in run if len(row) > 1]
    if len(rows) < LEAST_ROWS:
        return []
    if not _is_short(rows) or not has_values(rows):
        return []
    past_last = run.index(rows[-1]) + 1
    kept = run[:past_last]
    firsts = [row[0] for row in kept]
    if _share_in_line(firsts, height) < LINED_UP:
        return []
    if _share_aligned(rows, height) < LINED_UP:
        return []
    pieces = tuple(chain.from_iterable(kept))
    box = Box.around(piece.box for piece in pieces)
    return [Region(box, pieces, (), (), height)]


def _is_short(rows: Sequence[Sequence[Piece]]) -> bool:
    """The texts, and those at the ends of the rows: longer ones are prose side by side, or beside
    its margin.
    """
    pieces = chain.from_iterable(rows)
    lengths = [len(piece.text) for piece in pieces]
    if median(lengths) > LONG_TEXT:
        return False
    last_lengths = [len(row[-1].text) for row in rows]
    return median(last_lengths) <= LONG_LAST


def has_values(rows: Sequence[Sequence[Piece]]) -> bool:
    """Rows of words alone are a table only when they are many; else numbers or names with colons
    make one.
    """
    if len(rows) >= MANY_ROWS:
        return True
    numbers = 0
    names = 0
    for row in rows:
        first = row[0].text
        last = row[-1].text
        if any(map(str.isdigit, last)):
            numbers += 1
        if first.endswith(":") or last.startswith(":"):
            names += 1
    most = max(numbers, names)
    return 2 * most > len(rows)


def _share_in_line(firsts: Sequence[Piece], height: float) -> float:
    """Share of the rows' first pieces that start where another does, or a step further in."""
    tolerance = SAME_EDGE * height
    in_line = 0
    for piece in firsts:
        left = piece.box.left
        others = [other for other in firsts if other is not piece]
        offsets = [abs(left - other.box.left) for other in others]
        nearest = min(offsets, default=0.0)
        if nearest < tolerance:
            in_line += 1
    return in_line / len(firsts)


def _share_aligned(rows: Sequence[Sequence[Piece]], height: float) -> float:
    """Share of the pieces beyond a row's first whose left or right edge meets that of a piece in
    another row.
    """
    tolerance = SAME_EDGE * height
    aligned = 0
    total = 0
    for i, row in enumerate(rows):
        others: list[Piece] = []
        for other_row in (*rows[:i], *rows[i + 1 :]):
            others += other_row[1:]
        for piece in row[1:]:
            total += 1
            box = piece.box
            for other in others:
                lefts = abs(box.left - other.box.left)
                rights = abs(box.right - other.box.right)
                if min(lefts, rights) < tolerance:
                    aligned += 1
                    break
    return aligned / max(1, total)
