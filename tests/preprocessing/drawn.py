"""Pages drawn by the tests: text whose place is known exactly, then turned, bent, shaded or
dirtied.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from recto_preprocessing import Pixels

WORDS = (
    *("the", "quick", "brown", "fox", "jumps", "over", "a", "lazy", "dog", "while"),
    *("many", "bright", "vixens", "quietly", "guard", "five", "dozen", "liquor", "jugs"),
)


@dataclass(frozen=True)
class Drawn:
    """A page, the boxes of its words (N, 4) left, top, right, bottom px, the corners of its lines
    (M, 4, 2) px.
    """

    pixels: Pixels
    words: NDArray[np.float64]
    lines: NDArray[np.float64]
    text: str  # a line of words for each line


def page(
    width: int = 1000, height: int = 1300, size: int = 22, paper: int = 255, seed: int = 1
) -> Drawn:
    """A page of prose in black on flat paper."""
    image = Image.new("L", (width, height), paper)
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(size)
    order = np.random.default_rng(seed)
    boxes, lines, text = [], [], []
    for top in range(3 * size, height - 4 * size, int(1.6 * size)):
        left, row, words = 4.0 * size, [], []
        while True:
            word = str(order.choice(WORDS))
            right = left + draw.textlength(word, font)
            if right > width - 4 * size:
                break
            draw.text((left, top), word, 0, font)
            row.append(draw.textbbox((left, top), word, font))
            words.append(word)
            left = right + 0.3 * size
        boxes += row
        text.append(" ".join(words))
        bottom = top + 1.2 * size
        lines.append(
            [[row[0][0], top], [row[-1][2], top], [row[-1][2], bottom], [row[0][0], bottom]]
        )
    corners = np.array(lines, dtype=np.float64)
    return Drawn(np.asarray(image), np.array(boxes, dtype=np.float64), corners, "\n".join(text))


def turned(pixels: Pixels, degrees: float, paper: int = 255) -> Pixels:
    """The page turned about its middle so that lines fall by `degrees`, nothing cut."""
    height, width = pixels.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1.0)
    return np.asarray(
        cv2.warpAffine(pixels, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=paper),
        np.uint8,
    )


def bent(
    pixels: Pixels, lift: Callable[[NDArray[np.float64], NDArray[np.float64]], NDArray[np.float64]]
) -> Pixels:
    """The page with every point moved down by lift(x, y) px, which must be gentle."""
    height, width = pixels.shape
    x, y = np.meshgrid(np.arange(width) + 0.5, np.arange(height) + 0.5)
    source = y.copy()
    for _ in range(6):  # y + lift(x, y) = target, solved for y
        source = y - lift(x, source)
    maps = (x - 0.5).astype(np.float32), (source - 0.5).astype(np.float32)
    return np.asarray(
        cv2.remap(pixels, *maps, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE), np.uint8
    )


def shaded(pixels: Pixels, dark: float, grain: float, seed: int = 2) -> Pixels:
    """A scan of the page: light falls off to the right down to `dark` of itself, with `grain` grey
    levels of noise.
    """
    light = np.linspace(1.0, dark, pixels.shape[1])[None, :]
    noise = np.random.default_rng(seed).normal(0, grain, pixels.shape)
    return np.clip(pixels * light * 0.92 + noise, 0, 255).astype(np.uint8)


def pale_in_shadow(drawn: Drawn, dark: float, ink: float, seed: int = 3) -> Pixels:
    """A photo of the page printed in ink that leaves `ink` of its paper's light, lit from below:
    `dark` of the light reaches its head.
    """
    height = len(drawn.pixels)
    light = np.linspace(dark, 1.0, height)[:, None]
    sheet = np.where(drawn.pixels < 128, ink, 1.0)
    soft = cv2.GaussianBlur(sheet, (0, 0), 0.8)
    grain = np.random.default_rng(seed).normal(0, 2, soft.shape)
    return np.clip(soft * light * 235 + grain, 0, 255).astype(np.uint8)
