"""Flattening curled and folded pages: the text lines say how far each place must move up or down.

Each detected line is traced along the middle of its ink; its slopes are samples of a field. A
smooth shift d(x, y) is sought for which y + d is level along every line: d_x + slope * (1 + d_y) =
0, one linear least-squares problem with a few hundred unknowns (no camera model, no iteration over
pixels). Columns stay where they are. Flat pages fail the trigger: their lines differ by less than
the tracing's own error.
"""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from .geometry import IDENTITY, RowShift
from .judge import Act
from .midlines import Slopes, trace
from .page_in_work import Change, PageInWork, to_grey
from .raster import Pixels

Floats = NDArray[np.float64]

NODES = 17  # a side of the grid: a bend over a twelfth of the page is followed
STIFF = 0.01  # weight of the shift's bending against the slopes
PITCH = 0.005  # weight of keeping the distance of lines; by held-out lines of 12 photos
CALM = 1e-5  # weight of keeping places where no line says anything
ROUNDS = 3  # of weighing down the samples that fit badly (table rules, pictures)
STRAY = 2  # median misses from which a sample is weighed down
NO_MISS = 1e-6  # added to that: lines may fit exactly
LINES = 15  # fewer traced lines say nothing about a page
# line heights that the lines bend away from a plane, 90th percentile: 189 flat pages stay under .10
BENT = 0.12
BENT_AT = 90  # the percentile
GENTLE = (0.5, 2.0)  # how much a place may be squeezed or stretched
EVERY = 8  # px of the flat page for which it is computed where they come from


def step(sheet: PageInWork) -> Change | None:
    """A page whose lines are bent is flattened; a plain turn is left to deskewing."""
    slopes = trace(to_grey(sheet.pixels), sheet.quads)
    if slopes.lines < LINES:
        return None
    height, width = sheet.pixels.shape[:2]
    fitted = fit(slopes, width, height)
    places = slopes.points / (width, height)
    shift, bend_px = unturned(fitted, places)
    bend = bend_px / max(sheet.line_height, 1.0)
    if bend < BENT:
        return None
    # No place is squeezed or stretched beyond what paper does, and no line is folded over another.
    stretch = 1 + np.diff(shift, axis=0) * (NODES - 1) / height
    least, most = GENTLE
    if stretch.min() < least or stretch.max() > most:
        return None
    pixels, geometry = flatten(sheet.pixels, shift)
    return Change(pixels, geometry, f"lines bend by {bend:.1f} line heights", bend, 0.0)


def by_bent_lines(act: Act) -> Act:
    """The step by the lines that bend most, too, which the detector knows in pieces; where that is
    undone, by the others alone.
    """

    def tried(sheet: PageInWork) -> Change | None:
        if len(sheet.bent):
            both = np.concatenate([sheet.quads, sheet.bent])
            with_bent = replace(sheet, quads=both)
            change = act(with_bent)
            is_done = change and change.geometry is not IDENTITY
            if is_done:
                return change
        return act(sheet)

    return tried


def fit(slopes: Slopes, width: int, height: int) -> Floats:
    """(NODES, NODES) px by which each node of the page must move down for the lines to run
    level.
    """
    cell = (width / (NODES - 1), height / (NODES - 1))
    cell_width, cell_height = cell
    across, down = _derivatives(slopes.points / cell)
    steep = slopes.slopes
    rows = across / cell_width + steep[:, None] * down / cell_height
    bending = STIFF * _differences(2, cell)
    pitch = PITCH * _differences(1, cell)[_DOWN]
    calm = CALM * np.eye(NODES**2)
    stiff = np.vstack([bending, pitch, calm])
    smooth = stiff.T @ stiff
    weights = slopes.weights
    for _ in range(ROUNDS):
        squares = weights**2
        pull = squares[:, None] * rows
        normal = rows.T @ pull + smooth * squares.sum()
        shift = np.linalg.solve(normal, -pull.T @ steep)
        miss = np.abs(rows @ shift + steep)
        stray = STRAY * np.median(miss) + NO_MISS
        doubt = 1 + (miss / stray) ** 2
        weights = slopes.weights / np.sqrt(doubt)
    return np.asarray(shift.reshape(NODES, NODES), dtype=np.float64)


