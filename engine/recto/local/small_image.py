"""The few characters of a small noisy image: a label, a serial number, a verification code.

A page that is one line enters, views of it in several cleanings leave, the most readable first. No
cleaning is right for all such images (speckle wants a median, thin strokes want none, tiny glyphs
want scaling), so each is tried and the recogniser's own score chooses: at this size that costs
milliseconds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import cv2
import numpy as np

from recto.model.page import Page, Pixels
from recto_preprocessing import CleanPage, Projective, View

HEIGHT = 48.0  # px, the line height at which PP-OCR was trained; Tesseract likes it, too
BORDER = 0.2  # of the height, paper added around glyphs that touch the edge
SPECK = 0.006  # of the image's area: smaller blots are noise

ReadStrip = Callable[[Sequence[Pixels]], float]


def line_page(page: Page, read_strip: ReadStrip | None) -> CleanPage:
    """The page as one line, cleaned the way that reads best; without a second reader, with a median
    only.
    """
    grey = (
        page.raster
        if page.raster.ndim == 2
        else np.asarray(cv2.cvtColor(page.raster, cv2.COLOR_RGB2GRAY), np.uint8)
    )
    dark = grey if np.median(grey) >= 110 else np.asarray(255 - grey, dtype=np.uint8)
    views = [
        _sized(cleaned, page.dpi)
        for cleaned in (dark, _median(dark), _smooth(dark), _without_specks(dark))
    ]
    best = views[1]
    if read_strip is not None:
        best = max(views, key=lambda view: read_strip([view.pixels]))
    return CleanPage(best, best, ())


def _median(grey: Pixels) -> Pixels:
    return np.asarray(cv2.medianBlur(grey, 3), dtype=np.uint8)


def _smooth(grey: Pixels) -> Pixels:
    return np.asarray(cv2.GaussianBlur(grey, (0, 0), 1.0), dtype=np.uint8)


def _without_specks(grey: Pixels) -> Pixels:
    """Ink and paper parted (Otsu 1979), small blots dropped."""
    _, ink = cv2.threshold(_median(grey), 0, 255, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    _, marks, stats, _ = cv2.connectedComponentsWithStats(ink)
    kept = stats[:, cv2.CC_STAT_AREA] >= SPECK * grey.size
    kept[0] = False
    return np.where(kept[marks], 0, 255).astype(np.uint8)


def _sized(grey: Pixels, dpi: float) -> View:
    """Scaled so that the line is HEIGHT px tall, with paper around it."""
    factor = max(1.0, HEIGHT / grey.shape[0])
    size = (max(1, round(grey.shape[1] * factor)), max(1, round(grey.shape[0] * factor)))
    scaled = cv2.resize(grey, size, interpolation=cv2.INTER_CUBIC) if factor > 1 else grey
    edge = round(BORDER * size[1])
    paper = float(np.median(grey))
    framed = cv2.copyMakeBorder(scaled, edge, edge, edge, edge, cv2.BORDER_CONSTANT, value=(paper,))
    across, down = size[0] / grey.shape[1], size[1] / grey.shape[0]
    geometry = Projective(np.array([[across, 0, edge], [0, down, edge], [0, 0, 1.0]]))
    return View(np.asarray(framed, dtype=np.uint8), geometry, dpi * factor)
