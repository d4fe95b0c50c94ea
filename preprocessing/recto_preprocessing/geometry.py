"""Where a cleaned pixel came from: exact maps between cleaned and original page coordinates.

A map takes (N, 2) arrays of x, y in px (pixel edges, not centres: a box's right and bottom are exclusive) and goes both
ways. Affine covers turn, deskew, crop and scale; perspective and dewarping add their own class with the same two
methods. Maps compose with `then`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]


class Geometry(Protocol):
    """Both directions of one coordinate change."""

    def to_original(self, points: Points) -> Points:
        """(N, 2) cleaned x, y -> (N, 2) original x, y, px."""
        ...

    def from_original(self, points: Points) -> Points:
        """(N, 2) original x, y -> (N, 2) cleaned x, y, px."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Projective:
    """A 3x3 matrix that takes original px to cleaned px (affine when its last row is 0 0 1)."""

    matrix: NDArray[np.float64]

    def from_original(self, points: Points) -> Points:
        """(N, 2) original -> (N, 2) cleaned."""
        return _apply(self.matrix, points)

    def to_original(self, points: Points) -> Points:
        """(N, 2) cleaned -> (N, 2) original."""
        return _apply(np.asarray(np.linalg.inv(self.matrix), dtype=np.float64), points)


@dataclass(frozen=True, slots=True, eq=False)
class Chain:
    """First `first`, then `second`, seen from the original page."""

    first: Geometry
    second: Geometry

    def from_original(self, points: Points) -> Points:
        """(N, 2) original -> (N, 2) cleaned."""
        return self.second.from_original(self.first.from_original(points))

    def to_original(self, points: Points) -> Points:
        """(N, 2) cleaned -> (N, 2) original."""
        return self.first.to_original(self.second.to_original(points))


IDENTITY = Projective(np.eye(3))


def then(first: Geometry, second: Geometry) -> Geometry:
    """`first`, then `second`; two matrices become one."""
    if isinstance(first, Projective) and isinstance(second, Projective):
        return Projective(second.matrix @ first.matrix)
    return Chain(first, second)


def _apply(matrix: NDArray[np.float64], points: Points) -> Points:
    homogeneous = np.column_stack([points, np.ones(len(points))]) @ matrix.T
    return np.asarray(homogeneous[:, :2] / homogeneous[:, 2:3], dtype=np.float64)
