"""A page on its way through the steps: pixels, the way home, the lines known on it, and what was
measured.

A step is a function PageInWork -> Change | None: None when its measurement does not call for it.
Only this file knows how a change joins the sheet: maps are chained and the line boxes follow the
pixels.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from .geometry import IDENTITY, Geometry, then
from .measurements import Measurements
from .raster import Pixels, View

Quads = NDArray[np.float64]  # (N, 4, 2) px, clockwise from the top left


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

    @property
    def pixels(self) -> Pixels:
        """The view's."""
        return self.view.pixels

    @property
    def line_height(self) -> float:
        """Median height of a line box, px of the view; 0 without lines."""
        return float(np.median(line_heights(self.quads))) if len(self.quads) else 0.0

    def after(self, change: Change) -> PageInWork:
        """The sheet with the change made."""
        if change.geometry is IDENTITY:
            view = replace(self.view, pixels=change.pixels)
            return replace(self, view=view, measured=change.measured or self.measured)
        view = View(
            change.pixels, then(self.view.geometry, change.geometry), self.view.dpi * change.zoom
        )
        return replace(self, view=view, quads=follow(self.quads, change.geometry))


def to_grey(pixels: Pixels) -> Pixels:
    """(height, width) of an RGB or grey page; grey comes back as it is."""
    return (
        pixels
        if pixels.ndim == 2
        else np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
    )


def follow(quads: Quads, geometry: Geometry) -> Quads:
    """The boxes after a change, again clockwise from the top left as the page now stands."""
    if not len(quads):
        return quads
    corners = geometry.from_original(quads.reshape(-1, 2)).reshape(-1, 4, 2)
    by_x = np.take_along_axis(corners, np.argsort(corners[:, :, :1], axis=1, kind="stable"), axis=1)
    left, right = (_top_first(by_x[:, pair]) for pair in (slice(0, 2), slice(2, 4)))
    return np.stack([left[:, 0], right[:, 0], right[:, 1], left[:, 1]], axis=1)


def _top_first(pairs: Quads) -> Quads:
    """(N, 2, 2) points -> the upper one first."""
    return np.take_along_axis(pairs, np.argsort(pairs[:, :, 1:], axis=1, kind="stable"), axis=1)


def sides(quads: Quads) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(N,) widths and heights, px, along the boxes' own sides."""
    width = np.linalg.norm(quads[:, 1] - quads[:, 0], axis=1)
    height = np.linalg.norm(quads[:, 3] - quads[:, 0], axis=1)
    return width, height


def line_heights(quads: Quads) -> NDArray[np.float64]:
    """(N,) shorter sides, px."""
    width, height = sides(quads)
    return np.asarray(np.minimum(width, height))
