"""Pieces of a page as a person looks at them: the word in its line, with what stands around it.

Pixels and a box in px of the original page enter; a crop's bounds, or its bytes as JPEG, leave.
"""

from __future__ import annotations

from io import BytesIO

from recto.model.page import Box, Pixels
from recto.model.result import PageResult

AROUND = 1.6  # heights of the word, over and under it: parts of the lines beside are seen
LEAST_WIDTH = 14.0  # heights of the word: some words of its line are seen with it
QUALITY = 80  # of JPEG, as Pillow counts it
LONGEST_SIDE = 2000  # px: more is not seen on a screen
LEAST_HEIGHT = 8.0  # px: of a box without height

Bounds = tuple[int, int, int, int]  # left, top, right, bottom: px, right and bottom exclusive


def around(page: PageResult, box: Box) -> Bounds:
    """What to show of a page for a word or a line in this box; inside the page."""
    height = max(LEAST_HEIGHT, box.height)
    sideways = max(2 * height, (LEAST_WIDTH * height - box.width) / 2)
    over = AROUND * height
    return within(
        page,
        Box(
            box.left - sideways,
            box.top - over,
            box.right + sideways,
            box.bottom + over,
        ),
    )


def within(page: PageResult, box: Box) -> Bounds:
    """A box in whole px inside the page, at least one px wide and high."""
    left = min(max(0, int(box.left)), page.width - 1)
    top = min(max(0, int(box.top)), page.height - 1)
    right = max(left + 1, min(page.width, round(box.right)))
    bottom = max(top + 1, min(page.height, round(box.bottom)))
    return left, top, right, bottom


def jpeg(pixels: Pixels, bounds: Bounds) -> bytes:
    """That part of the page."""
    from PIL import Image

    left, top, right, bottom = bounds
    image = Image.fromarray(pixels[top:bottom, left:right])
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    out = BytesIO()
    image.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()
