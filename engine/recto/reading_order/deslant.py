"""A page's lines made level: slant, curl and fan taken out of their coordinates, for judging rows
and columns only.

Lines (boxes, baselines) enter, a Straightening leaves: a smooth map of points. First the page is
turned by the median line angle; then every point is moved up or down by a polynomial of its place,
so chosen that both ends of each baseline come to lie equally high (least squares, as dewarping from
text lines does: Ulges, Lampert, Breuel 2005). No pixel is touched: a map that is good enough to
tell rows apart needs no exact inverse and never harms a glyph.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recto.model.page import Line

Points = NDArray[np.float64]
# of x and y; x**0 would only stretch the page
POWERS = tuple((i, j) for i in (1, 2, 3) for j in (0, 1, 2))
LONG = 3.0  # line heights: shorter baselines say little of the slope
FEWEST = 12  # long lines that a bend is learned from
BENT = 0.5  # line heights that the slopes would add up to across the page for it to count as bent
WORTH = 0.8  # of all rise and fall that may be left, else the bend explains nothing
ROUNDS = 6  # of reweighting, so that stray boxes do not pull
STRAY = 0.3  # line heights of unexplained rise from which a line counts less
STEEP = 0.75  # share of the lines that are no steeper than the slope by which bends are told
BEYOND = 1.2  # halves of the text's extent, from its middle, up to which the bend grows
LEAST_HEIGHT = 4.0  # px of a line whose slant is taken off
STIFF = 0.3  # ridge: px² of rise for one px of shift, scaled by the lines' number


@dataclass(frozen=True, slots=True, eq=False)
class Straightening:
    """Turn by an angle about the origin, then shift up or down; px in, px out."""

    cos: float
    sin: float
    centre: tuple[float, float] = (0.0, 0.0)
    scale: tuple[float, float] = (1.0, 1.0)
    bend: Points | None = None  # one factor a power, px

    def __call__(self, points: Points) -> Points:
        """(N, 2) x, y -> (N, 2) x, y."""
        x, y = points.T
        across = x * self.cos + y * self.sin
        down = y * self.cos - x * self.sin
        turned = np.column_stack([across, down])
        if self.bend is not None:
            powers = _powers(turned, self.centre, self.scale)
            turned[:, 1] += powers @ self.bend
        return turned


def straightening(lines: Sequence[Line]) -> Straightening:
    """The map under which the lines run level."""
    angle = float(np.arctan(page_angle(lines)))
    cos = float(np.cos(angle))
    sin = float(np.sin(angle))
    turn = Straightening(cos, sin)
    heights = [line_height(line) for line in lines]
    height = float(np.median(heights))
    ends = _baselines(lines, turn)
    x0, _, x1, _ = ends.T
    is_long = x1 - x0 > LONG * height
    return _bent(turn, ends[is_long], height)


def _baselines(lines: Sequence[Line], turn: Straightening) -> Points:
    """(N, 4) x0, y0, x1, y1 of the baselines under the map."""
    ends = np.array([line.baseline for line in lines])
    mapped = turn(ends.reshape(-1, 2))
    return mapped.reshape(-1, 4)


def _bent(turn: Straightening, ends: Points, height: float) -> Straightening:
    """With the bend that the baselines show, if they do."""
    if len(ends) < FEWEST:
        return turn
    x0, y0, x1, y1 = ends.T
    rise = y1 - y0
    slope = np.abs(rise) / (x1 - x0)
    width = x1.max() - x0.min()
    if np.quantile(slope, STEEP) * width < BENT * height:
        return turn
    firsts = ends[:, :2]
    lasts = ends[:, 2:]
    low = firsts.min(axis=0)
    high = lasts.max(axis=0)
    centre = tuple(((low + high) / 2).tolist())
    half = (high - low) / 2
    scale = tuple(np.maximum(half, 1.0).tolist())
    grown = _powers(lasts, centre, scale) - _powers(firsts, centre, scale)
    bend = _robust(grown, -rise, height)
    left = np.abs(rise + grown @ bend).sum()
    if left > WORTH * np.abs(rise).sum():
        return turn
    return Straightening(turn.cos, turn.sin, centre, scale, bend)


def _robust(grown: Points, wanted: Points, height: float) -> Points:
    """Ridge regression, lines that do not fit counted less (Huber weights)."""
    weights: Points = np.ones(len(grown))
    ridge = STIFF * np.eye(grown.shape[1])
    bend: Points = np.zeros(grown.shape[1])
    stray = STRAY * height
    for _ in range(ROUNDS):
        weighted = grown * weights[:, None]
        matrix = grown.T @ weighted + ridge
        solved = np.linalg.solve(matrix, weighted.T @ wanted)
        bend = np.asarray(solved, dtype=np.float64)
        off = np.abs(wanted - grown @ bend)
        weights = 1 / np.maximum(1.0, off / stray)
    return bend


def _powers(points: Points, centre: tuple[float, float], scale: tuple[float, float]) -> Points:
    """(N, powers) of x and y in halves of the text's extent, little beyond which they stay."""
    centre_x, centre_y = centre
    half_width, half_height = scale
    across = (points[:, 0] - centre_x) / half_width
    down = (points[:, 1] - centre_y) / half_height
    x = np.clip(across, -BEYOND, BEYOND)
    y = np.clip(down, -BEYOND, BEYOND)
    powers = [x**i * y**j for i, j in POWERS]
    return np.column_stack(powers)


def page_angle(lines: Sequence[Line]) -> float:
    """Median slope of the baselines, weighted by their length: dy per dx."""
    slopes = []
    weights = []
    for line in lines:
        x0, y0, x1, y1 = line.baseline
        length = x1 - x0
        slope = (y1 - y0) / length if length > 1 else 0.0
        slopes.append(slope)
        weights.append(max(0.0, line.box.width))
    order = np.argsort(slopes)
    reached = np.cumsum(np.array(weights)[order])
    total = reached[-1]
    if total <= 0:
        return 0.0
    middle = order[np.searchsorted(reached, total / 2)]
    return float(slopes[middle])


def line_height(line: Line) -> float:
    """Px across the line, whichever way it runs: its box without what its slant adds."""
    x0, y0, x1, y1 = line.baseline
    across = line.box.height
    run = abs(x1 - x0)
    rise = abs(y1 - y0)
    if rise > run:
        across = line.box.width
        rise = run
    if across <= rise:
        return across
    return max(LEAST_HEIGHT, across - rise)


def strip(line: Line) -> Points:
    """(4, 2): the corners of the line's slanted strip, foot first; its box would hold the slant,
    too.
    """
    x0, y0, x1, y1 = line.baseline
    run, rise = x1 - x0, y1 - y0
    length = float(np.hypot(run, rise))
    height = line_height(line)
    up = np.array([0.0, -height])
    if length > 1:
        up = np.array([rise, -run]) / length * height
    feet = np.array([[x0, y0], [x1, y1]])
    return np.vstack([feet, feet + up])


def level_boxes(lines: Sequence[Line], level: Straightening) -> Points:
    """(N, 4) left, top, right, bottom of the levelled lines, px."""
    ends = _baselines(lines, level)
    x0, y0, x1, y1 = ends.T
    bottom = np.maximum(y0, y1)
    heights = np.array([line_height(line) for line in lines])
    top = bottom - heights
    return np.column_stack([x0, top, x1, bottom])
