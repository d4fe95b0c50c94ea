"""Where text stands on a page: PP-OCR's detector (DB: Liao et al. 2020, differentiable
binarization).

Pixels enter, one quadrangle a text line leaves, px of those pixels, corners clockwise from the top
left. The page is first seen with its longer side at 960 px; when lines come out too small to be cut
apart, a second look is taken at the scale at which they are 30 px tall. Large pages pass through
the network in bands, so that memory has a bound.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from recto.model.page import Pixels
from recto.readers.ppocr.session import Floats, Model

FIRST_SIDE = 960  # px
SMALL, WANTED = 22.0, 30.0  # px, median height of a detected line; 26 costs a photo .014 word F1
LARGEST_SIDE = 3200  # px
# line heights around the lines of the first look: margins hold no text and a quarter of the page
AROUND = 6.0
# px at once; the network takes some 200 bytes for each: 1.5 GB for 3200 x 2240 in one piece
BAND_AREA = 2_500_000
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


def detect(pixels: Pixels, model: Model) -> Quads:
    """(height, width) or (height, width, 3) -> (N, 4, 2) quadrangles; N may be 0."""
    longer_side = max(pixels.shape[:2])
    full_look = FIRST_SIDE / longer_side
    scale = min(1.0, full_look)
    quads = _look(pixels, scale, model)
    if not len(quads):
        return quads
    line_height = float(np.median(heights(quads)))
    seen_height = line_height * scale
    wanted = scale * WANTED / max(seen_height, 1.0)
    largest = LARGEST_SIDE / longer_side
    better = min(wanted, largest, max(1.0, full_look))
    if seen_height >= SMALL or better <= WORTH * scale:
        return quads
    left, top, right, bottom = _text_area(quads, pixels.shape)
    area = pixels[top:bottom, left:right]
    inside = _look(area, better, model)
    return np.add(inside, (left, top), dtype=np.float64)


def _text_area(quads: Quads, shape: tuple[int, ...]) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of what the second look is taken at: all lines and AROUND them,
    px.
    """
    height, width = shape[:2]
    line_height = float(np.median(heights(quads)))
    around = AROUND * line_height
    left, top = quads.min(axis=(0, 1)) - around
    right, bottom = quads.max(axis=(0, 1)) + around + 1
    left, top = max(0, left), max(0, top)
    right, bottom = min(width, right), min(height, bottom)
    return int(left), int(top), int(right), int(bottom)


def heights(quads: Quads) -> NDArray[np.float64]:
    """(N, 4, 2) -> (N,) length of the shorter side, px: the line height, whichever way the line
    runs.
    """
    top_left = quads[:, 0]
    top = quads[:, 1] - top_left
    side = quads[:, 3] - top_left
    top_length = np.linalg.norm(top, axis=1)
    side_length = np.linalg.norm(side, axis=1)
    shorter = np.minimum(top_length, side_length)
    return np.asarray(shorter, dtype=np.float64)


def _look(pixels: Pixels, scale: float, model: Model) -> Quads:
    height, width = pixels.shape[:2]
    seen_height = _seen(height, scale)
    seen_width = _seen(width, scale)
    way = cv2.INTER_AREA if seen_width < width else cv2.INTER_LINEAR
    seen = cv2.resize(pixels, (seen_width, seen_height), interpolation=way)
    probability = text_probability(np.asarray(seen, dtype=np.uint8), model)
    quads = _boxes(probability)
    if not len(quads):
        return quads
    growth = (width / seen_width, height / seen_height)
    return np.multiply(quads, growth, dtype=np.float64)


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
    band = area // width // STRIDE * STRIDE
    kept = max(CONTEXT, band - 2 * CONTEXT)
    bands = []
    for top in range(0, height, kept):
        start = max(0, top - CONTEXT)
        end = top + kept + CONTEXT
        seen = _run(pixels[start:end], model)
        above = top - start
        bands.append(seen[above : above + kept])
    return np.concatenate(bands)


def _run(pixels: Pixels, model: Model) -> Floats:
    """(height, width) of what the network says of one piece; it wants BGR in -1..1."""
    scaled = (pixels.astype(np.float32) / MIDDLE_GREY) - 1.0
    if scaled.ndim == 2:
        planes = np.stack([scaled] * 3)
    else:
        bgr = scaled[:, :, ::-1]
        planes = bgr.transpose(2, 0, 1)
    batch = np.ascontiguousarray(planes[None], dtype=np.float32)
    probability: Floats = model.run(batch)[0, 0]
    return probability


def _boxes(probability: Floats) -> Quads:
    """Connected text pixels -> upright or slanted rectangles grown back to the size of the text."""
    text = (probability > BINARY).astype(np.uint8)
    closed = cv2.dilate(text, np.ones((2, 2), np.uint8))
    contours, _ = cv2.findContours(closed, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    quads = []
    for contour in contours:
        quad = _box(contour, probability)
        if quad is not None:
            quads.append(quad)
    return np.array(quads, dtype=np.float64) if quads else NONE


def _box(contour: NDArray[Any], probability: Floats) -> NDArray[np.float64] | None:
    centre, (width, height), angle = cv2.minAreaRect(contour)
    if min(width, height) < MIN_SIDE:
        return None
    corners = cv2.boxPoints((centre, (width, height), angle))
    if _mean_inside(probability, corners) < BOX_SCORE:
        return None
    perimeter = 2 * (width + height)
    grow = 2 * UNCLIP * width * height / perimeter
    size = (width + grow, height + grow)
    grown = cv2.boxPoints((centre, size, angle))
    page_height, page_width = probability.shape
    inside = np.clip(grown, 0, (page_width, page_height))
    return clockwise(inside.astype(np.float64))


def _mean_inside(probability: Floats, corners: NDArray[Any]) -> float:
    first = np.floor(corners.min(axis=0))
    last = np.ceil(corners.max(axis=0))
    left, top = np.maximum(first.astype(int), 0)
    right, bottom = last.astype(int) + 1
    window = probability[top:bottom, left:right]
    in_window = np.round(corners - (left, top))
    outline = in_window.astype(np.int32)
    mask = np.zeros(window.shape, np.uint8)
    cv2.fillPoly(mask, [outline], 1)
    mean, *_ = cv2.mean(window, mask)
    return float(mean)


def clockwise(corners: NDArray[np.float64]) -> NDArray[np.float64]:
    """(4, 2) in any order -> clockwise on the screen from the top left; a tall box keeps its long
    sides upright.
    """
    across = np.argsort(corners[:, 0], kind="stable")
    left, right = corners[across[:2]], corners[across[2:]]
    left_down = np.argsort(left[:, 1], kind="stable")
    right_down = np.argsort(right[:, 1], kind="stable")
    top_left, bottom_left = left[left_down]
    top_right, bottom_right = right[right_down]
    return np.array([top_left, top_right, bottom_right, bottom_left])
