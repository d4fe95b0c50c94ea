"""What speaks for either order of a block: counted by hand on pages of a few lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import log

import numpy as np
import pytest
from tests.arbitration.test_every_rule import page_facts
from tests.arbitration.test_printing_order import piece

from recto.arbitration.page.blocks import Block, Orders, Piece, blocks
from recto.arbitration.page.explained import MOST, Preference, preferences
from recto.arbitration.page.joins import UNSEEN, Step, likeness, line_height, page_text, step
from recto.arbitration.page.order_evidence import known_of, order_row
from recto.confidence.features import logit
from recto.confidence.printing_order import OrderRow
from recto.ink.strokes import NO_SEGMENTS, NO_STROKES, Strokes
from recto.model.page import Box
from recto.readers.tesseract.lexicon import EMPTY

PITCH = 25.0  # px: the next line of a column
NOBODY = Preference(0.0, 0.0, 0.0)
COLUMN = (
    piece("The harbour", top=0 * PITCH),
    piece("is closed by", top=1 * PITCH),
    piece("ice in march.", top=2 * PITCH),
    piece("Ships", top=3 * PITCH),
)


def told(pieces: Sequence[Piece], ranks: tuple[int, ...], block: Block) -> OrderRow:
    """The block's row; the geometry says nothing."""
    known = known_of(Orders(tuple(pieces), ranks, {}), page_facts())
    return order_row(known, block, 0.25, Preference(1.5, 0.5, 0.125))


def test_a_block_of_two_lines_that_the_llm_has_the_other_way_round() -> None:
    """Three joins of either order: with the lines before and behind it, too."""
    doubted = replace(COLUMN[1], sureness=0.6)
    pieces = (COLUMN[0], doubted, *COLUMN[2:])
    row = told(pieces, (0, 2, 1, 3), Block(1, 3))
    assert (row.bias, row.kept, row.changed) == (1.0, 0.25, 1.0)
    assert row.size == log(2)
    assert row.share == 6 / 9
    assert row.sureness == logit(0.6)
    assert row.mean_sureness == 0.8
    assert (row.margin, row.alone, row.folded) == (1.5, 0.5, 0.125)
    # down, down, down against past one, back, past one
    assert (row.below, row.far_below, row.back) == (1.0, -2 / 3, -1 / 3)
    assert (row.beside, row.far_beside, row.up, row.away) == (0.0, 0.0, 0.0, 0.0)
    # goes on, goes on, another begins against goes on, breaks off, nothing told
    assert row.on == pytest.approx(2 / 3 - 1 / 3)
    assert (row.off, row.new) == (pytest.approx(-1 / 3), pytest.approx(1 / 3))
    assert (row.whole, row.torn) == (0.0, 0.0)


def test_likeness_is_the_mean_over_the_joins_of_either_order() -> None:
    """Of those that the other order has not."""
    text = page_text(COLUMN, EMPTY)
    row = told(COLUMN, (0, 2, 1, 3), Block(1, 3))
    ways = ([(0, 1), (1, 2), (2, 3)], [(0, 2), (2, 1), (1, 3)])
    ours, theirs = (sum(likeness(text, COLUMN[a], COLUMN[b]) for a, b in way) / 3 for way in ways)
    assert row.likeness == pytest.approx(ours - theirs)


@pytest.mark.parametrize(
    ("ranks", "block", "changed", "below"),
    [
        ((2, 0, 1, 3), Block(0, 3), 2 / 3, 1.0),  # one join is alike, and nothing stands before
        ((0, 3, 1, 2), Block(1, 4), 2 / 3, 1.0),  # nor behind
        ((0, 1, 2, 3), Block(1, 3), 0.0, 0.0),
    ],
)
def test_joins_that_both_orders_have_say_nothing(
    ranks: tuple[int, ...], block: Block, changed: float, below: float
) -> None:
    """Their share is told, their traits are not."""
    row = told(COLUMN, ranks, block)
    assert row.changed == changed
    assert row.below == below


