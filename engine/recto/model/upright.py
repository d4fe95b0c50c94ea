"""The upright view of a page as plain numbers, and its pixels made again from the page and those
numbers.

A View or an Upright and the page's pixels enter, the other leaves: what a JSON result keeps of
cleaning, so that a later run can show the page to an LLM as the first one would have, without
detecting and cleaning again. Pixels are sampled from the original in one go (bilinear), then
smoothed or stretched as the recorded steps say.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from recto.model.page import Pixels
from recto.model.result import Upright, UprightMap
from recto_preprocessing import IDENTITY, Chain, Geometry, Projective, RowShift, Step, View, then

COARSE = 8  # px: maps are smooth, so places are worked out on this grid and are straight in between
# grey levels from black to white: what the darkest and lightest parts were stretched to
FULL_RANGE = 255.0


def described(view: View) -> Upright | None:
    """The view in numbers; None when it is the page as it stands. Raises TypeError for a map that
    has no numbers.
    """
    if view.geometry is IDENTITY:
        return None
    height, width = view.pixels.shape[:2]
    maps = tuple(_maps(view.geometry))
    return Upright(width, height, view.dpi, maps)


def _maps(geometry: Geometry) -> Iterator[UprightMap]:
    if isinstance(geometry, Chain):
        yield from _maps(geometry.first)
        yield from _maps(geometry.second)
    elif isinstance(geometry, Projective):
        yield UprightMap("matrix", _rows(geometry.matrix))
    elif isinstance(geometry, RowShift):
        nodes = _rows(geometry.rows)
        yield UprightMap("rows", nodes, float(geometry.width), float(geometry.height))
    else:
        raise TypeError(f"{type(geometry).__name__} cannot be written down")


def _rows(values: NDArray[np.float64]) -> tuple[tuple[float, ...], ...]:
    rows = []
    for row in values:
        numbers = map(float, row)
        rows.append(tuple(numbers))
    return tuple(rows)


def made_again(pixels: Pixels, dpi: float, upright: Upright | None, steps: Sequence[Step]) -> View:
    """The view that `described` was given; `pixels` and `dpi` are the original page's, `steps`
    those applied to it.
    """
    if upright is None:
        retouched = _retouched(pixels, steps)
        return View(retouched, IDENTITY, dpi)

    geometry: Geometry = IDENTITY
    for step in upright.maps:
        next_map = geometry_of(step)
        geometry = then(geometry, next_map)
    sampled = _sampled(pixels, geometry, upright)
    retouched = _retouched(sampled, steps)
    return View(retouched, geometry, upright.dpi)


def geometry_of(each: UprightMap) -> Geometry:
    """The map that the numbers describe."""
    values = np.array(each.values, dtype=np.float64)
    if each.kind == "matrix":
        return Projective(values)
    return RowShift(values, each.width, each.height)


def _sampled(pixels: Pixels, geometry: Geometry, upright: Upright) -> Pixels:
    import cv2

    width, height = upright.width, upright.height
    x, y = np.meshgrid(_coarse_places(width), _coarse_places(height))
    places = np.column_stack([x.ravel(), y.ravel()])
    on_page = geometry.to_original(places).astype(np.float32)

    across, down = _coarse_pixels(width), _coarse_pixels(height)
    columns, rows = np.meshgrid(across, down)
    sources = []
    for axis in (0, 1):
        coarse = on_page[:, axis].reshape(x.shape)
        fine = cv2.remap(coarse, columns, rows, cv2.INTER_LINEAR)
        # Geometry counts from px edges, cv2.remap from px centres: half a px between them.
        sources.append(fine - 0.5)

    page_x, page_y = sources
    edge = cv2.BORDER_REPLICATE
    sampled = cv2.remap(pixels, page_x, page_y, cv2.INTER_LINEAR, borderMode=edge)
    return np.asarray(sampled, dtype=np.uint8)


def _coarse_places(size: int) -> NDArray[np.float64]:
    """Px at which places are worked out, the last one at the end of the side or behind it."""
    steps = -(-size // COARSE)
    return np.arange(steps + 1, dtype=np.float64) * COARSE


def _coarse_pixels(size: int) -> NDArray[np.float32]:
    """The middle of every px of a side, in steps of the coarse grid."""
    middles = np.arange(size, dtype=np.float32) + 0.5
    return np.asarray(middles / COARSE, dtype=np.float32)


def _retouched(pixels: Pixels, steps: Sequence[Step]) -> Pixels:
    """Steps of cleaning that change the upright view's shades, in their order; those undone changed
    nothing.
    """
    from recto_preprocessing.contrast import stretch
    from recto_preprocessing.denoise import smooth
    from recto_preprocessing.local_contrast import stretch_from_paper

    for step in steps:
        if step.after == step.before:
            continue
        if step.name == "denoise":
            pixels = smooth(pixels)
        elif step.name == "contrast":
            factor = step.after / step.before
            pixels = stretch(pixels, factor, FULL_RANGE)
        elif step.name == "local-contrast":
            factor = step.after / step.before
            pixels = stretch_from_paper(pixels, factor)
    return pixels
