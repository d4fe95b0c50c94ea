"""Where tables stand: between stacked rules of equal extent, or where rows of short pieces line up.

A Frame enters, Regions leave; each holds its pieces (in reading order) and the rules inside it.
Prose between rules is told from a table by its reading order: the next piece of a table's row
stands beside the last, of a column's below it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from recto.layout.frame import Frame, Piece, Rule
from recto.model.page import Box

LEVEL = 0.4  # of the line height: pieces whose centres differ by less share a row
SAME_EXTENT = 0.85  # overlap over union of two rules of one table
LEAST_BESIDE = 0.3  # share of steps in reading order that go sideways
SHORTEST_RULE = 5.0  # line heights
# share of pieces that share an edge with a piece of another row; centred text does not count
LINED_UP = 0.7
MANY_ROWS = 8
# characters: a row that ends in so long a text is prose with something in its margin
LONG_LAST = 25
LONG_TEXT = 30  # characters: rows of such pieces are prose side by side


@dataclass(frozen=True, slots=True)
class Region:
    """One table to be: its extent in the upright frame, its pieces and its rules."""

    box: Box
    pieces: tuple[Piece, ...]
    horizontal: tuple[Rule, ...]
    vertical: tuple[Rule, ...]
    height: float  # line height, px


def regions(frame: Frame) -> list[Region]:
    """Tables of the page; no piece is in two of them."""
    ruled = _ruled(frame)
    taken = {piece for region in ruled for piece in region.pieces}
    rest = [piece for piece in frame.pieces if piece not in taken]
    return ruled + _aligned(rest, frame.height)


def beside(a: Piece, b: Piece, height: float) -> bool:
    """The two stand in one row, `b` to the right or left of `a` without touching."""
    level = abs(a.y - b.y) < LEVEL * height
    apart = b.box.left >= a.box.right - 0.2 * height or b.box.right <= a.box.left + 0.2 * height
    return level and apart


def _ruled(frame: Frame) -> list[Region]:
    rules = [rule for rule in frame.horizontal if rule.length >= SHORTEST_RULE * frame.height]
    found: list[Region] = []
    taken: set[Piece] = set()
    for stack in _stacks(frame, rules):
        region = _region(frame, stack, taken)
        if region is not None:
            found.append(region)
            taken.update(region.pieces)
    return found


def _stacks(frame: Frame, rules: Sequence[Rule]) -> list[list[Rule]]:
    """Runs of rules of equal extent with tabular text between each two, the longest first."""
    stacks: list[list[Rule]] = []
    used: set[Rule] = set()
    for rule in rules:
        if rule in used:
            continue
        stack = [rule]
        for below in rules:
            if below.at <= stack[-1].at:
                continue
            if _reaches_over(below, stack[-1], frame.height):
                break  # the rule of something wider: what follows is not this table's
            if _same_extent(stack[-1], below):
                if not _is_tabular(stack[-1], below, frame):
                    break
                stack.append(below)
        used.update(stack)
        if len(stack) > 1:
            stacks.append(stack)
    return sorted(stacks, key=lambda stack: stack[0].at - stack[-1].at)


def _reaches_over(rule: Rule, other: Rule, height: float) -> bool:
    """Covers the other's extent and goes well beyond it."""
    covers = rule.start < other.start + height and rule.end > other.end - height
    return covers and rule.length > other.length + 3 * height


def _same_extent(a: Rule, b: Rule) -> bool:
    shared = min(a.end, b.end) - max(a.start, b.start)
    return shared > SAME_EXTENT * (max(a.end, b.end) - min(a.start, b.start))


def _inside(pieces: Sequence[Piece], box: Box) -> list[Piece]:
    return [
        piece
        for piece in pieces
        if box.left <= piece.x <= box.right and box.top <= piece.y <= box.bottom
    ]


def _is_tabular(above: Rule, below: Rule, frame: Frame) -> bool:
    """Text between the two goes sideways, or an upright rule parts it."""
    box = Box(min(above.start, below.start), above.at, max(above.end, below.end), below.at)
    pieces = _inside(frame.pieces, box)
    steps = [beside(a, b, frame.height) for a, b in pairwise(pieces)]
    return any(_parts(rule, pieces, box) for rule in frame.vertical) or (
        bool(steps) and sum(steps) >= LEAST_BESIDE * len(steps)
    )


def _parts(rule: Rule, pieces: Sequence[Piece], box: Box) -> bool:
    """The upright rule runs through most of the box, between texts on both sides."""
    through = min(rule.end, box.bottom) - max(rule.start, box.top) > 0.7 * box.height
    inside = box.left < rule.at < box.right
    return (
        through
        and inside
        and any(p.x < rule.at for p in pieces)
        and any(p.x > rule.at for p in pieces)
    )


