"""A sample of a page's lines: what the second reader makes of them, and one small picture with all
of them, that Tesseract reads in half a second with any model.

A view and its line boxes enter, detected or, without a second reader, Tesseract's; a Sample leaves.
The longest lines are taken: they are text, whatever they say, and captions, numbers and stamps are
not. A page whose lines run down has none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from recto.model.page import Pixels
from recto_preprocessing import IDENTITY, View

if TYPE_CHECKING:
    from recto.readers.placed import Recognised
    from recto.readers.ppocr.reader import Ppocr

LINES = 12
TALL = 1.5  # height / width from which a box is no line of text that runs across
LEAST = 6  # px of a line's height
HEIGHT = 48  # px of a line in the picture: Tesseract's recogniser wants 36 and more
# px of a levelled line: what is blurred or slants reads better so. Words of a Korean photo in its
# letters of which Tesseract is .7 sure hold .21 of the letters as they are, .36 levelled at 48 px,
# .42 at 72, .30 at 96
LEVELLED_HEIGHT = 72
WIDEST = 3000  # px
AROUND = 14, 20  # px of ground above and below a line, and at its ends
GROUND = 80  # per cent of a line's pixels that are darker than its ground, about
DPI = 300.0
# Second reader's score of a character that it has surely seen. Twelve blurred lines of Chinese or
# Japanese have 51 and more such, of other scripts at most 4.
SEEN = 0.9
GRAIN = 1.5  # px of a levelled line, sigma: coarser than grain, finer than strokes
# percentiles of a line's light as a share of its paper's: its ink, its paper
INK, PAPER = 1, 80
FAINTEST = 0.02  # share of the paper's light that ink takes at least


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """Some lines of a page."""

    picture: View  # all of them, one below the other
    text: str = ""  # as the second reader has it
    score: float = 0.0  # the second reader's, mean over the lines, 0..1; 0 without one
    seen: str = ""  # those of its characters that it has surely seen
    crops: tuple[Pixels, ...] = ()

    def levelled(self) -> Sample:
        """The same lines, larger and in even light: a shadow across a line, or its neighbour's
        feet, are taken for ink otherwise.
        """
        crops = tuple(map(_levelled, self.crops))
        stack = stacked(crops, LEVELLED_HEIGHT)
        picture = View(stack, IDENTITY, DPI)
        return replace(self, picture=picture)


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
    picture = View(stacked(crops), IDENTITY, DPI)
    if ppocr is None:
        return Sample(picture, crops=tuple(crops))
    texts = []
    seen = ""
    total = 0.0
    for line in ppocr.recognise(crops):
        texts.append(line.text)
        total += line.score
        seen += _seen(line)
    text = "\n".join(texts)
    return Sample(picture, text, total / len(crops), seen, tuple(crops))


def _seen(line: Recognised) -> str:
    seen = ""
    for char, score in zip(line.text, line.scores, strict=True):
        if score >= SEEN:
            seen += char
    return seen


def _upright(pixels: Pixels, quad: NDArray[np.float64]) -> Pixels:
    """The upright box around a line."""
    first = quad.min(axis=0)
    last = quad.max(axis=0)
    outside = np.floor(first).astype(int)
    beyond = np.ceil(last).astype(int)
    left, top = np.maximum(outside, 0)
    right, bottom = np.maximum(beyond, 0)
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


def stacked(crops: Sequence[Pixels], height: int = HEIGHT) -> Pixels:
    """Lines of one height, each on its own ground, one below the other; grey."""
    lines = [_scaled(crop, height) for crop in crops]
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


def _scaled(crop: Pixels, high: int = HEIGHT) -> Pixels:
    grey = crop
    if crop.ndim == 3:
        turned = cv2.cvtColor(crop, cv2.COLOR_RGB2GRAY)
        grey = np.asarray(turned, dtype=np.uint8)
    height, width = grey.shape
    scale = high / height
    scaled_width = round(scale * width)
    size = (max(1, scaled_width), high)
    by = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    scaled = cv2.resize(grey, size, interpolation=by)
    cut = scaled[:, :WIDEST]
    return np.asarray(cut, dtype=np.uint8)


def _levelled(crop: Pixels) -> Pixels:
    """A line's light as a share of its paper's, from its ink to its paper; grey."""
    height = LEVELLED_HEIGHT
    line = _scaled(crop, height)
    smooth = cv2.GaussianBlur(line, (0, 0), GRAIN)
    wide = height // 2 + 1
    high = height + 1
    size = wide, high
    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, size)
    closed = cv2.morphologyEx(smooth, cv2.MORPH_CLOSE, kernel)
    paper = cv2.GaussianBlur(closed, (0, 0), height / 3)
    at_least = np.maximum(paper, 1.0)
    share = line / at_least
    ink = np.percentile(share, INK)
    white = np.percentile(share, PAPER)
    spread = max(FAINTEST, white - ink)
    levels = (share - ink) / spread
    within = levels.clip(0.0, 1.0)
    grey = 255 * within
    return np.asarray(grey, dtype=np.uint8)
