"""A recognised line as a line of the page: words, boxes and the baseline.

What a recogniser of lines made of a crop (a Recognised), the crop's quadrangle and the view it was
cut from enter; a Line in px of the original page leaves. A word ends where the recogniser sees a
space, or at a character of a script that has none (`recto.text.spacing`); its box follows from
where its characters stand in the line.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recto.model.page import Box, Line, ReaderWord
from recto.text.spacing import word_spans
from recto_preprocessing import View

Quad = NDArray[np.float64]  # (4, 2)


@dataclass(frozen=True, slots=True)
class Recognised:
    """One line as the recogniser reads it."""

    text: str
    scores: tuple[float, ...]  # 0..1, one a character of `text`
    columns: tuple[float, ...]  # 0..1 across the crop, the middle of each character

    @property
    def score(self) -> float:
        """Mean score; 0 for no text."""
        if not self.scores:
            return 0.0
        return sum(self.scores) / len(self.scores)


def placed(read: Recognised, quad: Quad, view: View) -> Line | None:
    """The line of a (4, 2) quadrangle, px of the view; None where no character was read."""
    words = tuple(_words(read, quad, view))
    if not words:
        return None
    box = _span(quad, 0.0, 1.0, view)
    _, _, bottom_right, bottom_left = quad
    feet = np.array([bottom_left, bottom_right])
    on_page = view.geometry.to_original(feet)
    x0, y0, x1, y1 = on_page.ravel().tolist()
    return Line(words, box, (x0, y0, x1, y1))


def _words(read: Recognised, quad: Quad, view: View) -> Iterator[ReaderWord]:
    """The words of one line, px of the original page.

    A word's ends lie half a character before its first and after its last, and never beyond the
    middle of the space.
    """
    columns = read.columns
    # median distance of neighbouring characters
    pitch = 1.0
    if len(columns) > 1:
        pitch = float(np.median(np.diff(columns)))
    for start, end in word_spans(read.text):
        before = columns[start - 1] if start else 0.0
        behind = columns[end] if end < len(columns) else 1.0
        first = columns[start] - pitch / 2
        last = columns[end - 1] + pitch / 2
        left = max(first, before, 0.0)
        right = min(last, behind, 1.0)
        box = _span(quad, left, right, view)
        scores = read.scores[start:end]
        mean = float(np.mean(scores))
        yield ReaderWord(read.text[start:end], box, mean, scores=scores)


def _span(quad: Quad, left: float, right: float, view: View) -> Box:
    """The upright box, px of the original page, around a stretch of the line."""
    top_left, top_right, bottom_right, bottom_left = quad
    ends = (left, right)
    along_top = np.outer(ends, top_right - top_left)
    along_bottom = np.outer(ends, bottom_right - bottom_left)
    top = top_left + along_top
    bottom = bottom_left + along_bottom
    in_view = np.vstack([top, bottom])
    corners = view.geometry.to_original(in_view)
    x0, y0 = corners.min(axis=0).tolist()
    x1, y1 = corners.max(axis=0).tolist()
    return Box(x0, y0, x1, y1)
