"""Show-through and paper texture: what is hardly darker than the paper becomes paper. For Tesseract only.

The other side's print, laid lines and foxing survive the division of the paper as pale marks, which Tesseract's global
threshold and its line finder take for ink. Letters are pale only at their edges, so a low cut costs them little:
Tesseract's word F1 rises on eleven of 16 real pages and falls on four, from .724 to .743 in the mean. Twice the cut
gives .748, but one page loses .11.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .geometry import IDENTITY
from .raster import Pixels
from .sheet import Change, Sheet

CUT = 0.15  # of the ink's darkness
INK = 55  # grey levels that ink is darker than its paper
GRAIN = 3.0  # standard deviations: the paper's own grain is no mark
NOTICED = 0.03  # of the page that must be so pale; the soft edges of letters take up to .02


def step(sheet: Sheet) -> Change | None:
    """A scanned page with marks paler than the cut is whitened."""
    if sheet.measured.born_digital or sheet.measured.blank:
        return None
    counts = np.bincount(sheet.pixels.ravel()[::7], minlength=256)
    paper, ink = levels(counts)
    white = round(paper - CUT * (paper - ink))
    marked = max(white, paper - round(GRAIN * max(1.0, sheet.measured.noise)))
    pale = float(counts[white:marked].sum() / counts.sum())
    if pale < NOTICED:
        return None
    reason = f"{pale:.1%} of the page is hardly darker than paper"
    return Change(whitened(sheet.pixels, white), IDENTITY, reason, pale, 0.0)


def levels(counts: NDArray[np.int64]) -> tuple[int, int]:
    """The grey levels of paper (the median) and of ink (the median of what is darker by INK); the same without ink."""
    paper = _median(counts)
    dark = counts[: max(0, paper - INK)]
    return paper, _median(dark) if dark.any() else paper


def _median(counts: NDArray[np.int64]) -> int:
    return int(np.searchsorted(np.cumsum(counts), counts.sum() / 2))


def whitened(grey: Pixels, white: int) -> Pixels:
    """Levels from `white` up become 255, darker ones follow in proportion; 0 stays."""
    scaled = np.round(np.arange(256) * 255 / max(white, 1))
    return np.asarray(np.minimum(scaled, 255).astype(np.uint8)[grey])
