"""What is measured before anything is done: paper, light, noise, text height, skew and orientation of a page.

Grey pixels (and text line boxes where a detector gave some) enter, frozen Measurements leave. Everything is measured
on a copy at most 1000 px long, so that measuring an A4 page at 300 dpi takes some ten milliseconds.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from .raster import Pixels

SIDE = 1000  # px, longest side of the copy that is measured
CLEAN_WHITE = 250  # grey level from which a pixel is born-digital white
CLEAN_SHARE = 0.5  # of the page that must be exactly its paper colour

Quads = NDArray[np.float64]  # (N, 4, 2) px, clockwise from the top left


@dataclass(frozen=True, slots=True)
class Measurements:
    """Numbers about a page; lengths in px of the page as given."""

    born_digital: bool  # flat white paper without a trace of a scanner or camera
    paper: float  # grey level of the paper, 0..255
    unevenness: float  # spread of the paper's grey level over the page (5th to 95th percentile), grey levels
    noise: float  # standard deviation of the paper's grain, grey levels
    contrast: float  # paper minus ink, grey levels
    line_height: float  # median height of a text line's box, 0 without text
    sideways: float  # share of line length in boxes taller than wide, 0..1
    skew: float  # degrees, positive: lines fall to the right
    blank: bool  # hardly any ink


def measure(grey: Pixels, quads: Quads) -> Measurements:
    """Measure a grey page; `quads` are its text lines."""
    small = shrink(grey)
    background = paper_of(small)
    flat = flat_paper(small)
    ink = small.astype(np.int16) < background.astype(np.int16) - 40
    return Measurements(
        born_digital=flat,
        paper=float(np.median(background)),
        unevenness=float(np.subtract(*np.percentile(background, [95, 5]))),
        noise=_grain(small, ink),
        contrast=float(np.median(background)) - (float(np.median(small[ink])) if ink.any() else 0.0),
        line_height=float(np.median(line_heights(quads))) if len(quads) else 0.0,
        sideways=sideways_share(quads),
        skew=quad_skew(quads),
        blank=bool(ink.mean() < 2e-4) and not len(quads),
    )


def shrink(grey: Pixels) -> Pixels:
    """A copy whose longer side is at most SIDE px."""
    scale = SIDE / max(grey.shape)
    if scale >= 1:
        return grey
    size = (max(1, round(grey.shape[1] * scale)), max(1, round(grey.shape[0] * scale)))
    return np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def paper_of(small: Pixels) -> Pixels:
    """The paper behind the ink: the brightest of a neighbourhood, smoothed."""
    size = max(15, max(small.shape) // 40) | 1
    bright = cv2.dilate(small, np.ones((size, size), np.uint8))
    return np.asarray(cv2.medianBlur(cv2.erode(bright, np.ones((size, size), np.uint8)), 21), dtype=np.uint8)


def flat_paper(grey: Pixels) -> bool:
    """Most of the page is one exact, nearly white value: no scanner or camera does that."""
    counts = np.bincount(grey.ravel()[::7], minlength=256)
    top = int(counts.argmax())
    return top >= CLEAN_WHITE and bool(counts[top] >= CLEAN_SHARE * counts.sum())


def _grain(small: Pixels, ink: NDArray[np.bool_]) -> float:
    """Standard deviation of paper against its own blur, away from ink (median absolute deviation, scaled)."""
    away = cv2.dilate(ink.astype(np.uint8), np.ones((7, 7), np.uint8)) == 0
    rough = small.astype(np.float32) - cv2.GaussianBlur(small, (0, 0), 2.0).astype(np.float32)
    return float(1.4826 * np.median(np.abs(rough[away]))) if away.any() else 0.0


def sides(quads: Quads) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(N,) widths and heights, px, along the boxes' own sides."""
    width = np.linalg.norm(quads[:, 1] - quads[:, 0], axis=1)
    height = np.linalg.norm(quads[:, 3] - quads[:, 0], axis=1)
    return width, height


def line_heights(quads: Quads) -> NDArray[np.float64]:
    """(N,) shorter sides, px."""
    width, height = sides(quads)
    return np.asarray(np.minimum(width, height))


def sideways_share(quads: Quads) -> float:
    """Share of the total line length in boxes taller than wide: >= .94 on sideways pages, <= .03 on 175 others."""
    if not len(quads):
        return 0.0
    width, height = sides(quads)
    length = np.maximum(width, height)
    return float(length[height > 1.5 * width].sum() / max(1.0, length.sum()))


def quad_skew(quads: Quads) -> float:
    """Length-weighted median angle of the lines, degrees; 0 without long lines."""
    if not len(quads):
        return 0.0
    width, height = sides(quads)
    long = width > 4 * height
    if not long.any():
        return 0.0
    run = quads[long, 1] - quads[long, 0]
    angles, weights = np.degrees(np.arctan2(run[:, 1], run[:, 0])), width[long]
    order = np.argsort(angles)
    reached = np.cumsum(weights[order])
    return float(angles[order][np.searchsorted(reached, reached[-1] / 2)])
