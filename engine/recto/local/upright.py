"""Fusing a turned or flattened page: seen upright for the order, kept in original px for the
result.

Readings in px of the original page and the upright view's geometry enter, fused lines in original
px leave. Lines that run down the original page, or along a curl, have no order there; in the
upright view they have.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from recto.ink.strokes import NO_STROKES, Strokes
from recto.local.facing_page import EVERYWHERE, Edges
from recto.local.fusion import LocalLine, fuse
from recto.model.page import Box, Line, ReaderWord, Reading
from recto.reading_order.deslant import strip
from recto_preprocessing import IDENTITY, Geometry


def fuse_upright(
    tesseract: Reading,
    ppocr: Reading | None,
    geometry: Geometry,
    edges: Edges = EVERYWHERE,
    ruling: Strokes = NO_STROKES,
) -> tuple[LocalLine, ...]:
    """As `fuse`, judged where `geometry` takes the page; `edges` of the original count only when
    nothing was turned.
    """
    if geometry is IDENTITY:
        return fuse(tesseract, ppocr, edges, ruling)
    home: dict[int, ReaderWord] = {}
    seen = [
        seen_upright(reading, geometry, home)
        for reading in (tesseract, ppocr)
        if reading is not None
    ]
    lines = fuse(
        seen[0], seen[1] if len(seen) > 1 else None, ruling=_upright_ruling(ruling, geometry)
    )
    return tuple(_home(line, geometry, home) for line in lines)


def seen_upright(reading: Reading, geometry: Geometry, home: dict[int, ReaderWord]) -> Reading:
    """The reading in px of the view; `home` learns whose word each new word is."""
    lines = []
    for line in reading.lines:
        words = tuple(
            replace(word, box=box)
            for word, box in zip(line.words, _boxes(line.words, geometry), strict=True)
        )
        home.update((id(new), old) for new, old in zip(words, line.words, strict=True))
        x0, y0, x1, y1 = (
            geometry.from_original(np.array(line.baseline).reshape(2, 2)).ravel().tolist()
        )
        lines.append(Line(words, _upright_box(strip(line), geometry), (x0, y0, x1, y1)))
    return replace(reading, lines=tuple(lines))


def _boxes(things: Sequence[ReaderWord | Line], geometry: Geometry) -> list[Box]:
    """Upright boxes around the mapped corners."""
    corners = [
        (x, y) for t in things for x in (t.box.left, t.box.right) for y in (t.box.top, t.box.bottom)
    ]
    mapped = geometry.from_original(np.array(corners, dtype=np.float64).reshape(-1, 2)).reshape(
        -1, 4, 2
    )
    return [
        Box(*low, *high)
        for low, high in zip(mapped.min(axis=1).tolist(), mapped.max(axis=1).tolist(), strict=True)
    ]


def _upright_ruling(ruling: Strokes, geometry: Geometry) -> Strokes:
    """The strokes in px of the view; on a turned page those that ran down may run across."""
    strokes = np.vstack([ruling.horizontal, ruling.vertical])
    if not len(strokes):
        return ruling
    ends = geometry.from_original(strokes.reshape(-1, 2)).reshape(-1, 4)
    across = np.abs(ends[:, 2] - ends[:, 0]) > np.abs(ends[:, 3] - ends[:, 1])
    return Strokes(_sorted(ends[across], 0), _sorted(ends[~across], 1))


def _sorted(strokes: NDArray[np.float64], axis: int) -> NDArray[np.float64]:
    """Each stroke from its left (0) or upper (1) end to the other."""
    back = strokes[:, axis] > strokes[:, axis + 2]
    return np.where(back[:, None], strokes[:, [2, 3, 0, 1]], strokes)


def _upright_box(corners: NDArray[np.float64], geometry: Geometry) -> Box:
    mapped = geometry.from_original(corners)
    return Box(*mapped.min(axis=0).tolist(), *mapped.max(axis=0).tolist())


def _home(line: LocalLine, geometry: Geometry, home: dict[int, ReaderWord]) -> LocalLine:
    """The line with the words that the readers gave, and its own box and baseline back in original
    px.
    """
    units = tuple(
        replace(
            unit,
            tesseract=tuple(home[id(w)] for w in unit.tesseract),
            ppocr=tuple(home[id(w)] for w in unit.ppocr),
        )
        for unit in line.units
    )
    x0, y0, x1, y1 = geometry.to_original(np.array(line.baseline).reshape(2, 2)).ravel().tolist()
    return replace(
        line, units=units, box=Box.around(unit.box for unit in units), baseline=(x0, y0, x1, y1)
    )
