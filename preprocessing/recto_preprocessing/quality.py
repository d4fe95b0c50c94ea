"""Measuring a page: paper, light, noise, text height and orientation.

Grey pixels and text line boxes enter, frozen Measurements leave. Everything but the grain is
measured on a copy at most 1000 px long, so that measuring an A4 page at 300 dpi takes some ten
milliseconds.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from .kept import once
from .measurements import UNEVEN, Measurements
from .page_in_work import Quads, ends_of, line_heights, sides
from .raster import Pixels

SIDE = 1000  # px, longest side of the copy that is measured
CLEAN_WHITE = 250  # grey level from which a pixel is born-digital white
CLEAN_SHARE = 0.5  # of the page that must be exactly its paper colour
INK = 40  # grey levels that ink is darker than its paper
GROUND = 0.4  # of a box: dark text leaves more than this light
JUDGED = 60  # lines, the longest, whose text is compared with its ground
REACH, SMOOTH = 9, 21  # px of the copy: around a px, where its paper is sought; of the median
EVENNESS = (95, 5, 1)  # percentiles of the paper's level: its spread, and where it is darkest
EXTREMES = (5, 95)  # percentiles of a box's grey levels: ink and paper
UNLEVEL = 0.4  # share of a box's levels that its light takes, from which it is levelled
ALONG = (
    0.0,
    0.125,
    0.25,
    0.375,
    0.5,
    0.625,
    0.75,
    0.875,
    1.0,
)  # of a line's length: where its paper is seen
FEWEST_LINES = 5  # with fewer the paper is measured everywhere
BLANK = 2e-4  # share of the copy that is ink: less is none
EVERY = 7  # px of the page of which one is looked at for a flat paper
BAND, BANDS = 32, 256  # px: height of a band where grain is measured, and from band to band
NEAR_INK = 5  # px of the copy around ink where it is not
BLUR = 2.0  # px, sigma: coarser than grain
NORMAL = 1.4826  # standard deviation over the median absolute deviation of a normal distribution
UPRIGHT = 1.5  # height over width from which a line stands
LONG = 4  # width over height from which a line's angle tells

__all__ = ["Measurements", "Quads", "line_heights", "measure", "shrink"]


def measure(grey: Pixels, quads: Quads) -> Measurements:
    """Measure a (height, width) grey page; `quads` are its text lines, px."""
    small = shrink(grey)
    local = paper_of(small)
    scaled = quads * (small.shape[1] / grey.shape[1])
    behind = _behind_text(local, scaled)
    paper = float(np.median(behind))
    brightest, dark, darkest = np.percentile(behind, EVENNESS)
    unevenness = float(brightest - dark)
    lightest_ink = local.astype(np.int16) - INK
    is_ink = small.astype(np.int16) < lightest_ink
    is_bare = bool(is_ink.mean() < BLANK)
    height = float(np.median(line_heights(quads))) if len(quads) else 0.0
    return Measurements(
        born_digital=flat_paper(grey),
        paper=paper,
        unevenness=unevenness,
        darkest=float(darkest),
        noise=grain(grey, is_ink),
        contrast=_contrast(small, local, is_ink, paper, is_uneven=unevenness >= UNEVEN),
        line_height=height,
        sideways=sideways_share(quads),
        skew=quad_skew(quads),
        blank=is_bare and not len(quads),
        light_text=light_share(small, scaled),
    )


def _contrast(
    small: Pixels, local: Pixels, is_ink: NDArray[np.bool_], paper: float, *, is_uneven: bool
) -> float:
    """As Measurements has it: where paper in shadow is darker than ink in the light, ink tells only
    beside its own paper.
    """
    ink = small[is_ink]
    if not len(ink):
        return 0.0
    if not is_uneven:
        level = float(np.median(ink))
        return paper - level
    depths = 1 - ink / local[is_ink]
    depth = float(np.median(depths))
    return paper * depth


@once
def shrink(grey: Pixels) -> Pixels:
    """A copy whose longer side is at most SIDE px."""
    scale = SIDE / max(grey.shape)
    if scale >= 1:
        return grey
    height, width = grey.shape
    small_width = max(1, round(width * scale))
    small_height = max(1, round(height * scale))
    small = cv2.resize(grey, (small_width, small_height), interpolation=cv2.INTER_AREA)
    return np.asarray(small, dtype=np.uint8)


@once
def paper_of(small: Pixels) -> Pixels:
    """The paper behind the ink: the brightest of a neighbourhood, smoothed."""
    neighbourhood = np.ones((REACH, REACH), np.uint8)
    bright = cv2.dilate(small, neighbourhood)
    smooth = cv2.medianBlur(bright, SMOOTH)
    return np.asarray(smooth, dtype=np.uint8)


def _behind_text(local: Pixels, quads: Quads) -> NDArray[np.uint8]:
    """The paper's grey levels at nine places along every line, since a shadow may lie across them;
    everywhere when no line is known.
    """
    if len(quads) < FEWEST_LINES:
        return local.ravel()
    height, width = local.shape
    starts, ends = ends_of(quads)
    ways = (ends - starts)[:, None]
    shares = np.array(ALONG)[:, None]
    points = starts[:, None] + shares * ways
    places = np.round(points.reshape(-1, 2)).astype(int)
    x, y = places.T
    rows = y.clip(0, height - 1)
    columns = x.clip(0, width - 1)
    return np.asarray(local[rows, columns])


def light_share(grey: Pixels, quads: Quads) -> float:
    """Share of the line length whose text is lighter than its ground, 0..1: ground takes more of a
    box than text does, as the box stands and again without what its light changes along the line:
    an edge of shadow across a line is no text.

    Judged on the longest lines; boxes without contrast are not counted as light.
    """
    if not len(quads):
        return 0.0
    length = np.maximum(*sides(quads))
    longest = np.argsort(-length, kind="stable")[:JUDGED]
    light = 0.0
    for i in longest:
        if _is_light(grey, quads[i]):
            light += length[i]
    total = length[longest].sum()
    return float(light / max(1.0, total))


def _is_light(grey: Pixels, quad: Quads) -> bool:
    low = np.floor(quad.min(axis=0)).astype(int)
    high = np.ceil(quad.max(axis=0)).astype(int)
    left, top = np.maximum(low, 0)
    right, bottom = high
    box = grey[top:bottom, left:right]
    if not box.size:
        return False
    around = 2 * box.shape[0] + 1
    blurred = cv2.blur(box, (around, around))
    ground: Pixels = blurred.astype(np.uint8)
    levels = _spread(box)
    uneven = _spread(ground)
    if levels <= INK:
        return False
    if not _is_mostly_dark(box):
        return False
    if uneven < UNLEVEL * levels:
        return True
    bright = box.astype(np.float32)
    levelled = bright - ground
    return _is_mostly_dark(levelled)


def _spread(box: NDArray[np.uint8 | np.float32]) -> float:
    darkest, lightest = np.percentile(box, EXTREMES)
    return float(lightest - darkest)


def _is_mostly_dark(box: NDArray[np.uint8 | np.float32]) -> bool:
    """Less of it is near its lightest than near its darkest level."""
    extremes = np.percentile(box, EXTREMES)
    middle = extremes.mean()
    is_light = box > middle
    light = is_light.mean()
    return bool(light < GROUND)


def flat_paper(grey: Pixels) -> bool:
    """Most of the page is one exact, nearly white value: no scanner or camera does that."""
    levels = grey.ravel()[::EVERY]
    counts = np.bincount(levels, minlength=256)
    commonest = int(counts.argmax())
    if commonest < CLEAN_WHITE:
        return False
    return bool(counts[commonest] >= CLEAN_SHARE * counts.sum())


def grain(grey: Pixels, ink: NDArray[np.bool_]) -> float:
    """Standard deviation of the paper against its own blur, at full size (median absolute
    deviation, scaled).

    Measured on every eighth band of 32 rows, away from `ink` (a mask of any size over the same
    page).
    """
    height, width = grey.shape
    around = np.ones((NEAR_INK, NEAR_INK), np.uint8)
    grown = cv2.dilate(ink.astype(np.uint8), around)
    near = cv2.resize(grown, (width, height), interpolation=cv2.INTER_NEAREST)
    deviations = []
    for top in range(0, height, BANDS):
        band = slice(top, top + BAND)
        fine = grey[band].astype(np.float32)
        rough = fine - cv2.GaussianBlur(fine, (0, 0), BLUR)
        deviations.append(rough[near[band] == 0])
    away = np.concatenate(deviations)
    if not len(away):
        return 0.0
    return float(NORMAL * np.median(np.abs(away)))


def sideways_share(quads: Quads) -> float:
    """Share of the total line length in boxes taller than wide: >= .94 on sideways pages, <= .03 on
    175 others.
    """
    if not len(quads):
        return 0.0
    width, height = sides(quads)
    length = np.maximum(width, height)
    down = length[height > UPRIGHT * width].sum()
    return float(down / max(1.0, length.sum()))


def line_angles(quads: Quads) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Angles (degrees, positive: falling to the right) and lengths (px) of the lines that run
    across and are long.
    """
    if not len(quads):
        return np.zeros(0), np.zeros(0)
    width, height = sides(quads)
    is_long = width > LONG * height
    long = quads[is_long]
    right, down = (long[:, 1] - long[:, 0]).T
    angles = np.degrees(np.arctan2(down, right))
    return angles, width[is_long]


def quad_skew(quads: Quads) -> float:
    """Length-weighted median angle of the lines, degrees; 0 without long lines."""
    angles, lengths = line_angles(quads)
    if not len(angles):
        return 0.0
    order = np.argsort(angles)
    reached = np.cumsum(lengths[order])
    middle = np.searchsorted(reached, reached[-1] / 2)
    return float(angles[order][middle])
