"""How often the detector looks at a page: once, and again where cleaning has moved its lines."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from recto.model.page import Page, Pixels
from recto.pipeline.reading import local_readings
from recto.pipeline.stages import prepare
from recto.readers.ppocr.detect import DetectedLines
from recto.readers.ppocr.reader import Ppocr
from recto.settings.groups import Settings

LINES = ("The quick brown fox jumps", "over thirteen lazy dogs,", "and none of them wakes up")


@dataclass(frozen=True, slots=True)
class Counting(Ppocr):
    """PP-OCR, with the sizes of what it looked at."""

    seen: list[tuple[int, ...]] = field(default_factory=list)

    def detect_lines(self, pixels: Pixels) -> DetectedLines:
        self.seen.append(pixels.shape[:2])
        return super(Counting, self).detect_lines(pixels)


def page(turned: int) -> Page:
    """Lines of large print, turned by so many quarters."""
    sheet = Image.new("L", (900, 420), 255)
    pen = ImageDraw.Draw(sheet)
    font = ImageFont.load_default(52)
    for row, text in enumerate(LINES):
        pen.text((60, 60 + 110 * row), text, fill=0, font=font)
    pixels = np.rot90(np.array(sheet), turned)
    return Page("made.png", 1, np.ascontiguousarray(pixels), 200.0)


@pytest.mark.parametrize(("turned", "looks"), [(0, 1), (1, 2), (2, 2)])
def test_a_page_is_looked_at_once_and_once_more_where_it_was_turned(
    turned: int, looks: int
) -> None:
    """Whoever needs the lines after that uses those that were found."""
    counting = Counting()
    stages = replace(prepare(Settings()), ppocr=counting, second_reader="on")
    found = local_readings(page(turned), stages)
    assert len(counting.seen) == looks
    assert found.ppocr is not None
    assert sorted(line.text for line in found.ppocr.lines) == sorted(LINES)
