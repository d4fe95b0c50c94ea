"""Where a cleaned pixel came from: exact maps between cleaned and original page coordinates.

A map takes (N, 2) arrays of x, y in px (pixel edges, not centres: a box's right and bottom are
exclusive) and goes both ways. Affine covers turn, deskew, crop and scale; perspective and dewarping
add their own class with the same two methods. Maps compose with `then`.
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
class RowShift:
    """Dewarping: every point moves up or down by an amount that varies smoothly over the page;
    columns stay.

    `rows` holds, on a grid of nodes evenly spread over the original page's `width` x `height` px
    (edges included), the cleaned y of each node, px; between nodes it is bilinear, and it must grow
    down every column. So both directions are exact: along one column the map is a chain of straight
    pieces.
    """

    rows: NDArray[np.float64]  # (nodes down, nodes across)
    width: float
    height: float

    def from_original(self, points: Points) -> Points:
        """(N, 2) original -> (N, 2) cleaned."""
        knots = self._knots(points[:, 0])
        place = points[:, 1] / self.height * (len(self.rows) - 1)
        return np.column_stack([points[:, 0], _between(knots, place)])

    def to_original(self, points: Points) -> Points:
        """(N, 2) cleaned -> (N, 2) original."""
        knots = self._knots(points[:, 0])
        piece = np.clip((knots <= points[:, 1:2]).sum(axis=1) - 1, 0, len(self.rows) - 2)[:, None]
        low, high = (np.take_along_axis(knots, piece + step, axis=1)[:, 0] for step in (0, 1))
        place = piece[:, 0] + (points[:, 1] - low) / (high - low)
        return np.column_stack([points[:, 0], place * self.height / (len(self.rows) - 1)])

    def _knots(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """(N,) x -> (N, nodes down) cleaned y of the nodes' rows in that column; beyond the page as
        at its edge.
        """
        place = np.clip(x / self.width, 0, 1) * (self.rows.shape[1] - 1)
        return _between(np.broadcast_to(self.rows, (len(x), *self.rows.shape)), place)


def _between(nodes: NDArray[np.float64], place: NDArray[np.float64]) -> NDArray[np.float64]:
    """Straight between neighbours of the last axis: (N, ..., K) and (N,) places 0..K-1 -> (N,
    ...).
    """
    low = np.clip(np.floor(place).astype(int), 0, nodes.shape[-1] - 2)
    index = low.reshape(-1, *[1] * (nodes.ndim - 1))
    first, second = (np.take_along_axis(nodes, index + step, axis=-1)[..., 0] for step in (0, 1))
    share = (place - low).reshape(-1, *[1] * (nodes.ndim - 2))
    return np.asarray(first + share * (second - first), dtype=np.float64)


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
