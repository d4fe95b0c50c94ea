"""A text as ink: drawn with a font by a shaping engine, at times letterspaced or underlined, bent
and turned, with the lines above and below looking in, and cut out as a detector would.

A text, a Face and dice enter; a crop of ink (255) on nothing (0) leaves. Shaping is HarfBuzz's, by
the raqm library inside Pillow: Arabic joins, Devanagari and Thai stack, marks stand on their
letters.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from random import Random

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont, features

from benchmarks.train_lines.fonts import Face
from recto.errors import MissingDependency

Grey = NDArray[np.uint8]
SIZES = (34, 40, 46)  # px of the font: around the height that the network sees
SPACED = 0.12  # share of lines that are letterspaced, or set tight
TRACKING = (-0.04, 0.14)  # of the size
SMALLEST = (6, 8)  # px, width and height of a crop that has something on it


@dataclass(frozen=True, slots=True, eq=False)
class Ink:
    """Drawn text with room around it."""

    pixels: Grey
    size: int  # px of the font
    base: int  # px from the top to the baseline
    left: int
    right: int  # px of the text's ends
    top: int
    bottom: int  # px of its highest and lowest ink


@lru_cache(maxsize=1024)
def _font(path: Path, size: int) -> ImageFont.FreeTypeFont:
    if not features.check("raqm"):
        raise MissingDependency("Pillow has no raqm", remedy="install Pillow's own wheel")
    return ImageFont.truetype(str(path), size, layout_engine=ImageFont.Layout.RAQM)


def drawn(text: str, face: Face, dice: Random, *, may_space: bool) -> Ink:
    """The text in one size; `may_space`: its letters stand by themselves."""
    size = dice.choice(SIZES)
    font = _font(face.path, size)
    spaced = may_space and dice.random() < SPACED
    tracking = dice.uniform(*TRACKING) * size if spaced else 0.0
    left, above, right, below = font.getbbox(text, anchor="ls")
    extra = abs(tracking) * len(text)
    width = round(right - min(0, left) + extra) + 2 * size
    base = round(1.6 * size)
    image = Image.new("L", (width, round(2.6 * size)), 0)
    pen = ImageDraw.Draw(image)
    end = size + right
    if spaced:
        end = _letter_by_letter(pen, text, font, base, tracking)
    else:
        pen.text((size, base), text, 255, font=font, anchor="ls")
    if dice.random() < 0.03:
        under = base + round(size * dice.uniform(0.08, 0.2))
        pen.line((size, under, end, under), 255, width=dice.choice((1, 2, 3)))
    highest = base - max(round(-above), size // 3)
    lowest = base + max(round(below), 0)
    pixels = np.asarray(image, dtype=np.uint8)
    return Ink(pixels, size, base, size, round(end), highest, lowest)


def _letter_by_letter(
    pen: ImageDraw.ImageDraw, text: str, font: ImageFont.FreeTypeFont, base: int, tracking: float
) -> float:
    """Where the text ends, px."""
    at = float(font.size)
    for letter in text:
        pen.text((at, base), letter, 255, font=font, anchor="ls")
        at += font.getlength(letter) + tracking
    return at - tracking


def bent(ink: Grey, base: int, dice: Random) -> Grey:
    """Sheared, turned a little, waved: as paper lies."""
    height, width = ink.shape
    if dice.random() < 0.5:
        shear = dice.gauss(0, 0.05)
        turn = dice.gauss(0, 0.004 if width > 500 else 0.01)
        along = [1, shear, -shear * base]
        down = [turn, 1, -turn * width / 2]
        move = np.array([along, down], np.float32)
        ink = np.asarray(cv2.warpAffine(ink, move, (width, height)), np.uint8)
    if dice.random() < 0.12:
        columns = np.arange(width, dtype=np.float32)
        phase = columns / dice.uniform(120, 500) + dice.random() * 6
        wave = dice.uniform(0.01, 0.05) * height / 2.6 * np.sin(phase)
        rows = np.arange(height, dtype=np.float32)
        across, below = np.meshgrid(columns, rows)
        moved = (below + wave[None]).astype(np.float32)
        ink = np.asarray(cv2.remap(ink, across, moved, cv2.INTER_LINEAR), np.uint8)
    return ink


def with_neighbours(ink: Grey, tall: int, dice: Random) -> Grey:
    """With what stands above and below looking in: the line itself, shifted; `tall`: px of ink."""
    if dice.random() >= 0.25:
        return ink
    height, width = ink.shape
    result = ink.copy()
    for is_above in (True, False):
        if dice.random() >= 0.6:
            continue
        distance = round(tall * dice.uniform(1.02, 1.4))
        if distance >= height:
            continue
        other = np.roll(ink, dice.randrange(width), axis=1)
        if is_above:
            result[:-distance] = np.maximum(result[:-distance], other[distance:])
        else:
            result[distance:] = np.maximum(result[distance:], other[:-distance])
    return result


def cut_out(ink: Ink, dice: Random) -> Grey | None:
    """As a detector cuts lines: about the ink, or the font's line, a little more or less; None
    where nothing is left.
    """
    pixels = bent(ink.pixels, ink.base, dice)
    pixels = with_neighbours(pixels, ink.bottom - ink.top, dice)
    height, width = pixels.shape
    top, bottom = ink.top, ink.bottom
    if dice.random() < 0.5:
        top = min(top, ink.base - round(0.72 * ink.size))
        bottom = max(bottom, ink.base + round(0.22 * ink.size))
    tall = bottom - top
    above = _room(dice) * tall
    below = _room(dice) * tall
    before = dice.uniform(0.02, 0.5) * ink.size
    behind = dice.uniform(0.02, 0.5) * ink.size
    first_row = max(0, round(top - above))
    last_row = min(height, round(bottom + below))
    first_column = max(0, round(ink.left - before))
    last_column = min(width, round(ink.right + behind))
    rows = slice(first_row, last_row)
    columns = slice(first_column, last_column)
    crop = pixels[rows, columns]
    wide, high = SMALLEST
    if crop.shape[0] < high or crop.shape[1] < wide:
        return None
    return crop


def _room(dice: Random) -> float:
    """Above or below a line, in heights of it."""
    return max(-0.10, min(0.3, dice.gauss(0.09, 0.09)))
