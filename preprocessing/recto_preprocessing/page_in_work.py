"""A page on its way through the steps: pixels, the way home, the lines known on it, and what was
measured.

A step is a function PageInWork -> Change | None: None when its measurement does not call for it.
Only this file knows how a change joins the sheet: maps are chained and the line boxes follow the
pixels.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from .geometry import IDENTITY, Geometry, then
from .kept import once
from .measurements import Measurements
from .raster import Pixels, View

Quads = NDArray[np.float64]  # (N, 4, 2) px, clockwise from the top left
NONE: Quads = np.empty((0, 4, 2))


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """What one step did: new pixels, how px before became px after, and why."""

    pixels: Pixels
    geometry: Geometry  # from_original: px before the step -> px after it
    reason: str
    before: float  # the measured quantity, in its own unit
    after: float
    zoom: float = 1.0  # px after for one px before; the dpi follows it
    # of the new pixels, when the step made the old measurements untrue
    measured: Measurements | None = None


@dataclass(frozen=True, slots=True, eq=False)
class PageInWork:
    """One view and what is known about it."""

    view: View
    quads: Quads  # text lines, px of the view
    measured: Measurements
    bent: Quads = field(default_factory=NONE.copy)  # pieces of lines that bend, px of the view

    @property
    def pixels(self) -> Pixels:
        """The view's."""
        return self.view.pixels

    @property
    def line_height(self) -> float:
        """Median height of a line box, px of the view; 0 without lines."""
        if not len(self.quads):
            return 0.0
        heights = line_heights(self.quads)
        return float(np.median(heights))

    def after(self, change: Change) -> PageInWork:
        """The sheet with the change made."""
        if change.geometry is IDENTITY:
            view = replace(self.view, pixels=change.pixels)
            measured = change.measured or self.measured
            return replace(self, view=view, measured=measured)
        geometry = then(self.view.geometry, change.geometry)
        dpi = self.view.dpi * change.zoom
        view = View(change.pixels, geometry, dpi)
        quads = follow(self.quads, change.geometry)
        bent = follow(self.bent, change.geometry)
        return replace(self, view=view, quads=quads, bent=bent)


@once
def to_grey(pixels: Pixels) -> Pixels:
    """(height, width) of an RGB or grey page; grey comes back as it is."""
    if pixels.ndim == 2:
        return pixels
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    return np.asarray(grey, dtype=np.uint8)


def follow(quads: Quads, geometry: Geometry) -> Quads:
    """The boxes after a change, again clockwise from the top left as the page now stands."""
    if not len(quads):
        return quads
    points = geometry.from_original(quads.reshape(-1, 2))
    corners = points.reshape(-1, 4, 2)
    by_x = _sorted(corners, 0)
    left = _sorted(by_x[:, :2], 1)
    right = _sorted(by_x[:, 2:], 1)
    clockwise = [left[:, 0], right[:, 0], right[:, 1], left[:, 1]]
    return np.stack(clockwise, axis=1)


def _sorted(corners: Quads, axis: int) -> Quads:
    """(N, K, 2) points, each K of them by x (0) or y (1)."""
    order = np.argsort(corners[:, :, axis], axis=1, kind="stable")
    return np.take_along_axis(corners, order[:, :, None], axis=1)


def sides(quads: Quads) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(N,) widths and heights, px, along the boxes' own sides."""
    top_left = quads[:, 0]
    top_right = quads[:, 1]
    bottom_left = quads[:, 3]
    width = np.linalg.norm(top_right - top_left, axis=1)
    height = np.linalg.norm(bottom_left - top_left, axis=1)
    return width, height


def ends_of(quads: Quads) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(N, 2) middles of both shorter sides, px: where lines begin and end, the left or upper one
    first.
    """
    width, height = sides(quads)
    lies = (width >= height)[:, None]
    top_left, top_right, bottom_right, bottom_left = quads.swapaxes(0, 1)
    starts = np.where(lies, top_left + bottom_left, top_left + top_right)
    ends = np.where(lies, top_right + bottom_right, bottom_left + bottom_right)
    return starts / 2, ends / 2


def line_heights(quads: Quads) -> NDArray[np.float64]:
    """(N,) shorter sides, px."""
    width, height = sides(quads)
    return np.asarray(np.minimum(width, height))


def cut_out(pixels: Pixels, quad: Quads, width: int, height: int) -> Pixels:
    """One (4, 2) box cut out along its own sides at the size given, px; beyond the page the page's
    edge goes on.
    """
    corners = np.array([[0, 0], [width, 0], [0, height]], dtype=np.float32)
    three = quad[[0, 1, 3]].astype(np.float32)
    matrix = cv2.getAffineTransform(three, corners)
    cut = cv2.warpAffine(
        pixels,
        matrix,
        (width, height),
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(cut, dtype=np.uint8)
