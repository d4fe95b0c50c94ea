"""A table's columns: where upright rules stand, and where no text of ordinary cells does.

A Region enters, the x of the separators (upright frame, px) leave. A piece that reaches over two
pieces of another row spans columns and says nothing about where they part.
"""

from __future__ import annotations

from collections.abc import Sequence

from recto.layout.frame import Piece, Rule
from recto.layout.regions import LEVEL, Region

FULL = 0.7  # of the table's width: rules at least this long part bands
LEAST_RULE = 0.35  # of the table's height: shorter strokes are parts of letters or of a header


def separators(region: Region) -> list[float]:
    """X of the lines between columns, left to right; empty for a single column."""
    plain = [piece for piece in _body(region) if not is_spanning(piece, region)]
    ruled = [rule.at for rule in upright_rules(region)]
    rows = level_rows(region.pieces, region.height)
    gaps = [
        at
        for at in _gaps(plain, region.height)
        if all(abs(at - x) > region.height for x in ruled) and _is_supported(at, rows)
    ]
    return _useful(sorted([*ruled, *gaps]), plain, set(ruled))


def _body(region: Region) -> Sequence[Piece]:
    """The pieces below the head's rule, where there is one: heads reach over columns more often
    than other cells.
    """
    full = [rule.at for rule in region.horizontal if rule.length >= FULL * region.box.width]
    inner = [at for at in full if any(piece.y < at for piece in region.pieces)]
    below = [piece for piece in region.pieces if inner and piece.y > inner[0]]
    return below if len(below) > len(region.pieces) / 2 else region.pieces


def upright_rules(region: Region) -> list[Rule]:
    """Rules between columns: long ones inside the table, one of each pair of double strokes."""
    kept: list[Rule] = []
    for rule in region.vertical:
        inside = region.box.left + region.height < rule.at < region.box.right - region.height
        long = rule.length >= LEAST_RULE * region.box.height
        if inside and long and (not kept or rule.at - kept[-1].at > 0.5 * region.height):
            kept.append(rule)
    return kept


def is_spanning(piece: Piece, region: Region) -> bool:
    """Reaches over two pieces that stand side by side in another row."""
    under = [
        other
        for other in region.pieces
        if abs(other.y - piece.y) >= LEVEL * region.height
        and _shared(piece, other) > 0.3 * region.height
    ]
    return any(
        a.box.right <= b.box.left and abs(a.y - b.y) < LEVEL * region.height
        for a in under
        for b in under
        if a is not b
    )


def _shared(a: Piece, b: Piece) -> float:
    return min(a.box.right, b.box.right) - max(a.box.left, b.box.left)


def _gaps(pieces: Sequence[Piece], height: float) -> list[float]:
    """Middles of the strips that no piece touches."""
    trim = 0.1 * height  # detected boxes are a little wider than the ink
    found: list[float] = []
    reach = float("-inf")
    for piece in sorted(pieces, key=lambda piece: piece.box.left):
        left, right = piece.box.left + trim, piece.box.right - trim
        if left > reach > float("-inf"):
            found.append((reach + left) / 2)
        reach = max(reach, right)
    return found


def _is_supported(at: float, rows: Sequence[Sequence[Piece]]) -> bool:
    """More rows part there than run across."""
    across = sum(any(piece.box.left < at < piece.box.right for piece in row) for row in rows)
    parting = sum(
        any(piece.box.right <= at for piece in row) and any(piece.box.left >= at for piece in row)
        for row in rows
    )
    return parting > across


def level_rows(pieces: Sequence[Piece], height: float) -> list[list[Piece]]:
    """Pieces whose centres stand at about the same y."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: piece.y):
        if rows and piece.y - sum(p.y for p in rows[-1]) / len(rows[-1]) < LEVEL * height:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return rows


def _useful(found: Sequence[float], pieces: Sequence[Piece], ruled: set[float]) -> list[float]:
    """Drops gaps that would make a column of fewer than two pieces: a stray mark is no column."""
    kept: list[float] = []
    edges = [float("-inf"), *found, float("inf")]
    for i, at in enumerate(found, 1):
        before = kept[-1] if kept else edges[0]
        counts = [
            sum(low < piece.x < high for piece in pieces)
            for low, high in ((before, at), (at, edges[i + 1]))
        ]
        if at in ruled or min(counts) > 1:
            kept.append(at)
    return kept