def test_how_far_letters_follow_each_other_oftener_than_chance() -> None:
    """Of pairs seen, beside what their ends would give; what says most of all readers' letters."""
    pages = page_text([piece("in the bay"), piece("in the town"), piece("of bay")], EMPTY)
    assert pages.pairs == {"in th": 2, "he ba": 1, "he to": 1, "of ba": 1}
    assert likeness(pages, piece("far in"), piece("the sea")) == pytest.approx(
        log((2 + UNSEEN) / (2 * 2 / 5 + UNSEEN))
    )
    assert likeness(pages, piece("far in"), piece("bay")) == pytest.approx(
        log(UNSEEN / (2 * 2 / 5 + UNSEEN))
    )
    nothing = page_text([], EMPTY)
    assert likeness(nothing, piece("far in"), piece("bay")) == 0.0
    assert UNSEEN == 0.3


def test_the_height_of_a_line_is_the_boxes_median() -> None:
    """Of no box: one, so that nothing is divided by nothing."""
    assert line_height([Box(0, 0, 9, 10), Box(0, 0, 9, 20), Box(0, 0, 9, 90)]) == 20
    assert line_height([]) == 1.0


@pytest.mark.parametrize(
    ("box", "expected"),
    [
        ((0, 0, 100, 20), Step.BESIDE),
        ((-1, 0, 99, 20), Step.BACK),
        ((0, 50, 100, 70), Step.FAR_BELOW),  # a gap of one and a half heights
        ((140, 0, 240, 20), Step.FAR_BESIDE),  # of two
        ((70, 100, 170, 120), Step.AWAY),  # three tenths in common
        ((69, 100, 169, 120), Step.FAR_BELOW),
        ((20, -100, 120, -80), Step.BACK),
        ((21, -100, 121, -80), Step.UP),  # further along by more than a height
        ((110, 10, 200, 30), Step.AWAY),  # half as high in common
        ((110, 9, 200, 29), Step.BESIDE),
    ],
)
def test_the_limits_of_a_step(box: tuple[float, ...], expected: Step) -> None:
    """From a line of 100 by 20 px at the origin."""
    left, top, right, _ = box
    assert step(piece("one"), piece("two", left, top, right), 20.0) is expected


def spread() -> tuple[Piece, ...]:
    """Two pages beside each other, ten lines each, with the fold between them."""
    return tuple(
        piece("the old harbour lies open", left, 40.0 * k, left + 900.0)
        for left in (0.0, 1200.0)
        for k in range(10)
    )


def across(count: int) -> tuple[int, ...]:
    """The ranks of pieces in two columns, read across."""
    half = count // 2
    return tuple(2 * (k % half) + k // half for k in range(count))


def test_a_spread_that_was_read_across_is_two_pages() -> None:
    """No way of cutting a page speaks against that."""
    pieces = spread()
    stroke = Strokes(NO_SEGMENTS, np.array([[1050.0, -10.0, 1050.0, 400.0]]))
    both = Orders(pieces, across(20), {})
    told = preferences(both, blocks(both.ranks), stroke)
    assert told == [NOBODY, Preference(MOST, 0.0, 1.0), NOBODY]


def test_pairs_outside_the_blocks_say_nothing() -> None:
    """And a block that nothing turns round has nothing said of it."""
    pieces = spread()
    both = Orders(pieces, tuple(range(20)), {})
    assert preferences(both, blocks(both.ranks), NO_STROKES) == [NOBODY] * 20
    assert preferences(both, [], NO_STROKES) == []


def test_an_order_that_no_way_of_cutting_gives_stands_alone() -> None:
    """The LLM has a column of ten lines from the last to the first."""
    pieces = tuple(piece("the old harbour lies", top=40.0 * k) for k in range(10))
    ranks = tuple(reversed(range(10)))
    (found,) = preferences(Orders(pieces, ranks, {}), [Block(0, 10)], NO_STROKES)
    assert found.folded == 0.0
    assert -MOST <= found.margin <= MOST


def test_each_block_has_its_own_preference() -> None:
    """Two columns read across above, a foot in the same order."""
    two = [
        piece("the old harbour lies open to the", left, 30.0 * k, left + 330.0)
        for left in (0.0, 420.0)
        for k in range(8)
    ]
    foot = [piece("Letters go out on every second morning", 0, 30.0 * k, 750) for k in (10, 11, 12)]
    ranks = (*across(16), 16, 17, 18)
    both = Orders((*two, *foot), ranks, {})
    found = blocks(ranks)
    assert [block.size for block in found] == [1, 14, 1, 1, 1, 1]
    first, second, *others = preferences(both, found, NO_STROKES)
    assert (first, others) == (NOBODY, [NOBODY] * 4)
    assert second.margin > 0
