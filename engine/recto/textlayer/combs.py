"""Characters that a form puts into cells of their own, one a cell: read side by side, as words.

A page, regions with ink beside its layer and the boxes of its fields enter; one ResultLine a field
leaves, in px of the page, and the regions that are none of these. A reader that is shown such a row
as it stands takes every cell for a line, in any order, and passes over a lone 0.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from statistics import mean, median

import numpy as np

from recto.model.page import Box, Page, Pixels
from recto.model.result import PageResult, ResultLine, Word
from recto.text.alignment import compact
from recto.textlayer.uncovered import AROUND, POINTS

FEWEST = 3  # cells: two characters apart may be anything
EVEN = 0.2  # of the distance of two cells that the others may differ from it
LEVEL = 0.5  # of a character's height that the others share with it
WIDEST = 1.6  # heights of one character with the paper around it
# Of a cell's height between two characters in the strip, and px of paper around it, at the first
# look and the second: of seven values with digits, letters and slashes the first look reads all,
# the second five.
LOOKS = ((0.05, 40), (0.25, 20))

ReadPage = Callable[[Page], PageResult]


def read_combs(
    page: Page, regions: Sequence[Box], fields: Sequence[Box], read: ReadPage
) -> tuple[list[ResultLine], list[Box], list[Box]]:
    """(lines, regions that are left, those among them that are cells of unread rows). Raises what
    `read` raises.
    """
    lines: list[ResultLine] = []
    left, unread = list(regions), list[Box]()
    for box in fields:
        cells = sorted((each for each in left if _within(each, box)), key=lambda each: each.left)
        if not _is_comb(cells):
            continue
        line = _read(page, cells, read)
        if line is None:
            unread += cells
        else:
            lines.append(line)
            left = [each for each in left if each not in cells]
    return lines, left, unread


def _within(region: Box, field: Box) -> bool:
    x, y = region.centre
    return field.left <= x <= field.right and field.top <= y <= field.bottom


def _is_comb(cells: Sequence[Box]) -> bool:
    """Single characters on one row, at even distances; cells may be empty."""
    if len(cells) < FEWEST:
        return False
    steps = np.diff([cell.centre[0] for cell in cells])
    pitch = float(steps.min())
    middle = median(cell.centre[1] for cell in cells)
    level = all(abs(cell.centre[1] - middle) < LEVEL * cell.height for cell in cells)
    single = all(cell.width < WIDEST * cell.height for cell in cells)
    even = bool((np.abs(steps - pitch * np.round(steps / pitch)) <= EVEN * pitch).all())
    return level and single and even


def _read(page: Page, cells: Sequence[Box], read: ReadPage) -> ResultLine | None:
    """The row as one line; None where the reading has not one character a cell."""
    words = next(filter(None, (_looked(page, cells, read, *look) for look in LOOKS)), None)
    if words is None:
        return None
    text = "".join(word.text for word in words)
    box = Box.around(cells)
    sure = mean(word.confidence for word in words)
    flagged = any(word.flagged for word in words)
    row = [
        Word(
            text[start:end],
            Box.around(cells[start:end]),
            sure,
            words[0].origin,
            words[0].reason,
            flagged=flagged,
        )
        for start, end in _words(cells)
    ]
    return ResultLine(tuple(row), box, (box.left, box.bottom, box.right, box.bottom))


def _looked(
    page: Page, cells: Sequence[Box], read: ReadPage, beside: float, paper: int
) -> list[Word]:
    """The words of the strip where they have one character a cell, else none."""
    strip = _strip(page.raster, cells, page.dpi, beside, paper)
    found = read(replace(page, raster=strip, notes=()))
    words = [word for line in found.lines for word in line.words]
    text = "".join(word.text for word in words)
    return words if len(text) == len(cells) and compact(text) else []


def _words(cells: Sequence[Box]) -> list[tuple[int, int]]:
    """(first, past the last) cell of each word: an empty cell parts two."""
    steps = np.diff([cell.centre[0] for cell in cells])
    cuts = [i + 1 for i, step in enumerate(steps) if step > 1.5 * steps.min()]
    return list(zip([0, *cuts], [*cuts, len(cells)], strict=True))


def _strip(pixels: Pixels, cells: Sequence[Box], dpi: float, beside: float, paper: int) -> Pixels:
    """The cells side by side, without most of the paper around them."""
    around = 0.7 * AROUND * dpi / POINTS
    top, bottom = int(min(cell.top for cell in cells)), int(max(cell.bottom for cell in cells))
    ground = np.median(pixels[top:bottom, int(cells[0].left) : int(cells[-1].right)], axis=(0, 1))
    gap = np.empty(
        (bottom - top, max(2, int(beside * (bottom - top))), *pixels.shape[2:]), np.uint8
    )
    gap[...] = ground
    parts = [gap]
    for cell in cells:
        parts += [pixels[top:bottom, int(cell.left + around) : int(cell.right - around) + 1], gap]
    row = np.concatenate(parts, axis=1)
    framed = np.empty(
        (row.shape[0] + 2 * paper, row.shape[1] + 2 * paper, *pixels.shape[2:]), np.uint8
    )
    framed[...] = ground
    framed[paper:-paper, paper:-paper] = row
    return framed
