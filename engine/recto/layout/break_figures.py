"""What is seen of two lines that follow each other: whether the second may begin a paragraph.

TextLines in reading order with their runs enter, a row of figures for each pair of neighbours
leaves (COLUMNS names them). Lengths are in sizes of the page's text. How paragraphs are marked is
each page's own way, so a pair is described together with what the page's other pairs do: whether
lines after an early end stand in, or at the margin, or further down.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise

import numpy as np
from numpy.typing import NDArray

from recto.layout.frame import Rule
from recto.layout.furniture import opens_caption
from recto.layout.line_places import (
    STANDS_IN,
    Place,
    by_run,
    habits_of,
    places_of,
    rightwards,
    room_behind,
    step_between,
)
from recto.layout.markers import Marker
from recto.layout.textlines import TextLine, body_size

Floats = NDArray[np.float64]

COLUMNS = (
    "below",  # 1: the second line comes next in the column of the first
    "step",  # usual pitches of the run
    "step_sizes",  # sizes of the second line
    "step_before",  # the same as `step`, of the pair before and of that behind
    "step_after",
    "sizes_ratio",
    "size_above",
    "size",
    "size_after_ratio",
    "indent_before",  # from the margin of the lines around
    "indent_above",
    "indent",
    "indent_after",
    "shift",  # of the left edge to that of the line above
    "shift_after",
    "free_before",  # up to the right margin of the lines around
    "free_above",
    "free",
    "free_of_run",
    "room",  # what is left there once the next line's first word is put behind it
    "off_centre_above",
    "off_centre",
    "width_above",  # share of the column
    "width",
    "run_length",
    "position",  # in the run
    "left_in_run",
    "ends_sentence",
    "ends_hyphen",
    "ends_comma",
    "ends_colon",
    "starts_lower",
    "starts_upper",
    "starts_digit",
    "starts_sign",
    "capitals_above",  # share of the letters
    "capitals",
    "is_item",  # 1: begins with a bullet or a number in a count
    "is_caption",
    "gaps_above",  # 1: has wide gaps
    "gaps",
    "letters_above",
    "letters",
    "rule_between",
    "page_indented",  # shares of the page's early ends: what stands behind them
    "page_flush",
    "page_spaced",
    "page_early",  # share of all pairs
    "page_justified",  # share of the lines that end at the margin
    "run_indented",  # share of the run's lines that stand in
    "run_digits",  # share of the run's lines at the margin that begin with a digit
)
NONE = -9.0  # there is no such line
SENTENCE_ENDS = ".!?:…。！？"
CLOSING = "\"'”’»)]“‘"
HYPHENS = "-=¬\N{SOFT HYPHEN}\N{HYPHEN}\N{DOUBLE OBLIQUE HYPHEN}"


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two lines that follow each other, and those around them; None where the run ends."""

    before: Place | None
    above: Place
    here: Place
    after: Place | None

    @property
    def is_below(self) -> bool:
        """The second comes next in the column of the first."""
        return self.above.run == self.here.run


def figures(
    runs: Sequence[Sequence[TextLine]],
    items: Mapping[int, Marker],
    rules: Sequence[Rule],
) -> Floats:
    """(lines - 1, COLUMNS) for the lines of all runs one after the other; `rules` are horizontal
    strokes.
    """
    runs = rightwards([list(map(_boxed, run)) for run in runs])
    text = list(chain.from_iterable(runs))
    if len(text) < 2:
        return np.zeros((0, len(COLUMNS)))
    body = body_size(text)
    places = places_of(runs)
    habits = habits_of(places, body)
    of_page = [habits.indented, habits.flush, habits.spaced, habits.early, habits.justified]
    of_runs = [_of_run(run) for run in by_run(places, len(runs))]
    rows = []
    for pair in _pairs(places):
        row = [
            *_of_steps(pair, body),
            *_of_margins(pair, body),
            *_of_widths(pair, body),
            *_of_wording(pair.above.line.text, pair.here.line.text),
            *_of_lines(pair.above.line, pair.here.line, items, rules),
            *of_page,
            *of_runs[pair.here.run],
        ]
        rows.append(row)
    return np.array(rows)


def _boxed(line: TextLine) -> TextLine:
    """As large as its words' boxes are: the weights were learned so."""
    return TextLine(
        line.index,
        line.box,
        line.text,
        line.height,
        line.height,
        line.first_width,
        line.pieces,
        line.stroke,
    )


