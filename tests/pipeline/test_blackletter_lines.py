"""Blackletter lines on a page of roman type, from the typefaces to what a reader is held to say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.local.made import line

from recto.model.page import Reading
from recto.pipeline.own_language import OwnReading
from recto.pipeline.stages import Stages, prepare
from recto.pipeline.third_reader import Typeset, with_blackletter_words
from recto.readers.lines.typeface import Typeface
from recto.settings.groups import Input, Settings
from recto_preprocessing import IDENTITY, View

VIEW = View(np.zeros((400, 400), np.uint8), IDENTITY, 300.0)
QUADS = np.array(
    [[[0, top], [400, top], [400, top + 40], [0, top + 40]] for top in (0, 100, 200, 300)],
    dtype=np.float64,
)
LINES = tuple(line("fhould", left=10, top=top) for top in (10, 110, 210, 310))
READING = Reading("ppocr", LINES, 0.0)


@pytest.fixture(scope="module")
def stages() -> Stages:
    """As for a page in English."""
    return prepare(Settings(Input("eng")))


def read(stages: Stages, *faces: Typeface) -> list[str]:
    """What the four lines say, in these typefaces."""
    own = OwnReading(stages.tesseract, READING, None)
    lines = Typeset(QUADS, faces)
    found = with_blackletter_words(READING, lines, VIEW, own, stages)
    return [word.text for word in found.words]


def test_words_of_a_blackletter_line_are_mended_and_no_others(stages: Stages) -> None:
    """In roman type an f is an f."""
    assert read(stages, "antiqua", "fraktur", "antiqua", "antiqua") == [
        "fhould",
        "should",
        "fhould",
        "fhould",
    ]


def test_a_page_in_blackletter_has_its_own_reader(stages: Stages) -> None:
    """Nothing is changed there, nor on a page without any."""
    for faces in (("fraktur",) * 4, ("antiqua",) * 4):
        assert set(read(stages, *faces)) == {"fhould"}


def test_old_letters_that_are_kept_stay(stages: Stages) -> None:
    """Who wants them as printed gets no guess."""
    kept = replace(stages, keeps_old_letters=True)
    assert set(read(kept, "fraktur", "antiqua", "antiqua", "antiqua")) == {"fhould"}
