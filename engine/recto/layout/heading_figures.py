"""What is seen of a paragraph that may be a heading.

Paragraphs of a page with what surrounds each enter, a row of figures for each leaves (COLUMNS names
them). Lengths are in sizes of the page's text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from recto.layout.furniture import Surroundings
from recto.layout.heading_wording import (
    NONE,
    Lines,
    capitals_of,
    of_numbers,
    of_sentences,
    of_wording,
)
from recto.layout.headings import MOST_LINES, heading_size, is_heading
from recto.layout.print_weight import figures_of_weight, weights_of
from recto.layout.textlines import TextLine
from recto.model.page import Box

Floats = NDArray[np.float64]

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
    "numbered",  # parts of the section's number that it begins with
    "numbered_before",  # the same of the paragraphs before and behind
    "numbered_after",
    "page_capitals",  # share of the page's letters
    "before_ends_sentence",
    "after_starts_upper",
    "ruled_above",
    "ruled_below",
    "weight",  # thickness of its strokes in sizes, to that of most text; 1 where not known
    "weight_to_after",
    "bold_text",  # share of the page's signs that are as heavy
)
SAME = 1.07  # ratio of sizes that are one
FAR = 20.0  # sizes: no free space counts as more
NEAR_RULE = 2.0  # sizes


@dataclass(frozen=True, slots=True)
class _Page:
    """What all paragraphs of a page are, one value for each."""

    sizes: Floats
    signs: Floats
    widths: Floats  # of a sign, in sizes
    lines: Floats
    capitals: float  # share of all letters
    weights: Floats  # to that of most text
    every_sign: float
    every_line: float
    usual_width: float  # of a sign of most text, in sizes
    single: float  # share of the paragraphs that are one line
    is_short: NDArray[np.bool_]  # as a heading is


def figures(
    paragraphs: Sequence[Lines],
    around: Sequence[Surroundings],
    in_tables: Sequence[TextLine] = (),
) -> Floats:
    """(paragraphs, COLUMNS), in reading order. A table's lines are paragraphs that others are seen
    beside, and have no row.
    """
    if not paragraphs:
        return np.zeros((0, len(COLUMNS)))
    every = [*paragraphs, *((line,) for line in in_tables)]
    order = sorted(range(len(every)), key=lambda number: every[number][0].index)
    every = [every[number] for number in order]
    page = _page_of(every)
    befores = [None, *every[:-1]]
    afters = [*every[1:], None]
    rows = np.zeros((len(paragraphs), len(COLUMNS)))
    for at, number in enumerate(order):
        if number >= len(paragraphs):
            continue
        lines = every[at]
        before = befores[at]
        after = afters[at]
        place = around[number]
        rows[number] = [
            *_of_place(lines, before, after, place),
            *of_wording(lines),
            *_of_depth(lines, before, after, place),
            *_of_page(page, at),
            float(is_heading(lines, place)),
            page.sizes[at] / _extent(place),
            *_of_sizes(page, at),
            float(max(line.pieces for line in lines)),
            *_of_before(lines, before, place),
            *of_numbers(lines, before, after),
            page.capitals,
            *of_sentences(before, after),
            *_of_rules(lines, place),
            *figures_of_weight(page.weights, page.signs, at),
        ]
    return rows


def _page_of(paragraphs: Sequence[Lines]) -> _Page:
    sizes = []
    signs = []
    widths = []
    for lines in paragraphs:
        size = heading_size(lines)
        count = float(_signs(lines))
        width = sum(line.box.width for line in lines)
        sizes.append(size)
        signs.append(count)
        widths.append(max(1.0, width) / max(1.0, count) / size)
    counts = np.array([len(lines) for lines in paragraphs], dtype=np.float64)
    text = " ".join(line.text for line in chain.from_iterable(paragraphs))
    capitals = capitals_of(text)
    letters = np.array(signs)
    weights = weights_of(paragraphs, letters)
    of_signs = np.array(widths)
    order = np.argsort(of_signs)
    reached = np.cumsum(letters[order])
    half = reached[-1] / 2
    middle = np.searchsorted(reached, half)
    usual = of_signs[order[middle]]
    is_single = counts == 1
    return _Page(
        np.array(sizes),
        letters,
        of_signs,
        counts,
        capitals,
        weights,
        every_sign=float(letters.sum()),
        every_line=float(counts.sum()),
        usual_width=float(usual),
        single=float(is_single.mean()),
        is_short=counts <= MOST_LINES,
    )


def _extent(around: Surroundings) -> float:
    return max(1.0, around.bottom - around.top)


def _of_depth(
    lines: Lines, before: Lines | None, after: Lines | None, around: Surroundings
) -> list[float]:
    depth = lines[0].box.top - around.top
    return [depth / _extent(around), float(len(before or ())), float(len(after or ()))]


def _of_page(page: _Page, at: int) -> list[float]:
    same = page.signs[_is_same(page, at)]
    return [same.sum() / max(1.0, page.every_sign), page.every_line]


def _is_same(page: _Page, at: int) -> NDArray[np.bool_]:
    """Which paragraphs are set in this one's size."""
    ratios = page.sizes / page.sizes[at]
    same: NDArray[np.bool_] = (ratios < SAME) & (ratios > 1 / SAME)
    return same


def _of_sizes(page: _Page, at: int) -> list[float]:
    """Its size and the width of its letters among those of the page."""
    larger = page.signs[page.sizes / page.sizes[at] >= SAME]
    width = page.widths[at]
    to_after = NONE
    if at + 1 < len(page.widths):
        to_after = width / page.widths[at + 1]
    alike = _is_same(page, at) & page.is_short
    return [
        larger.sum() / max(1.0, page.every_sign),
        width / page.usual_width,
        to_after,
        float(alike.sum() - 1),
        page.single,
    ]


def _of_before(lines: Lines, before: Lines | None, around: Surroundings) -> list[float]:
    """Where it stands under the paragraph before it."""
    body = around.body
    above = min(FAR, around.above / body)
    below = min(FAR, around.below / body)
    if not before:
        return [above - below, NONE, NONE]
    box = Box.around(line.box for line in lines)
    box_before = Box.around(line.box for line in before)
    middle, _ = box.centre
    middle_before, _ = box_before.centre
    ratio = box.width / max(1.0, box_before.width)
    return [above - below, ratio, abs(middle - middle_before) / body]


def _of_rules(lines: Lines, around: Surroundings) -> list[float]:
    """Whether a stroke runs over it, and under it."""
    box = Box.around(line.box for line in lines)
    near = NEAR_RULE * around.body
    inside = around.body / 2
    above = below = False
    for rule in around.rules:
        if rule.start >= box.right or rule.end <= box.left:
            continue
        above = above or box.top - near < rule.at < box.top + inside
        below = below or box.bottom - inside < rule.at < box.bottom + near
    return [float(above), float(below)]


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
