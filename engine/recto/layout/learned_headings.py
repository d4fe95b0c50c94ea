"""Which paragraphs are headings, as was learned on composed pages.

Paragraphs of a page with their surroundings enter, a claim for each leaves
(benchmarks/layouts/headings.py teaches the trees). What is too long for a heading, has no letters,
goes on after a comma or is a row of items is none, whatever was learned, nor is what begins with a
small letter where other paragraphs do not: the end of a sentence. What the rules take for one by
its capitals (headings.py) is one: composed pages have few such headings.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import resources
from importlib.resources.abc import Traversable

from recto.layout.furniture import Surroundings
from recto.layout.heading_figures import COLUMNS, figures
from recto.layout.heading_wording import Lines
from recto.layout.headings import (
    CAPITALS,
    can_be_heading,
    is_mostly_letters,
    is_number_of_chapter,
    is_row_of_items,
)
from recto.layout.textlines import TextLine
from recto.learned.trees import shipped_trees

FEW = 6  # lines: on a page of fewer nothing is usual, and the rules decide
_CAPITALS = COLUMNS.index("capitals")
_BY_RULE = COLUMNS.index("by_rule")
_STARTS_LOWER = COLUMNS.index("starts_lower")
FEW_LOWER = 0.25  # share of a page's paragraphs that begin with a small letter, where few do
SHIPPED: Traversable = resources.files("recto.layout") / "weights" / "headings.json"


def taken_for_headings(
    paragraphs: Sequence[Lines],
    around: Sequence[Surroundings],
    in_tables: Sequence[TextLine] = (),
) -> list[bool]:
    """One for each paragraph; the lines of tables are what stands before and behind some."""
    if not paragraphs:
        return []
    rows = figures(paragraphs, around, in_tables)
    odds = shipped_trees(SHIPPED, COLUMNS).log_odds_of_some(rows)
    if sum(map(len, paragraphs)) + len(in_tables) < FEW:
        odds = rows[:, _BY_RULE].copy()
    goes_on = rows[:, _STARTS_LOWER] > 0
    if goes_on.mean() < FEW_LOWER:
        odds[goes_on & (rows[:, _BY_RULE] == 0)] = -1.0
    odds[(rows[:, _BY_RULE] > 0) & (rows[:, _CAPITALS] > CAPITALS)] = 1.0
    taken = []
    for odd, lines, place in zip(odds.tolist(), paragraphs, around, strict=True):
        is_text = can_be_heading(lines) and is_mostly_letters(lines)
        is_text = is_text and not is_row_of_items(lines)
        taken.append(odd > 0 and (is_text or is_number_of_chapter(lines, place.body)))
    return taken
