"""Renders the small images: a seed enters, images with their texts leave, the same on every run.

An image is 8 to 40 px high, capitals with some paper around them: from 6 px, the least that a
person can read. Fonts come from the system (fonts-dejavu, fonts-liberation, fonts-urw-base35); one
that is missing is named by the error.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from benchmarks.small_images.distortions import HELD_OUT, PAPER, TRAINING, Distortion, Grey
from benchmarks.small_images.texts import KINDS
from recto.errors import MissingDependency

Half = Literal["training", "held-out"]
FOLDER = Path("/usr/share/fonts")
FONTS: Mapping[Half, tuple[str, ...]] = {
    "training": (
        "truetype/dejavu/DejaVuSans.ttf",
        "truetype/liberation/LiberationSerif-Regular.ttf",
        "opentype/urw-base35/NimbusMonoPS-Bold.otf",
        "truetype/liberation/LiberationSansNarrow-Bold.ttf",
    ),
    "held-out": (
        "truetype/liberation/LiberationSans-Regular.ttf",
        "truetype/dejavu/DejaVuSerif.ttf",
        "truetype/liberation/LiberationMono-Bold.ttf",
        "opentype/urw-base35/P052-Roman.otf",
    ),
}
DISTORTIONS: Mapping[Half, Mapping[str, Distortion]] = {
    "training": TRAINING,
    "held-out": HELD_OUT,
}
SMALLEST, LARGEST = 8, 40  # px, height of the image
LEAST_EDGE = 1  # px of paper; at most a sixth of the height
TWICE = 0.5  # share of the images with a second distortion on top
CAPITAL = 0.7  # of a font's size, about
INK = (15, 70)  # grey levels


@dataclass(frozen=True, slots=True, eq=False)
class SmallImage:
    """One image with its truth."""

    text: str
    kind: str
    font: str
    distortion: str  # or two, joined by "+"
    height: int  # px, of the image, about
    pixels: Grey


def images(half: Half, count: int, seed: int = 20) -> Iterator[SmallImage]:
    """So many images, kinds and distortions in turn. Raises MissingDependency without a font."""
    random = np.random.default_rng([seed, half == "held-out"])
    fonts, kinds = FONTS[half], list(KINDS)
    distortions = list(DISTORTIONS[half])
    for i in range(count):
        kind = kinds[i % len(kinds)]
        distortion = distortions[(i // len(kinds)) % len(distortions)]
        font = fonts[int(random.integers(len(fonts)))]
        height = int(random.integers(SMALLEST, LARGEST + 1))
        text = KINDS[kind](random)
        plain = rendered(text, font, height, random)
        pixels = DISTORTIONS[half][distortion](plain, random)
        name = distortion
        if random.random() < TWICE:
            second = distortions[int(random.integers(len(distortions)))]
            pixels = DISTORTIONS[half][second](pixels, random)
            name = f"{distortion}+{second}"
        yield SmallImage(text, kind, Path(font).stem, name, height, pixels)


def rendered(text: str, font: str, height: int, random: np.random.Generator) -> Grey:
    """Dark ink on light paper."""
    edge = int(random.integers(LEAST_EDGE, max(LEAST_EDGE, height // 6) + 1))
    face = _face(font, height - 2 * edge)
    left, top, right, bottom = face.getbbox(text)
    size = (round(right - left) + 2 * edge, round(bottom - top) + 2 * edge)
    image = Image.new("L", size, PAPER)
    ink = int(random.integers(*INK))
    ImageDraw.Draw(image).text((edge - left, edge - top), text, fill=ink, font=face)
    return np.asarray(image, dtype=np.uint8)


def _face(font: str, capital: int) -> ImageFont.FreeTypeFont:
    path = FOLDER / font
    if not path.exists():
        remedy = "apt-get install fonts-dejavu fonts-liberation fonts-urw-base35, or leave this out"
        raise MissingDependency("a font is missing", where=str(path), remedy=remedy)
    return ImageFont.truetype(str(path), round(capital / CAPITAL))
