"""Image files: PNG, JPEG, TIFF with many frames, WebP, BMP, JPEG 2000, GIF and PNM, decoded by
Pillow.

Bytes enter, frames as grey or RGB uint8 arrays leave. An 8-bit grey or RGB file comes through bit
for bit; everything else is brought to one of the two: palettes and CMYK to RGB, deep pixels to 8
bits (depth.py), transparent ones onto a ground that shows them (transparency.py), EXIF turns
applied. Which frames are pages: frames.py. Only here: which formats are opened at all (Pillow knows
more, and some of them, EPS, would run other programs), and what becomes of a file that ends early.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import IO

import numpy as np
from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from recto.errors import InputError, TooLarge
from recto.model.page import Pixels
from recto.sources.depth import reduced
from recto.sources.dpi import Resolution, resolution
from recto.sources.frames import DAMAGE, Frames, count_frames, frames_of
from recto.sources.limits import Limits
from recto.sources.metadata import barer, sound
from recto.sources.tiff_kinds import ROWS as _ROWS  # noqa: F401 - adds them to Pillow's
from recto.sources.transparency import on_ground

FORMATS = ("PNG", "JPEG", "TIFF", "WEBP", "BMP", "JPEG2000", "GIF", "PPM")
MAGIC = re.compile(
    rb"\x89PNG|\xff\xd8\xff|II\*\0|MM\0\*|RIFF....WEBP|BM....\0\0\0\0"
    rb"|\0\0\0\x0cjP|\xff\x4f\xff\x51|GIF8",
    re.DOTALL,
)
ORIENTATION, SIDEWAYS = 0x0112, 5  # EXIF tag, and its first value that turns by a quarter
LAYERED = ("LA", "La", "PA", "RGBA", "RGBa")  # modes with an alpha channel
PHOTOMETRIC, WHITE_IS_ZERO = 262, 0  # TIFF tag and value
SAMPLE_FORMAT, SIGNED = 339, 2
BITS, DEEP = 258, 16
DARK_FULL = (15, 63)  # the lightest that 12 and 14 bits come to where the upper 8 of 16 are kept
# What Pillow leaves where a file ends early: black, or libjpeg's grey (128); rows of it have no
# grain at all.
FILLERS = (0, 128)
ALL_BLACK = "black all over: the file may be damaged, with nothing decoded"
MOST_LOST = 0.9  # of the page's height: with less left, the file is damaged and no page


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One picture, decoded."""

    pixels: Pixels  # (height, width) grey or (height, width, 3) RGB
    resolution: Resolution  # as the pixels stand
    notes: tuple[str, ...] = ()
    partial: bool = False  # the file ends before the picture does


@contextmanager
def opened(file: IO[bytes], where: str, limits: Limits) -> Iterator[Image.Image]:
    """The image, header read, nothing decoded. Raises InputError or TooLarge."""
    with _identified(file, where) as image:
        limits.check_pixels(*image.size, where)
        try:
            with _unwarned():
                frames = count_frames(image, limits.frames)[0] if image.format == "TIFF" else 1
        except DAMAGE as fault:
            raise broken(fault, where) from fault
        limits.check_frames(frames, where)
        yield image


def pages_of(image: Image.Image, where: str) -> Frames:
    """Which frames are pages. Raises InputError."""
    try:
        with _unwarned():
            return frames_of(image, Limits().frames)
    except DAMAGE as fault:
        raise broken(fault, where) from fault


