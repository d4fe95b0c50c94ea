"""How thick the strokes of a composed page's letters are, as they are measured on a worse picture
of it than the one that was drawn.

The file of a Layout enters, with its picture beside it; the Pen leaves that the engine would have.
Some pages have none, as pages that come without pixels: what is learned must do without it.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import cv2
import numpy as np

from recto.ink.pen import NO_PEN, Pen
from recto.ink.strokes import find_strokes

WITHOUT = 0.2  # share of the pages
MOST_BLUR = 1.3  # px, standard deviation
MOST_NOISE = 10.0  # grey levels, standard deviation
CONTRAST = (0.45, 1.0)


def pen_beside(file: Path) -> Pen:
    """Of the picture beside a layout's file; the same page always has the same."""
    picture = file.with_suffix(".png")
    if not picture.exists():
        return NO_PEN
    digest = hashlib.sha256(f"{file.stem} pen".encode()).digest()
    dice = np.random.default_rng(int.from_bytes(digest[:4], "big"))
    if dice.random() < WITHOUT:
        return NO_PEN
    drawn = cv2.imread(str(picture), cv2.IMREAD_GRAYSCALE)
    if drawn is None:
        return NO_PEN
    blurred = cv2.GaussianBlur(drawn, (0, 0), dice.uniform(0.1, MOST_BLUR))
    pale = 255 - dice.uniform(*CONTRAST) * (255.0 - blurred)
    noise = dice.normal(0.0, dice.uniform(0.0, MOST_NOISE), drawn.shape)
    seen = np.clip(pale + noise, 0, 255).astype(np.uint8)
    return find_strokes(seen).pen
