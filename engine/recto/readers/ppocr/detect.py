"""Where text stands on a page: PP-OCR's detector (DB: Liao et al. 2020, differentiable
binarization).

Pixels enter, one quadrangle a text line leaves (of a line that bends out of its rectangle several),
px of those pixels, corners clockwise from the top left. The page is first seen with its longer side
at 960 px; when lines come out too small to be cut apart, a second look is taken at the scale at
which they are 30 px tall. Large pages pass through the network in bands, so that memory has a
bound.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from recto.model.page import Pixels
from recto.readers.network import Floats
from recto.readers.ppocr.bent import mean_inside, pieces
from recto.readers.ppocr.session import Model

FIRST_SIDE = 960  # px
SMALL, WANTED = 22.0, 30.0  # px, median height of a detected line; 26 costs a photo .014 word F1
LARGEST_SIDE = 3200  # px
# line heights around the lines of the first look: margins hold no text and a quarter of the page
AROUND = 6.0
# px at once; the network takes some 150 bytes for each: 1.1 GB for 3200 x 2240 in one piece. At 1.5
# million two workers had 1.2 GB together.
BAND_AREA = 1_000_000
CONTEXT = 64  # px seen above and below a band and not kept: two line heights
BINARY = 0.3  # probability that a pixel is text
BOX_SCORE = 0.5  # mean probability inside a box
UNCLIP = 1.6  # how far the shrunken kernel grows back: area x ratio / perimeter
MIN_SIDE = 3.0  # px

Quads = NDArray[np.float64]  # (N, 4, 2)
NONE = np.zeros((0, 4, 2))
# times the scale of the first look, from which a second one is worth its time
WORTH = 1.15
# px: sides of what the network takes are multiples of it
STRIDE = 32
# grey levels: the network wants -1..1
MIDDLE_GREY = 127.5


@dataclass(frozen=True, slots=True, eq=False)
class DetectedLines:
    """The text lines of a page."""

    whole: Quads  # a line each
    bent: Quads = field(default_factory=NONE.copy)  # pieces of lines that bend (bent.py)

    @property
    def all(self) -> Quads:
        """Lines and pieces."""
        return np.concatenate([self.whole, self.bent])

    def placed(self, scale: tuple[float, float], corner: tuple[int, int] = (0, 0)) -> DetectedLines:
        """In px of a page that so many px lie apart on, and begins there."""
        whole = self.whole * scale + corner
        bent = self.bent * scale + corner
        return DetectedLines(whole, bent)


def detect(pixels: Pixels, model: Model) -> DetectedLines:
    """(height, width) or (height, width, 3) -> its lines, px; there may be none."""
    page_height, page_width = pixels.shape[:2]
    longer_side = max(page_height, page_width)
    full_look = FIRST_SIDE / longer_side
    scale = min(1.0, full_look)
    first = _look(pixels, scale, model)
    quads = first.whole
    if not len(quads):
        return first

    # Is a second, larger look worth its time?
    line_height = float(np.median(heights(quads)))
    seen_height = line_height * scale
    wanted = scale * WANTED / max(seen_height, 1.0)
    largest = LARGEST_SIDE / longer_side
    as_first = max(1.0, full_look)
    better = min(wanted, largest, as_first)
    if seen_height >= SMALL or better <= WORTH * scale:
        return first

    # It is taken at all lines and AROUND them.
    around = AROUND * line_height
    left, top = quads.min(axis=(0, 1)) - around
    right, bottom = quads.max(axis=(0, 1)) + around + 1
    left = int(max(0, left))
    top = int(max(0, top))
    right = int(min(page_width, right))
    bottom = int(min(page_height, bottom))
    area = pixels[top:bottom, left:right]
    inside = _look(area, better, model)
    return inside.placed((1.0, 1.0), (left, top))


def heights(quads: Quads) -> NDArray[np.float64]:
    """(N, 4, 2) -> (N,) length of the shorter side, px: the line height, whichever way the line
    runs.
    """
    top_left = quads[:, 0]
    top_right = quads[:, 1]
    bottom_left = quads[:, 3]
    top_length = np.linalg.norm(top_right - top_left, axis=1)
    side_length = np.linalg.norm(bottom_left - top_left, axis=1)
    shorter = np.minimum(top_length, side_length)
    return np.asarray(shorter, dtype=np.float64)


def _look(pixels: Pixels, scale: float, model: Model) -> DetectedLines:
    """What the network sees at one scale, px of `pixels`."""
    height, width = pixels.shape[:2]
    seen_height = _seen(height, scale)
    seen_width = _seen(width, scale)
    way = cv2.INTER_LINEAR
    if seen_width < width:
        way = cv2.INTER_AREA
    resized = cv2.resize(pixels, (seen_width, seen_height), interpolation=way)
    seen = np.asarray(resized, dtype=np.uint8)
    probability = text_probability(seen, model)
    found = _lines(probability)
    growth = (width / seen_width, height / seen_height)
    return found.placed(growth)


def _seen(side: int, scale: float) -> int:
    """Px of a side as the network sees it."""
    strides = round(side * scale / STRIDE)
    return max(STRIDE, strides * STRIDE)


def text_probability(pixels: Pixels, model: Model, area: int = BAND_AREA) -> Floats:
    """Pixels with sides that are multiples of 32 -> (height, width), P(pixel is text), at most
    about `area` px at once.

    Bands overlap by CONTEXT px, and what is kept of each meets without a seam, so no line is cut.
    """
    height, width = pixels.shape[:2]
    if height * width <= area:
        return _run(pixels, model)
    rows = area // width
    band = rows // STRIDE * STRIDE
    kept = max(CONTEXT, band - 2 * CONTEXT)
    bands = []
    for top in range(0, height, kept):
        start = max(0, top - CONTEXT)
        end = top + kept + CONTEXT
        seen = _run(pixels[start:end], model)
        above = top - start
        below = above + kept
        bands.append(seen[above:below])
    return np.concatenate(bands)


def _run(pixels: Pixels, model: Model) -> Floats:
    """(height, width) of what the network says of one piece; it wants BGR in -1..1."""
    if pixels.ndim == 2:
        planes = np.stack([pixels] * 3)
    else:
        bgr = pixels[:, :, ::-1]
        planes = bgr.transpose(2, 0, 1)
    # in place: a second copy would be there as long as the network runs
    batch = np.ascontiguousarray(planes[None], dtype=np.float32)
    batch /= MIDDLE_GREY
    batch -= 1.0
    output = model.run(batch)
    probability: Floats = output[0, 0]
    return probability


def _lines(probability: Floats) -> DetectedLines:
    """Connected text pixels -> upright or slanted rectangles grown back to the size of the text."""
    is_text = probability > BINARY
    text = is_text.astype(np.uint8)
    kernel = np.ones((2, 2), np.uint8)
    closed = cv2.dilate(text, kernel)
    contours, _ = cv2.findContours(closed, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    whole = []
    bent = []
    for contour in contours:
        centre, (width, height), angle = cv2.minAreaRect(contour)
        if min(width, height) < MIN_SIDE:
            continue
        corners = cv2.boxPoints((centre, (width, height), angle))
        if mean_inside(probability, corners) < BOX_SCORE:
            bent += pieces(contour, probability, BOX_SCORE, UNCLIP)
            continue

        # Grown back to the size of the text
        perimeter = 2 * (width + height)
        grow = 2 * UNCLIP * width * height / perimeter
        size = (width + grow, height + grow)
        grown = cv2.boxPoints((centre, size, angle))
        whole.append(grown.astype(np.float64))
    return DetectedLines(_on_page(whole, probability), _on_page(bent, probability))


def _on_page(rectangles: Sequence[Quads], probability: Floats) -> Quads:
    """(4, 2) px each, as quadrangles within the page."""
    if not rectangles:
        return NONE
    page_height, page_width = probability.shape
    inside = np.clip(rectangles, 0, (page_width, page_height))
    turned = [clockwise(quad) for quad in inside]
    return np.array(turned, dtype=np.float64)


def clockwise(corners: NDArray[np.float64]) -> NDArray[np.float64]:
    """(4, 2) in any order -> clockwise on the screen from the top left; a tall box keeps its long
    sides upright.
    """
    across = np.argsort(corners[:, 0], kind="stable")
    left = corners[across[:2]]
    left_down = np.argsort(left[:, 1], kind="stable")
    top_left, bottom_left = left[left_down]

    right = corners[across[2:]]
    right_down = np.argsort(right[:, 1], kind="stable")
    top_right, bottom_right = right[right_down]
    return np.array([top_left, top_right, bottom_right, bottom_left])
