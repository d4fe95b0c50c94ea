"""A table's columns: where upright rules stand, and where no text of ordinary cells does.

A Region enters, the x of the separators (upright frame, px) leave. A piece that reaches over two pieces of another row
spans columns and says nothing about where they part.
"""

from __future__ import annotations

from collections.abc import Sequence

from recto.layout.frame import Piece, Rule
from recto.layout.regions import LEVEL, Region

LEAST_RULE = 0.35  # of the table's height: shorter strokes are parts of letters or of a header


def separators(region: Region) -> list[float]:
    """X of the lines between columns, left to right; empty for a single column."""
    plain = [piece for piece in region.pieces if not is_spanning(piece, region)]
    ruled = [rule.at for rule in upright_rules(region)]
    gaps = [at for at in _gaps(plain, region.height) if all(abs(at - x) > region.height for x in ruled)]
    return _useful(sorted([*ruled, *gaps]), plain, set(ruled))


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
        if abs(other.y - piece.y) >= LEVEL * region.height and _shared(piece, other) > 0.3 * region.height
    ]
    return any(
        a.box.right <= b.box.left and abs(a.y - b.y) < LEVEL * region.height for a in under for b in under if a is not b
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


def _useful(found: Sequence[float], pieces: Sequence[Piece], ruled: set[float]) -> list[float]:
    """Drops gaps that would make a column of fewer than two pieces: a stray mark is no column."""
    kept: list[float] = []
    edges = [float("-inf"), *found, float("inf")]
    for i, at in enumerate(found, 1):
        before = kept[-1] if kept else edges[0]
        counts = [sum(low < piece.x < high for piece in pieces) for low, high in ((before, at), (at, edges[i + 1]))]
        if at in ruled or min(counts) > 1:
            kept.append(at)
    return kept
