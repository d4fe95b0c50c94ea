"""Which of two chains of lines is read first: what is known of each pair.

Chains (links.py) of a LevelPage enter, one row of BeforeFeatures for each ordered pair leaves. The
recursive cut is one opinion among them (XY-cut, Nagy and Seth 1984).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from recto.reading_order.links import ENDS, FAR, HYPHENS
from recto.reading_order.rows import Indices, LevelPage

Floats = NDArray[np.float64]
WIDE = 0.6  # of the page's width: such a line spans columns


class BeforeFeatures(NamedTuple):
    """Of two chains, line heights unless said otherwise; the columns of the weights."""

    cut: float  # mean place of the second less that of the first in the cut page, in chains
    cut_sign: float
    rows: float  # the same, read row by row
    top: float  # second's head below the first's
    bottom: float
    left: float
    right: float
    above: float  # from the first's foot to the second's head
    beside: float  # from the first's right edge to the second's left one
    shared_width: float  # 0..1 of the narrower one's
    shared_height: float  # 0..1 of the lower one's
    first_width: float  # page widths
    second_width: float
    first_lines: float
    second_lines: float
    first_size: float  # line height over the page's
    second_size: float
    page_top: float  # of the first, 0..1 down the text
    second_top: float
    first_left: float  # 0..1 across the text
    second_left: float
    link: float  # log odds that the second's first line follows the first's last one; -9: far
    back_link: float  # and the other way round
    hyphen: float  # the first ends in a hyphen and the second begins small
    open_end: float  # the first does not end a sentence and the second begins small
    back_hyphen: float
    back_open: float
    wide_between: float  # lines that span the page stand between their heads
    columns: float  # chains side by side with the first
    second_columns: float
    stroke_down: float  # a vertical stroke runs between them
    stroke_across: float  # a horizontal one


def before_features(
    page: LevelPage,
    indices: Indices,
    found: Sequence[Sequence[int]],
    cut_places: NDArray[np.int64],
    row_places: NDArray[np.int64],
    links: NDArray[np.float64],
) -> Floats:
    """(C, C, features): [first, second]; `links` (N, N) log odds, -9 where no candidate."""
    boxes = page.boxes[indices]
    height = page.height
    spans = np.array(
        [
            [*boxes[lines, :2].min(axis=0), *boxes[lines, 2:].max(axis=0)]
            for lines in map(list, found)
        ]
    )
    left, top, right, bottom = spans.T
    x0, y0, x1, y1 = left.min(), top.min(), right.max(), bottom.max()
    page_width, page_height = max(1.0, x1 - x0), max(1.0, y1 - y0)
    count = len(found)
    cut = _ranks(found, cut_places)
    row = _ranks(found, row_places)
    heads = np.array([lines[0] for lines in found])
    feet = np.array([lines[-1] for lines in found])
    texts = [page.texts[i] for i in indices]
    last = [texts[foot].rstrip()[-1:] for foot in feet]
    hyphen = np.array([sign != "" and sign in HYPHENS for sign in last])
    sentence = np.array([sign != "" and sign in ENDS for sign in last])
    small = np.array([texts[head].lstrip()[:1].islower() for head in heads])
    link = links[feet[:, None], heads[None]]
    lines_in = np.array([len(lines) for lines in found], dtype=np.float64)
    size = np.array([np.median(boxes[lines, 3] - boxes[lines, 1]) for lines in map(list, found)])
    width = right - left
    across = np.minimum(right[:, None], right[None]) - np.maximum(left[:, None], left[None])
    along = np.minimum(bottom[:, None], bottom[None]) - np.maximum(top[:, None], top[None])
    shared_width = np.clip(across / np.minimum(width[:, None], width[None]).clip(1.0), 0, 1)
    tall = (bottom - top).clip(1.0)
    shared_height = np.clip(along / np.minimum(tall[:, None], tall[None]), 0, 1)
    columns = ((shared_height > 0.3) & (shared_width < 0.1)).sum(axis=1).astype(np.float64)
    is_wide = width > WIDE * page_width
    wide_between = (
        (top[None, None] > np.minimum(top[:, None], top[None])[:, :, None])
        & (top[None, None] < np.maximum(top[:, None], top[None])[:, :, None])
        & is_wide[None, None]
    ).sum(axis=2)

    def clipped(values: Floats) -> Floats:
        return np.clip(values / height, -FAR, FAR)

    def of_first(values: Floats) -> Floats:
        return np.broadcast_to(values[:, None], (count, count))

    def of_second(values: Floats) -> Floats:
        return np.broadcast_to(values[None], (count, count))

    stroke_down, stroke_across = _strokes(page, spans)
    cut_gap = cut[None] - cut[:, None]
    columns_found = BeforeFeatures(
        cut=np.clip(cut_gap, -FAR, FAR),
        cut_sign=np.sign(cut_gap),
        rows=np.clip(row[None] - row[:, None], -FAR, FAR),
        top=clipped(top[None] - top[:, None]),
        bottom=clipped(bottom[None] - bottom[:, None]),
        left=clipped(left[None] - left[:, None]),
        right=clipped(right[None] - right[:, None]),
        above=clipped(top[None] - bottom[:, None]),
        beside=clipped(left[None] - right[:, None]),
        shared_width=shared_width,
        shared_height=shared_height,
        first_width=of_first(width / page_width),
        second_width=of_second(width / page_width),
        first_lines=of_first(lines_in.clip(max=40)),
        second_lines=of_second(lines_in.clip(max=40)),
        first_size=of_first(size / height),
        second_size=of_second(size / height),
        page_top=of_first((top - y0) / page_height),
        second_top=of_second((top - y0) / page_height),
        first_left=of_first((left - x0) / page_width),
        second_left=of_second((left - x0) / page_width),
        link=link,
        back_link=link.T,
        hyphen=hyphen[:, None] & small[None],
        open_end=~sentence[:, None] & small[None],
        back_hyphen=(hyphen[:, None] & small[None]).T,
        back_open=(~sentence[:, None] & small[None]).T,
        wide_between=wide_between,
        columns=of_first(columns),
        second_columns=of_second(columns),
        stroke_down=stroke_down,
        stroke_across=stroke_across,
    )
    return np.stack([np.asarray(each, dtype=np.float64) for each in columns_found], axis=2)


def _ranks(found: Sequence[Sequence[int]], places: NDArray[np.int64]) -> Floats:
    """Where each chain stands among the chains, by the mean place of its lines."""
    means = np.array([places[list(lines)].mean() for lines in found])
    ranks = np.empty(len(means))
    ranks[np.argsort(means, kind="stable")] = np.arange(len(means))
    return ranks


def _strokes(page: LevelPage, spans: Floats) -> tuple[Floats, Floats]:
    """(C, C) each: a stroke parts the two side by side, or one above the other."""
    left, top, right, bottom = spans.T
    x, y = (left + right) / 2, (top + bottom) / 2
    count = len(spans)
    down = np.zeros((count, count), dtype=bool)
    across = np.zeros((count, count), dtype=bool)
    for x0, y0, x1, y1 in page.vertical:
        at = (x0 + x1) / 2
        beside = (y > y0) & (y < y1)
        parted = (x < at)[:, None] & (x > at)[None]
        down |= (parted | parted.T) & beside[:, None] & beside[None]
    for x0, y0, x1, y1 in page.horizontal:
        at = (y0 + y1) / 2
        over = (x > x0) & (x < x1)
        parted = (y < at)[:, None] & (y > at)[None]
        across |= (parted | parted.T) & over[:, None] & over[None]
    return down.astype(np.float64), across.astype(np.float64)
