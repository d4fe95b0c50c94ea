"""What blank pages are drawn from: sheets, soft fields, places, and text of our own.

Dice enter, fields of grey levels leave, always the same. Fonts are those of
benchmarks/small_images.
"""

from __future__ import annotations

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from benchmarks.small_images.made import FOLDER

WIDTH, HEIGHT = 900, 1240  # px in which pages are drawn: a small book at 150 dpi
FONT = "truetype/liberation/LiberationSerif-Regular.ttf"
Dice = np.random.Generator
Field = np.ndarray  # (H, W) float, grey levels
TEXT = """
the keeper of the harbour wrote down every vessel that came in with the tide and what
she carried coal and salt and timber for the mills above the town and when the winter
was hard he wrote that nothing came at all and that the river stood still under the ice
for many weeks
"""
PROSE = TEXT.split()


def paper(dice: Dice) -> Field:
    """A sheet: its tone, and a slow change of light over it."""
    tone = dice.uniform(200, 250)
    depth = dice.uniform(2, 18)
    return tone - soft(dice, 4, depth)


def soft(dice: Dice, cells: int, depth: float) -> Field:
    """A smooth field from 0 to `depth` with so many bumps across."""
    small = dice.random((cells + 1, cells)).astype(np.float32)
    large = cv2.resize(small, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)
    return large * depth


def grid() -> tuple[Field, Field]:
    """The x of every column, (1, W), and the y of every row, (H, 1), px."""
    x = np.arange(WIDTH)[None, :]
    y = np.arange(HEIGHT)[:, None]
    return x, y


def spot(dice: Dice) -> tuple[int, int]:
    """A place on the page, px."""
    x = int(dice.integers(WIDTH))
    y = int(dice.integers(HEIGHT))
    return x, y


def written(lines: list[str], size: int, top: int, left: int) -> Field:
    """Black text on white as a field, 0 where there is ink."""
    face = ImageFont.truetype(str(FOLDER / FONT), size)
    image = Image.new("L", (WIDTH, HEIGHT), 255)
    pen = ImageDraw.Draw(image)
    for number, line in enumerate(lines):
        place = (left, top + round(1.4 * size * number))
        pen.text(place, line, fill=0, font=face)
    return np.asarray(image, dtype=np.float32)


def prose(dice: Dice) -> Field:
    """A page full of it."""
    lines = []
    for _ in range(28):
        start = int(dice.integers(0, len(PROSE) - 9))
        line = " ".join(PROSE[start : start + 9])
        lines.append(line)
    return written(lines, 26, 120, 90)
