"""Where paragraphs begin: the runs of a page's lines cut, as was learned on composed pages.

Runs of TextLines enter, Paragraphs leave. Every pair of neighbours is described
(break_figures.py) and judged by boosted trees (benchmarks/layouts/breaks.py teaches them). Only
here: what is a boundary whatever was learned (list items, captions, what the LLM sees as another
kind of text), and that a paragraph may go on in the next column.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from recto.layout.break_figures import COLUMNS, Floats, figures
from recto.layout.frame import Rule
from recto.layout.furniture import opens_caption
from recto.layout.markers import Marker
from recto.layout.refine import Structures, starts_paragraph
from recto.layout.textlines import TextLine
from recto.learned.trees import shipped_trees

GAP = 1.5  # usual pitches: whatever else speaks against it, so much space parts two paragraphs
ROW_GAP = 1.2  # the same where a line has wide gaps: a running head, a row of a list
# Share of the early line ends of a page behind which a line stands in: such a page marks its
# paragraphs by indents.
BY_INDENTS = 0.1
LEVEL = 0.45  # sizes that the left edges of two lines at one margin may be apart
USUAL_STEP = 1.22  # usual pitches: no more space than usual
SAME_SIZE = 1.14
FEW_NUMBERS = 0.35  # share of a run's lines at the margin that begin with a digit
JUSTIFIED = 0.4  # share of the page's lines that end at the margin
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
    odds = shipped_trees(SHIPPED, COLUMNS).log_odds_of_some(rows)
    odds[_is_kept_together(rows)] = -1.0
    odds[_is_parted(rows)] = 1.0
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


def _is_parted(rows: Floats) -> NDArray[np.bool_]:
    """By space alone."""
    steps = _column(rows, "step")
    has_gaps = (_column(rows, "gaps") + _column(rows, "gaps_above")) > 0
    parted: NDArray[np.bool_] = (steps > GAP) | (has_gaps & (steps > ROW_GAP))
    return parted


def _is_kept_together(rows: Floats) -> NDArray[np.bool_]:
    """On a page that marks paragraphs by indents, a line at the margin begins none, although the
    one above ends early for its own sake; nor does a number that a full line runs on to.
    """
    ratio = _column(rows, "sizes_ratio")
    is_level = (np.abs(_column(rows, "shift")) < LEVEL) & (np.abs(_column(rows, "indent")) < LEVEL)
    is_alike = (ratio < SAME_SIZE) & (ratio > 1 / SAME_SIZE)
    is_close = (_column(rows, "below") > 0) & (_column(rows, "step") < USUAL_STEP)
    is_prose = (_column(rows, "gaps") + _column(rows, "gaps_above")) == 0
    is_held = is_level & is_alike & is_close & is_prose & (_column(rows, "is_item") == 0)
    opens = _column(rows, "starts_digit") + _column(rows, "starts_sign")
    by_indents = (_column(rows, "page_indented") > BY_INDENTS) & (
        _column(rows, "page_justified") > JUSTIFIED
    )
    is_number_in_text = (
        (_column(rows, "room") < 0)
        & (_column(rows, "ends_sentence") == 0)
        & (_column(rows, "starts_digit") > 0)
        & (_column(rows, "run_digits") < FEW_NUMBERS)
    )
    kept: NDArray[np.bool_] = is_held & ((by_indents & (opens == 0)) | is_number_in_text)
    return kept


def _column(rows: Floats, name: str) -> Floats:
    return rows[:, COLUMNS.index(name)]


def _must_begin(
    above: TextLine, line: TextLine, items: Mapping[int, Marker], structures: Structures
) -> bool:
    """Whatever it looks like."""
    if line.index in items or opens_caption(line.text):
        return True
    return starts_paragraph(line, above, structures)
