"""The upright view of a page as plain numbers, and its pixels made again from the page and those
numbers.

A View or an Upright and the page's pixels enter, the other leaves: what a JSON result keeps of
cleaning, so that a later run can show the page to an LLM as the first one would have, without
detecting and cleaning again. Pixels are sampled from the original in one go (bilinear), then
smoothed or stretched as the recorded steps say.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from recto.model.page import Pixels
from recto.model.result import Upright, UprightMap
from recto_preprocessing import IDENTITY, Chain, Geometry, Projective, RowShift, Step, View, then

COARSE = 8  # px: maps are smooth, so places are worked out on this grid and are straight in between


def described(view: View) -> Upright | None:
    """The view in numbers; None when it is the page as it stands. Raises TypeError for a map that
    has no numbers.
    """
    if view.geometry is IDENTITY:
        return None
    height, width = view.pixels.shape[:2]
    return Upright(width, height, view.dpi, tuple(_maps(view.geometry)))


def _maps(geometry: Geometry) -> Iterator[UprightMap]:
    if isinstance(geometry, Chain):
        yield from _maps(geometry.first)
        yield from _maps(geometry.second)
    elif isinstance(geometry, Projective):
        yield UprightMap("matrix", _rows(geometry.matrix))
    elif isinstance(geometry, RowShift):
        yield UprightMap(
            "rows", _rows(geometry.rows), float(geometry.width), float(geometry.height)
        )
    else:
        raise TypeError(f"{type(geometry).__name__} cannot be written down")


def _rows(values: NDArray[np.float64]) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(map(float, row)) for row in values)


def made_again(pixels: Pixels, dpi: float, upright: Upright | None, steps: Sequence[Step]) -> View:
    """The view that `described` was given; `pixels` and `dpi` are the original page's, `steps`
    those applied to it.
    """
    if upright is None:
        return View(_retouched(pixels, steps), IDENTITY, dpi)
    page: Geometry = IDENTITY
    geometry = reduce(then, map(geometry_of, upright.maps), page)
    return View(_retouched(_sampled(pixels, geometry, upright), steps), geometry, upright.dpi)


def geometry_of(each: UprightMap) -> Geometry:
    """The map that the numbers describe."""
    values = np.array(each.values, dtype=np.float64)
    return (
        Projective(values) if each.kind == "matrix" else RowShift(values, each.width, each.height)
    )


def _sampled(pixels: Pixels, geometry: Geometry, upright: Upright) -> Pixels:
    import cv2

    across, down = (
        np.arange(-(-size // COARSE) + 1) * float(COARSE)
        for size in (upright.width, upright.height)
    )
    x, y = np.meshgrid(across, down)
    home = geometry.to_original(np.column_stack([x.ravel(), y.ravel()])).astype(np.float32)
    columns, rows = np.meshgrid(
        (np.arange(upright.width, dtype=np.float32) + 0.5) / COARSE,
        (np.arange(upright.height, dtype=np.float32) + 0.5) / COARSE,
    )
    # Geometry counts from px edges, cv2.remap from px centres: half a px between them.
    places = [
        cv2.remap(home[:, k].reshape(x.shape), columns, rows, cv2.INTER_LINEAR) - 0.5
        for k in (0, 1)
    ]
    sampled = cv2.remap(
        pixels, places[0], places[1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(sampled, dtype=np.uint8)


def _retouched(pixels: Pixels, steps: Sequence[Step]) -> Pixels:
    """Steps of cleaning that change the upright view's shades, in their order."""
    from recto_preprocessing.contrast import stretch
    from recto_preprocessing.denoise import smooth

    for step in steps:
        if step.name == "denoise":
            pixels = smooth(pixels)
        elif step.name == "contrast":
            pixels = stretch(pixels, step.after / step.before, 255.0)
    return pixels
