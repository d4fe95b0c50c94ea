"""Image files: PNG, JPEG, TIFF with many frames, WebP, BMP, JPEG 2000, GIF and PNM, decoded by
Pillow.

Bytes enter, frames as grey or RGB uint8 arrays leave. An 8-bit grey or RGB file comes through bit
for bit; everything else is brought to one of the two (modes.py), EXIF turns applied. Which frames
are pages: frames.py. Only here: which formats are opened at all (Pillow knows more, and some of
them, EPS, would run other programs), and what becomes of a file that ends early.
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
from recto.sources.dpi import Resolution, resolution
from recto.sources.frames import DAMAGE, Frames, count_frames, frames_of
from recto.sources.limits import Limits
from recto.sources.metadata import barer, sound
from recto.sources.modes import pixels_of
from recto.sources.tiff_kinds import ROWS as _ROWS  # noqa: F401 - adds them to Pillow's

FORMATS = ("PNG", "JPEG", "TIFF", "WEBP", "BMP", "JPEG2000", "GIF", "PPM")
MAGIC = re.compile(
    rb"\x89PNG|\xff\xd8\xff|II\*\0|MM\0\*|RIFF....WEBP|BM....\0\0\0\0"
    rb"|\0\0\0\x0cjP|\xff\x4f\xff\x51|GIF8",
    re.DOTALL,
)
# EXIF tag, and its first and last value that turn by a quarter
ORIENTATION, SIDEWAYS, LAST_TURN = 0x0112, 5, 8
# What Pillow leaves where a file ends early: black, or libjpeg's grey (128); rows of it have no
# grain at all.
FILLERS = (0, 128)
ALL_BLACK = "black all over: the file may be damaged, with nothing decoded"
MOST_LOST = 0.9  # of the page's height: with less left, the file is damaged and no page
MOST_REASON = 120  # characters of Pillow's own words in a message


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One picture, decoded."""

    pixels: Pixels  # (height, width) grey or (height, width, 3) RGB
    resolution: Resolution  # as the pixels stand
    notes: tuple[str, ...] = ()
    partial: bool = False  # the file ends before the picture does


@contextmanager
def opened(file: IO[bytes], where: str, limits: Limits) -> Iterator[Image.Image]:
    """The image, header read, nothing decoded. Raises InputError or TooLarge.

    Where what it says besides its pixels is broken, it is opened without that.
    """
    with _opened(file, where) as image:
        width, height = image.size
        limits.check_pixels(width, height, where)
        frames = 1
        if image.format == "TIFF":
            try:
                with _unwarned():
                    frames, _ = count_frames(image, limits.frames)
            except DAMAGE as fault:
                raise broken(fault, where) from fault
        limits.check_frames(frames, where)
        yield image


def _opened(file: IO[bytes], where: str) -> Image.Image:
    try:
        return _open(sound(file), where)
    except InputError:
        for copy in barer(file):
            with suppress(InputError):
                return _open(copy, where)
        raise


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


def _open(file: IO[bytes], where: str) -> Image.Image:
    # Pillow warns of large images from 89 million px and refuses twice that; below, our own cap
    # decides. The filter holds for this call only: warnings elsewhere in the process are not ours
    # to silence.
    try:
        with _unwarned():
            return Image.open(file, formats=FORMATS)
    except Image.DecompressionBombError as fault:
        size = re.search(r"\d+", str(fault))
        claimed = f"{int(size[0]):,} px" if size else "far too many px"
        what = f"the header claims {claimed}"
        raise TooLarge(what, where=where, remedy="scale it down or cut it") from None
    except UnidentifiedImageError:
        what = "neither an image nor a PDF"
        remedy = "convert it to PNG or PDF"
        file.seek(0)
        head = file.read(16)
        if MAGIC.match(head):
            what = "damaged image header, or pixels of a kind that is not read"
            remedy = "copy or scan it again, or convert it to PNG"
        raise InputError(what, where=where, remedy=remedy) from None
    except DAMAGE as fault:
        raise broken(fault, where) from fault


def broken(fault: Exception, where: str) -> InputError:
    """What to say of image data that cannot be decoded."""
    words = str(fault).split()
    reason = " ".join(words)[:MOST_REASON] or type(fault).__name__
    return InputError(f"damaged image data ({reason})", where=where, remedy="copy or scan it again")


def frame(image: Image.Image, index: int, where: str, limits: Limits) -> Frame:
    """Decode one frame (not a page: see `pages_of`). Raises InputError or TooLarge."""
    try:
        with _unwarned():
            image.seek(index)
            width, height = image.size
            limits.check_pixels(width, height, where)
            # libtiff gives black, and no error, where it finds no directory that it can use
            tiles = getattr(image, "tile", ())
            packed = any(tile[0] == "libtiff" for tile in tiles)
            whole = _load(image)

            # A picture that EXIF turns by a quarter has its two resolutions the other way round.
            stated = resolution(image)
            turn = image.getexif().get(ORIENTATION)
            if isinstance(turn, int) and SIDEWAYS <= turn <= LAST_TURN:
                stated = stated.turned()
            # else it copies every page, turned or not
            ImageOps.exif_transpose(image, in_place=True)
            pixels, notes = pixels_of(image)
    except DAMAGE as fault:
        raise broken(fault, where) from fault

    if not whole:
        rest, lost = _partial(pixels, where)
        return Frame(rest, stated, (*notes, lost), partial=True)
    if packed and not pixels.any():
        return Frame(pixels, stated, (*notes, ALL_BLACK), partial=True)
    return Frame(pixels, stated, notes)


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
    height = len(pixels)
    low = _empty_rows(pixels[::-1])
    high = 0 if low == height else _empty_rows(pixels)
    if (low + high) / height > MOST_LOST:
        raise broken(OSError("image file is truncated"), where)

    page = pixels.copy()
    page[height - low :] = 255
    page[:high] = 255
    missing = []
    if low:
        missing.append(f"the lower {low / height:.0%}")
    if high:
        missing.append(f"the upper {high / height:.0%}")
    named = " and ".join(missing) or "some"
    return page, f"the file ends early: {named} of the page is missing"


def _empty_rows(pixels: Pixels) -> int:
    """How many of the first rows hold nothing but the one grey of a decoder that had no data."""
    rows = pixels.reshape(len(pixels), -1)
    level = int(rows[0, 0])
    if level not in FILLERS:
        return 0
    same = (rows == level).all(axis=1)
    if same.all():
        return len(rows)
    first = np.argmin(same)
    return int(first)
