"""A crooked page turned straight in a PDF: what stands on it turns as a whole, no pixel is drawn
anew.

A PageResult enters; how much it is turned, the page as it is then (boxes and baselines in px of the
straight page, which is as large), and a PDF page whose content is turned about its middle leave.
The skew is that of the lines' baselines, so what was not read is not turned.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import atan2, cos, degrees, hypot, radians, sin
from typing import TYPE_CHECKING

from recto.model.page import Box
from recto.model.result import PageResult, ResultLine
from recto.sources.pdf_whole import content_streams
from recto.writers.pdf_hidden import set_content

if TYPE_CHECKING:
    from pikepdf import Page, Pdf

# Degrees. Below, nobody sees it (an A4 page moves .7 mm over its width per .2 degrees); above, it
# is no crooked scan. As cleaning has them (recto_preprocessing/deskew.py).
LEAST, MOST = 0.2, 20.0
LEAST_WORDS = 3  # in a line whose baseline says anything of the page
LEAST_LINES = 3


@dataclass(frozen=True, slots=True)
class Turn:
    """How a page is turned: by `angle` (degrees, against the clock) about its middle."""

    angle: float

    def point(self, x: float, y: float, page: PageResult) -> tuple[float, float]:
        """Where a point (px, y downwards) comes to stand."""
        middle_x = page.width / 2
        middle_y = page.height / 2
        across = x - middle_x
        down = y - middle_y
        turn = radians(self.angle)
        c = cos(turn)
        s = sin(turn)
        new_x = middle_x + across * c + down * s
        new_y = middle_y - across * s + down * c
        return new_x, new_y

    def box(self, box: Box, page: PageResult) -> Box:
        """The upright box of what filled a crooked word's upright box."""
        turn = abs(radians(self.angle))
        c = cos(turn)
        s = sin(turn)
        width = box.right - box.left
        height = box.bottom - box.top
        # width = W c + H s, height = W s + H c, of a word W wide and H high
        share = c * c - s * s
        word_width = (width * c - height * s) / share
        word_height = (height * c - width * s) / share
        half_width = max(width / 2, word_width) / 2
        half_height = max(height / 2, word_height) / 2
        middle_x = (box.left + box.right) / 2
        middle_y = (box.top + box.bottom) / 2
        x, y = self.point(middle_x, middle_y, page)
        left = x - half_width
        top = y - half_height
        right = x + half_width
        bottom = y + half_height
        return Box(left, top, right, bottom)


def turn_of(page: PageResult) -> Turn | None:
    """How much to turn; None for a page that is straight, or of which that cannot be said."""
    if page.dpi_down:  # with pixels that are not square the lines' angle is another on paper
        return None
    angles = []
    for line in page.lines:
        x0, y0, x1, y1 = line.baseline
        across = x1 - x0
        down = y1 - y0
        if len(line.words) < LEAST_WORDS or across <= 0:
            continue
        angle = degrees(atan2(down, across))
        length = hypot(across, down)
        angles.append((angle, length))
    if len(angles) < LEAST_LINES:
        return None
    angle = _median(angles)
    return Turn(angle) if LEAST <= abs(angle) <= MOST else None


def _median(angles: Sequence[tuple[float, float]]) -> float:
    """By length of line: half of all that is written is as crooked or less."""
    half = sum(length for _, length in angles) / 2
    passed = 0.0
    for angle, length in sorted(angles):
        passed += length
        if passed >= half:
            return angle
    return 0.0


def straight(page: PageResult, turn: Turn) -> PageResult:
    """The page's words and lines as they stand once it is turned."""
    lines = []
    for line in page.lines:
        x0, y0, x1, y1 = line.baseline
        start = turn.point(x0, y0, page)
        end = turn.point(x1, y1, page)
        words = [replace(word, box=turn.box(word.box, page)) for word in line.words]
        box = turn.box(line.box, page)
        lines.append(ResultLine(tuple(words), box, (*start, *end)))
    return replace(page, lines=tuple(lines))


def turn_content(pdf: Pdf, target: Page, turn: Turn) -> bool:
    """Turn what stands on the page; False where it has links or notes, which would stay behind."""
    if "/Annots" in target.obj:
        return False
    left, bottom, right, top = map(float, target.cropbox)
    x = (left + right) / 2
    y = (bottom + top) / 2
    angle = radians(turn.angle)
    c = cos(angle)
    s = sin(angle)
    e = x - c * x + s * y
    f = y - s * x - c * y
    numbers = [f"{value:.8f}" for value in (c, s, -s, c, e, f)]
    matrix = " ".join(numbers)
    opening = pdf.make_stream(f"q {matrix} cm\n".encode())
    closing = pdf.make_stream(b"\nQ\n")
    streams = content_streams(target.obj)
    set_content(target, [opening, *streams, closing])
    return True
