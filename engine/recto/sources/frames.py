"""Which pictures of a file are its pages: a TIFF's frames but for its thumbnails and masks; of other files, the first.

An open image enters, the frames that are pages leave, in order, with what is to be said of the others. A TIFF marks a
thumbnail as a reduced version (NewSubfileType bit 0, or the old SubfileType 2) and a mask as such (bit 2). Read as
pages they would give the text twice. A frame so marked that is smaller than no page is the only place of its text, and
stays. In other formats frames are moments of an animation, previews and depth maps.
"""

from __future__ import annotations

from dataclasses import dataclass

from PIL import Image

NEW_SUBFILE, OLD_SUBFILE = 254, 255  # TIFF tags
REDUCED, MASK, OLD_REDUCED = 1, 4, 2  # bits of the first, a value of the second


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


def frames_of(image: Image.Image) -> Frames:
    """The image's frames that are pages. Raises what Pillow raises on a damaged directory."""
    count = int(getattr(image, "n_frames", 1))
    if image.format != "TIFF":
        return Frames((0,), (f"the first of {count} pictures in the file",) if count > 1 else ())
    kinds = [_kind(image, index) for index in range(count)]
    image.seek(0)
    whole = [kind for kind in kinds if not (kind.reduced or kind.mask)]
    pages = tuple(index for index, kind in enumerate(kinds) if not _left_out(kind, whole))
    return Frames(pages, _notes(count - len(pages)))


def _kind(image: Image.Image, index: int) -> _Kind:
    image.seek(index)
    tags = getattr(image, "tag_v2", {})
    new, old = _number(tags.get(NEW_SUBFILE)), _number(tags.get(OLD_SUBFILE))
    return _Kind(bool(new & REDUCED) or old == OLD_REDUCED, bool(new & MASK), image.size)


def _number(value: object) -> int:
    """A tag's value; 0 where it is absent or no number."""
    first = value[0] if isinstance(value, tuple) and value else value
    return first if isinstance(first, int) else 0


def _left_out(kind: _Kind, whole: list[_Kind]) -> bool:
    if kind.mask:
        return bool(whole)
    return kind.reduced and any(_is_smaller(kind.size, other.size) for other in whole)


def _is_smaller(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] <= other[0] and one[1] <= other[1] and one != other


def _notes(left_out: int) -> tuple[str, ...]:
    if not left_out:
        return ()
    named = "1 thumbnail or mask" if left_out == 1 else f"{left_out} thumbnails and masks"
    return (f"{named} in the file left out: no pages",)
