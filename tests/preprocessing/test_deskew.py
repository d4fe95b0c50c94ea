"""Skew is found to a tenth of a degree, with and without a first guess, and taken out where the map
says.
"""

from __future__ import annotations

import numpy as np
import pytest
from tests.preprocessing.drawn import page, shaded, turned

from recto_preprocessing import IDENTITY, View
from recto_preprocessing.deskew import exact_skew, rotate, step
from recto_preprocessing.page_in_work import PageInWork
from recto_preprocessing.quality import measure

ANGLES = np.linspace(-15, 15, 9)


@pytest.mark.parametrize("light", [1.0, 0.6], ids=["flat", "shaded"])
def test_mean_error_within_fifteen_degrees(light: float) -> None:
    """The goal of the project: <= .1 degree on average."""
    drawn = page()
    scans = [shaded(turned(drawn.pixels, angle), light, 3) for angle in ANGLES]
    errors = [abs(exact_skew(scan) - angle) for scan, angle in zip(scans, ANGLES, strict=True)]
    assert np.mean(errors) <= 0.05
    assert max(errors) <= 0.15


@pytest.mark.parametrize("degrees", [-7.3, 2.0])
def test_rotation_follows_its_map(degrees: float) -> None:
    """Black squares stand after the turn where the map says that they do."""
    pixels = np.full((200, 300), 255, np.uint8)
    places = np.array([[40.0, 50.0], [250.0, 60.0], [150.0, 170.0]])
    for x, y in places.astype(int):
        pixels[y - 3 : y + 3, x - 3 : x + 3] = 0
    straight, geometry = rotate(pixels, degrees, 255)
    for x, y in geometry.from_original(places):
        patch = 255.0 - straight[round(y) - 8 : round(y) + 8, round(x) - 8 : round(x) + 8]
        offset = np.array([(patch * axis).sum() / patch.sum() for axis in np.mgrid[:16, :16] + 0.5])
        np.testing.assert_allclose(offset, (y - round(y) + 8, x - round(x) + 8), atol=0.3)


@pytest.mark.parametrize(("share", "turned_back"), [(1.0, True), (0.5, False)])
def test_lines_must_agree(share: float, turned_back: bool) -> None:
    """Where half of the lines stand level, a slanted stamp or a tilted column is no reason to turn
    the page.
    """
    drawn = page(600, 800)
    slope = np.tan(np.radians(4.0))
    slanted = drawn.lines + np.stack(
        [0 * drawn.lines[..., 0], slope * drawn.lines[..., 0]], axis=-1
    )
    quads = np.concatenate([slanted, drawn.lines[: round(len(slanted) * (1 / share - 1))]])
    pixels = turned(drawn.pixels, 4.0)
    change = step(PageInWork(View(pixels, IDENTITY, 150), quads, measure(pixels, quads)))
    assert (change is not None) is turned_back


def test_empty_page_is_not_turned() -> None:
    """Without ink there is no skew."""
    assert exact_skew(np.full((300, 300), 255, np.uint8)) == 0.0