def _pairs(places: Sequence[Place]) -> Iterator[_Pair]:
    for at, (above, here) in enumerate(pairwise(places)):
        before = after = None
        if at > 0 and places[at - 1].run == above.run:
            before = places[at - 1]
        if at + 2 < len(places) and places[at + 2].run == here.run:
            after = places[at + 2]
        yield _Pair(before, above, here, after)


def _of_run(run: Sequence[Place]) -> list[float]:
    if not run:
        return [0.0, 0.0]
    indented = 0
    digits = 0
    for place in run:
        stands_in = place.indent > STANDS_IN * place.line.size
        indented += stands_in
        digits += not stands_in and place.line.text[:1].isdigit()
    return [indented / len(run), digits / max(1, len(run) - indented)]


def _of_steps(pair: _Pair, body: float) -> list[float]:
    """How far down the next line is, and how large the lines are."""
    above, here, before, after = pair.above, pair.here, pair.before, pair.after
    step = step_between(above, here)
    size_above, size = above.line.size, here.line.size
    return [
        float(pair.is_below),
        step / here.pitch if pair.is_below else NONE,
        step / size if pair.is_below else NONE,
        step_between(before, above) / above.pitch if before else NONE,
        step_between(here, after) / here.pitch if after else NONE,
        size / size_above,
        size_above / body,
        size / body,
        after.line.size / size if after else 1.0,
    ]


def _of_margins(pair: _Pair, body: float) -> list[float]:
    """How far from the margins the lines begin and end."""
    above, here, before, after = pair.above, pair.here, pair.before, pair.after
    left_above, left = above.line.box.left, here.line.box.left
    return [
        before.indent / body if before else NONE,
        above.indent / body,
        here.indent / body,
        after.indent / body if after else NONE,
        (left - left_above) / body if pair.is_below else NONE,
        (after.line.box.left - left) / body if after else NONE,
        before.free / body if before else NONE,
        above.free / body,
        here.free / body,
        (above.run_right - above.line.box.right) / body,
        room_behind(above, here) / body,
    ]


def _of_widths(pair: _Pair, body: float) -> list[float]:
    """How the lines stand in the width of their column, and the second in its run."""
    above, here = pair.above, pair.here
    column_above = max(1.0, above.right - above.left)
    column = max(1.0, here.right - here.left)
    return [
        above.off_centre / body,
        here.off_centre / body,
        above.line.box.width / column_above,
        here.line.box.width / column,
        float(here.run_length),
        float(here.position),
        float(here.run_length - here.position - 1),
    ]


def _of_lines(
    above: TextLine, here: TextLine, items: Mapping[int, Marker], rules: Sequence[Rule]
) -> list[float]:
    """What the lines are, and whether a stroke parts them."""
    return [
        float(here.index in items),
        float(opens_caption(here.text)),
        float(above.pieces > 1),
        float(here.pieces > 1),
        float(len(above.text)),
        float(len(here.text)),
        float(_is_ruled(above, here, rules)),
    ]


def _of_wording(above: str, here: str) -> list[float]:
    """How the first text ends and the second begins."""
    end = above.rstrip(CLOSING)[-1:] or above[-1:]
    start = here[:1]
    return [
        float(end in SENTENCE_ENDS),
        float(end in HYPHENS),
        float(end in ",;"),
        float(end == ":"),
        float(start.islower()),
        float(start.isupper()),
        float(start.isdigit()),
        float(not start.isalnum()),
        _capitals(above),
        _capitals(here),
    ]


@lru_cache(maxsize=4096)  # each line is looked at twice
def _capitals(text: str) -> float:
    """Their share of the letters."""
    letters = list(filter(str.isalpha, text))
    capitals = sum(map(str.isupper, letters))
    return capitals / max(1, len(letters))


def _is_ruled(above: TextLine, here: TextLine, rules: Sequence[Rule]) -> bool:
    """A stroke runs between the two."""
    _, y_above = above.box.centre
    _, y = here.box.centre
    left = max(above.box.left, here.box.left)
    right = min(above.box.right, here.box.right)
    for rule in rules:
        is_between = y_above < rule.at < y
        if is_between and rule.start < right and rule.end > left:
            return True
    return False
