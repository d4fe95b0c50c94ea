"""Measuring a page: paper, light, noise, text height and orientation.

Grey pixels and text line boxes enter, frozen Measurements leave. Everything but the grain is
measured on a copy at most 1000 px long, so that measuring an A4 page at 300 dpi takes some ten
milliseconds.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from .measurements import Measurements
from .page_in_work import Quads, line_heights, sides
from .raster import Pixels

SIDE = 1000  # px, longest side of the copy that is measured
CLEAN_WHITE = 250  # grey level from which a pixel is born-digital white
CLEAN_SHARE = 0.5  # of the page that must be exactly its paper colour
INK = 40  # grey levels that ink is darker than its paper
GROUND = 0.4  # of a box: dark text leaves more than this light
JUDGED = 60  # lines, the longest, whose text is compared with its ground

__all__ = ["Measurements", "Quads", "line_heights", "measure", "shrink"]


def measure(grey: Pixels, quads: Quads) -> Measurements:
    """Measure a (height, width) grey page; `quads` are its text lines, px."""
    small = shrink(grey)
    local = paper_of(small)
    scaled = quads * (small.shape[1] / grey.shape[1])
    behind = _behind_text(local, scaled)
    paper = float(np.median(behind))
    ink = small.astype(np.int16) < local.astype(np.int16) - INK
    return Measurements(
        born_digital=flat_paper(grey),
        paper=paper,
        unevenness=float(np.subtract(*np.percentile(behind, [95, 5]))),
        noise=grain(grey, ink),
        contrast=paper - (float(np.median(small[ink])) if ink.any() else paper),
        line_height=float(np.median(line_heights(quads))) if len(quads) else 0.0,
        sideways=sideways_share(quads),
        skew=quad_skew(quads),
        blank=bool(ink.mean() < 2e-4) and not len(quads),
        light_text=light_share(small, scaled),
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
    return np.asarray(
        cv2.medianBlur(cv2.dilate(small, np.ones((9, 9), np.uint8)), 21), dtype=np.uint8
    )


def _behind_text(local: Pixels, quads: Quads) -> NDArray[np.uint8]:
    """The paper's grey levels at the middle of every line; everywhere when no line is known."""
    if len(quads) < 5:
        return local.ravel()
    x, y = np.round(quads.mean(axis=1)).astype(int).T
    return np.asarray(local[y.clip(0, local.shape[0] - 1), x.clip(0, local.shape[1] - 1)])


def light_share(grey: Pixels, quads: Quads) -> float:
    """Share of the line length whose text is lighter than its ground, 0..1: ground takes more of a
    box than text does.

    Judged on the longest lines; boxes without contrast are not counted as light.
    """
    length = np.maximum(*sides(quads)) if len(quads) else np.zeros(0)
    longest = np.argsort(-length, kind="stable")[:JUDGED]
    light = sum(length[i] for i in longest if _is_light(grey, quads[i]))
    return float(light / max(1.0, length[longest].sum()))


def _is_light(grey: Pixels, quad: Quads) -> bool:
    left, top = np.maximum(np.floor(quad.min(axis=0)).astype(int), 0)
    right, bottom = np.ceil(quad.max(axis=0)).astype(int)
    box = grey[top:bottom, left:right]
    if not box.size:
        return False
    low, high = np.percentile(box, [5, 95])
    return bool(high - low > INK and (box > (low + high) / 2).mean() < GROUND)


def flat_paper(grey: Pixels) -> bool:
    """Most of the page is one exact, nearly white value: no scanner or camera does that."""
    counts = np.bincount(grey.ravel()[::7], minlength=256)
    top = int(counts.argmax())
    return top >= CLEAN_WHITE and bool(counts[top] >= CLEAN_SHARE * counts.sum())


def grain(grey: Pixels, ink: NDArray[np.bool_]) -> float:
    """Standard deviation of the paper against its own blur, at full size (median absolute
    deviation, scaled).

    Measured on every eighth band of 32 rows, away from `ink` (a mask of any size over the same
    page).
    """
    bands = [slice(top, top + 32) for top in range(0, grey.shape[0], 256)]
    near = cv2.dilate(ink.astype(np.uint8), np.ones((5, 5), np.uint8))
    near = cv2.resize(near, grey.shape[::-1], interpolation=cv2.INTER_NEAREST)
    fine = [grey[band].astype(np.float32) for band in bands]
    rough = [band - cv2.GaussianBlur(band, (0, 0), 2.0) for band in fine]
    away = np.concatenate([part[near[band] == 0] for part, band in zip(rough, bands, strict=True)])
    return float(1.4826 * np.median(np.abs(away))) if len(away) else 0.0


def sideways_share(quads: Quads) -> float:
    """Share of the total line length in boxes taller than wide: >= .94 on sideways pages, <= .03 on
    175 others.
    """
    if not len(quads):
        return 0.0
    width, height = sides(quads)
    length = np.maximum(width, height)
    return float(length[height > 1.5 * width].sum() / max(1.0, length.sum()))


def line_angles(quads: Quads) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Angles (degrees, positive: falling to the right) and lengths (px) of the lines that run
    across and are long.
    """
    width, height = sides(quads) if len(quads) else (np.zeros(0), np.zeros(0))
    long = width > 4 * height
    run = quads[long, 1] - quads[long, 0] if long.any() else np.zeros((0, 2))
    return np.degrees(np.arctan2(run[:, 1], run[:, 0])), width[long]


def quad_skew(quads: Quads) -> float:
    """Length-weighted median angle of the lines, degrees; 0 without long lines."""
    angles, lengths = line_angles(quads)
    if not len(angles):
        return 0.0
    order = np.argsort(angles)
    reached = np.cumsum(lengths[order])
    return float(angles[order][np.searchsorted(reached, reached[-1] / 2)])
