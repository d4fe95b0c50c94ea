"""Undoing a step that made the page worse: a few lines are read before and after it.

For steps whose measurement can mislead and whose pixels PP-OCR, which reads the lines, is given.
What is done for Tesseract alone cannot be judged so: dividing the paper out helps Tesseract and
hurts PP-OCR. Pages that the step does not touch cost nothing.

A step and a reader of strips enter, a step that asks the reader leaves.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

from .geometry import IDENTITY
from .orientation import ReadStrip, strips
from .page_in_work import Change, PageInWork
from .raster import Pixels

WORSE = 0.02  # mean score 0..1 by which lines must read worse for a step to be undone

SALT = hashlib.blake2b.SALT_SIZE

Act = Callable[[PageInWork], Change | None]


def judged(act: Act, read_strip: ReadStrip | None) -> Act:
    """The step, undone (and said so) where its lines read worse after it; without a reader, the
    step itself.
    """
    if read_strip is None:
        return act

    def tried(sheet: PageInWork) -> Change | None:
        change = act(sheet)
        if change is None:
            return None
        changed = sheet.after(change)
        before = read_strip(strips(sheet.pixels, sheet.quads))
        after = read_strip(strips(changed.pixels, changed.quads))
        if after >= before - WORSE:
            return change
        reason = (
            f"undone, as lines read at {after:.2f} after it and {before:.2f} before;"
            f" {change.reason}"
        )
        return Change(sheet.pixels, IDENTITY, reason, change.before, change.before)

    return tried


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
