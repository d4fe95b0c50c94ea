"""What speaks for the page's own order of a block, and what for the LLM's.

Both orders of a page enter with what is known of it, an OrderRow for a block leaves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log

from recto.arbitration.page.blocks import Block, Orders, Piece
from recto.arbitration.page.explained import Preference
from recto.arbitration.page.joins import (
    PageText,
    Seam,
    Step,
    likeness,
    line_height,
    page_text,
    seam,
    step,
)
from recto.confidence.features import logit
from recto.confidence.printing_order import OrderRow
from recto.witnesses.llm import LlmFacts

Joins = set[tuple[int, int]]


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """Of the whole page."""

    orders: Orders
    facts: LlmFacts
    text: PageText
    height: float  # of a line, px


def known_of(orders: Orders, facts: LlmFacts) -> Known:
    """What all blocks are judged by."""
    boxes = [piece.box for piece in orders.pieces]
    text = page_text(orders.pieces, facts.local.lexicon)
    return Known(orders, facts, text, line_height(boxes))


def order_row(known: Known, block: Block, kept: float, preference: Preference) -> OrderRow:
    """The row of one block; `kept`: share of its words that stand in one order in both."""
    pieces = known.orders.pieces
    own_order = range(len(pieces))
    own = _joins(_with_neighbours(own_order, block))
    by_llm = _joins(_with_neighbours(known.orders.by_llm, block))
    only_own = own - by_llm
    ours = _traits(known, only_own)
    theirs = _traits(known, by_llm - own)
    differences = {}
    for name, share in ours.items():
        differences[name] = share - theirs[name]
    inside = pieces[block.start : block.end]
    sureness = [piece.sureness for piece in inside]
    facts = known.facts
    return OrderRow(
        bias=1.0,
        size=log(block.size),
        kept=kept,
        changed=len(only_own) / max(1, len(own)),
        share=_units(inside) / max(1, _units(pieces)),
        sureness=logit(min(sureness)),
        mean_sureness=sum(sureness) / len(sureness),
        llm=facts.reliability.llm,
        llm_ppocr=facts.pairs.llm_ppocr,
        local_sure=facts.local_sure,
        margin=preference.margin,
        alone=preference.alone,
        folded=preference.folded,
        **differences,
    )


def _units(pieces: Sequence[Piece]) -> int:
    count = 0
    for piece in pieces:
        count += len(piece.units)
    return count


def _with_neighbours(order: Sequence[int], block: Block) -> Sequence[int]:
    first = max(0, block.start - 1)
    past = block.end + 1
    return order[first:past]


def _joins(order: Sequence[int]) -> Joins:
    return set(pairwise(order))


def _traits(known: Known, joins: Joins) -> dict[str, float]:
    """Shares of the joins, and their mean likeness."""
    pieces = known.orders.pieces
    counts: Counter[str] = Counter()
    alike = 0.0
    for before, behind in joins:
        one = pieces[before]
        other = pieces[behind]
        does = seam(known.text, one, other)
        goes = step(one, other, known.height)
        counts.update((does, goes))
        alike += likeness(known.text, one, other)
    total = max(1, len(joins))
    shares = {"likeness": alike / total}
    for name in (*Seam, *Step):
        if name is not Seam.OPEN:
            shares[str(name)] = counts[name] / total
    return shares
