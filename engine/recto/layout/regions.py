"""Where tables stand: between stacked rules of equal extent, or where rows of short pieces line up.

A Frame enters, Regions leave; each holds its pieces (in reading order) and the rules inside it.
Prose between rules is told from a table by its reading order: the next piece of a table's row
stands beside the last, of a column's below it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from statistics import median

from recto.layout.frame import Frame, Piece, Rule
from recto.layout.places import beside, reading_rows
from recto.model.page import Box

SAME_EXTENT = 0.85  # overlap over union of two rules of one table
LEAST_BESIDE = 0.3  # share of steps in reading order that go sideways
SHORTEST_RULE = 5.0  # line heights
# share of pieces that share an edge with a piece of another row; centred text does not count
LINED_UP = 0.7
MANY_ROWS = 8
# characters: a row that ends in so long a text is prose with something in its margin
LONG_LAST = 25
LONG_TEXT = 30  # characters: rows of such pieces are prose side by side
WIDER = 3  # line heights that the rule of something wider reaches beyond the other
THROUGH = 0.7  # of a box's height: an upright rule that parts it runs through so much
LOOSE = 2  # line heights that the rules of one table may reach beyond its extent
COLUMNS = 3  # pieces in a row of a table whose rows have neither numbers nor names
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


def regions(frame: Frame) -> list[Region]:
    """Tables of the page; no piece is in two of them."""
    ruled = _ruled(frame)
    taken: set[Piece] = set()
    for region in ruled:
        taken.update(region.pieces)
    rest = [piece for piece in frame.pieces if piece not in taken]
    return ruled + _aligned(rest, frame.height)


def _ruled(frame: Frame) -> list[Region]:
    """Tables between stacked rules; the longest stack takes its pieces first."""
    # Runs of rules of equal extent with tabular text between each two.
    shortest = SHORTEST_RULE * frame.height
    rules = [rule for rule in frame.horizontal if rule.length >= shortest]
    stacks = []
    used: set[Rule] = set()
    for rule in rules:
        if rule in used:
            continue
        stack = _stack(rule, frame, rules)
        used.update(stack)
        if len(stack) > 1:
            stacks.append(stack)
    stacks.sort(key=lambda stack: stack[0].at - stack[-1].at)

    ruled = []
    taken: set[Piece] = set()
    for stack in stacks:
        region = _region(frame, stack, taken)
        if region is None:
            continue
        ruled.append(region)
        taken.update(region.pieces)
    return ruled


def _stack(first: Rule, frame: Frame, rules: Sequence[Rule]) -> list[Rule]:
    """The rule and those below it, as far as they belong to one table."""
    height = frame.height
    stack = [first]
    for below in rules:
        last = stack[-1]
        if below.at <= last.at:
            continue
        covers = below.start < last.start + height and below.end > last.end - height
        if covers and below.length > last.length + WIDER * height:
            break  # the rule of something wider: what follows is not this table's
        left = min(last.start, below.start)
        right = max(last.end, below.end)
        shared_left = max(last.start, below.start)
        shared_right = min(last.end, below.end)
        shared = shared_right - shared_left
        if shared <= SAME_EXTENT * (right - left):
            continue
        if not _is_tabular(last, below, frame):
            break
        stack.append(below)
    return stack


def _inside(pieces: Sequence[Piece], box: Box) -> list[Piece]:
    """Those whose middle is in the box."""
    left, right = box.left, box.right
    top, bottom = box.top, box.bottom
    inside = []
    for piece in pieces:
        x, y = piece.box.centre
        if left <= x <= right and top <= y <= bottom:
            inside.append(piece)
    return inside


def _is_tabular(above: Rule, below: Rule, frame: Frame) -> bool:
    """Text between the two goes sideways, or an upright rule parts it."""
    left = min(above.start, below.start)
    right = max(above.end, below.end)
    box = Box(left, above.at, right, below.at)
    pieces = _inside(frame.pieces, box)
    if any(_parts(rule, pieces, box) for rule in frame.vertical):
        return True
    if len(pieces) < 2:
        return False
    height = frame.height
    steps = len(pieces) - 1
    sideways = 0
    for before, after in pairwise(pieces):
        if beside(before, after, height):
            sideways += 1
    return sideways >= LEAST_BESIDE * steps


def _parts(rule: Rule, pieces: Sequence[Piece], box: Box) -> bool:
    """The upright rule runs through most of the box, between texts on both sides."""
    x = rule.at
    if not box.left < x < box.right:
        return False
    end = min(rule.end, box.bottom)
    start = max(rule.start, box.top)
    if end - start <= THROUGH * box.height:
        return False
    if not any(piece.x < x for piece in pieces):
        return False
    return any(piece.x > x for piece in pieces)


def _region(frame: Frame, stack: Sequence[Rule], taken: set[Piece]) -> Region | None:
    """The table of a stack; None where its pieces are no table."""
    line_height = frame.height
    box, crossing = _extent(frame, stack)
    inside = _inside(frame.pieces, box)
    pieces = [piece for piece in inside if piece not in taken]
    parted = any(_parts(rule, pieces, box) for rule in crossing)
    if not parted and not _is_in_columns(pieces, line_height):
        return None
    level = [rule for rule in frame.horizontal if _is_within(rule, box, line_height)]
    heights = [piece.box.height for piece in pieces]
    return Region(
        box=box,
        pieces=tuple(pieces),
        horizontal=tuple(level),
        vertical=tuple(crossing),
        height=median(heights),
    )


def _extent(frame: Frame, stack: Sequence[Rule]) -> tuple[Box, list[Rule]]:
    """The stack's extent, as far as upright rules carry it beyond the last rule, and these."""
    left = min(rule.start for rule in stack)
    right = max(rule.end for rule in stack)
    top = stack[0].at
    last = stack[-1].at
    slack = frame.height
    bottom = last
    crossing = []
    for rule in frame.vertical:
        if not left - slack <= rule.at <= right + slack:
            continue
        if rule.start >= last or rule.end <= top:
            continue
        crossing.append(rule)
        if rule.start > top - slack:
            bottom = max(bottom, rule.end)
    return Box(left, top, right, bottom), crossing


def _is_in_columns(pieces: Sequence[Piece], height: float) -> bool:
    """Rows of three pieces and more, or of two with values."""
    rows = [row for row in reading_rows(pieces, height) if len(row) > 1]
    if not rows:
        return False
    counts = map(len, rows)
    if median(counts) >= COLUMNS:
        return True
    return _has_values(rows)


def _is_within(rule: Rule, box: Box, height: float) -> bool:
    """The level rule is the table's, not that of something wider."""
    if not box.top <= rule.at <= box.bottom:
        return False
    slack = LOOSE * height
    if rule.start < box.left - slack:
        return False
    return rule.end <= box.right + slack


def _aligned(pieces: Sequence[Piece], height: float) -> list[Region]:
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
    if not _is_short(rows) or not _has_values(rows):
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


def _has_values(rows: Sequence[Sequence[Piece]]) -> bool:
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
