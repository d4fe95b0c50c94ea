"""A damaged image's notes reach the page's result; torn lines of a facing page give none."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image
from tests.preprocessing.drawn import Drawn, page, shaded

from recto.local.damage_notes import damage_notes
from recto.local.fusion import LocalLine
from recto.model.page import Box, Page, Pixels
from recto.pipeline.page import read_page
from recto.pipeline.stages import Stages
from recto.readers.tesseract.reader import Tesseract


@pytest.fixture(scope="module")
def drawn() -> Drawn:
    """A page of prose."""
    return page(600, 500)


@pytest.fixture(scope="module")
def scan(drawn: Drawn) -> Pixels:
    """A scan of it."""
    return shaded(drawn.pixels, 0.95, 2)


def cut_lines(drawn: Drawn, left: float) -> list[LocalLine]:
    """The page's lines, cut at x = `left`."""
    boxes = [Box(0, float(q[0, 1]), float(q[1, 0]) - left, float(q[2, 1])) for q in drawn.lines]
    return [LocalLine((), box, (0, 0, 0, 0), "ppocr") for box in boxes]


def test_only_own_lines_are_lost_text(drawn: Drawn, scan: Pixels) -> None:
    """The same torn lines are a loss, or the facing page's."""
    lines = cut_lines(drawn, 110)
    (note,) = damage_notes(scan[:, 110:], lines)
    assert note.startswith("text is cut off at the left edge of the image")
    assert damage_notes(scan[:, 110:], [replace(line, facing_page=True) for line in lines]) == ()


def half_a_jpeg(pixels: Pixels) -> Pixels:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "JPEG")
    return np.asarray(
        Image.open(io.BytesIO(file.getvalue()[: len(file.getvalue()) // 2] + b"\xff\xd9"))
    )


@pytest.mark.parametrize(
    ("kind", "said"), [("jpeg", "no data at the bottom"), ("crop", "text is cut off at the left")]
)
def test_a_page_with_a_loss_is_read_and_says_so(scan: Pixels, kind: str, said: str) -> None:
    """What is there is read; the note stands in the result, and so in its JSON and the summary."""
    pixels = half_a_jpeg(scan) if kind == "jpeg" else np.ascontiguousarray(scan[:, 110:])
    result = read_page(Page("scan", 0, pixels, 150), Stages(Tesseract("eng"), None, "off"))
    assert result.status == "ok"
    assert result.words
    assert [said in note for note in result.notes] == [True]


def test_a_whole_page_says_nothing(scan: Pixels) -> None:
    """No note without a loss."""
    assert read_page(Page("scan", 0, scan, 150), Stages(Tesseract("eng"), None, "off")).notes == ()
