"""Where paragraphs begin: the runs of a page's lines cut, as was learned on composed pages.

Runs of TextLines enter, Paragraphs leave. Every pair of neighbours is described
(break_figures.py) and judged by boosted trees (benchmarks/layouts/breaks.py teaches them). Only
here: what is a boundary whatever was learned (list items, captions, what the LLM sees as another
kind of text), and that a paragraph may go on in the next column.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from itertools import pairwise

from recto.layout.break_figures import COLUMNS, figures
from recto.layout.frame import Rule
from recto.layout.furniture import opens_caption
from recto.layout.markers import Marker
from recto.layout.refine import Structures, starts_paragraph
from recto.layout.textlines import TextLine
from recto.learned.trees import Trees, trees_of
from recto.learned.weights import weights_of

GAP = 1.8  # usual pitches: whatever else speaks against it, so much space parts two paragraphs
ROW_GAP = 1.2  # the same where a line has wide gaps: a running head, a row of a list
_STEP = COLUMNS.index("step")
_GAPS = COLUMNS.index("gaps")
_GAPS_ABOVE = COLUMNS.index("gaps_above")
SHIPPED: Traversable = resources.files("recto.layout") / "weights" / "breaks.json"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines of one run."""

    lines: tuple[TextLine, ...]
    goes_on: bool  # the paragraph before it, which stands in another column, goes on here


def paragraphs(
    runs: Sequence[Sequence[TextLine]],
    items: Mapping[int, Marker],
    rules: Sequence[Rule],
    structures: Structures,
) -> list[Paragraph]:
    """The lines of all runs, cut; `items` are the list items among them, `rules` the horizontal
    strokes of the page.
    """
    firsts = {run[0].index for run in runs}
    text = [line for run in runs for line in run]
    if not text:
        return []
    rows = figures(runs, items, rules)
    odds = _trees().log_odds_of_some(rows)
    steps = rows[:, _STEP]
    has_gaps = (rows[:, _GAPS] + rows[:, _GAPS_ABOVE]) > 0
    odds[(steps > GAP) | (has_gaps & (steps > ROW_GAP))] = 1.0
    cut = [[text[0]]]
    goes_on = [False]
    for (above, line), odd in zip(pairwise(text), odds.tolist(), strict=True):
        begins = odd > 0 or _must_begin(above, line, items, structures)
        if begins or line.index in firsts:
            cut.append([line])
            goes_on.append(not begins)
        else:
            cut[-1].append(line)
    return [Paragraph(tuple(lines), on) for lines, on in zip(cut, goes_on, strict=True)]


def _must_begin(
    above: TextLine, line: TextLine, items: Mapping[int, Marker], structures: Structures
) -> bool:
    """Whatever it looks like."""
    if line.index in items or opens_caption(line.text):
        return True
    return starts_paragraph(line, above, structures)


@lru_cache(maxsize=1)
def _trees() -> Trees:
    return trees_of(weights_of(SHIPPED, COLUMNS))
