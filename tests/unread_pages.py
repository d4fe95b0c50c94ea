"""Pages for the tests of unread ink: scripts of nobody, and blank pages that are dirty, ruled or
full of a picture.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from recto.model.page import Pixels

WIDTH, HEIGHT = 600, 800
Draw = Callable[[Pixels], None]


def letters(rows: int, seed: int = 1, height: int = 34) -> Pixels:
    """Words in an invented alphabet of crooked strokes, black on white."""
    chance = np.random.default_rng(seed)
    pixels = np.full((120 + 2 * height * rows, 1200), 255, np.uint8)
    for row in range(rows):
        left = 90.0
        top = 50 + 2 * height * row
        for _ in range(5):
            for _ in range(int(chance.integers(3, 8))):
                left += _letter(pixels, left, top, height, chance)
            left += height / 2
    return pixels


def _letter(
    pixels: Pixels, left: float, top: float, height: int, chance: np.random.Generator
) -> float:
    """One letter; how far the next one is away, px."""
    width = height * float(chance.uniform(0.5, 0.9))
    count = int(chance.integers(3, 6))
    x, y = left + chance.uniform(0, width, count), top + chance.uniform(0, height, count)
    cv2.polylines(pixels, [np.stack([x, y], axis=1).astype(np.int32)], False, 0, 4, cv2.LINE_AA)
    return width + height / 5


def paper(seed: int = 2) -> Pixels:
    """A blank scan with a scanner's grain."""
    grain = np.random.default_rng(seed).normal(250, 2, (HEIGHT, WIDTH))
    return np.clip(grain, 0, 255).astype(np.uint8)


def text(pixels: Pixels, at: tuple[int, int], words: str, size: int) -> None:
    """Words in the font that Pillow brings, black, into the page."""
    image = Image.fromarray(pixels)
    ImageDraw.Draw(image).text(at, words, 0, ImageFont.load_default(size))
    pixels[:] = np.asarray(image)


def _specks(pixels: Pixels) -> None:
    chance = np.random.default_rng(5)
    for _ in range(90):
        place = int(chance.integers(0, WIDTH)), int(chance.integers(0, HEIGHT))
        cv2.circle(pixels, place, int(chance.integers(1, 4)), int(chance.integers(0, 120)), -1)


def _holes(pixels: Pixels) -> None:
    for top in range(60, HEIGHT, 60):
        cv2.circle(pixels, (40, top), 12, 20, -1)


def _staple(pixels: Pixels) -> None:
    cv2.line(pixels, (60, 60), (150, 120), 60, 4)


def _rules(pixels: Pixels) -> None:
    for top in range(100, HEIGHT, 60):
        cv2.line(pixels, (60, top), (WIDTH - 60, top), 140, 2)


def _form(pixels: Pixels) -> None:
    _rules(pixels)
    for left in range(60, WIDTH, 120):
        cv2.line(pixels, (left, 100), (left, HEIGHT - 50), 60, 2)


def _dots(pixels: Pixels) -> None:
    for top in range(100, HEIGHT, 160):
        for left in range(60, WIDTH - 60, 14):
            cv2.circle(pixels, (left, top), 2, 30, -1)


def _photo(pixels: Pixels) -> None:
    chance = np.random.default_rng(7)
    clouds = cv2.GaussianBlur(chance.uniform(0, 255, pixels.shape).astype(np.float32), (0, 0), 20)
    pixels[:] = cv2.normalize(clouds, None, 0, 255, cv2.NORM_MINMAX).astype(np.uint8)


def _shine_through(pixels: Pixels) -> None:
    other = np.full_like(pixels, 255)
    for top in range(80, HEIGHT - 80, 60):
        text(other, (80, top), "The harbour ledger of the north quay", 34)
    faint = cv2.GaussianBlur(other[:, ::-1], (0, 0), 3).astype(float)
    pixels[:] = np.clip(pixels - (255 - faint) * 0.1, 0, 255).astype(np.uint8)


def _nothing(pixels: Pixels) -> None:
    """The grain alone."""


BLANK: Mapping[str, Draw] = {
    "nothing": _nothing,
    "specks": _specks,
    "punched holes": _holes,
    "a staple": _staple,
    "rules": _rules,
    "an empty form": _form,
    "dotted lines": _dots,
    "a photograph": _photo,
    "the other side's text": _shine_through,
}
