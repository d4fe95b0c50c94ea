"""The recipe: born-digital pages come through bit for bit, scans get what they need, and nothing
else.
"""

from __future__ import annotations

import numpy as np
import pytest
from tests.preprocessing.drawn import Drawn, page, pale_in_shadow, shaded, turned

from recto_preprocessing import IDENTITY, CleanPage, Pixels, clean
from recto_preprocessing.recipe import STEPS


def done(cleaned: CleanPage) -> list[str]:
    return [step.name for step in cleaned.steps]


def faint(drawn: Drawn) -> Pixels:
    """Ink a fifth darker than its paper."""
    return (255 - (255 - drawn.pixels.astype(np.int16)) // 5).astype(np.uint8)


PAGES = {
    "born digital": (page(400, 500).pixels, []),
    "flat scan": (shaded(page(400, 500).pixels, 0.95, 1), ["background"]),
    "skewed scan": (shaded(turned(page(800, 900).pixels, 2.0), 0.95, 1), ["background", "deskew"]),
    "grainy small print": (shaded(page(400, 500, 14).pixels, 1.0, 10), ["denoise", "background"]),
    "faint print": (faint(page(400, 500)), ["contrast"]),
    "pale print in shadow": (
        pale_in_shadow(page(800, 900, 60), 0.5, 0.75),
        ["local-contrast", "background"],
    ),
    "tall letters": (shaded(page(2400, 1500, 130).pixels, 0.95, 1), ["background", "scale"]),
    "blank": (np.full((500, 400), 255, np.uint8), []),
}


@pytest.mark.parametrize("name", PAGES)
def test_each_page_gets_what_it_needs(name: str) -> None:
    """A step runs where its measurement calls for it, and only there."""
    pixels, wanted = PAGES[name]
    assert done(clean(pixels, 150)) == wanted


@pytest.mark.parametrize("colour", [False, True], ids=["grey", "RGB"])
def test_born_digital_page_is_untouched(colour: bool) -> None:
    """Both views share the very pixels that were given, at the identity."""
    pixels = page(400, 500).pixels
    given = np.dstack([pixels] * 3) if colour else pixels
    cleaned = clean(given, 150)
    assert np.shares_memory(cleaned.upright.pixels, given)
    assert np.array_equal(cleaned.upright.pixels, given)
    assert cleaned.tesseract is cleaned.upright
    assert cleaned.upright.geometry is IDENTITY


@pytest.mark.parametrize("name", PAGES)
def test_input_is_kept_and_result_repeats(name: str) -> None:
    """The array given is never written to, and the same page is cleaned alike twice."""
    pixels, _ = PAGES[name]
    before = pixels.copy()
    first, second = clean(pixels, 150), clean(pixels, 150)
    np.testing.assert_array_equal(pixels, before)
    np.testing.assert_array_equal(first.tesseract.pixels, second.tesseract.pixels)


@pytest.mark.parametrize("name", PAGES)
def test_boxes_return(name: str) -> None:
    """What either view shows at a place is found again on the page."""
    cleaned = clean(PAGES[name][0], 150)
    points = np.array([[10.0, 10.0], [200.0, 300.0], [399.0, 20.0]])
    for view in (cleaned.upright, cleaned.tesseract):
        there = view.geometry.from_original(points)
        np.testing.assert_allclose(view.geometry.to_original(there), points, atol=1e-6)


def test_off_does_nothing() -> None:
    """The worst page stays as it is when cleaning is off."""
    pixels = shaded(turned(page(800, 900).pixels, 5), 0.5, 8)
    cleaned = clean(pixels, 150, steps="off")
    assert done(cleaned) == []
    assert cleaned.tesseract is cleaned.upright
    assert np.array_equal(cleaned.tesseract.pixels, pixels)


def test_steps_by_name() -> None:
    """Only the steps that are named may run."""
    pixels = shaded(turned(page(800, 900).pixels, 2), 0.95, 1)
    assert done(clean(pixels, 150, steps="deskew, scale")) == ["deskew"]


def test_unknown_step_is_refused() -> None:
    """A name that is no step says which ones there are."""
    with pytest.raises(ValueError, match="no such cleaning step: sharpen.*dewarp"):
        clean(page(400, 500).pixels, 150, steps="sharpen")


def test_every_step_has_a_name_of_its_own() -> None:
    """Names given by users are unambiguous."""
    assert len(set(STEPS)) == len(STEPS)


def test_shadow_is_divided_out() -> None:
    """Under light that falls off by half, paper comes out white and ink dark."""
    drawn = page(800, 900)
    cleaned = clean(shaded(drawn.pixels, 0.5, 1), 150, steps="background").tesseract.pixels
    assert np.percentile(cleaned[drawn.pixels == 255], 5) > 225
    assert np.median(cleaned[drawn.pixels == 0]) < 80
