"""PP-OCR alone, as its users have it today: the untouched image, no cleaning, no fusion.

Its boxes are sorted from top to bottom, those that start within ten px of one another from left to
right, as rapidocr's own output is.
"""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.corpora import CorpusPage
from benchmarks.engines import StoredPpocr
from benchmarks.outcome import Outcome, of_reading
from benchmarks.page_under_test import PageUnderTest
from recto.model.page import Line, Reading

SAME_ROW = 10.0  # px, rapidocr's constant


@dataclass(frozen=True, slots=True)
class BarePpocr:
    """PP-OCR over the whole page, lines sorted top-down."""

    name: str = "ppocr"

    def covers(self, page: CorpusPage) -> bool:
        """Every page."""
        return True

    def read(self, sheet: PageUnderTest) -> Outcome:
        """PP-OCR's lines, sorted."""
        reading = StoredPpocr(sheet=sheet).read(sheet.untouched)
        return of_reading(
            Reading("ppocr", top_down(reading.lines), reading.seconds, reading.detail)
        )


def top_down(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """By top edge; neighbours that start at the same height by left edge (rapidocr's
    sorted_boxes).
    """
    order = sorted(lines, key=lambda line: (line.box.top, line.box.left))
    for i in range(len(order) - 1):
        for j in range(i, -1, -1):
            upper, lower = order[j].box, order[j + 1].box
            if abs(lower.top - upper.top) >= SAME_ROW or lower.left >= upper.left:
                break
            order[j], order[j + 1] = order[j + 1], order[j]
    return tuple(order)
