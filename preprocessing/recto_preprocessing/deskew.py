"""Straightening: the page's skew to a hundredth of a degree, and the turn that removes it.

The line boxes give a first angle; the sharpest row profile near it gives the exact one (Postl 1986:
the text rows of a straight page make the steepest profile).

A PageInWork enters, its Change leaves, None where lines are level or do not agree.
"""

from __future__ import annotations

import cv2
import numpy as np

from .geometry import Points, Projective
from .page_in_work import Change, PageInWork
from .quality import line_angles, quad_skew, shrink
from .raster import Pixels

LARGEST = 20.0  # degrees; more is a photographed object, not a skewed scan
SKEWED = 0.3  # degrees; Tesseract straightens less itself, and turning costs sharpness
POINTS = 40000  # of ink that are looked at
# degrees; share of line length that must run like the page: a slanted stamp is no skew
NEAR, AGREED = 2.0, 0.7
TRUSTED = 12  # lines from which their median angle is a good first guess
FEWEST = 200  # px of ink of the copy: fewer say nothing
WINDOW, BELOW = 31, 15  # px of the copy; grey levels that ink is darker than the mean of those
THICK = 4  # px: rows this thick first, whose peak is met by steps of half a degree
FIRST_PACE = 0.5  # degrees
FINER = ((1.5, 0.25), (0.25, 0.05), (0.05, 0.01))  # degrees to both sides, and from step to step
WHITE = 255.0  # paper of a born-digital page
# cv2 works on pixel centres, our maps on pixel edges: half a pixel apart on both sides.
TO_EDGES = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1.0]])


def step(sheet: PageInWork) -> Change | None:
    """A page whose lines agree that they are not level is turned."""
    angles, lengths = line_angles(sheet.quads)
    # Boxes that all stand exactly upright come from a finder that knows no slant.
    known = bool(angles.any())
    coarse = None
    if known and len(angles) >= TRUSTED:
        coarse = quad_skew(sheet.quads)
    skew = exact_skew(sheet.pixels, coarse)
    if not SKEWED <= abs(skew) <= LARGEST:
        return None
    if known:
        agrees = np.abs(angles - skew) < NEAR
        if lengths[agrees].sum() < AGREED * lengths.sum():
            return None
    paper = WHITE
    if not sheet.measured.born_digital:
        paper = float(np.median(shrink(sheet.pixels)))
    pixels, geometry = rotate(sheet.pixels, skew, paper)
    return Change(pixels, geometry, f"skew {skew:.2f} degrees", skew, 0.0)


def exact_skew(grey: Pixels, coarse: float | None = None) -> float:
    """Degrees, positive: lines fall to the right. `coarse` is known to about a degree; None: sought
    within LARGEST.
    """
    small = shrink(grey)
    ink = cv2.adaptiveThreshold(
        small,
        1,
        cv2.ADAPTIVE_THRESH_MEAN_C,
        cv2.THRESH_BINARY_INV,
        WINDOW,
        BELOW,
    )
    ys, xs = np.nonzero(ink)
    if len(ys) < FEWEST:
        return 0.0
    points = np.column_stack([xs, ys]).astype(np.float64)
    every = max(1, len(points) // POINTS)
    points = points[::every]
    best = coarse
    if best is None:
        best = _steepest(points / THICK, 0.0, LARGEST, FIRST_PACE)
    for reach, pace in FINER:
        best = _steepest(points, best, reach, pace)
    return best


def _steepest(points: Points, around: float, reach: float, pace: float) -> float:
    """The angle, degrees, whose rows are steepest: sum of squared differences of neighbouring rows
    after turning the ink by -angle.
    """
    x, y = points.T
    past = around + reach + pace / 2
    angles = np.arange(around - reach, past, pace)
    steepness = []
    for angle in angles:
        radians = np.radians(angle)
        cos = np.cos(radians)
        sin = np.sin(radians)
        rows = y * cos - x * sin
        from_top = rows - rows.min()
        profile = np.bincount(from_top.astype(np.int64))
        change = np.diff(profile, prepend=0, append=0)
        steepness.append(float(np.square(change).sum()))
    steepest = int(np.argmax(steepness))
    return float(angles[steepest])


def rotate(pixels: Pixels, degrees: float, paper: float) -> tuple[Pixels, Projective]:
    """Turn so that lines falling by `degrees` run level; the page grows so that nothing is cut,
    filled with paper.
    """
    height, width = pixels.shape[:2]
    radians = np.radians(degrees)
    cos = np.cos(radians)
    sin = np.sin(radians)
    exact_width = abs(width * cos) + abs(height * sin)
    exact_height = abs(height * cos) + abs(width * sin)
    turned_width = int(np.ceil(exact_width))
    turned_height = int(np.ceil(exact_height))
    spin = np.array(
        [
            [cos, sin, 0.0],
            [-sin, cos, 0.0],
            [0, 0, 1],
        ]
    )
    centre = spin @ (width / 2, height / 2, 1)
    across = turned_width / 2 - centre[0]
    down = turned_height / 2 - centre[1]
    to_centre = np.array(
        [
            [1, 0, across],
            [0, 1, down],
            [0, 0, 1.0],
        ]
    )
    matrix = to_centre @ spin
    centred = np.linalg.inv(TO_EDGES) @ matrix @ TO_EDGES
    turned = cv2.warpAffine(
        pixels,
        centred[:2],
        (turned_width, turned_height),
        flags=cv2.INTER_LINEAR,
        borderValue=(paper,) * 3,
    )
    return np.asarray(turned, dtype=np.uint8), Projective(matrix)
