"""A sample of a page's lines: what the second reader makes of them, and one small picture with all
of them, that Tesseract reads in half a second with any model.

A view and its line boxes enter, detected or, without a second reader, Tesseract's; a Sample leaves.
The longest lines are taken: they are text, whatever they say, and captions, numbers and stamps are
not. A page whose lines run down has none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from recto.model.page import Pixels
from recto_preprocessing import IDENTITY, View

if TYPE_CHECKING:
    from recto.readers.ppocr.reader import Ppocr

LINES = 12
TALL = 1.5  # height / width from which a box is no line of text that runs across
LEAST = 6  # px of a line's height
HEIGHT = 48  # px of a line in the picture: Tesseract's recogniser wants 36 and more
WIDEST = 3000  # px
AROUND = 14, 20  # px of ground above and below a line, and at its ends
GROUND = 80  # per cent of a line's pixels that are darker than its ground, about
DPI = 300.0


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """Some lines of a page."""

    picture: View  # all of them, one below the other
    text: str = ""  # as the second reader has it
    score: float = 0.0  # the second reader's, mean over the lines, 0..1; 0 without one


def sample_of(view: View, quads: NDArray[np.float64], ppocr: Ppocr | None) -> Sample | None:
    """`quads`: (N, 4, 2) px of the view, clockwise from the top left; None where no line runs
    across.
    """
    crops = []
    for quad in _longest(quads):
        crop = ppocr.crop(view.pixels, quad) if ppocr else _upright(view.pixels, quad)
        if min(crop.shape[:2]) >= LEAST:
            crops.append(crop)
    if not crops:
        return None
    if ppocr is None:
        return Sample(View(stacked(crops), IDENTITY, DPI))
    texts = []
    total = 0.0
    for line in ppocr.recognise(crops):
        texts.append(line.text)
        total += line.score
    picture = View(stacked(crops), IDENTITY, DPI)
    text = "\n".join(texts)
    return Sample(picture, text, total / len(crops))


def _upright(pixels: Pixels, quad: NDArray[np.float64]) -> Pixels:
    """The upright box around a line."""
    first = np.floor(quad.min(axis=0)).astype(int)
    last = np.ceil(quad.max(axis=0)).astype(int)
    left, top = np.maximum(first, 0)
    right, bottom = np.maximum(last, 0)
    return pixels[top:bottom, left:right]


def _longest(quads: NDArray[np.float64]) -> NDArray[np.float64]:
    """In the order of the page."""
    top_left = quads[:, 0]
    along = quads[:, 1] - top_left
    beside = quads[:, 3] - top_left
    across = np.linalg.norm(along, axis=1)
    down = np.linalg.norm(beside, axis=1)
    is_flat = down <= TALL * across
    is_line = down >= LEAST
    chosen = is_flat & is_line
    lines = quads[chosen]
    longest_first = np.argsort(-across[chosen], kind="stable")
    few = lines[longest_first[:LINES]]
    tops = few[:, 0, 1]
    from_top = np.argsort(tops, kind="stable")
    return np.asarray(few[from_top])


def stacked(crops: Sequence[Pixels]) -> Pixels:
    """Lines of one height, each on its own ground, one below the other; grey."""
    lines = [_scaled(crop) for crop in crops]
    above, beside = AROUND
    widest = max(line.shape[1] for line in lines)
    rows = []
    for line in lines:
        ground = int(np.percentile(line, GROUND))
        behind = beside + widest - line.shape[1]
        row = cv2.copyMakeBorder(
            line,
            above,
            above,
            beside,
            behind,
            cv2.BORDER_CONSTANT,
            value=(ground,),
        )
        rows.append(row)
    picture = np.vstack(rows)
    return np.asarray(picture, dtype=np.uint8)


def _scaled(crop: Pixels) -> Pixels:
    grey = crop
    if crop.ndim == 3:
        turned = cv2.cvtColor(crop, cv2.COLOR_RGB2GRAY)
        grey = np.asarray(turned, dtype=np.uint8)
    height, width = grey.shape
    scale = HEIGHT / height
    size = (max(1, round(scale * width)), HEIGHT)
    by = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    scaled = cv2.resize(grey, size, interpolation=by)
    cut = scaled[:, :WIDEST]
    return np.asarray(cut, dtype=np.uint8)
