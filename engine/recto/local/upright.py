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
    further: Sequence[Reading] = (),
) -> tuple[LocalLine, ...]:
    """As `fuse`, judged where `geometry` takes the page; `edges` of the original count only when
    nothing was turned.
    """
    if geometry is IDENTITY:
        return fuse(tesseract, ppocr, edges, ruling, further)
    home: dict[int, ReaderWord] = {}
    first = seen_upright(tesseract, geometry, home)
    second = seen_upright(ppocr, geometry, home) if ppocr is not None else None
    rest = [seen_upright(reading, geometry, home) for reading in further]
    lines = fuse(first, second, ruling=_upright_ruling(ruling, geometry), further=rest)
    return tuple(_home(line, geometry, home) for line in lines)


def seen_upright(reading: Reading, geometry: Geometry, home: dict[int, ReaderWord]) -> Reading:
    """The reading in px of the view; `home` learns whose word each new word is."""
    lines = []
    for line in reading.lines:
        words = []
        boxes = _boxes(line.words, geometry)
        for word, upright in zip(line.words, boxes, strict=True):
            seen = replace(word, box=upright)
            home[id(seen)] = word
            words.append(seen)
        corners = geometry.from_original(strip(line))
        low = corners.min(axis=0).tolist()
        high = corners.max(axis=0).tolist()
        ends = geometry.from_original(_ends(line))
        x0, y0, x1, y1 = ends.ravel().tolist()
        box = Box(*low, *high)
        lines.append(Line(tuple(words), box, (x0, y0, x1, y1)))
    return replace(reading, lines=tuple(lines))


def _ends(line: Line | LocalLine) -> NDArray[np.float64]:
    """(2, 2): the ends of the baseline."""
    return np.array(line.baseline).reshape(2, 2)


def _boxes(words: Sequence[ReaderWord], geometry: Geometry) -> list[Box]:
    """Upright boxes around the mapped corners."""
    corners = []
    for word in words:
        box = word.box
        for x in (box.left, box.right):
            corners += [(x, box.top), (x, box.bottom)]
    points = np.array(corners, dtype=np.float64).reshape(-1, 2)
    mapped = geometry.from_original(points).reshape(-1, 4, 2)
    lows = mapped.min(axis=1).tolist()
    highs = mapped.max(axis=1).tolist()
    pairs = zip(lows, highs, strict=True)
    return [Box(*low, *high) for low, high in pairs]


def _upright_ruling(ruling: Strokes, geometry: Geometry) -> Strokes:
    """The strokes in px of the view; on a turned page those that ran down may run across."""
    strokes = np.vstack([ruling.horizontal, ruling.vertical])
    if not len(strokes):
        return ruling
    points = geometry.from_original(strokes.reshape(-1, 2))
    ends = points.reshape(-1, 4)
    x0, y0, x1, y1 = ends.T
    is_across = np.abs(x1 - x0) > np.abs(y1 - y0)
    across = _sorted(ends[is_across], 0)
    down = _sorted(ends[~is_across], 1)
    return Strokes(across, down)


def _sorted(strokes: NDArray[np.float64], axis: int) -> NDArray[np.float64]:
    """Each stroke from its left (0) or upper (1) end to the other."""
    back = strokes[:, axis] > strokes[:, axis + 2]
    turned_round = strokes[:, [2, 3, 0, 1]]
    return np.where(back[:, None], turned_round, strokes)


def _home(line: LocalLine, geometry: Geometry, home: dict[int, ReaderWord]) -> LocalLine:
    """The line with the words that the readers gave, and its own box and baseline back in original
    px.
    """
    units = []
    for unit in line.units:
        tesseract = tuple(home[id(word)] for word in unit.tesseract)
        ppocr = tuple(home[id(word)] for word in unit.ppocr)
        others = []
        for name, words in unit.others:
            others.append((name, tuple(home[id(word)] for word in words)))
        units.append(replace(unit, tesseract=tesseract, ppocr=ppocr, others=tuple(others)))
    box = Box.around(unit.box for unit in units)
    ends = geometry.to_original(_ends(line))
    x0, y0, x1, y1 = ends.ravel().tolist()
    return replace(line, units=tuple(units), box=box, baseline=(x0, y0, x1, y1))
