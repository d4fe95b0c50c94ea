"""Which line directly follows which: pairs of lines that stand close, and what is known of each.

A LevelPage and the indices of some lines enter, candidate pairs with one row of LinkFeatures each
leave. Only neighbours are candidates, below one another or side by side; jumps to the next column
are decided between whole chains (before.py). Relations of lines instead of cuts of the page: Wang
et al. 2023 (LayoutReader's successors), Zhang et al. 2024 (reading order as relations).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from recto.reading_order.rows import Boxes, Indices, LevelPage

NEAREST_BELOW = 4  # candidates below a line
NEAREST_BESIDE = 2  # and to its right
FARTHEST = 12.0  # line heights that a neighbour may be away
SHARED = 0.05  # of the narrower line's width that lines below one another share
LEVEL = 0.35  # of the lower line's height that lines side by side share
FAR = 30.0  # line heights: everything beyond is as far
HYPHENS = "-¬⸗=\u00ad"
ENDS = ".!?:;。！？»”\"'"

Floats = NDArray[np.float64]


class LinkFeatures(NamedTuple):
    """Of a pair of lines, line heights unless said otherwise; the columns of the weights."""

    drop: float  # from the foot of the first to the head of the second; < 0 side by side
    gap: float  # from the end of the first to the start of the second
    left: float  # second's left edge right of the first's
    right: float  # the same for right edges
    shared_width: float  # 0..1 of the narrower one's
    shared_height: float  # 0..1 of the lower one's
    height_ratio: float  # log of second over first
    width_ratio: float
    rank_below: float  # how many lines stand nearer below the first
    rank_above: float  # how many lines stand nearer above the second
    between: float  # lines that lie between the two
    has_right: float  # the first has a line beside it on the right (1 or 0)
    has_left: float  # the second has one on its left
    step_above: float  # drop from the line above to the first
    step_below: float  # drop from the second to the line below it
    stroke: float  # a stroke runs between them (1 or 0)
    hyphen: float  # the first ends in a hyphen
    sentence: float  # the first ends a sentence
    small: float  # the second begins with a small letter
    figures: float  # share of digits in both
    first_width: float  # of the first line in page widths
    beside: float  # share of the page's lines that have a line beside them
    cut: float  # the cut page has the second right after the first (1 or 0)
    cut_apart: float  # places between them in the cut page's order, at most 30


class Neighbours(NamedTuple):
    """All pairs on a page, (N, N) boolean, [first, second]."""

    below: NDArray[np.bool_]
    beside: NDArray[np.bool_]


def neighbours(page: LevelPage, indices: Indices) -> Neighbours:
    """Lines that share width and stand below, lines that share height and stand right."""
    boxes = page.boxes[indices]
    shared_width, shared_height = _shared(boxes)
    left, top, right, bottom = boxes.T
    middle_x, middle_y = (left + right) / 2, (top + bottom) / 2
    is_level = shared_height >= LEVEL
    drop = top[None] - bottom[:, None]
    gap = left[None] - right[:, None]
    far = FARTHEST * page.height
    below = (shared_width >= SHARED) & ~is_level & (drop < far)
    below &= middle_y[None] > middle_y[:, None]
    beside = is_level & (middle_x[None] > middle_x[:, None]) & (gap < far)
    beside &= shared_width < 0.5
    np.fill_diagonal(below, False)
    np.fill_diagonal(beside, False)
    return Neighbours(below, beside)


def candidates(page: LevelPage, indices: Indices, near: Neighbours) -> NDArray[np.int64]:
    """(P, 2) places in `indices`: the nearest below and beside each line."""
    boxes = page.boxes[indices]
    left, top, right, bottom = boxes.T
    middle_y = (top + bottom) / 2
    down = np.where(near.below, middle_y[None] - middle_y[:, None], np.inf)
    across = np.where(near.beside, left[None] - right[:, None], np.inf)
    pairs = []
    for distance, count in ((down, NEAREST_BELOW), (across, NEAREST_BESIDE)):
        nearest = np.argsort(distance, axis=1, kind="stable")[:, :count]
        for first, seconds in enumerate(nearest):
            for second in seconds:
                if np.isfinite(distance[first, second]):
                    pairs.append((first, int(second)))
    return np.array(sorted(set(pairs)), dtype=np.int64).reshape(-1, 2)


def link_features(
    page: LevelPage,
    indices: Indices,
    near: Neighbours,
    pairs: NDArray[np.int64],
    cut_places: NDArray[np.int64],
) -> Floats:
    """(P, features); `cut_places` is where the recursive cut has each of `indices`."""
    boxes = page.boxes[indices]
    height = page.height
    left, top, right, bottom = boxes.T
    first, second = pairs.T
    shared_width, shared_height = _shared(boxes)
    middle_y = (top + bottom) / 2
    down = np.where(near.below, middle_y[None] - middle_y[:, None], np.inf)
    page_width = max(1.0, float(right.max() - left.min()))
    texts = [page.texts[i] for i in indices]
    ends_in_hyphen = np.array([text.rstrip()[-1:] in HYPHENS if text else False for text in texts])
    ends_sentence = np.array([text.rstrip()[-1:] in ENDS if text else False for text in texts])
    begins_small = np.array([text.lstrip()[:1].islower() for text in texts])
    digits = np.array([_digits(text) for text in texts])
    step_down = down.min(axis=1, initial=np.inf)
    step_up = down.min(axis=0, initial=np.inf)
    apart = cut_places[second] - cut_places[first]

    def clipped(values: Floats) -> Floats:
        return np.clip(values / height, -FAR, FAR)

    columns = LinkFeatures(
        drop=clipped(top[second] - bottom[first]),
        gap=clipped(left[second] - right[first]),
        left=clipped(left[second] - left[first]),
        right=clipped(right[second] - right[first]),
        shared_width=shared_width[first, second],
        shared_height=shared_height[first, second],
        height_ratio=np.log((bottom - top)[second] / (bottom - top)[first]),
        width_ratio=np.log((right - left)[second] / (right - left)[first]),
        rank_below=(down[first] < down[first, second][:, None]).sum(axis=1),
        rank_above=(down[:, second] < down[first, second][None]).sum(axis=0),
        between=_between(boxes, pairs),
        has_right=near.beside.any(axis=1)[first],
        has_left=near.beside.any(axis=0)[second],
        step_above=clipped(step_up[first]),
        step_below=clipped(step_down[second]),
        stroke=_stroke_between(page, boxes, pairs),
        hyphen=ends_in_hyphen[first],
        sentence=ends_sentence[first],
        small=begins_small[second],
        figures=(digits[first] + digits[second]) / 2,
        first_width=(right - left)[first] / page_width,
        beside=np.full(len(pairs), float(near.beside.any(axis=1).mean())),
        cut=apart == 1,
        cut_apart=np.clip(apart, -30, 30),
    )
    return np.column_stack([np.asarray(column, dtype=np.float64) for column in columns])


def _shared(boxes: Boxes) -> tuple[Floats, Floats]:
    """(N, N) shares of the narrower one's width and of the lower one's height."""
    left, top, right, bottom = boxes.T
    width = np.maximum(1.0, right - left)
    tall = np.maximum(1.0, bottom - top)
    across = np.minimum(right[:, None], right[None]) - np.maximum(left[:, None], left[None])
    along = np.minimum(bottom[:, None], bottom[None]) - np.maximum(top[:, None], top[None])
    narrower = np.minimum(width[:, None], width[None])
    lower = np.minimum(tall[:, None], tall[None])
    return np.clip(across / narrower, 0, 1), np.clip(along / lower, 0, 1)


def _digits(text: str) -> float:
    marks = [sign for sign in text if not sign.isspace()]
    return sum(map(str.isdigit, marks)) / max(1, len(marks))


def _between(boxes: Boxes, pairs: NDArray[np.int64]) -> Floats:
    """How many lines have their middle in the rectangle between the middles of a pair's lines."""
    left, top, right, bottom = boxes.T
    x, y = (left + right) / 2, (top + bottom) / 2
    first, second = pairs.T
    low_y, high_y = np.minimum(y[first], y[second]), np.maximum(y[first], y[second])
    start = np.minimum(left[first], left[second])
    end = np.maximum(right[first], right[second])
    inside = (y[None] > low_y[:, None] + 1) & (y[None] < high_y[:, None] - 1)
    inside &= (x[None] > start[:, None]) & (x[None] < end[:, None])
    return inside.sum(axis=1).astype(np.float64)


