"""Which pictures of a file are its pages: a TIFF's frames but for its thumbnails and masks; of
other files, the first.

An open image enters, the frames that are pages leave, in order, with what is to be said of the
others. A TIFF marks a thumbnail as a reduced version (NewSubfileType bit 0, or the old SubfileType
2) and a mask as such (bit 2). Read as pages they would give the text twice. A frame so marked that
is smaller than no page is the only place of its text, and stays. In other formats frames are
moments of an animation, previews and depth maps. Where the chain of a TIFF's directories breaks,
the frame at which it breaks is a page that cannot be had; those before it can.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass

from PIL import Image

NEW_SUBFILE, OLD_SUBFILE, SUB_IFDS = 254, 255, 330  # TIFF tags
REDUCED, MASK, OLD_REDUCED = 1, 4, 2  # bits of the first, a value of the second
# What Pillow raises on damaged data, found by flipping bytes: its decoders are many and check
# little.
DAMAGE = (
    OSError, SyntaxError, ValueError, EOFError, TypeError, LookupError, ArithmeticError,
    AttributeError, RuntimeError, MemoryError, struct.error, zlib.error,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Frames:
    """The pages of a file by their frame's place in it, 0-based."""

    pages: tuple[int, ...]
    notes: tuple[str, ...] = ()  # what was left out


@dataclass(frozen=True, slots=True)
class _Kind:
    reduced: bool
    mask: bool
    size: tuple[int, int]  # px
    below: int = 0  # pictures in directories of its own (SubIFDs), which no page order names


def count_frames(image: Image.Image, most: int) -> tuple[int, bool]:
    """How many frames the file has, counted no further than past `most`, and whether the chain
    breaks at the last.

    Raises what Pillow raises where it breaks at the first.
    """
    if image.format != "TIFF":
        return int(getattr(image, "n_frames", 1)), False
    count = 0
    while count <= most:
        try:
            image.seek(count)
        except EOFError:
            break
        except DAMAGE:
            if not count:
                raise
            return count + 1, True
        count += 1
    image.seek(0)
    return count, False


def frames_of(image: Image.Image, most: int) -> Frames:
    """The image's frames that are pages. Raises what Pillow raises on a damaged directory."""
    count, broken = count_frames(image, most)
    notes = []
    if image.format != "TIFF":
        if count > 1:
            notes.append(f"the first of {count} pictures in the file")
        return Frames((0,), tuple(notes))

    kinds = []
    for index in range(count - broken):
        image.seek(index)
        kinds.append(_kind(image))
    image.seek(0)

    pages = _pages(kinds)
    left_out = len(kinds) - len(pages)
    if left_out:
        named = "1 thumbnail or mask" if left_out == 1 else f"{left_out} thumbnails and masks"
        notes.append(f"{named} in the file left out: no pages")
    below = sum(kind.below for kind in kinds)
    if below:
        named = "1 picture" if below == 1 else f"{below} pictures"
        where = "below the file's pages (SubIFDs)"
        notes.append(f"{named} {where} not read: copies of other sizes, as a rule")
    if broken:
        pages.append(count - 1)
        notes.append(f"the file is damaged at its picture {count}: what follows is not read")
    return Frames(tuple(pages), tuple(notes))


def _kind(image: Image.Image) -> _Kind:
    """Of the frame that the image stands at."""
    tags = getattr(image, "tag_v2", {})
    new = _number(tags.get(NEW_SUBFILE))
    old = _number(tags.get(OLD_SUBFILE))
    reduced = bool(new & REDUCED) or old == OLD_REDUCED
    mask = bool(new & MASK)

    directories = tags.get(SUB_IFDS)
    below = int(directories is not None)
    if isinstance(directories, tuple):
        below = len(directories)
    return _Kind(reduced, mask, image.size, below)


def _number(value: object) -> int:
    """A tag's value; 0 where it is absent or no number."""
    if isinstance(value, tuple) and value:
        value = value[0]
    if isinstance(value, int):
        return value
    return 0


def _pages(kinds: list[_Kind]) -> list[int]:
    """All but masks of other frames, and smaller versions of them."""
    whole = [kind.size for kind in kinds if not kind.reduced and not kind.mask]
    pages = []
    for index, kind in enumerate(kinds):
        left_out = False
        if kind.mask:
            left_out = bool(whole)
        elif kind.reduced:
            left_out = any(_is_smaller(kind.size, size) for size in whole)
        if not left_out:
            pages.append(index)
    return pages


def _is_smaller(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whichever way round it lies: previews of a sheet on its side may stand."""
    short, long = sorted(one)
    other_short, other_long = sorted(other)
    fits = short <= other_short and long <= other_long
    return fits and one != other
