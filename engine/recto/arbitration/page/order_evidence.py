"""What speaks for the page's own order of a block, and what for the LLM's.

Both orders of a page enter with what is known of it, an OrderRow for a block leaves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log

from recto.arbitration.page.blocks import Block, Orders
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
    inside = range(block.start, block.end)
    own = _joins(_with_neighbours(list(range(len(pieces))), block))
    by_llm = _joins(_with_neighbours(known.orders.by_llm, block))
    ours, theirs = _traits(known, own - by_llm), _traits(known, by_llm - own)
    differences = {name: ours[name] - theirs[name] for name in ours}
    sureness = [pieces[i].sureness for i in inside]
    words = [len(piece.units) for piece in pieces]
    facts = known.facts
    return OrderRow(
        bias=1.0,
        size=log(block.size),
        kept=kept,
        changed=len(own - by_llm) / max(1, len(own)),
        share=sum(words[block.start : block.end]) / max(1, sum(words)),
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


def _with_neighbours(order: Sequence[int], block: Block) -> Sequence[int]:
    first = max(0, block.start - 1)
    return order[first : block.end + 1]


def _joins(order: Sequence[int]) -> Joins:
    return set(pairwise(order))


def _traits(known: Known, joins: Joins) -> dict[str, float]:
    """Shares of the joins, and their mean likeness."""
    pieces = known.orders.pieces
    counts: Counter[str] = Counter()
    alike = 0.0
    for before, behind in joins:
        pair = pieces[before], pieces[behind]
        counts[seam(known.text, *pair)] += 1
        counts[step(*pair, known.height)] += 1
        alike += likeness(known.text, *pair)
    names = [each for each in (*Seam, *Step) if each is not Seam.OPEN]
    total = max(1, len(joins))
    shares = {str(name): counts[name] / total for name in names}
    return {**shares, "likeness": alike / total}
