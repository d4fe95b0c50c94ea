"""Undoing a step that made the page worse: every part of the page is looked at before and after it.

A step that leaves no contrast in the lines of some part has lost them: that is measured on the
pixels of all lines, costs milliseconds and holds for every step. Where PP-OCR, which reads the
lines, is given the pixels, a line of each part and the longest ones are read, too. What is done for
Tesseract alone cannot be judged so: dividing the paper out helps Tesseract and hurts PP-OCR. Pages
that the step does not touch cost nothing.

A step, and a reader of strips where there is one, enter; a step that undoes itself leaves.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from .boxes import boxes_of, within
from .geometry import IDENTITY
from .orientation import ReadStrip, strips
from .page_in_work import Change, PageInWork, sides, to_grey
from .quality import shrink
from .raster import Pixels

WORSE = 0.02  # mean score 0..1 by which lines must read worse for a step to be undone
TILES = 3  # parts of the page across, and as many down
FEW = 3  # lines of a part, the longest: so many are read where the first one reads worse
LOST = 0.25  # mean score by which a part's lines must read worse for them to be lost
DARK_AND_LIGHT = (5, 95)  # percentiles of a line's grey levels: ink and paper
SEEN = 20.0  # grey levels between the two of a line that can be read at all
FADED = 0.4  # of them that are left in a line that is not lost
PART = 0.5  # of the length of a part's lines that may not be lost

SALT = hashlib.blake2b.SALT_SIZE

Act = Callable[[PageInWork], Change | None]


def judged(act: Act, read_strip: ReadStrip | None = None) -> Act:
    """The step, undone (and said so) where some part of the page lost its lines, or where they read
    worse.
    """

    def tried(sheet: PageInWork) -> Change | None:
        change = act(sheet)
        if change is None:
            return None
        changed = sheet.after(change)
        fault = _lost_lines(sheet, changed)
        if not fault and read_strip is not None:
            fault = _reads_worse(sheet, changed, read_strip)
        if not fault:
            return change
        reason = f"undone, as {fault}; {change.reason}"
        return Change(sheet.pixels, IDENTITY, reason, change.before, change.before)

    return tried


def _lost_lines(before: PageInWork, after: PageInWork) -> str:
    """Why the step is to be undone, by the contrast of each line; empty: it is not."""
    contrasts = line_contrasts(before)
    left = line_contrasts(after)
    could_be_read = contrasts >= SEEN
    has_faded = left < FADED * contrasts
    lengths = _lengths(before)
    for part in parts(before):
        readable = part[could_be_read[part]]
        lost = readable[has_faded[readable]]
        length = lengths[readable].sum()
        if lengths[lost].sum() > PART * length:
            return "a part of the page lost its lines in it"
    return ""


def line_contrasts(sheet: PageInWork) -> NDArray[np.float64]:
    """(N,) grey levels between the ink and the paper of each line's box."""
    grey = to_grey(sheet.pixels)
    small = shrink(grey)
    scale = small.shape[1] / grey.shape[1]
    contrasts = []
    for box in boxes_of(sheet.quads * scale):
        cut = np.asarray(within(small, box), dtype=np.uint8)
        dark, light = np.percentile(cut, DARK_AND_LIGHT)
        contrasts.append(light - dark)
    return np.array(contrasts, dtype=np.float64)


def _lengths(sheet: PageInWork) -> NDArray[np.float64]:
    """(N,) px of each line."""
    widths, heights = sides(sheet.quads)
    return np.asarray(np.maximum(widths, heights))


def parts(sheet: PageInWork) -> Iterator[NDArray[np.int64]]:
    """The lines of each part of the page that has any, the longest first."""
    height, width = sheet.pixels.shape[:2]
    middles = sheet.quads.mean(axis=1)
    places = middles * TILES / (width, height)
    tiles = np.clip(places, 0, TILES - 1).astype(int)
    across, down = tiles.T
    numbers = across + TILES * down
    lengths = _lengths(sheet)
    longest_first = np.argsort(-lengths, kind="stable")
    in_order = numbers[longest_first]
    for number in np.unique(numbers):
        yield longest_first[in_order == number]


def _reads_worse(before: PageInWork, after: PageInWork, read_strip: ReadStrip) -> str:
    """Why the step is to be undone, by reading lines; empty: it is not."""
    was, is_now = _scores(before, after, read_strip, slice(None))
    if is_now < was - WORSE:
        return f"lines read at {is_now:.2f} after it and {was:.2f} before"
    for part in parts(before):
        first = part[:1]
        was, is_now = _scores(before, after, read_strip, first)
        if is_now >= was - LOST:
            continue
        # one line says little of a part
        few = part[:FEW]
        was, is_now = _scores(before, after, read_strip, few)
        if is_now < was - LOST:
            return f"lines of a part read at {is_now:.2f} after it and {was:.2f} before"
    return ""


def _scores(
    before: PageInWork,
    after: PageInWork,
    read_strip: ReadStrip,
    lines: NDArray[np.int64] | slice,
) -> tuple[float, float]:
    """How well the longest of these lines read before and after."""
    earlier = strips(before.pixels, before.quads[lines])
    later = strips(after.pixels, after.quads[lines])
    return read_strip(earlier), read_strip(later)


def remembered(read_strip: ReadStrip) -> ReadStrip:
    """The same for one page, reading each line once: what one step leaves is what the next one
    starts from.
    """
    known: dict[bytes, float] = {}

    def score(strip: Pixels) -> float:
        shape = str(strip.shape).encode()
        digest = hashlib.blake2b(strip.tobytes(), salt=shape[:SALT])
        key = digest.digest()
        if key not in known:
            known[key] = read_strip([strip])
        return known[key]

    def mean(lines: Sequence[Pixels]) -> float:
        if not lines:
            return 0.0
        total = sum(map(score, lines))
        return total / len(lines)

    return mean
