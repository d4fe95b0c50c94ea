"""The few characters of a small noisy image: a label, a serial number, a verification code.

A page that is one line enters, views of it in several cleanings leave, the most readable first. No
cleaning is right for all such images (speckle wants a median, thin strokes want none, tiny glyphs
want scaling), so each is tried and the recogniser's own score chooses: at this size that costs
milliseconds. What the others read is kept: how many say the same tells how sure the text is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from recto.model.page import Page, Pixels
from recto.readers.placed import Recognised
from recto_preprocessing import CleanPage, Projective, View

HEIGHT = 48.0  # px, the line height at which PP-OCR was trained; Tesseract likes it, too
BORDER = 0.2  # of the height, paper added around glyphs that touch the edge
LIGHT_ON_DARK = 110  # grey level: an image of which half is darker is turned round
BLUR = 1.0  # px, sigma
SPECK = 0.006  # of the image's area: smaller blots are noise

Recognise = Callable[[Sequence[Pixels]], Sequence[Recognised]]


@dataclass(frozen=True, slots=True, eq=False)
class LinePage:
    """A page that is one line, cleaned the way that reads best."""

    clean: CleanPage
    texts: tuple[str, ...] = ()  # what each cleaning was read as; none without a second reader


def line_page(page: Page, recognise: Recognise | None) -> LinePage:
    """The page as one line; without a second reader, with a median only."""
    grey = page.raster
    if grey.ndim != 2:
        converted = cv2.cvtColor(grey, cv2.COLOR_RGB2GRAY)
        grey = np.asarray(converted, dtype=np.uint8)
    if np.median(grey) < LIGHT_ON_DARK:
        grey = np.asarray(255 - grey, dtype=np.uint8)
    blurred = cv2.GaussianBlur(grey, (0, 0), BLUR)
    smooth = np.asarray(blurred, dtype=np.uint8)
    cleanings = (grey, _median(grey), smooth, _without_specks(grey))
    views = [_sized(cleaned, page.dpi) for cleaned in cleanings]
    if recognise is None:
        return LinePage(CleanPage(views[1], views[1], ()))
    read = recognise([view.pixels for view in views])
    scores = [found.score for found in read]
    texts = [found.text for found in read]
    at = scores.index(max(scores))
    best = views[at]
    clean = CleanPage(best, best, ())
    return LinePage(clean, tuple(texts))


def _median(grey: Pixels) -> Pixels:
    return np.asarray(cv2.medianBlur(grey, 3), dtype=np.uint8)


def _without_specks(grey: Pixels) -> Pixels:
    """Ink and paper parted (Otsu 1979), small blots dropped."""
    how = cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU
    _, ink = cv2.threshold(_median(grey), 0, 255, how)
    _, marks, stats, _ = cv2.connectedComponentsWithStats(ink)
    areas = stats[:, cv2.CC_STAT_AREA]
    kept = areas >= SPECK * grey.size
    kept[0] = False
    clean = np.where(kept[marks], 0, 255)
    return clean.astype(np.uint8)


def _sized(grey: Pixels, dpi: float) -> View:
    """Scaled so that the line is HEIGHT px tall, with paper around it."""
    height, width = grey.shape
    factor = max(1.0, HEIGHT / height)
    new_width = max(1, round(width * factor))
    new_height = max(1, round(height * factor))
    scaled = grey
    if factor > 1:
        size = (new_width, new_height)
        enlarged = cv2.resize(grey, size, interpolation=cv2.INTER_CUBIC)
        scaled = np.asarray(enlarged, dtype=np.uint8)
    edge = round(BORDER * new_height)
    paper = float(np.median(grey))
    framed = cv2.copyMakeBorder(
        scaled,
        edge,
        edge,
        edge,
        edge,
        cv2.BORDER_CONSTANT,
        value=(paper,),
    )
    across, down = new_width / width, new_height / height
    matrix = np.array([[across, 0, edge], [0, down, edge], [0, 0, 1.0]])
    pixels = np.asarray(framed, dtype=np.uint8)
    return View(pixels, Projective(matrix), dpi * factor)
