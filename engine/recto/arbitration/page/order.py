"""In which order the words of a page are printed: the LLM's, or block by block the page's own.

Entries in the LLM's order enter, entries in the order of printing leave, with what was decided of
every block in which the two orders differ. What the geometry and the text say of both orders is
weighed by learned weights (order_evidence.py, confidence/printing_order.py); where they leave it
open, the LLM's order stands where its words are confirmed, and the page says that it is unsure.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from recto.arbitration.entries import PrintedWords
from recto.arbitration.page import choice
from recto.arbitration.page.blocks import Block, Orders, blocks, orders
from recto.arbitration.page.explained import preferences
from recto.arbitration.page.order_evidence import known_of, order_row
from recto.confidence.printing_order import OrderRow, own_from, own_order_probability
from recto.ink.strokes import NO_STROKES, Strokes
from recto.local.fusion import LocalLine
from recto.reasons import Reason
from recto.witnesses.llm import LlmFacts
from recto.witnesses.local import UnitAt

# Share of a block's words in one order with the page, from which a row or a heading stands
# elsewhere and no more: there the LLM's order is the better one (77 of 96 readings; of the blocks
# of all corpora that differ less, the page's own order mends .08 at most and breaks five by .04)
SAME_ORDER = 0.9
UNSURE = 0.3  # P(the page's own order is the better one) from which a page says that it is not sure
FEW = 8  # words on which no share is built
PIECES = 2  # of a block that can be in two orders
# Share of the page's words that stand out of its order after all blocks are decided, from which the
# LLM's order is none: it read columns across, or jumped about.
SCATTERED = 0.1
# For that the page's own order must likely be right in so much of it, and the LLM must have so much
# of what both local readers have.
OWN_SURE, HEEDED = 0.6, 0.8
START: UnitAt = (-1, -1)  # before all places

Key = tuple[int, UnitAt]  # where the block starts, and where in it words stand


@dataclass(frozen=True, slots=True, eq=False)
class Differing:
    """A block in which the two orders differ."""

    block: Block
    row: OrderRow

    @property
    def probability(self) -> float:
        """That the page's own order is the better one, by learned weights, 0..1."""
        return own_order_probability(self.row)


@dataclass(frozen=True, slots=True, eq=False)
class Ordered:
    """The entries as they are printed, and how many blocks were decided for each reason."""

    entries: list[PrintedWords]
    reasons: Counter[Reason]


def nearly_alike(differs: Differing) -> Reason | None:
    """A row or a heading stands elsewhere: the LLM's order."""
    kept = differs.row.kept
    if kept >= SAME_ORDER:
        return Reason.LLM_ORDER_STANDS
    return None


def departs(differs: Differing) -> Reason | None:
    """Geometry and text speak for the page's own order."""
    bound = own_from()
    if differs.probability >= bound:
        return Reason.LLM_ORDER_DEPARTS
    return None


def in_doubt(differs: Differing) -> Reason | None:
    """They leave it open: the LLM's order, and a note."""
    if differs.probability >= UNSURE:
        return Reason.ORDER_IN_DOUBT
    return None


RULES: tuple[Callable[[Differing], Reason | None], ...] = (nearly_alike, departs, in_doubt)


def decided(differs: Differing) -> Reason:
    """The first reason that a rule gives; where none does, the LLM's order stands."""
    for rule in RULES:
        reason = rule(differs)
        if reason is not None:
            return reason
    return Reason.LLM_ORDER_STANDS


def in_printing_order(
    entries: Sequence[PrintedWords],
    lines: Sequence[LocalLine],
    facts: LlmFacts,
    ruling: Strokes = NO_STROKES,
) -> Ordered:
    """Each block in the order that is the likelier to be right; `ruling` in px of the page."""
    both = orders(lines, entries)
    reasons: Counter[Reason] = Counter()
    own: list[Block] = []
    for differs in differing(entries, both, facts, ruling):
        reason = decided(differs)
        reasons[reason] += 1
        if reason is Reason.LLM_ORDER_DEPARTS:
            own.append(differs.block)
    ordered = arranged(entries, both, own)
    if is_scattered(ordered, facts):
        return Ordered(as_on_page(ordered), Counter({Reason.LLM_ORDER_DEPARTS: 1}))
    return Ordered(ordered, reasons)


