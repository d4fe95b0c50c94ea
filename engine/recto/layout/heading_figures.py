"""What is seen of a paragraph that may be a heading.

Paragraphs of a page with what surrounds each enter, a row of figures for each leaves (COLUMNS names
them). Lengths are in sizes of the page's text.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from recto.layout.furniture import Surroundings
from recto.layout.headings import heading_size, is_heading
from recto.layout.textlines import TextLine

Floats = NDArray[np.float64]
Lines = Sequence[TextLine]

COLUMNS = (
    "size",
    "size_to_before",
    "size_to_after",
    "lines",
    "letters",  # signs of the text
    "width",  # share of the width of all text
    "width_to_after",
    "off_centre",  # from the paragraph behind
    "shift",  # of its left edge to that of the paragraph behind
    "free_above",
    "free_below",
    "capitals",  # share of the letters
    "digits",  # share of the signs
    "words_upper",  # share of the words that begin with a capital
    "ends_sentence",
    "ends_comma",
    "ends_hyphen",
    "starts_upper",
    "starts_lower",
    "starts_digit",
    "depth",  # share of the extent of all text, from its top
    "lines_before",
    "lines_after",
    "same_size",  # share of the page's signs that are set in this size
    "page_lines",
    "by_rule",  # 1: headings.py takes it for one
)
SAME = 1.07  # ratio of sizes that are one
NONE = -1.0  # there is no such paragraph
FAR = 20.0  # sizes: no free space counts as more
SENTENCE_ENDS = ".!?:…。！？"
COMMAS = ",;"
HYPHENS = "-=¬\N{SOFT HYPHEN}\N{HYPHEN}"


def figures(paragraphs: Sequence[Lines], around: Sequence[Surroundings]) -> Floats:
    """(paragraphs, COLUMNS), in reading order."""
    sizes = [heading_size(lines) for lines in paragraphs]
    signs = [_signs(lines) for lines in paragraphs]
    page_lines = sum(map(len, paragraphs))
    rows = []
    for at, lines in enumerate(paragraphs):
        before = paragraphs[at - 1] if at else None
        after = paragraphs[at + 1] if at + 1 < len(paragraphs) else None
        same = sum(
            count
            for count, size in zip(signs, sizes, strict=True)
            if max(size, sizes[at]) < SAME * min(size, sizes[at])
        )
        row = [
            *_of_place(lines, before, after, around[at]),
            *_of_wording(lines),
            (lines[0].box.top - around[at].top) / max(1.0, around[at].bottom - around[at].top),
            float(len(before)) if before else 0.0,
            float(len(after)) if after else 0.0,
            same / max(1, sum(signs)),
            float(page_lines),
            float(is_heading(lines, around[at])),
        ]
        rows.append(row)
    return np.array(rows).reshape(-1, len(COLUMNS))


def _signs(lines: Lines) -> int:
    return sum(len(line.text) for line in lines)


def _of_place(
    lines: Lines, before: Lines | None, after: Lines | None, around: Surroundings
) -> list[float]:
    size = heading_size(lines)
    body = around.body
    left = min(line.box.left for line in lines)
    right = max(line.box.right for line in lines)
    off_centre = shift = width_to_after = NONE
    if after:
        left_after = min(line.box.left for line in after)
        right_after = max(line.box.right for line in after)
        off_centre = abs(left + right - left_after - right_after) / 2 / body
        shift = (left - left_after) / body
        width_to_after = (right - left) / max(1.0, right_after - left_after)
    return [
        size / body,
        size / before[-1].size if before else NONE,
        size / after[0].size if after else NONE,
        float(len(lines)),
        float(_signs(lines)),
        (right - left) / max(1.0, around.width),
        width_to_after,
        off_centre,
        shift,
        min(FAR, around.above / body),
        min(FAR, around.below / body),
    ]


def _of_wording(lines: Lines) -> list[float]:
    text = " ".join(line.text for line in lines)
    letters = list(filter(str.isalpha, text))
    words = text.split()
    capitals = sum(map(str.isupper, letters))
    digits = sum(map(str.isdigit, text))
    upper = sum(word[:1].isupper() for word in words)
    start, end = text[:1], text[-1:]
    return [
        capitals / max(1, len(letters)),
        digits / max(1, len(text)),
        upper / max(1, len(words)),
        float(end in SENTENCE_ENDS),
        float(end in COMMAS),
        float(end in HYPHENS),
        float(start.isupper()),
        float(start.islower()),
        float(start.isdigit()),
    ]
