"""Pages partly in the dark, read by both real readers: what light is left is used, and where there
is none a person is told.
"""

from __future__ import annotations

import numpy as np
import pytest
from tests.preprocessing.drawn import Drawn, page, pale_in_shadow

from recto.model.page import Page, Pixels
from recto.model.result import PageResult
from recto.pipeline.page import read_page
from recto.pipeline.stages import Stages
from recto.readers.ppocr.reader import Ppocr
from recto.readers.tesseract.reader import Tesseract
from recto_preprocessing import clean

DRAWN = page(700, 500, 24)


def read(pixels: Pixels) -> PageResult:
    rgb = np.repeat(pixels[:, :, None], 3, axis=2)
    return read_page(Page("photo.jpg", 0, rgb, 150.0), Stages(Tesseract("eng"), Ppocr(), "on"))


def share_read(result: PageResult, drawn: Drawn) -> float:
    read_words = [word.text for word in result.words]
    wanted = drawn.text.split()
    return sum(word in read_words for word in wanted) / len(wanted)


def test_pale_print_in_shadow_is_read() -> None:
    """Pale print, the page's head in shadow: a stretch from white left hardly a word of such pages,
    or called them blank.
    """
    result = read(pale_in_shadow(DRAWN, 0.45, 0.75))
    assert "local-contrast" in [step.name for step in result.steps]
    assert share_read(result, DRAWN) > 0.95
    assert result.status == "ok"


def test_a_page_whose_half_is_black_says_so() -> None:
    """The words of the lit half are read; that there is more is said in the page's notes."""
    pixels = DRAWN.pixels * 0.9
    pixels[250:] *= 0.05
    grain = np.random.default_rng(5).normal(0, 2, pixels.shape)
    result = read(np.clip(pixels + grain, 0, 255).astype(np.uint8))
    assert result.words
    (note,) = [note for note in result.notes if "black" in note]
    assert "runs into black at the bottom: 49% of the image" in note


@pytest.mark.parametrize("edge", [400, 450, 500])
@pytest.mark.parametrize("dark", [0.35, 0.6])
def test_a_shadow_across_the_lines_of_pale_print_stays_paper(edge: int, dark: float) -> None:
    """The middles of all lines lie in the light; a stretch from white blackened what is beyond."""
    across = np.arange(700)
    light = np.clip(1 - (across - edge) / 40 * (1 - dark), dark, 1)
    ink = np.where(DRAWN.pixels < 128, 0.8, 1.0)
    pixels = np.round(235 * light * ink).astype(np.uint8)
    cleaned = clean(pixels, 150, quads=DRAWN.lines)
    beyond = cleaned.upright.pixels[:, edge + 50 :]
    assert float(np.median(beyond)) > 0.9 * 235 * dark
    assert "contrast" not in [step.name for step in cleaned.steps]