def is_scattered(entries: Sequence[PrintedWords], facts: LlmFacts) -> bool:
    """Block by block the LLM's order looked as good as the page's; on the whole it cannot be."""
    pairs = facts.pairs
    knows_page = facts.order_sure >= OWN_SURE and pairs.heeded >= HEEDED
    if not knows_page or pairs.beyond >= choice.BEYOND:
        return False
    places = [min(entry.places) for entry in entries if entry.places]
    return bool(places) and 1 - in_order(places) > SCATTERED


def as_on_page(entries: Sequence[PrintedWords]) -> list[PrintedWords]:
    """In the page's own order; words that no local reader has stay behind those they followed."""
    keyed: list[tuple[Key, PrintedWords]] = []
    place = START
    for entry in entries:
        if entry.places:
            place = min(entry.places)
        keyed.append(((0, place), entry))
    keyed.sort(key=_key_of)
    return [entry for _, entry in keyed]


def differing(
    entries: Sequence[PrintedWords],
    both: Orders,
    facts: LlmFacts,
    ruling: Strokes = NO_STROKES,
) -> list[Differing]:
    """All blocks that differ in more than a few words, described."""
    shares: dict[Block, float] = {}
    for block in blocks(both.ranks):
        if block.size < PIECES:
            continue
        places = _places(entries, both, block)
        if len(places) > FEW:
            shares[block] = in_order(places)
    if not shares:
        return []
    known = known_of(both, facts)
    told = preferences(both, list(shares), ruling)
    found: list[Differing] = []
    for (block, kept), preference in zip(shares.items(), told, strict=True):
        row = order_row(known, block, kept, preference)
        found.append(Differing(block, row))
    return found


def in_order(places: Sequence[UnitAt]) -> float:
    """Share of the places in the longest run, gaps allowed, that only goes forward on the page."""
    ends: list[UnitAt] = []  # the smallest place on which a run of each length ends
    for place in places:
        at = bisect_right(ends, place)
        ends[at : at + 1] = [place]
    return len(ends) / max(1, len(places))


def arranged(
    entries: Sequence[PrintedWords], both: Orders, own: Sequence[Block]
) -> list[PrintedWords]:
    """The entries with these blocks in the page's own order; words that no local reader has stay
    behind the words that they followed.
    """
    if not own:
        return list(entries)
    keyed: list[tuple[Key, PrintedWords]] = []
    block_of = _block_of(both)
    turned = {block.start for block in own}
    start, place = -1, START
    for at, entry in enumerate(entries):
        if entry.places:
            place = min(entry.places)
            start = block_of.get(place, start)
        within = place if start in turned else (at, 0)
        keyed.append(((start, within), entry))
    keyed.sort(key=_key_of)
    return [entry for _, entry in keyed]


def _key_of(keyed: tuple[Key, PrintedWords]) -> Key:
    key, _ = keyed
    return key


def _block_of(both: Orders) -> dict[UnitAt, int]:
    """Where the block of each place starts."""
    starts: list[int] = []
    for block in blocks(both.ranks):
        starts += [block.start] * block.size
    found = {}
    for place, piece in both.piece_of.items():
        found[place] = starts[piece]
    return found


def _places(entries: Sequence[PrintedWords], both: Orders, block: Block) -> list[UnitAt]:
    """Of the block's words, in the LLM's order."""
    found: list[UnitAt] = []
    for entry in entries:
        for place in entry.places:
            piece = both.piece_of.get(place, -1)
            if block.start <= piece < block.end:
                found.append(place)
    return found
