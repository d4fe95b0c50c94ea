"""Which detected lines PP-OCR need not read."""

from dataclasses import replace

import numpy as np
import pytest
from tests.local.made import line, reading

from recto.local.fusion import fuse
from recto.local.sure_lines import outlined, sure_lines
from recto.local.upright import fuse_upright
from recto.model.page import Line
from recto.readers.tesseract.lexicon import EMPTY
from recto_preprocessing import IDENTITY
from recto_preprocessing.geometry import Projective

KNOWN = EMPTY.with_words(("the", "house", "rope"))
DETECTED = replace(line("the house"), words=())


@pytest.mark.parametrize(
    ("read", "sure"),
    [
        (line("the house", confidence=0.9), True),
        (line("the house", confidence=0.87), False),
        (line("the hovse", confidence=0.9), False),
        (line("the hovse", confidence=0.93), True),
        (line("the 4ouse", confidence=0.97), False),
        (line("the", confidence=0.97), False),
        (line("a . , - ;", confidence=0.97), False),
        (line("the house", top=100.0, confidence=0.97), False),
    ],
    ids=[
        "known",
        "doubtful",
        "unknown",
        "unknown but sure",
        "a digit",
        "half empty",
        "marks",
        "elsewhere",
    ],
)
def test_which_lines_are_sure(read: Line, sure: bool) -> None:
    """Every word sure, letters enough, no digit, and no part of the line without a word."""
    assert sure_lines(reading("tesseract", read), (DETECTED,), IDENTITY, KNOWN).tolist() == [sure]


def test_no_lines_are_no_lines() -> None:
    """A page without text has nothing to skip."""
    assert sure_lines(reading("tesseract"), (), IDENTITY, KNOWN).tolist() == []


def test_an_outline_is_the_quadrangle_on_the_original_page() -> None:
    """Box around the corners, baseline along the foot, both mapped home."""
    half = Projective(np.diag([0.5, 0.5, 1.0]))
    (found,) = outlined(np.array([[[0.0, 0.0], [50, 0], [50, 10], [0, 10]]]), half)
    assert (found.words, found.baseline) == ((), (0.0, 20.0, 100.0, 20.0))
    assert (found.box.left, found.box.top, found.box.right, found.box.bottom) == (
        0.0,
        0.0,
        100.0,
        20.0,
    )


def test_a_skipped_line_keeps_its_place_and_its_words() -> None:
    """Fusing puts Tesseract's words inside it; a skipped line without any is no line. Turned pages
    do alike.
    """
    tesseract = reading("tesseract", line("the house"))
    empty = replace(line("rope", top=200.0), words=())
    half = Projective(np.diag([0.5, 0.5, 1.0]))
    for lines in (
        fuse(tesseract, reading("ppocr", DETECTED, empty)),
        fuse_upright(tesseract, reading("ppocr", DETECTED, empty), half),
    ):
        (only,) = lines
        assert [(word.text, unit.unasked) for unit in only.units for word in unit.words] == [
            ("the", True),
            ("house", True),
        ]
        assert only.detected_by == "ppocr"
