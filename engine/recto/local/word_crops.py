"""The pixels of one word: cut out of the upright page along its line, with some of the paper around
it.

A line, a unit of it and a View enter, the crop leaves. How far a crop reaches is in line heights,
so that it does not depend on the resolution. A crop of its own shows a reader the word at another
scale and another place in its window than the line did, which is all that the second look is.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from recto.local.fusion import AlignedWords, LocalLine
from recto.model.page import Box, Pixels
from recto.readers.ppocr.reader import crop
from recto_preprocessing import View

HEIGHT = 56  # px of a word's strip for Tesseract: capitals of about 30 px, which it reads best
PAPER = 10  # px of paper around it


def word_crop(
    line: LocalLine, unit: AlignedWords, view: View, beside: float, above: float
) -> Pixels:
    """The unit with `beside` line heights of paper left and right and `above` above and below; may
    be empty.
    """
    quad = view.geometry.from_original(
        _strip(line, Box.around(word.box for word in unit.words), beside, above)
    )
    height, width = view.pixels.shape[:2]
    return crop(view.pixels, np.clip(quad, 0, (width - 1, height - 1)))


def _strip(line: LocalLine, word: Box, beside: float, above: float) -> NDArray[np.float64]:
    """(4, 2) corners in px of the original page, clockwise from the top left, along the line's
    baseline.
    """
    x0, y0, x1, y1 = line.baseline
    slope = (y1 - y0) / (x1 - x0) if x1 - x0 > 1 else 0.0
    height = max(4.0, line.box.height - abs(y1 - y0))
    left, right = word.left - beside * height, word.right + beside * height
    foot_left, foot_right = (y0 + slope * (x - x0) + above * height for x in (left, right))
    tall = (1 + 2 * above) * height
    return np.array(
        [
            [left, foot_left - tall],
            [right, foot_right - tall],
            [right, foot_right],
            [left, foot_left],
        ]
    )


def for_tesseract(pixels: Pixels) -> Pixels:
    """The crop in grey, at the height that Tesseract reads best, with paper around it; blank where
    it is empty.
    """
    if not pixels.size:
        return np.full((HEIGHT, HEIGHT), 255, dtype=np.uint8)
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY) if pixels.ndim == 3 else pixels
    scale = HEIGHT / grey.shape[0]
    size = (max(8, round(grey.shape[1] * scale)), HEIGHT)
    small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
    bordered = cv2.copyMakeBorder(small, PAPER, PAPER, PAPER, PAPER, cv2.BORDER_REPLICATE)
    return np.asarray(bordered, dtype=np.uint8)
