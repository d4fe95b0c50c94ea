"""Image files: PNG, JPEG, TIFF with many frames, WebP, BMP, JPEG 2000, and what else Pillow reads.

Bytes enter, frames as grey or RGB uint8 arrays leave. An 8-bit grey or RGB file comes through bit for bit; everything
else is brought to one of the two: palettes and CMYK to RGB, 16 bits to 8, transparency onto white, EXIF turns applied.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from recto.errors import InputError, TooLarge
from recto.model import Pixels
from recto.sources.limits import Limits


@contextmanager
def opened(file: IO[bytes], where: str, limits: Limits) -> Iterator[Image.Image]:
    """The image, header read, nothing decoded. Raises InputError or TooLarge."""
    # Pillow warns of large images from 89 million px; our own cap decides, and only here.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        try:
            image = Image.open(file)
        except Image.DecompressionBombError:
            raise TooLarge("the header claims far too many pixels", where=where, remedy="scale it down") from None
        except UnidentifiedImageError:
            raise InputError("neither an image nor a PDF", where=where, remedy="convert it to PNG or PDF") from None
        except (OSError, SyntaxError, ValueError) as fault:
            raise broken(fault, where) from fault
        with image:
            limits.check_pixels(*image.size, where)
            limits.check_frames(getattr(image, "n_frames", 1), where)
            yield image


def broken(fault: Exception, where: str) -> InputError:
    """What to say of image data that cannot be decoded."""
    reason = " ".join(str(fault).split())[:120] or type(fault).__name__
    return InputError(f"damaged image data ({reason})", where=where, remedy="copy or scan it again")


def frame(image: Image.Image, index: int, where: str, limits: Limits) -> tuple[Pixels, tuple[str, ...]]:
    """Decode one frame -> ((height, width[, 3]) uint8, notes). Raises InputError or TooLarge."""
    try:
        image.seek(index)
        limits.check_pixels(*image.size, where)
        image.load()
        turned = ImageOps.exif_transpose(image)
        return _pixels(turned)
    except (OSError, SyntaxError, ValueError, EOFError) as fault:
        raise broken(fault, where) from fault


def _pixels(image: Image.Image) -> tuple[Pixels, tuple[str, ...]]:
    if image.mode in ("L", "RGB") and "transparency" not in image.info:
        return np.array(image), ()
    if image.mode == "1":
        return np.array(image.convert("L")), ()
    if image.mode in ("I", "F") or image.mode.startswith("I;16"):
        return _eight_bits(np.array(image))
    if image.mode in ("LA", "La", "PA", "RGBA", "RGBa", "P") or "transparency" in image.info:
        return _on_white(image), ()
    return np.array(image.convert("RGB")), (f"{image.mode} turned into RGB",)


def _eight_bits(values: NDArray[np.generic]) -> tuple[Pixels, tuple[str, ...]]:
    """By the range in use: 12-bit scanners fill only a sixteenth of 16 bits."""
    top = float(values.max()) if values.size else 0.0
    full = next((limit for limit in (255.0, 4095.0, 65535.0) if top <= limit), max(top, 1.0))
    scaled = np.clip(values.astype(np.float64) * (255.0 / full), 0, 255)
    return scaled.astype(np.uint8), ("deep grey reduced to 8 bits",)


def _on_white(image: Image.Image) -> Pixels:
    layered = image.convert("RGBA")
    if layered.getchannel("A").getextrema() == (255, 255):
        return np.array(layered.convert("RGB"))
    white = Image.new("RGBA", layered.size, "white")
    return np.array(Image.alpha_composite(white, layered).convert("RGB"))
