"""The strokes of a composed page, and how thick its letters are, as the engine finds them on a
worse picture of it than the one that was drawn.

The file of a Layout enters, with its picture beside it; Strokes leave. Some pages have no pen, as
pages that come without pixels: what is learned must do without it.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import cv2
import numpy as np

from recto.ink.strokes import Strokes, find_strokes

WITHOUT = 0.2  # share of the pages
MOST_BLUR = 1.3  # px, standard deviation
MOST_NOISE = 10.0  # grey levels, standard deviation
CONTRAST = (0.45, 1.0)


def strokes_beside(file: Path) -> Strokes | None:
    """Of the picture beside a layout's file, None where there is none; the same page always has the
    same.
    """
    picture = file.with_suffix(".png")
    drawn = cv2.imread(str(picture), cv2.IMREAD_GRAYSCALE) if picture.exists() else None
    if drawn is None:
        return None
    digest = hashlib.sha256(f"{file.stem} pen".encode()).digest()
    dice = np.random.default_rng(int.from_bytes(digest[:4], "big"))
    is_without = dice.random() < WITHOUT
    blurred = cv2.GaussianBlur(drawn, (0, 0), dice.uniform(0.1, MOST_BLUR))
    pale = 255 - dice.uniform(*CONTRAST) * (255.0 - blurred)
    noise = dice.normal(0.0, dice.uniform(0.0, MOST_NOISE), drawn.shape)
    seen = np.clip(pale + noise, 0, 255).astype(np.uint8)
    found = find_strokes(seen)
    return Strokes(found.horizontal, found.vertical) if is_without else found
