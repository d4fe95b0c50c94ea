"""Image files: PNG, JPEG, TIFF with many frames, WebP, BMP, JPEG 2000, GIF and PNM, decoded by Pillow.

Bytes enter, frames as grey or RGB uint8 arrays leave. An 8-bit grey or RGB file comes through bit for bit; everything
else is brought to one of the two: palettes and CMYK to RGB, 16 bits to 8, transparency onto white, EXIF turns applied.
Only here: which formats are opened at all. Pillow knows more, and some of them (EPS) would run other programs.
"""

from __future__ import annotations

import re
import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from recto.errors import InputError, TooLarge
from recto.model import Pixels
from recto.sources.limits import Limits

FORMATS = ("PNG", "JPEG", "TIFF", "WEBP", "BMP", "JPEG2000", "GIF", "PPM")
MAGIC = re.compile(
    rb"\x89PNG|\xff\xd8\xff|II\*\0|MM\0\*|RIFF....WEBP|BM....\0\0\0\0|\0\0\0\x0cjP|\xff\x4f\xff\x51|GIF8", re.DOTALL
)
# What Pillow raises on damaged data, found by flipping bytes: its decoders are many and check little.
DAMAGE = (OSError, SyntaxError, ValueError, EOFError, TypeError, LookupError, ArithmeticError, AttributeError,
          RuntimeError, MemoryError, struct.error, zlib.error)  # fmt: skip


@contextmanager
def opened(file: IO[bytes], where: str, limits: Limits) -> Iterator[Image.Image]:
    """The image, header read, nothing decoded. Raises InputError or TooLarge."""
    with _identified(file, where) as image:
        limits.check_pixels(*image.size, where)
        try:
            frames = frame_count(image)
        except DAMAGE as fault:
            raise broken(fault, where) from fault
        limits.check_frames(frames, where)
        yield image


def _identified(file: IO[bytes], where: str) -> Image.Image:
    # Pillow warns of large images from 89 million px and refuses twice that; below, our own cap decides. The filter
    # holds for this call only: warnings elsewhere in the process are not ours to silence.
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return Image.open(file, formats=FORMATS)
    except Image.DecompressionBombError as fault:
        size = re.search(r"\d+", str(fault))
        claimed = f"{int(size[0]):,} px" if size else "far too many px"
        raise TooLarge(f"the header claims {claimed}", where=where, remedy="scale it down or cut it") from None
    except UnidentifiedImageError:
        raise _unknown(file, where) from None
    except DAMAGE as fault:
        raise broken(fault, where) from fault


def _unknown(file: IO[bytes], where: str) -> InputError:
    file.seek(0)
    if MAGIC.match(file.read(16)):
        return InputError("damaged image header", where=where, remedy="copy or scan it again")
    return InputError("neither an image nor a PDF", where=where, remedy="convert it to PNG or PDF")


def broken(fault: Exception, where: str) -> InputError:
    """What to say of image data that cannot be decoded."""
    reason = " ".join(str(fault).split())[:120] or type(fault).__name__
    return InputError(f"damaged image data ({reason})", where=where, remedy="copy or scan it again")


def frame_count(image: Image.Image) -> int:
    """Pages of the file. Only a TIFF's frames are pages: other formats hold animations, previews and depth maps."""
    return int(getattr(image, "n_frames", 1)) if image.format == "TIFF" else 1


def frame(image: Image.Image, index: int, where: str, limits: Limits) -> tuple[Pixels, tuple[str, ...]]:
    """Decode one frame -> ((height, width[, 3]) uint8, notes). Raises InputError or TooLarge."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of odd metadata: what cannot be decoded raises
            image.seek(index)
            limits.check_pixels(*image.size, where)
            image.load()
            negative = _is_deep_negative(image)
            ImageOps.exif_transpose(image, in_place=True)  # else it copies every page, turned or not
            pixels, notes = _pixels(image)
    except DAMAGE as fault:
        raise broken(fault, where) from fault
    others = int(getattr(image, "n_frames", 1)) if image.format != "TIFF" else 1
    pixels = 255 - pixels if negative else pixels
    return pixels, notes if others == 1 else (*notes, f"the first of {others} pictures in the file")


def _is_deep_negative(image: Image.Image) -> bool:
    """16-bit TIFF in which 0 is white (PhotometricInterpretation 0): Pillow turns only 1 to 8 bits of these around."""
    return image.format == "TIFF" and image.mode.startswith("I") and getattr(image, "tag_v2", {}).get(262) == 0


def _pixels(image: Image.Image) -> tuple[Pixels, tuple[str, ...]]:
    if "transparency" in image.info or image.mode in ("LA", "La", "PA", "RGBA", "RGBa"):
        return _on_white(image), ()
    if image.mode in ("L", "RGB"):
        return np.asarray(image), ()  # read-only: no stage writes to a page, and a copy costs 8 ms
    if image.mode == "1":
        return np.array(image.convert("L")), ()
    if image.mode in ("I", "F") or image.mode.startswith("I;16"):
        return _eight_bits(np.array(image))
    return np.array(image.convert("RGB")), () if image.mode == "P" else (f"{image.mode} turned into RGB",)


def _eight_bits(values: NDArray[np.generic]) -> tuple[Pixels, tuple[str, ...]]:
    """By the range in use: 12-bit scanners fill only a sixteenth of 16 bits, and float images run from 0 to 1."""
    top = float(values.max()) if values.size else 0.0
    ranges = (1.0, 255.0, 4095.0, 65535.0) if values.dtype.kind == "f" else (255.0, 4095.0, 65535.0)
    full = next((limit for limit in ranges if top <= limit), top)
    scaled = np.clip(np.rint(values.astype(np.float32) * np.float32(255.0 / full)), 0, 255)
    return scaled.astype(np.uint8), ("deep grey reduced to 8 bits",)


def _on_white(image: Image.Image) -> Pixels:
    """Grey stays grey; every other mode comes out as RGB."""
    mode = "L" if image.mode in ("L", "LA", "La") else "RGB"
    layered = image.convert("RGBA")
    page = Image.new(mode, layered.size, "white")
    page.paste(layered.convert(mode), mask=layered.getchannel("A"))
    return np.array(page)
