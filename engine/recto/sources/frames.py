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
DAMAGE = (OSError, SyntaxError, ValueError, EOFError, TypeError, LookupError, ArithmeticError,
    AttributeError,
          RuntimeError, MemoryError, struct.error, zlib.error)  # fmt: skip


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
    if image.format != "TIFF":
        return Frames((0,), (f"the first of {count} pictures in the file",) if count > 1 else ())
    kinds = [_kind(image, index) for index in range(count - broken)]
    image.seek(0)
    whole = [kind for kind in kinds if not (kind.reduced or kind.mask)]
    pages = [index for index, kind in enumerate(kinds) if not _left_out(kind, whole)]
    notes = _notes(len(kinds) - len(pages), sum(kind.below for kind in kinds))
    if broken:
        notes = (*notes, f"the file is damaged at its picture {count}: what follows is not read")
    return Frames((*pages, count - 1) if broken else tuple(pages), notes)


def _kind(image: Image.Image, index: int) -> _Kind:
    image.seek(index)
    tags = getattr(image, "tag_v2", {})
    new, old = _number(tags.get(NEW_SUBFILE)), _number(tags.get(OLD_SUBFILE))
    reduced = bool(new & REDUCED) or old == OLD_REDUCED
    return _Kind(reduced, bool(new & MASK), image.size, _count(tags.get(SUB_IFDS)))


def _count(value: object) -> int:
    """How many directories a tag names."""
    return len(value) if isinstance(value, tuple) else int(value is not None)


def _number(value: object) -> int:
    """A tag's value; 0 where it is absent or no number."""
    first = value[0] if isinstance(value, tuple) and value else value
    return first if isinstance(first, int) else 0


def _left_out(kind: _Kind, whole: list[_Kind]) -> bool:
    if kind.mask:
        return bool(whole)
    return kind.reduced and any(_is_smaller(kind.size, other.size) for other in whole)


def _is_smaller(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whichever way round it lies: previews of a sheet on its side may stand."""
    (short, long), (other_short, other_long) = sorted(one), sorted(other)
    return short <= other_short and long <= other_long and one != other


def _notes(left_out: int, below: int) -> tuple[str, ...]:
    notes = []
    if left_out:
        named = "1 thumbnail or mask" if left_out == 1 else f"{left_out} thumbnails and masks"
        notes.append(f"{named} in the file left out: no pages")
    if below:
        named = "1 picture" if below == 1 else f"{below} pictures"
        notes.append(
            f"{named} below the file's pages (SubIFDs) not read: copies of other sizes, as a rule"
        )
    return tuple(notes)
