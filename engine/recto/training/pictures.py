"""A line as the readers saw it: turned with its page, levelled, cut out of the source's pixels.

A KnownLine, and its page with the source where its image is, enter; a View of the page, or the
line's pixels, leave. A line of a slanted page is cut along its foot and its words: the upright box
around all of it would hold pieces of its neighbours.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from io import BytesIO

import numpy as np
from numpy.typing import NDArray

from recto.local.coloured import visible
from recto.model.page import Box, Pixels
from recto.model.result import PageResult
from recto.model.upright import made_again
from recto.pipeline.previous_result import pixels_of
from recto.training.known import KnownLine
from recto_preprocessing import View

MARGIN = 0.1  # heights of the line, on every side: boxes end where ink does
TALL = 1.5  # heights to a width from which several letters do not stand in a row
FEW = 2  # letters that may be higher than wide
LONG = 4.0  # heights: a shorter line's slope is a matter of its letters
STEEPEST = 0.25  # slope of a line that lies
LEAST_SLOPE = 0.003  # three px on a thousand
LEAST_HEIGHT = 0.5  # of a word's box that is its own, however long and slanted it is

Points = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a line lies on its view, in px of the levelled line: sides, and the way there."""

    left: float
    top: float
    right: float
    bottom: float
    turn: Points  # 2 x 2, from px of the view


def upright(page: PageResult) -> View:
    """The page as it was shown to readers. Raises what opening the source does."""
    found = pixels_of(page)
    seen = visible(found)
    return made_again(
        seen.raster,
        seen.dpi,
        page.upright,
        page.steps,
    )


def cut(view: View, line: KnownLine) -> Pixels:
    """The line's pixels, at least one px wide and high."""
    import cv2

    place = place_of(view, line)
    margin = MARGIN * (place.bottom - place.top)
    left = math.floor(place.left - margin)
    top = math.floor(place.top - margin)
    right = math.ceil(place.right + margin)
    bottom = math.ceil(place.bottom + margin)
    if place.turn[0, 1] == 0:
        height, width = view.pixels.shape[:2]
        left = min(max(0, left), width - 1)
        top = min(max(0, top), height - 1)
        right = max(left + 1, min(right, width))
        bottom = max(top + 1, min(bottom, height))
        return view.pixels[top:bottom, left:right]

    shift = np.array([[-left], [-top]], dtype=np.float64)
    matrix = np.hstack([place.turn, shift])
    size = (max(1, right - left), max(1, bottom - top))
    turned = cv2.warpAffine(
        view.pixels,
        matrix,
        size,
        flags=cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(turned, np.uint8)


def place_of(view: View, line: KnownLine) -> Place:
    """Around the line's words, as high as they are themselves: a box on a slanted page is higher
    than its word by as much as the word rises.
    """
    middles = []
    sizes = []
    for box in line.words:
        corners = on_view(view, box)
        first = corners.min(axis=0)
        last = corners.max(axis=0)
        middles.append((first + last) / 2)
        sizes.append(last - first)
    centres = np.array(middles)
    widths, heights = np.array(sizes).T

    slope = slope_of(view, line)
    angle = math.atan(slope)
    cosine, sine = math.cos(angle), math.sin(angle)
    turn = np.array([[cosine, sine], [-sine, cosine]])
    x, y = turn @ centres.T
    rise = widths * abs(slope)
    own = np.maximum(heights - rise, LEAST_HEIGHT * heights)
    return Place(
        float(np.min(x - widths / 2)),
        float(np.min(y - own / 2)),
        float(np.max(x + widths / 2)),
        float(np.max(y + own / 2)),
        turn,
    )


def slope_of(view: View, line: KnownLine) -> float:
    """Of the line's foot on the view; 0 where it is level, or too short to tell."""
    x0, y0, x1, y1 = line.baseline
    ends = np.array([(x0, y0), (x1, y1)])
    start, end = view.geometry.from_original(ends)
    across, down = end - start
    corners = on_view(view, line.words[0])
    height = np.ptp(corners[:, 1])
    if across < LONG * height:
        return 0.0
    slope = float(down / across)
    if LEAST_SLOPE < abs(slope) < STEEPEST:
        return slope
    return 0.0


def on_view(view: View, box: Box) -> Points:
    """The four corners of a box of the source, px of the view."""
    corners = [
        (box.left, box.top),
        (box.right, box.top),
        (box.right, box.bottom),
        (box.left, box.bottom),
    ]
    on_page = np.array(corners, dtype=np.float64)
    return view.geometry.from_original(on_page)


def stands_upright(pixels: Pixels, text: str) -> bool:
    """Whether letters stand over one another: readers of lines want them in a row."""
    if len(text) <= FEW:
        return False
    height, width = pixels.shape[:2]
    return bool(height >= TALL * width)


def png(pixels: Pixels) -> bytes:
    """Without loss."""
    from PIL import Image

    out = BytesIO()
    image = Image.fromarray(pixels)
    image.save(out, "PNG")
    return out.getvalue()
