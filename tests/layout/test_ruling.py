"""Strokes on pixels: found where they are drawn, at a slant too; letters and pictures are none."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from recto.ink.strokes import find_strokes


def canvas() -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("L", (1200, 900), 255)
    return image, ImageDraw.Draw(image)


def test_strokes_are_found_where_they_are() -> None:
    """Ends within a few px, horizontals and verticals apart."""
    image, draw = canvas()
    draw.line((100, 200, 900, 200), fill=0, width=3)
    draw.line((300, 150, 300, 600), fill=60, width=2)
    found = find_strokes(np.array(image))
    assert np.allclose(found.horizontal, [[100, 200, 900, 200]], atol=4)
    assert np.allclose(found.vertical, [[300, 150, 300, 600]], atol=4)


@pytest.mark.parametrize("degrees", [-1.2, 0.4, 1.2])
def test_a_slanting_stroke_is_one(degrees: float) -> None:
    """Scans are not straight."""
    image, draw = canvas()
    rise = 800 * np.tan(np.radians(degrees))
    draw.line((100, 300, 900, 300 + rise), fill=0, width=3)
    found = find_strokes(np.array(image.convert("RGB")))
    assert np.allclose(found.horizontal, [[100, 300, 900, 300 + rise]], atol=6)


def test_letters_and_pictures_are_no_strokes() -> None:
    """Text of 40 px and a black square."""
    image, draw = canvas()
    draw.text((100, 100), "EFTHLI table of nothing at all", fill=0, font_size=40)
    draw.rectangle((500, 400, 700, 600), fill=0)
    found = find_strokes(np.array(image))
    assert len(found.horizontal) == len(found.vertical) == 0
