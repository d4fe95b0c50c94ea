"""Punch holes, a finger and a scanner's dark border leave no word behind: the readers see to it,
and their agreement.

Each stain is drawn on a scan whose text is known, and the page read with both real readers. No step
takes the stain away (removing dark borders made real pages worse, see docs/decisions.md); that none
is needed is what this proves.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter
from tests.preprocessing.drawn import page, shaded

from recto.model.page import Page, Pixels
from recto.pipeline.page import read_page
from recto.pipeline.stages import Stages
from recto.readers.ppocr.reader import Ppocr
from recto.readers.tesseract.reader import Tesseract

WIDTH, HEIGHT, DARK, SKIN = 700, 600, 18, (205, 150, 125)
DRAWN = page(WIDTH, HEIGHT, 26)
SCAN = np.repeat(shaded(DRAWN.pixels, 0.9, 3)[:, :, None], 3, axis=2)


def holes(x: int, radius: int = 20) -> Pixels:
    """Four punch holes down the page at column `x`, through which the dark lid shows."""
    image = Image.fromarray(SCAN)
    for y in range(HEIGHT // 8, HEIGHT, HEIGHT // 4):
        ImageDraw.Draw(image).ellipse(
            [x - radius, y - radius, x + radius, y + radius], fill=(DARK, DARK, DARK)
        )
    return np.asarray(image)


def finger(tip: int) -> Pixels:
    """A finger that holds the page at its right edge, soft at the rim, up to column `tip`."""
    mask, skin = Image.new("L", (WIDTH, HEIGHT)), Image.new("RGB", (WIDTH, HEIGHT), SKIN)
    ImageDraw.Draw(mask).rounded_rectangle([tip, 230, WIDTH + 100, 350], 60, fill=255)
    ImageDraw.Draw(skin).ellipse([tip + 8, 265, tip + 50, 315], fill=(226, 180, 165))
    return np.asarray(
        Image.composite(skin, Image.fromarray(SCAN), mask.filter(ImageFilter.GaussianBlur(3)))
    )


def border(*sides: str) -> Pixels:
    """A ragged dark border, some 40 px deep, at each side."""
    stained, rng = SCAN.copy(), np.random.default_rng(5)
    for side in sides:
        # a view: the page is stained
        turned = np.rot90(stained, ["top", "right", "bottom", "left"].index(side))
        deep = 40 + rng.integers(-4, 5, turned.shape[1])
        turned[np.arange(len(turned))[:, None] < deep] = DARK
    noise = rng.normal(0, 5, stained.shape)
    return np.where(stained == DARK, (DARK + noise).clip(0, 255), stained).astype(np.uint8)


@pytest.mark.parametrize(
    "stained",
    [
        pytest.param(lambda: holes(40), id="holes in the margin"),
        pytest.param(lambda: holes(78), id="holes close to the text"),
        pytest.param(lambda: finger(WIDTH - 90), id="a finger in the margin"),
        pytest.param(lambda: border("left"), id="a border at one side"),
        pytest.param(lambda: border("top", "right", "bottom", "left"), id="a border all round"),
    ],
)
def test_a_stain_adds_no_word_and_takes_none(stained: Callable[[], Pixels]) -> None:
    """The text is the drawn one, line by line, and nothing is said to be lost."""
    result = read_page(Page("stained", 0, stained(), 150), Stages(Tesseract("eng"), Ppocr(), "on"))
    assert result.text.split() == DRAWN.text.split()
    assert result.notes == ()
