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
        back = np.linalg.inv(self.matrix)
        return _apply(np.asarray(back, dtype=np.float64), points)


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
        x, y = points.T
        knots = self._knots(x)
        place = y / self.height * (len(self.rows) - 1)
        shifted = _between(knots, place)
        return np.column_stack([x, shifted])

    def to_original(self, points: Points) -> Points:
        """(N, 2) cleaned -> (N, 2) original."""
        x, y = points.T
        pieces = len(self.rows) - 1
        knots = self._knots(x)
        passed = (knots <= y[:, None]).sum(axis=1)
        piece = np.clip(passed - 1, 0, pieces - 1)
        low = _at(knots, piece)
        high = _at(knots, piece + 1)
        place = piece + (y - low) / (high - low)
        return np.column_stack([x, place * self.height / pieces])

    def _knots(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """(N,) x -> (N, nodes down) cleaned y of the nodes' rows in that column; beyond the page as
        at its edge.
        """
        across = self.rows.shape[1]
        place = np.clip(x / self.width, 0, 1) * (across - 1)
        for_each = np.broadcast_to(self.rows, (len(x), *self.rows.shape))
        return _between(for_each, place)


def _between(nodes: NDArray[np.float64], place: NDArray[np.float64]) -> NDArray[np.float64]:
    """Straight between neighbours of the last axis: (N, ..., K) and (N,) places 0..K-1 -> (N,
    ...).
    """
    last = nodes.shape[-1] - 1
    low = np.clip(np.floor(place).astype(int), 0, last - 1)
    first = _at(nodes, low)
    second = _at(nodes, low + 1)
    ones = [1] * (first.ndim - 1)
    share = (place - low).reshape(-1, *ones)
    between = first + share * (second - first)
    return np.asarray(between, dtype=np.float64)


def _at(nodes: NDArray[np.float64], index: NDArray[np.int64]) -> NDArray[np.float64]:
    """One node of the last axis for each of the first: (N, ..., K) and (N,) -> (N, ...)."""
    ones = [1] * (nodes.ndim - 1)
    taken = np.take_along_axis(nodes, index.reshape(-1, *ones), axis=-1)
    return taken[..., 0]


@dataclass(frozen=True, slots=True, eq=False)
class Chain:
    """First `first`, then `second`, seen from the original page."""

    first: Geometry
    second: Geometry

    def from_original(self, points: Points) -> Points:
        """(N, 2) original -> (N, 2) cleaned."""
        between = self.first.from_original(points)
        return self.second.from_original(between)

    def to_original(self, points: Points) -> Points:
        """(N, 2) cleaned -> (N, 2) original."""
        between = self.second.to_original(points)
        return self.first.to_original(between)


IDENTITY = Projective(np.eye(3))


def then(first: Geometry, second: Geometry) -> Geometry:
    """`first`, then `second`; two matrices become one."""
    if isinstance(first, Projective) and isinstance(second, Projective):
        return Projective(second.matrix @ first.matrix)
    return Chain(first, second)


def _apply(matrix: NDArray[np.float64], points: Points) -> Points:
    ones = np.ones(len(points))
    homogeneous = np.column_stack([points, ones]) @ matrix.T
    xy, w = homogeneous[:, :2], homogeneous[:, 2:3]
    return np.asarray(xy / w, dtype=np.float64)
