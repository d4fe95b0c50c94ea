"""Flattening curled and folded pages: the text lines say how far each place must move up or down.

Each detected line is traced along the middle of its ink; its slopes are samples of a field. A
smooth shift d(x, y) is sought for which y + d is level along every line: d_x + slope * (1 + d_y) =
0, one linear least-squares problem with a few hundred unknowns (no camera model, no iteration over
pixels). Columns stay where they are. Flat pages fail the trigger: their lines differ by less than
the tracing's own error.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from .geometry import RowShift
from .midlines import Slopes, trace
from .page_in_work import Change, PageInWork, to_grey
from .raster import Pixels

Floats = NDArray[np.float64]

NODES = 17  # a side of the grid: a bend over a twelfth of the page is followed
STIFF = 0.01  # weight of the shift's bending against the slopes
PITCH = 0.005  # weight of keeping the distance of lines; by held-out lines of 12 photos
ROUNDS = 3  # of weighing down the samples that fit badly (table rules, pictures)
LINES = 15  # fewer traced lines say nothing about a page
# line heights that the lines bend away from a plane, 90th percentile: 189 flat pages stay under .10
BENT = 0.12
GENTLE = (0.5, 2.0)  # how much a place may be squeezed or stretched


def step(sheet: PageInWork) -> Change | None:
    """A page whose lines are bent is flattened; a plain turn is left to deskewing."""
    slopes = trace(to_grey(sheet.pixels), sheet.quads)
    if slopes.lines < LINES:
        return None
    height, width = sheet.pixels.shape[:2]
    shift = fit(slopes, width, height)
    shift, bend = unturned(shift, slopes.points / (width, height))
    bend /= max(sheet.line_height, 1.0)
    if bend < BENT or not _gentle(shift, height):
        return None
    pixels, geometry = flatten(sheet.pixels, shift)
    return Change(pixels, geometry, f"lines bend by {bend:.1f} line heights", bend, 0.0)


def fit(slopes: Slopes, width: int, height: int) -> Floats:
    """(NODES, NODES) px by which each node of the page must move down for the lines to run
    level.
    """
    cell = (width / (NODES - 1), height / (NODES - 1))
    across, down = _derivatives(slopes.points / cell)
    rows = across / cell[0] + slopes.slopes[:, None] * down / cell[1]
    stiff = np.vstack(
        [
            STIFF * _differences(2, cell),
            PITCH * _differences(1, cell)[_DOWN],
            1e-5 * np.eye(NODES**2),
        ]
    )
    smooth, weights = stiff.T @ stiff, slopes.weights
    for _ in range(ROUNDS):
        pull = (weights**2)[:, None] * rows
        normal = rows.T @ pull + smooth * (weights**2).sum()
        shift = np.linalg.solve(normal, -pull.T @ slopes.slopes)
        miss = np.abs(rows @ shift + slopes.slopes)
        weights = slopes.weights / np.sqrt(1 + (miss / (2 * np.median(miss) + 1e-6)) ** 2)
    return np.asarray(shift.reshape(NODES, NODES), dtype=np.float64)


def _derivatives(places: Floats) -> tuple[Floats, Floats]:
    """(M, 2) places in cells -> the bilinear field's (M, NODES²) derivatives to the right and down,
    for each cell.
    """
    low = np.clip(np.floor(places).astype(int), 0, NODES - 2)
    x, y = (places - low).T
    across, down = np.zeros((2, len(places), NODES, NODES))
    one = np.arange(len(places))
    for right, below in ((0, 0), (1, 0), (0, 1), (1, 1)):
        node = (one, low[:, 1] + below, low[:, 0] + right)
        across[node] = (2 * right - 1) * (y if below else 1 - y)
        down[node] = (2 * below - 1) * (x if right else 1 - x)
    return across.reshape(len(places), -1), down.reshape(len(places), -1)


def _differences(order: int, cell: tuple[float, float]) -> Floats:
    """Rows that take first or second differences of the field to the right, then down, in px for
    each px.
    """
    nodes = np.eye(NODES**2).reshape(NODES, NODES, -1)
    right, down = np.diff(nodes, order, axis=1) / cell[0], np.diff(nodes, order, axis=0) / cell[1]
    return np.vstack([right.reshape(-1, NODES**2), down.reshape(-1, NODES**2)])


_DOWN = slice(NODES * (NODES - 1), None)  # the second half of the first differences


def unturned(shift: Floats, places: Floats) -> tuple[Floats, float]:
    """The shift without the plane that fits it best at the lines, and the 90th percentile of what
    is left there, px.

    `places`: (M, 2) 0..1 across and down the page. The plane is the page's skew, so the rest is its
    bend.
    """
    sampled = RowShift(shift, 1.0, 1.0).from_original(places)[:, 1]
    plane, *_ = np.linalg.lstsq(
        np.column_stack([places, np.ones(len(places))]), sampled, rcond=None
    )
    down, across = np.meshgrid(np.linspace(0, 1, NODES), np.linspace(0, 1, NODES), indexing="ij")
    rest = sampled - places @ plane[:2] - plane[2]
    return shift - across * plane[0] - down * plane[1] - plane[2], float(
        np.percentile(np.abs(rest), 90)
    )


def _gentle(shift: Floats, height: int) -> bool:
    """No place is squeezed or stretched beyond what paper does, and no line is folded over
    another.
    """
    stretch = 1 + np.diff(shift, axis=0) * (NODES - 1) / height
    return bool(stretch.min() >= GENTLE[0] and stretch.max() <= GENTLE[1])


def flatten(pixels: Pixels, shift: Floats) -> tuple[Pixels, RowShift]:
    """The page with every place moved down by its shift; it grows so that nothing is cut."""
    height, width = pixels.shape[:2]
    rows = np.linspace(0, height, NODES)[:, None] + shift
    rows -= min(0.0, float(rows.min()))
    geometry = RowShift(rows, width, height)
    size = (width, int(np.ceil(rows.max())))
    sources = _sources(geometry, size)
    flat = cv2.remap(pixels, *sources, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(flat, dtype=np.uint8), geometry


def _sources(
    geometry: RowShift, size: tuple[int, int]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Where each px of the flat page lies on the bent one; computed on every eighth px, as the
    field is smooth.
    """
    width, height = size
    coarse = (-(-width // 8) + 1, -(-height // 8) + 1)
    x, y = np.meshgrid(np.arange(coarse[0]) * 8.0, np.arange(coarse[1]) * 8.0)
    home = (
        geometry.to_original(np.column_stack([x.ravel(), y.ravel()]))[:, 1]
        .reshape(x.shape)
        .astype(np.float32)
    )
    # Pixel centres: output px (i, j) is the point (i + .5, j + .5); cv2.remap wants centres at
    # whole numbers.
    across, down = np.meshgrid(
        np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32)
    )
    dense = cv2.remap(home, (across + 0.5) / 8, (down + 0.5) / 8, cv2.INTER_LINEAR)
    return across, np.asarray(dense - 0.5, dtype=np.float32)
