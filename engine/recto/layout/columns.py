"""A table's columns: where upright rules stand, and where no text of ordinary cells does.

A Region enters, the x of the separators (upright frame, px) leave. A piece that reaches over two
pieces of another row spans columns and says nothing about where they part.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from recto.layout.aligned import Region
from recto.layout.frame import Piece, Rule
from recto.layout.places import LEVEL

Floats = NDArray[np.float64]

FULL = 0.7  # of the table's width: rules at least this long part bands
LEAST_RULE = 0.35  # of the table's height: shorter strokes are parts of letters or of a header
DOUBLE_STROKE = 0.5  # line heights: two upright rules that stand no further apart are one
SHARED_WIDTH = 0.3  # line heights that two pieces share across before one is under the other
BOX_SLACK = 0.1  # line heights: detected boxes are a little wider than the ink
LEAST_PIECES = 2  # of a column between two gaps: a stray mark is no column


def separators(region: Region) -> list[float]:
    """X of the lines between columns, left to right; empty for a single column."""
    height = region.height
    body = _body(region)
    spanning = _spanning(body, region)
    plain = [piece for piece, spans in zip(body, spanning, strict=True) if not spans]

    # Middles of the strips that no piece touches.
    trim = BOX_SLACK * height
    gaps: list[float] = []
    reach = float("-inf")
    for piece in sorted(plain, key=lambda piece: piece.box.left):
        left = piece.box.left + trim
        right = piece.box.right - trim
        if left > reach > float("-inf"):
            middle = (reach + left) / 2
            gaps.append(middle)
        reach = max(reach, right)

    rows = level_rows(region.pieces, height)
    ruled = [rule.at for rule in upright_rules(region)]
    borders = list(ruled)
    for gap in gaps:
        if any(abs(gap - rule) <= height for rule in ruled):
            continue
        if _is_supported(gap, rows):
            borders.append(gap)
    borders.sort()
    return _useful(borders, plain, ruled)


def _body(region: Region) -> Sequence[Piece]:
    """The pieces below the head's rule, where there is one: heads reach over columns more often
    than other cells.
    """
    pieces = region.pieces
    least_length = FULL * region.box.width
    for rule in region.horizontal:
        if rule.length < least_length:
            continue
        below = [piece for piece in pieces if piece.y > rule.at]
        has_head = any(piece.y < rule.at for piece in pieces)
        if not has_head:
            continue
        if len(below) > len(pieces) / 2:
            return below
        return pieces
    return pieces


def upright_rules(region: Region) -> list[Rule]:
    """Rules between columns: long ones inside the table, one of each pair of double strokes."""
    height = region.height
    leftmost = region.box.left + height
    rightmost = region.box.right - height
    least_length = LEAST_RULE * region.box.height
    least_step = DOUBLE_STROKE * height
    kept: list[Rule] = []
    for rule in region.vertical:
        if not leftmost < rule.at < rightmost:
            continue
        if rule.length < least_length:
            continue
        if not kept or rule.at - kept[-1].at > least_step:
            kept.append(rule)
    return kept


def _spanning(pieces: Sequence[Piece], region: Region) -> list[bool]:
    """Which of them reach over two pieces that stand side by side in another row of the region."""
    level = LEVEL * region.height
    least_shared = SHARED_WIDTH * region.height
    left, right, y = _edges(region.pieces)
    own_left, own_right, own_y = _edges(pieces)

    # Which of the region's pieces stands beside which, and to the left of it.
    apart = np.abs(y[:, None] - y)
    is_left_of = right[:, None] <= left
    are_beside = is_left_of & (apart < level)
    np.fill_diagonal(are_beside, val=False)

    # Which of them stand over or under each of the pieces.
    away = np.abs(y - own_y[:, None])
    ends = np.minimum(own_right[:, None], right)
    begins = np.maximum(own_left[:, None], left)
    shared = ends - begins
    is_under = (away >= level) & (shared > least_shared)

    under = is_under.astype(np.float32)
    beside = are_beside.astype(np.float32)
    to_the_left = under @ beside
    is_second = is_under & (to_the_left > 0)
    return [bool(row.any()) for row in is_second]


def _edges(pieces: Sequence[Piece]) -> tuple[Floats, Floats, Floats]:
    """Left, right and middle height of each."""
    boxes = [piece.box.edges for piece in pieces]
    edges = np.array(boxes)
    left, top, right, bottom = edges.T
    both = top + bottom
    y = both / 2
    return left, right, y


def _is_supported(at: float, rows: Sequence[Sequence[Piece]]) -> bool:
    """More rows part there than run across."""
    across = 0
    parting = 0
    for row in rows:
        boxes = [piece.box for piece in row]
        runs_across = any(box.left < at < box.right for box in boxes)
        if runs_across:
            across += 1
        before = any(box.right <= at for box in boxes)
        after = any(box.left >= at for box in boxes)
        if before and after:
            parting += 1
    return parting > across


def level_rows(pieces: Sequence[Piece], height: float) -> list[list[Piece]]:
    """Pieces whose centres stand at about the same y."""
    level = LEVEL * height
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: piece.y):
        if not rows:
            rows.append([piece])
            continue
        row = rows[-1]
        middle = sum(other.y for other in row) / len(row)
        if piece.y - middle < level:
            row.append(piece)
        else:
            rows.append([piece])
    return rows


def _useful(
    borders: Sequence[float], pieces: Sequence[Piece], ruled: Sequence[float]
) -> list[float]:
    """Drops gaps that would make a column of fewer than two pieces."""
    centres = [piece.x for piece in pieces]
    kept = []
    before = float("-inf")
    for i, at in enumerate(borders, 1):
        after = borders[i] if i < len(borders) else float("inf")
        left = sum(before < x < at for x in centres)
        right = sum(at < x < after for x in centres)
        fewer = min(left, right)
        if at in ruled or fewer >= LEAST_PIECES:
            kept.append(at)
            before = at
    return kept
