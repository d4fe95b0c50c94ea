"""Characters that a form puts into cells of their own, one a cell: read side by side, as words.

A page, regions with ink beside its layer and the boxes of its fields enter; one ResultLine a field
leaves, in px of the page, and the regions that are none of these. A reader that is shown such a row
as it stands takes every cell for a line, in any order, and passes over a lone 0.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import mean, median

import numpy as np
from numpy.typing import NDArray

from recto.model.page import Box, Page, Pixels
from recto.model.result import PageResult, ResultLine, Word
from recto.text.alignment import compact
from recto.textlayer.ground import ground_of
from recto.textlayer.uncovered import AROUND, POINTS

FEWEST = 3  # cells: two characters apart may be anything
EVEN = 0.2  # of the distance of two cells that the others may differ from it
PARTED = 1.5  # distances of two cells from which the two are of two words: a cell is empty
LEVEL = 0.5  # of a character's height that the others share with it
WIDEST = 1.6  # heights of one character with the paper around it
# Of a cell's height between two characters in the strip, and px of paper around it, at the first
# look and the second: of seven values with digits, letters and slashes the first look reads all,
# the second five.
LOOKS = ((0.05, 40), (0.25, 20))
NARROWEST = 2  # px between two characters in the strip
CUT = 0.7  # of the paper around a region that is cut off at a cell's sides

ReadPage = Callable[[Page], PageResult]


@dataclass(frozen=True, slots=True)
class _Row:
    """What stands in one field, from left to right: cells, if it is a comb; px of the page."""

    cells: list[Box]

    @property
    def is_comb(self) -> bool:
        """Single characters on one row, at even distances; cells may be empty."""
        if len(self.cells) < FEWEST:
            return False
        middle = median(cell.centre[1] for cell in self.cells)
        for cell in self.cells:
            _, y = cell.centre
            is_level = abs(y - middle) < LEVEL * cell.height
            is_single = cell.width < WIDEST * cell.height
            if not is_level or not is_single:
                return False

        steps = self.steps
        pitch = float(steps.min())
        places = pitch * np.round(steps / pitch)
        apart = np.abs(steps - places)
        is_even = apart <= EVEN * pitch
        return bool(is_even.all())

    @property
    def steps(self) -> NDArray[np.float64]:
        """Px from each cell's middle to the next one's."""
        middles = []
        for cell in self.cells:
            x, _ = cell.centre
            middles.append(x)
        return np.diff(middles)

    @property
    def words(self) -> list[slice]:
        """The cells of each word: an empty cell parts two."""
        steps = self.steps
        is_far = steps > PARTED * steps.min()
        starts = np.flatnonzero(is_far) + 1
        edges = [0, *starts.tolist(), len(self.cells)]
        return [slice(start, end) for start, end in pairwise(edges)]

    def strip(self, pixels: Pixels, dpi: float, beside: float, paper: int) -> Pixels:
        """The cells side by side, without most of the paper around them; `beside` and `paper` as in
        LOOKS.
        """
        top = int(min(cell.top for cell in self.cells))
        bottom = int(max(cell.bottom for cell in self.cells))
        band = pixels[top:bottom]
        first = int(self.cells[0].left)
        end = int(self.cells[-1].right)
        ground = ground_of(band[:, first:end])

        height = bottom - top
        width = max(NARROWEST, int(beside * height))
        gap = _plain(band, height, width)
        gap[...] = ground
        parts = [gap]
        around = CUT * AROUND * dpi / POINTS
        for cell in self.cells:
            left = int(cell.left + around)
            right = int(cell.right - around) + 1
            parts.append(band[:, left:right])
            parts.append(gap)

        row = np.concatenate(parts, axis=1)
        height, width = row.shape[:2]
        inside = slice(paper, -paper)
        framed = _plain(row, height + 2 * paper, width + 2 * paper)
        framed[...] = ground
        framed[inside, inside] = row
        return framed


def _plain(pixels: Pixels, height: int, width: int) -> Pixels:
    """Paper with the channels of the pixels, still without a colour."""
    channels = pixels.shape[2:]
    return np.empty((height, width, *channels), np.uint8)


def read_combs(
    page: Page, regions: Sequence[Box], fields: Sequence[Box], read: ReadPage
) -> tuple[list[ResultLine], list[Box], list[Box]]:
    """(lines, regions that are left, those among them that are cells of unread rows). Raises what
    `read` raises.
    """
    lines: list[ResultLine] = []
    left = list(regions)
    unread: list[Box] = []
    for field in fields:
        cells = []
        for region in left:
            x, y = region.centre
            is_across = field.left <= x <= field.right
            is_down = field.top <= y <= field.bottom
            if is_across and is_down:
                cells.append(region)

        cells.sort(key=lambda cell: cell.left)
        row = _Row(cells)
        if not row.is_comb:
            continue
        line = _read(page, row, read)
        if line is None:
            unread += cells
        else:
            lines.append(line)
            left = [region for region in left if region not in cells]
    return lines, left, unread


def _read(page: Page, row: _Row, read: ReadPage) -> ResultLine | None:
    """The row as one line, as sure as the words that were read in its strip; None where no look
    reads one character a cell.
    """
    for beside, paper in LOOKS:
        strip = row.strip(page.raster, page.dpi, beside, paper)
        shown = replace(page, raster=strip, notes=())
        result = read(shown)
        found = [word for line in result.lines for word in line.words]
        text = "".join(word.text for word in found)
        is_one_each = len(text) == len(row.cells)
        if is_one_each and compact(text):
            break
    else:
        return None

    first = found[0]
    confidence = mean(word.confidence for word in found)
    is_flagged = any(word.flagged for word in found)
    words = []
    for part in row.words:
        word = Word(
            text[part],
            Box.around(row.cells[part]),
            confidence,
            first.origin,
            first.reason,
            flagged=is_flagged,
        )
        words.append(word)

    box = Box.around(row.cells)
    baseline = (
        box.left,
        box.bottom,
        box.right,
        box.bottom,
    )
    return ResultLine(tuple(words), box, baseline)
