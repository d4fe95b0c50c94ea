"""The pixels of one word: cut out of the upright page along its line, with some of the paper around
it.

A line, a unit of it and a View enter, the crop leaves. How far a crop reaches is in line heights,
so that it does not depend on the resolution. A crop of its own shows a reader the word at another
scale and another place in its window than the line did, which is all that the second look is.
"""

from __future__ import annotations

import cv2
import numpy as np

from recto.local.fusion import AlignedWords, LocalLine
from recto.model.page import Box, Pixels
from recto.readers.ppocr.reader import crop
from recto_preprocessing import View

HEIGHT = 56  # px of a word's strip for Tesseract: capitals of about 30 px, which it reads best
LEAST_HEIGHT = 4.0  # px of a line whose slant is taken off
LEAST_WIDTH = 8  # px of the strip without its paper
PAPER = 10  # px of paper around it


def word_crop(
    line: LocalLine, unit: AlignedWords, view: View, beside: float, above: float
) -> Pixels:
    """The unit with `beside` line heights of paper left and right and `above` above and below,
    along the line's baseline; may be empty.
    """
    word = Box.around(word.box for word in unit.words)
    x0, y0, x1, y1 = line.baseline
    run, rise = x1 - x0, y1 - y0
    slope = rise / run if run > 1 else 0.0
    line_height = max(LEAST_HEIGHT, line.box.height - abs(rise))
    left = word.left - beside * line_height
    right = word.right + beside * line_height
    below = above * line_height
    foot_left = y0 + slope * (left - x0) + below
    foot_right = y0 + slope * (right - x0) + below
    tall = (1 + 2 * above) * line_height
    corners = np.array(
        [
            [left, foot_left - tall],
            [right, foot_right - tall],
            [right, foot_right],
            [left, foot_left],
        ]
    )
    quad = view.geometry.from_original(corners)
    height, width = view.pixels.shape[:2]
    inside = np.clip(quad, 0, (width - 1, height - 1))
    return crop(view.pixels, inside)


def for_tesseract(pixels: Pixels) -> Pixels:
    """The crop in grey, at the height that Tesseract reads best, with paper around it; blank where
    it is empty.
    """
    if not pixels.size:
        return np.full((HEIGHT, HEIGHT), 255, dtype=np.uint8)
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY) if pixels.ndim == 3 else pixels
    height, width = grey.shape
    scale = HEIGHT / height
    strip_width = max(LEAST_WIDTH, round(width * scale))
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    strip = cv2.resize(grey, (strip_width, HEIGHT), interpolation=how)
    bordered = cv2.copyMakeBorder(strip, PAPER, PAPER, PAPER, PAPER, cv2.BORDER_REPLICATE)
    return np.asarray(bordered, dtype=np.uint8)
