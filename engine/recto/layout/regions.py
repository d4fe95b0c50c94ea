"""Where tables stand: between stacked rules of equal extent, else where rows of short pieces line
up (aligned.py).

A Frame enters, Regions leave; each holds its pieces (in reading order) and the rules inside it.
Prose between rules is told from a table by its reading order: the next piece of a table's row
stands beside the last, of a column's below it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from recto.layout.aligned import Region, aligned, has_values
from recto.layout.frame import Frame, Piece, Rule
from recto.layout.places import beside, reading_rows
from recto.layout.running_text import is_running_text
from recto.model.page import Box

SAME_EXTENT = 0.85  # overlap over union of two rules of one table
LEAST_BESIDE = 0.3  # share of steps in reading order that go sideways
SHORTEST_RULE = 5.0  # line heights
WIDER = 3  # line heights that the rule of something wider reaches beyond the other
THROUGH = 0.7  # of a box's height: an upright rule that parts it runs through so much
LOOSE = 2  # line heights that the rules of one table may reach beyond its extent
COLUMNS = 3  # pieces in a row of a table whose rows have neither numbers nor names


def regions(frame: Frame) -> list[Region]:
    """Tables of the page; no piece is in two of them."""
    ruled = _ruled(frame)
    taken: set[Piece] = set()
    for region in ruled:
        taken.update(region.pieces)
    rest = [piece for piece in frame.pieces if piece not in taken]
    height = frame.height
    for region in aligned(rest, height):
        if not is_running_text(region.pieces, height):
            ruled.append(region)
    return ruled


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
    """Text between the two goes sideways, or an upright rule parts what is no running text."""
    left = min(above.start, below.start)
    right = max(above.end, below.end)
    box = Box(left, above.at, right, below.at)
    pieces = _inside(frame.pieces, box)
    if is_running_text(pieces, frame.height):
        return False
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
    if is_running_text(pieces, line_height):
        return None
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
    return has_values(rows)


def _is_within(rule: Rule, box: Box, height: float) -> bool:
    """The level rule is the table's, not that of something wider."""
    if not box.top <= rule.at <= box.bottom:
        return False
    slack = LOOSE * height
    if rule.start < box.left - slack:
        return False
    return rule.end <= box.right + slack
