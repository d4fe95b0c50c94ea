"""What is seen of a paragraph that may be a heading.

Paragraphs of a page with what surrounds each enter, a row of figures for each leaves (COLUMNS names
them). Lengths are in sizes of the page's text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from recto.layout.furniture import Surroundings
from recto.layout.headings import MOST_LINES, heading_size, is_heading
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
    "size_of_text",  # share of the extent of all text
    "larger",  # share of the page's signs that are set larger
    "letter_width",  # to that of most text: bold letters are wide
    "letter_width_to_after",
    "alike",  # other short paragraphs of this size
    "single",  # share of the page's paragraphs that are one line
    "pieces",  # more than 1: it has wide gaps
    "free_difference",  # above less below
    "width_to_before",
    "off_centre_before",  # from the paragraph before
    "numbered",  # begins with a number of sections
    "before_ends_sentence",
    "after_starts_upper",
    "ruled_above",
    "ruled_below",
)
SAME = 1.07  # ratio of sizes that are one
NONE = -1.0  # there is no such paragraph
FAR = 20.0  # sizes: no free space counts as more
SENTENCE_ENDS = ".!?:…。！？"
COMMAS = ",;"
NEAR_RULE = 2.0  # sizes
_NUMBERED = re.compile(r"(§\s*)?(\d{1,2}(\.\d{1,2})*|[IVXLC]+|[A-Z])[.)]?\s+[^\W\d_]")
HYPHENS = "-=¬\N{SOFT HYPHEN}\N{HYPHEN}"


def figures(paragraphs: Sequence[Lines], around: Sequence[Surroundings]) -> Floats:
    """(paragraphs, COLUMNS), in reading order."""
    if not paragraphs:
        return np.zeros((0, len(COLUMNS)))
    sizes = np.array([heading_size(lines) for lines in paragraphs])
    signs = np.array([_signs(lines) for lines in paragraphs], dtype=np.float64)
    widths = np.array([_letter_width(lines) for lines in paragraphs]) / sizes
    counts = np.array([len(lines) for lines in paragraphs])
    usual_width = _weighted_median(widths, signs)
    is_short = counts <= MOST_LINES
    page_lines = float(counts.sum())
    rows = []
    for at, lines in enumerate(paragraphs):
        before = paragraphs[at - 1] if at else None
        after = paragraphs[at + 1] if at + 1 < len(paragraphs) else None
        ratios = sizes / sizes[at]
        is_same = (ratios < SAME) & (ratios > 1 / SAME)
        extent = max(1.0, around[at].bottom - around[at].top)
        row = [
            *_of_place(lines, before, after, around[at]),
            *_of_wording(lines),
            (lines[0].box.top - around[at].top) / extent,
            float(len(before)) if before else 0.0,
            float(len(after)) if after else 0.0,
            signs[is_same].sum() / max(1.0, signs.sum()),
            page_lines,
            float(is_heading(lines, around[at])),
            sizes[at] / extent,
            signs[ratios >= SAME].sum() / max(1.0, signs.sum()),
            widths[at] / usual_width,
            widths[at] / widths[at + 1] if after else NONE,
            float((is_same & is_short).sum() - 1),
            float((counts == 1).mean()),
            float(max(line.pieces for line in lines)),
            *_of_neighbours(lines, before, after, around[at]),
        ]
        rows.append(row)
    return np.array(rows)


def _weighted_median(values: Floats, weights: Floats) -> float:
    order = np.argsort(values)
    reached = np.cumsum(weights[order])
    middle = np.searchsorted(reached, reached[-1] / 2)
    return float(values[order[middle]])


def _letter_width(lines: Lines) -> float:
    """Px a sign, blanks among them."""
    width = sum(line.box.width for line in lines)
    return max(1.0, width) / max(1, _signs(lines))


def _of_neighbours(
    lines: Lines, before: Lines | None, after: Lines | None, around: Surroundings
) -> list[float]:
    body = around.body
    top, bottom = lines[0].box.top, lines[-1].box.bottom
    left = min(line.box.left for line in lines)
    right = max(line.box.right for line in lines)
    width_to_before = off_centre = ends = NONE
    if before:
        left_before = min(line.box.left for line in before)
        right_before = max(line.box.right for line in before)
        width_to_before = (right - left) / max(1.0, right_before - left_before)
        off_centre = abs(left + right - left_before - right_before) / 2 / body
        ends = float(before[-1].text[-1:] in SENTENCE_ENDS)
    near = [rule.at for rule in around.rules if rule.start < right and rule.end > left]
    return [
        min(FAR, around.above / body) - min(FAR, around.below / body),
        width_to_before,
        off_centre,
        float(bool(_NUMBERED.match(lines[0].text))),
        ends,
        float(after[0].text[:1].isupper()) if after else NONE,
        float(any(top - NEAR_RULE * body < at < top + body / 2 for at in near)),
        float(any(bottom - body / 2 < at < bottom + NEAR_RULE * body for at in near)),
    ]


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
