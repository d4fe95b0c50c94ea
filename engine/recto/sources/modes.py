"""A decoded picture of any mode as pixels: grey or RGB, eight bits.

A Pillow image enters, a uint8 array leaves, with notes of what was changed. Grey and RGB of 8 bits
come through bit for bit; palettes and CMYK become RGB, deep pixels 8 bits (depth.py), transparent
ones are laid onto a ground that shows them (transparency.py). Only here: what Pillow makes of odd
files (signed bytes, 12 bits in 16, negatives), undone.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from PIL import Image

from recto.model.page import Pixels
from recto.sources.depth import reduced
from recto.sources.transparency import on_ground

LAYERED = ("LA", "La", "PA", "RGBA", "RGBa")  # modes with an alpha channel
GREYS = ("1", "L", "LA", "La")  # modes without a colour
PHOTOMETRIC, WHITE_IS_ZERO = 262, 0  # TIFF tag and value
SAMPLE_FORMAT, SIGNED = 339, 2
BITS, DEEP = 258, 16
DARK_FULL = (15, 63)  # the lightest that 12 and 14 bits come to where the upper 8 of 16 are kept


def pixels_of(image: Image.Image) -> tuple[Pixels, tuple[str, ...]]:
    """((height, width[, 3]) uint8, notes) of a decoded image. Raises what Pillow raises."""
    mode = image.mode
    if mode in ("I", "F") or mode.startswith("I;16"):
        return _deep(image)
    if mode in LAYERED or "transparency" in image.info:
        # Grey stays grey; every other mode comes out as RGB.
        straight = image.convert("LA") if mode == "La" else image
        layers = np.array(straight.convert("RGBA"))
        return on_ground(layers, colour=mode not in GREYS)
    odd = _odd_bytes(image)
    if odd is not None:
        return odd
    return _plain(image)


def _plain(image: Image.Image) -> tuple[Pixels, tuple[str, ...]]:
    mode = image.mode
    if mode in ("L", "RGB"):
        return np.asarray(image), ()  # read-only: no stage writes to a page, and a copy costs 8 ms
    if mode == "1":
        return np.array(image.convert("L")), ()
    if mode == "CMYK" and image.format == "JPEG" and "adobe" not in image.info:
        # Adobe's JPEGs are negatives and say so; Pillow takes every JPEG of four inks for one of
        # them.
        image = Image.eval(image, lambda level: 255 - level)
    pixels = np.array(image.convert("RGB"))
    if mode == "P":
        return pixels, ()
    return pixels, (f"{mode} turned into RGB",)


def _odd_bytes(image: Image.Image) -> tuple[Pixels, tuple[str, ...]] | None:
    """TIFF pixels of signed bytes, or of 12 bits in 16 (Pillow keeps the upper 8); None for plain
    ones.
    """
    tags = _tiff_tags(image)
    if image.mode == "L" and SIGNED in tags.get(SAMPLE_FORMAT, ()):
        stored = np.array(image)
        white = tags.get(PHOTOMETRIC) == WHITE_IS_ZERO
        if white:  # which Pillow has turned around, byte by byte
            stored = 255 - stored
        return reduced(stored.view(np.int8), zero_is_white=white)

    if image.mode == "RGB" and max(tags.get(BITS, (8,))) == DEEP:
        pixels = np.array(image)
        lightest = int(pixels.max())
        for full in DARK_FULL:
            if lightest <= full:
                stretched = np.minimum(pixels * (255.0 / full), 255)
                note = f"only {full} of 255 levels in use, stretched"
                return stretched.astype(np.uint8), (note,)
        return pixels, ()
    return None


def _tiff_tags(image: Image.Image) -> Any:
    """Tag -> value; nothing for other files."""
    if image.format != "TIFF":
        return {}
    return getattr(image, "tag_v2", {})


def _deep(image: Image.Image) -> tuple[Pixels, tuple[str, ...]]:
    """Grey of more than 8 bits: Pillow knows neither 32 unsigned bits nor, above 8 bits, that 0 may
    be white.
    """
    tags = _tiff_tags(image)
    values = np.array(image)
    if image.mode == "I" and tags and SIGNED not in tags.get(SAMPLE_FORMAT, (1,)):
        values = values.astype(np.int32).view(np.uint32)
    zero_is_white = tags.get(PHOTOMETRIC) == WHITE_IS_ZERO
    grey, notes = reduced(values, zero_is_white=zero_is_white)

    clear = image.info.get("transparency")
    if not isinstance(clear, int):
        return grey, notes
    unseen = values == clear
    if not unseen.any():
        return grey, notes
    alpha = np.where(unseen, 0, 255).astype(np.uint8)
    layers = np.dstack([grey, grey, grey, alpha])
    page, more = on_ground(layers, colour=False)
    return page, (*notes, *more)
