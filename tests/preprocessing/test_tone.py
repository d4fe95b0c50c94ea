"""Grey levels: negatives become positive, and nothing moves."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from tests.preprocessing.drawn import page, pale_in_shadow, shaded

from recto_preprocessing import Pixels, clean
from recto_preprocessing.quality import measure


@pytest.mark.parametrize(
    ("pixels", "light"), [(page(400, 500).pixels, 0.0), (255 - page(400, 500).pixels, 1.0)]
)
def test_light_text_is_measured(pixels: Pixels, light: float) -> None:
    """Black on white is no negative, white on black is."""
    assert measure(pixels, page(400, 500).lines).light_text == pytest.approx(light, abs=0.05)


@pytest.mark.parametrize(("sigma", "is_negative"), [(2.5, False), (0.5, True)])
def test_an_edge_of_shadow_is_no_light_text(sigma: float, is_negative: bool) -> None:
    """Blurred ink is paler than a shadow that falls across its lines; light text stays light."""
    drawn = page(500, 500)
    sheet = 255 - drawn.pixels if is_negative else drawn.pixels
    blurred = cv2.GaussianBlur(sheet, (0, 0), sigma).astype(np.float32)
    lit = 0.5 + 0.5 / (1 + np.exp(np.arange(500) - 180))
    photographed = (blurred * 0.4 + 130) * lit
    found = measure(photographed.astype(np.uint8), drawn.lines)
    assert found.light_text == pytest.approx(float(is_negative), abs=0.05)


def test_a_negative_is_read_as_its_positive() -> None:
    """Both readers get the positive in place, and later steps measure that."""
    drawn = page(800, 900)
    positive = shaded(drawn.pixels, 0.8, 2)
    cleaned, wanted = (
        clean(pixels, 150, quads=drawn.lines) for pixels in (255 - positive, positive)
    )
    np.testing.assert_array_equal(cleaned.upright.pixels, positive)
    np.testing.assert_array_equal(cleaned.tesseract.pixels, wanted.tesseract.pixels)
    assert [step.name for step in cleaned.steps] == [
        "inversion",
        *(step.name for step in wanted.steps),
    ]


def test_a_light_heading_turns_no_page() -> None:
    """One white line on a black bar is left to the readers."""
    drawn = page(400, 500)
    pixels = drawn.pixels.copy()
    left, top, right, bottom = (*drawn.lines[0, 0], *drawn.lines[0, 2])
    bar = (slice(int(top), int(bottom) + 1), slice(int(left), int(right) + 1))
    pixels[bar] = 255 - pixels[bar]
    assert "inversion" not in [step.name for step in clean(pixels, 150, quads=drawn.lines).steps]


@pytest.mark.parametrize(("dark", "ink"), [(0.5, 0.75), (0.35, 0.7), (0.3, 0.7)])
def test_pale_print_in_shadow_is_not_blackened(dark: float, ink: float) -> None:
    """In the dark half as in the light one, paper keeps its level and ink gets darker."""
    drawn = page(800, 900)
    photo = pale_in_shadow(drawn, dark, ink)
    cleaned = clean(photo, 150, quads=drawn.lines)
    assert "local-contrast" in [step.name for step in cleaned.steps]
    assert "contrast" not in [step.name for step in cleaned.steps]
    for half in (slice(None, 450), slice(450, None)):
        was, now = (np.percentile(each[half], [1, 60]) for each in (photo, cleaned.upright.pixels))
        assert now[1] > 0.9 * was[1]
        assert now[0] < 0.9 * was[0]


def test_contrast_of_ink_is_measured_beside_its_own_paper() -> None:
    """Ink in the light is brighter than paper in the shadow: their medians say nothing."""
    drawn = page(800, 900)
    even, uneven = (measure(pale_in_shadow(drawn, dark, 0.6), drawn.lines) for dark in (1.0, 0.35))
    shares = [measured.contrast / measured.paper for measured in (even, uneven)]
    assert uneven.is_uneven
    assert not even.is_uneven
    assert shares[1] == pytest.approx(shares[0], abs=0.1)
