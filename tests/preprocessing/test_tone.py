"""Grey levels: negatives become positive, what shows through becomes paper, and nothing moves."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from tests.preprocessing.drawn import page, shaded

from recto_preprocessing import IDENTITY, Pixels, clean
from recto_preprocessing.bleed import levels
from recto_preprocessing.quality import measure


def show_through(darkness: int) -> Pixels:
    """A page on which the mirrored print of its other side is seen, `darkness` grey levels darker than paper."""
    other = cv2.erode(np.fliplr(page(400, 500, 30, seed=5).pixels), np.ones((3, 3), np.uint8)).astype(np.int16)
    front = page(400, 500).pixels.astype(np.int16)
    return np.minimum(front, 255 - (255 - other) * darkness // 255).astype(np.uint8)


@pytest.mark.parametrize(("pixels", "light"), [(page(400, 500).pixels, 0.0), (255 - page(400, 500).pixels, 1.0)])
def test_light_text_is_measured(pixels: Pixels, light: float) -> None:
    """Black on white is no negative, white on black is."""
    assert measure(pixels, page(400, 500).lines).light_text == pytest.approx(light, abs=0.05)


def test_a_negative_is_read_as_its_positive() -> None:
    """Both readers get the positive in place, and later steps measure that."""
    drawn = page(800, 900)
    positive = shaded(drawn.pixels, 0.8, 2)
    cleaned, wanted = (clean(pixels, 150, quads=drawn.lines) for pixels in (255 - positive, positive))
    np.testing.assert_array_equal(cleaned.upright.pixels, positive)
    np.testing.assert_array_equal(cleaned.tesseract.pixels, wanted.tesseract.pixels)
    assert [step.name for step in cleaned.steps] == ["inversion", *(step.name for step in wanted.steps)]


def test_a_light_heading_turns_no_page() -> None:
    """One white line on a black bar is left to the readers."""
    drawn = page(400, 500)
    pixels = drawn.pixels.copy()
    left, top, right, bottom = (*drawn.lines[0, 0], *drawn.lines[0, 2])
    bar = (slice(int(top), int(bottom) + 1), slice(int(left), int(right) + 1))
    pixels[bar] = 255 - pixels[bar]
    assert "inversion" not in [step.name for step in clean(pixels, 150, quads=drawn.lines).steps]


def test_show_through_becomes_paper() -> None:
    """Pale print is gone, black print keeps its darkness, and every point keeps its place."""
    front = page(400, 500).pixels
    cleaned = clean(shaded(show_through(25), 1.0, 1), 150, steps="bleed").tesseract
    assert cleaned.geometry is IDENTITY
    assert np.percentile(cleaned.pixels[front == 255], 2) == 255
    assert cleaned.pixels[front == 0].mean() < 20


@pytest.mark.parametrize(("darkness", "acts"), [(0, False), (25, True)])
def test_what_shows_through_is_measured(darkness: int, acts: bool) -> None:
    """A clean scan of one side is left alone."""
    steps = clean(shaded(show_through(darkness), 1.0, 0.3), 150, steps="bleed").steps
    assert [step.name for step in steps] == (["bleed"] if acts else [])


def test_levels_of_a_page_without_ink() -> None:
    """Its ink is its paper."""
    assert levels(np.bincount([230] * 9 + [225], minlength=256)) == (230, 230)