def _stroke_between(page: LevelPage, boxes: Boxes, pairs: NDArray[np.int64]) -> Floats:
    """A horizontal stroke under the first and over the second, or a vertical one between them."""
    left, top, right, bottom = boxes.T
    first, second = pairs.T
    found = np.zeros(len(pairs), dtype=bool)
    for x0, y0, x1, y1 in page.horizontal:
        y = (y0 + y1) / 2
        start = np.maximum(left[first], left[second])
        end = np.minimum(right[first], right[second])
        covered = np.minimum(end, x1) - np.maximum(start, x0)
        crosses = covered > 0.5 * np.maximum(1.0, end - start)
        upper = (top[first] + bottom[first]) / 2
        lower = (top[second] + bottom[second]) / 2
        found |= crosses & (y > upper) & (y < lower)
    for x0, y0, x1, y1 in page.vertical:
        x = (x0 + x1) / 2
        start = np.maximum(top[first], top[second])
        end = np.minimum(bottom[first], bottom[second])
        covered = np.minimum(end, y1) - np.maximum(start, y0)
        crosses = covered > 0.5 * np.maximum(1.0, end - start)
        found |= crosses & (x > right[first] - 0.3 * page.height) & (
            x < left[second] + 0.3 * page.height
        )
    return found.astype(np.float64)


def chains(count: int, pairs: NDArray[np.int64], odds: Floats, least: float) -> list[list[int]]:
    """Lines joined to chains, the surest links first; a line has one link before and one after."""
    after: dict[int, int] = {}
    before: dict[int, int] = {}
    chain = list(range(count))

    def root(line: int) -> int:
        while chain[line] != line:
            chain[line] = chain[chain[line]]
            line = chain[line]
        return line

    for at in np.argsort(-odds, kind="stable"):
        if odds[at] < least:
            break
        first, second = (int(line) for line in pairs[at])
        if first in after or second in before or root(first) == root(second):
            continue
        after[first] = second
        before[second] = first
        chain[root(first)] = root(second)
    found = []
    for start in range(count):
        if start in before:
            continue
        line = start
        lines = [line]
        while line in after:
            line = after[line]
            lines.append(line)
        found.append(lines)
    return found
