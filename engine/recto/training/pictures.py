"""A line as the readers saw it: turned and levelled with its page, cut out of the source's pixels.

A KnownLine, and its page with the source where its image is, enter; a View of the page, or the
line's pixels, leave. A line of a slanted page is cut along its words: the upright box around all of
it would hold pieces of its neighbours.
"""

from __future__ import annotations

from io import BytesIO

import numpy as np

from recto.local.coloured import visible
from recto.model.page import Pixels
from recto.model.result import PageResult
from recto.model.upright import made_again
from recto.pipeline.previous_result import pixels_of
from recto.training.known import KnownLine
from recto_preprocessing import View

MARGIN = 0.1  # heights of the line, on every side: boxes end where ink does
TALL = 1.5  # heights to a width from which several letters do not stand in a row
FEW = 2  # letters that may be higher than wide


def upright(page: PageResult) -> View:
    """The page as it was shown to readers. Raises what opening the source does."""
    found = pixels_of(page)
    seen = visible(found)
    return made_again(
        seen.raster,
        seen.dpi,
        page.upright,
        page.steps,
    )


def cut(view: View, line: KnownLine) -> Pixels:
    """The line's pixels, at least one px wide and high."""
    corners = []
    for box in line.words:
        corners += [
            (box.left, box.top),
            (box.right, box.top),
            (box.right, box.bottom),
            (box.left, box.bottom),
        ]
    on_page = np.array(corners, dtype=np.float64)
    points = view.geometry.from_original(on_page)
    first = points.min(axis=0)
    last = points.max(axis=0)
    margin = MARGIN * (last[1] - first[1])

    size = np.array(view.pixels.shape[1::-1])
    begin = np.floor(first - margin)
    end = np.ceil(last + margin)
    left, top = np.clip(begin, 0, size - 1).astype(int)
    right, bottom = np.clip(end, (left + 1, top + 1), size).astype(int)
    return view.pixels[top:bottom, left:right]


def stands_upright(pixels: Pixels, text: str) -> bool:
    """Whether letters stand over one another: readers of lines want them in a row."""
    if len(text) <= FEW:
        return False
    height, width = pixels.shape[:2]
    return bool(height >= TALL * width)


def png(pixels: Pixels) -> bytes:
    """Without loss."""
    from PIL import Image

    out = BytesIO()
    image = Image.fromarray(pixels)
    image.save(out, "PNG")
    return out.getvalue()