def _region(frame: Frame, stack: Sequence[Rule], taken: set[Piece]) -> Region | None:
    """The stack's extent, as far as upright rules carry it beyond the last rule."""
    left, right = min(rule.start for rule in stack), max(rule.end for rule in stack)
    top, bottom = stack[0].at, stack[-1].at
    crossing = [
        rule
        for rule in frame.vertical
        if left - frame.height <= rule.at <= right + frame.height
        and rule.start < bottom
        and rule.end > top
    ]
    bottom = max([bottom, *(rule.end for rule in crossing if rule.start > top - frame.height)])
    box = Box(left, top, right, bottom)
    pieces = [piece for piece in _inside(frame.pieces, box) if piece not in taken]
    rows = [row for row in reading_rows(pieces, frame.height) if len(row) > 1]
    parted = any(_parts(rule, pieces, box) for rule in crossing)
    if not parted and (not rows or (median(map(len, rows)) < 3 and not _has_values(rows))):
        return None
    level = [
        rule
        for rule in frame.horizontal
        if top <= rule.at <= bottom and _within(rule, left, right, frame.height)
    ]
    return Region(
        box, tuple(pieces), tuple(level), tuple(crossing), median(p.box.height for p in pieces)
    )


def _within(rule: Rule, left: float, right: float, height: float) -> bool:
    return rule.start >= left - 2 * height and rule.end <= right + 2 * height


def _aligned(pieces: Sequence[Piece], height: float) -> list[Region]:
    """Runs of rows with pieces side by side; one row of a single piece may stand between two of
    them.
    """
    found: list[Region] = []
    run: list[list[Piece]] = []
    # a ditto's dash is no column
    worded = [piece for piece in pieces if any(map(str.isalnum, piece.text))]
    for row in [*reading_rows(worded, height), []]:
        singles = len(row) < 2
        if run and (not row or _apart(run[-1], row, height) or (singles and len(run[-1]) < 2)):
            found += _accepted(run, height)
            run = []
        if row and (run or not singles):
            run.append(row)
    return found


def reading_rows(pieces: Sequence[Piece], height: float) -> list[list[Piece]]:
    """Pieces that follow each other in reading order side by side."""
    rows: list[list[Piece]] = []
    for piece in pieces:
        if rows and beside(rows[-1][-1], piece, height):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return rows


def _apart(above: Sequence[Piece], below: Sequence[Piece], height: float) -> bool:
    step = min(piece.y for piece in below) - max(piece.y for piece in above)
    return not 0 < step < 4 * height


def _accepted(run: list[list[Piece]], height: float) -> list[Region]:
    """The run without single pieces at its end, when its columns line up and its texts are
    short.
    """
    while run and len(run[-1]) < 2:
        run = run[:-1]
    multiple = [row for row in run if len(row) > 1]
    pieces = [piece for row in multiple for piece in row]
    if len(multiple) < 3 or median(len(piece.text) for piece in pieces) > LONG_TEXT:
        return []
    if (
        _share_in_line([row[0] for row in run], height) < LINED_UP
        or _share_aligned(multiple, height) < LINED_UP
    ):
        return []
    if not _has_values(multiple) or median(len(row[-1].text) for row in multiple) > LONG_LAST:
        return []
    everything = tuple(piece for row in run for piece in row)
    return [Region(Box.around(piece.box for piece in everything), everything, (), (), height)]


def _has_values(rows: Sequence[Sequence[Piece]]) -> bool:
    """Rows of words alone are a table only when they are many; else numbers or names with colons
    make one.
    """
    numbers = sum(any(map(str.isdigit, piece.text)) for row in rows for piece in row[-1:])
    names = sum(row[0].text.endswith(":") or row[-1].text.startswith(":") for row in rows)
    return len(rows) >= MANY_ROWS or 2 * max(numbers, names) > len(rows)


def _share_in_line(firsts: Sequence[Piece], height: float) -> float:
    """Share of the rows' first pieces that start where another does, or a step further in."""
    hits = 0
    for piece in firsts:
        offsets = [abs(piece.box.left - other.box.left) for other in firsts if other is not piece]
        hits += min(offsets, default=0.0) < 0.4 * height
    return hits / len(firsts)


def _share_aligned(rows: Sequence[Sequence[Piece]], height: float) -> float:
    """Share of the pieces beyond a row's first whose left or right edge meets that of a piece in
    another row.
    """
    hits = total = 0
    for i, row in enumerate(rows):
        others = [piece for j, other in enumerate(rows) if j != i for piece in other[1:]]
        for piece in row[1:]:
            total += 1
            hits += any(_lined_up(piece, other, 0.4 * height) for other in others)
    return hits / max(1, total)


def _lined_up(a: Piece, b: Piece, tolerance: float) -> bool:
    return min(abs(a.box.left - b.box.left), abs(a.box.right - b.box.right)) < tolerance