def _derivatives(places: Floats) -> tuple[Floats, Floats]:
    """(M, 2) places in cells -> the bilinear field's (M, NODES²) derivatives to the right and down,
    for each cell.
    """
    low = np.clip(np.floor(places).astype(int), 0, NODES - 2)
    low_x, low_y = low.T
    x, y = (places - low).T
    count = len(places)
    across, down = np.zeros((2, count, NODES, NODES))
    one = np.arange(count)
    # the four nodes around a place: at the left or the right, above or below
    for right, below in ((0, 0), (1, 0), (0, 1), (1, 1)):
        near_x = x if right else 1 - x
        near_y = y if below else 1 - y
        node = (one, low_y + below, low_x + right)
        across[node] = (2 * right - 1) * near_y
        down[node] = (2 * below - 1) * near_x
    return across.reshape(count, -1), down.reshape(count, -1)


def _differences(order: int, cell: tuple[float, float]) -> Floats:
    """Rows that take first or second differences of the field to the right, then down, in px for
    each px.
    """
    cell_width, cell_height = cell
    nodes = np.eye(NODES**2).reshape(NODES, NODES, -1)
    right = np.diff(nodes, order, axis=1) / cell_width
    down = np.diff(nodes, order, axis=0) / cell_height
    rows_right = right.reshape(-1, NODES**2)
    rows_down = down.reshape(-1, NODES**2)
    return np.vstack([rows_right, rows_down])


_DOWN = slice(NODES * (NODES - 1), None)  # the second half of the first differences


def unturned(shift: Floats, places: Floats) -> tuple[Floats, float]:
    """The shift without the plane that fits it best at the lines, and the 90th percentile of what
    is left there, px.

    `places`: (M, 2) 0..1 across and down the page. The plane is the page's skew, so the rest is its
    bend.
    """
    field = RowShift(shift, 1.0, 1.0)
    sampled = field.from_original(places)[:, 1]
    ones = np.ones(len(places))
    terms = np.column_stack([places, ones])
    plane, *_ = np.linalg.lstsq(terms, sampled, rcond=None)
    by_x, by_y, level = plane
    even = np.linspace(0, 1, NODES)
    down, across = np.meshgrid(even, even, indexing="ij")
    bent = shift - across * by_x
    bent = bent - down * by_y - level
    rest = sampled - places @ plane[:2] - level
    bend = np.percentile(np.abs(rest), BENT_AT)
    return bent, float(bend)


def flatten(pixels: Pixels, shift: Floats) -> tuple[Pixels, RowShift]:
    """The page with every place moved down by its shift; it grows so that nothing is cut."""
    height, width = pixels.shape[:2]
    nodes = np.linspace(0, height, NODES)
    rows = nodes[:, None] + shift
    rows -= min(0.0, float(rows.min()))
    geometry = RowShift(rows, width, height)
    flat_height = int(np.ceil(rows.max()))
    across, down = _sources(geometry, width, flat_height)
    flat = cv2.remap(pixels, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(flat, dtype=np.uint8), geometry


def _sources(
    geometry: RowShift, width: int, height: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Where each px of the flat page lies on the bent one; computed on every eighth px, as the
    field is smooth.
    """
    coarse_width = -(-width // EVERY) + 1
    coarse_height = -(-height // EVERY) + 1
    coarse_x = np.arange(coarse_width) * float(EVERY)
    coarse_y = np.arange(coarse_height) * float(EVERY)
    x, y = np.meshgrid(coarse_x, coarse_y)
    points = np.column_stack([x.ravel(), y.ravel()])
    original = geometry.to_original(points)
    home = original[:, 1].reshape(x.shape).astype(np.float32)
    # Pixel centres: output px (i, j) is the point (i + .5, j + .5); cv2.remap wants centres at
    # whole numbers.
    fine_x = np.arange(width, dtype=np.float32)
    fine_y = np.arange(height, dtype=np.float32)
    across, down = np.meshgrid(fine_x, fine_y)
    coarse_across = (across + 0.5) / EVERY
    coarse_down = (down + 0.5) / EVERY
    dense = cv2.remap(home, coarse_across, coarse_down, cv2.INTER_LINEAR)
    return across, np.asarray(dense - 0.5, dtype=np.float32)