@contextmanager
def _unwarned() -> Iterator[None]:
    """Pillow's warnings of odd metadata are nobody's business: what cannot be decoded raises."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _identified(file: IO[bytes], where: str) -> Image.Image:
    """The image; where what it says besides its pixels is broken, without that. Raises InputError
    or TooLarge.
    """
    try:
        return _open(sound(file), where)
    except InputError:
        for copy in barer(file):
            with suppress(InputError):
                return _open(copy, where)
        raise


def _open(file: IO[bytes], where: str) -> Image.Image:
    # Pillow warns of large images from 89 million px and refuses twice that; below, our own cap
    # decides. The filter holds for this call only: warnings elsewhere in the process are not ours
    # to silence.
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return Image.open(file, formats=FORMATS)
    except Image.DecompressionBombError as fault:
        size = re.search(r"\d+", str(fault))
        claimed = f"{int(size[0]):,} px" if size else "far too many px"
        raise TooLarge(
            f"the header claims {claimed}", where=where, remedy="scale it down or cut it"
        ) from None
    except UnidentifiedImageError:
        raise _unknown(file, where) from None
    except DAMAGE as fault:
        raise broken(fault, where) from fault


def _unknown(file: IO[bytes], where: str) -> InputError:
    file.seek(0)
    if MAGIC.match(file.read(16)):
        what = "damaged image header, or pixels of a kind that is not read"
        return InputError(what, where=where, remedy="copy or scan it again, or convert it to PNG")
    return InputError("neither an image nor a PDF", where=where, remedy="convert it to PNG or PDF")


def broken(fault: Exception, where: str) -> InputError:
    """What to say of image data that cannot be decoded."""
    reason = " ".join(str(fault).split())[:120] or type(fault).__name__
    return InputError(f"damaged image data ({reason})", where=where, remedy="copy or scan it again")


def frame(image: Image.Image, index: int, where: str, limits: Limits) -> Frame:
    """Decode one frame (not a page: see `pages_of`). Raises InputError or TooLarge."""
    try:
        with _unwarned():
            image.seek(index)
            limits.check_pixels(*image.size, where)
            packed = _is_packed(image)
            whole = _load(image)
            stated = _as_shown(image, resolution(image))
            # else it copies every page, turned or not
            ImageOps.exif_transpose(image, in_place=True)
            pixels, notes = _pixels(image)
    except DAMAGE as fault:
        raise broken(fault, where) from fault
    if whole and packed and not pixels.any():
        return Frame(pixels, stated, (*notes, ALL_BLACK), partial=True)
    if whole:
        return Frame(pixels, stated, notes)
    rest, lost = _partial(pixels, where)
    return Frame(rest, stated, (*notes, lost), partial=True)


def _is_packed(image: Image.Image) -> bool:
    """Whether libtiff decodes it, which gives black, and no error, where it finds no directory that
    it can use.
    """
    return any(tile[0] == "libtiff" for tile in getattr(image, "tile", ()))


def _load(image: Image.Image) -> bool:
    """Decode; False where the file ends before its picture does, and what there is was decoded."""
    try:
        image.load()
    except OSError as fault:
        if "truncated" not in str(fault).lower():
            raise
    else:
        return True
    # The switch is the library's only way to ask for it; a worker decodes one picture at a time.
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    try:
        image.load()
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = False
    return False


def _partial(pixels: Pixels, where: str) -> tuple[Pixels, str]:
    """The page with white where the file has nothing, and what to say. Raises InputError where
    hardly any is left.
    """
    low = _empty_rows(pixels[::-1])
    high = 0 if low == len(pixels) else _empty_rows(pixels)
    share = (low + high) / len(pixels)
    if share > MOST_LOST:
        raise broken(OSError("image file is truncated"), where)
    page = pixels.copy()
    page[len(page) - low :] = 255
    page[:high] = 255
    sides = ("lower", low), ("upper", high)
    missing = " and ".join(f"the {side} {size / len(page):.0%}" for side, size in sides if size)
    return page, f"the file ends early: {missing or 'some'} of the page is missing"


def _empty_rows(pixels: Pixels) -> int:
    """How many of the first rows hold nothing but the one grey of a decoder that had no data."""
    rows = pixels.reshape(len(pixels), -1)
    level = int(rows[0, 0])
    if level not in FILLERS:
        return 0
    same = (rows == level).all(axis=1)
    return len(rows) if same.all() else int(np.argmin(same))


def _as_shown(image: Image.Image, stated: Resolution) -> Resolution:
    """A picture that EXIF turns by a quarter has its two resolutions the other way round."""
    turned = image.getexif().get(ORIENTATION)
    return stated.turned() if isinstance(turned, int) and SIDEWAYS <= turned <= 8 else stated


def _pixels(image: Image.Image) -> tuple[Pixels, tuple[str, ...]]:
    if image.mode in ("I", "F") or image.mode.startswith("I;16"):
        return _deep(image)
    if image.mode in LAYERED or "transparency" in image.info:
        return _layered(image)
    return _odd_bytes(image) or _plain(image)


def _plain(image: Image.Image) -> tuple[Pixels, tuple[str, ...]]:
    if image.mode in ("L", "RGB"):
        return np.asarray(image), ()  # read-only: no stage writes to a page, and a copy costs 8 ms
    if image.mode == "1":
        return np.array(image.convert("L")), ()
    if image.mode == "CMYK":
        return _inks(image), ("CMYK turned into RGB",)
    return np.array(image.convert("RGB")), () if image.mode == "P" else (
        f"{image.mode} turned into RGB",
    )


def _odd_bytes(image: Image.Image) -> tuple[Pixels, tuple[str, ...]] | None:
    """TIFF pixels of signed bytes, or of 12 bits in 16 (Pillow keeps the upper 8); None for plain
    ones.
    """
    tags = getattr(image, "tag_v2", {}) if image.format == "TIFF" else {}
    if image.mode == "L" and SIGNED in tags.get(SAMPLE_FORMAT, ()):
        # which Pillow has turned around, byte by byte
        white = tags.get(PHOTOMETRIC) == WHITE_IS_ZERO
        stored = np.array(image) if not white else 255 - np.array(image)
        return reduced(stored.view(np.int8), zero_is_white=white)
    if image.mode == "RGB" and max(tags.get(BITS, (8,))) == DEEP:
        pixels = np.array(image)
        full = next((most for most in DARK_FULL if int(pixels.max()) <= most), 255)
        note = f"only {full} of 255 levels in use, stretched"
        return (
            (pixels, ())
            if full == 255
            else (np.minimum(pixels * (255.0 / full), 255).astype(np.uint8), (note,))
        )
    return None


def _inks(image: Image.Image) -> Pixels:
    """CMYK as RGB. Adobe's JPEGs are negatives and say so; Pillow takes every JPEG of four inks for
    one of them.
    """
    inks = (
        image
        if image.format != "JPEG" or "adobe" in image.info
        else Image.eval(image, lambda level: 255 - level)
    )
    return np.array(inks.convert("RGB"))


def _deep(image: Image.Image) -> tuple[Pixels, tuple[str, ...]]:
    """Grey of more than 8 bits: Pillow knows neither 32 unsigned bits nor, above 8 bits, that 0 may
    be white.
    """
    tags = getattr(image, "tag_v2", {}) if image.format == "TIFF" else {}
    values = np.array(image)
    if image.mode == "I" and tags and SIGNED not in tags.get(SAMPLE_FORMAT, (1,)):
        values = values.astype(np.int32).view(np.uint32)
    grey, notes = reduced(values, zero_is_white=tags.get(PHOTOMETRIC) == WHITE_IS_ZERO)
    clear = image.info.get("transparency")
    if isinstance(clear, int) and (values == clear).any():
        alpha = np.where(values == clear, 0, 255).astype(np.uint8)
        page, more = on_ground(np.dstack([grey, grey, grey, alpha]), colour=False)
        return page, (*notes, *more)
    return grey, notes


def _layered(image: Image.Image) -> tuple[Pixels, tuple[str, ...]]:
    """Grey stays grey; every other mode comes out as RGB."""
    straight = image.convert("LA") if image.mode == "La" else image
    colour = image.mode not in ("1", "L", "LA", "La")
    return on_ground(np.array(straight.convert("RGBA")), colour=colour)
