"""What is seen of two lines that follow each other: whether the second may begin a paragraph.

TextLines in reading order with their runs enter, a row of figures for each pair of neighbours
leaves (COLUMNS names them). Lengths are in sizes of the page's text. How paragraphs are marked is
each page's own way, so a pair is described together with what the page's other pairs do: whether
lines after an early end stand in, or at the margin, or further down.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise

import numpy as np
from numpy.typing import NDArray

from recto.layout.frame import Rule
from recto.layout.furniture import opens_caption
from recto.layout.markers import Marker
from recto.layout.textlines import TextLine, body_size, usual_pitch, usual_spread
from recto.model.page import Box

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
LEFTWARDS = frozenset({"R", "AL"})  # bidirectional classes of letters
WINDOW = 7  # lines on each side that say where the margins are
OUTLIER = 8  # one line in so many may stand out beyond a margin
STANDS_IN = 0.6  # sizes from the margin
AT_MARGIN = 0.6  # sizes
SPACED = 1.25  # usual pitches
SPACE = 0.5  # sizes between two words
FEW = 3  # lines of a window that say nothing of margins alone
NONE = -9.0  # there is no such line
SENTENCE_ENDS = ".!?:…。！？"
CLOSING = "\"'”’»)]“‘"
HYPHENS = "-=¬\N{SOFT HYPHEN}\N{HYPHEN}\N{DOUBLE OBLIQUE HYPHEN}"


@dataclass(frozen=True, slots=True)
class _Place:
    """One line among those around it."""

    line: TextLine
    left: float  # margins of the lines around, px
    right: float
    run: int
    position: int  # in the run
    run_length: int
    run_right: float
    pitch: float  # usual in the run, px

    @property
    def indent(self) -> float:
        """Px."""
        return self.line.box.left - self.left

    @property
    def free(self) -> float:
        """Px."""
        return self.right - self.line.box.right


@dataclass(frozen=True, slots=True)
class _Habits:
    """How the page marks paragraphs; shares 0..1."""

    indented: float
    flush: float
    spaced: float
    early: float
    justified: float


def figures(
    runs: Sequence[Sequence[TextLine]],
    items: Mapping[int, Marker],
    rules: Sequence[Rule],
) -> Floats:
    """(lines - 1, COLUMNS) for the lines of all runs one after the other; `rules` are horizontal
    strokes.
    """
    if _runs_leftwards(runs):
        runs = [[_mirrored(line) for line in run] for run in runs]
    text = [line for run in runs for line in run]
    if len(text) < 2:
        return np.zeros((0, len(COLUMNS)))
    body = body_size(text)
    places = _places(runs)
    habits = _habits(places, body)
    of_runs = [_of_run(run, places) for run in _by_run(places, len(runs))]
    texts = [_of_text(line.text) for line in text]
    rows = []
    for at, (above, here) in enumerate(pairwise(places)):
        before = places[at - 1] if at > 0 and places[at - 1].run == above.run else None
        after = None
        if at + 2 < len(places) and places[at + 2].run == here.run:
            after = places[at + 2]
        row = [
            *_of_places(before, above, here, after, body),
            *_of_wording(texts[at], texts[at + 1], here.line),
            float(here.line.index in items),
            float(opens_caption(here.line.text)),
            float(above.line.pieces > 1),
            float(here.line.pieces > 1),
            float(len(above.line.text)),
            float(len(here.line.text)),
            float(_is_ruled(above.line, here.line, rules)),
            habits.indented,
            habits.flush,
            habits.spaced,
            habits.early,
            habits.justified,
            *of_runs[here.run],
        ]
        rows.append(row)
    return np.array(rows)


def _runs_leftwards(runs: Sequence[Sequence[TextLine]]) -> bool:
    """Most lines are of a script that is written from right to left."""
    leftwards = others = 0
    for line in chain.from_iterable(runs):
        letter = next(filter(str.isalpha, line.text), "")
        if unicodedata.bidirectional(letter or "x") in LEFTWARDS:
            leftwards += 1
        else:
            others += 1
    return leftwards > others


def _mirrored(line: TextLine) -> TextLine:
    """As if the script ran to the right."""
    box = line.box
    return replace(line, box=Box(-box.right, box.top, -box.left, box.bottom))


def _places(runs: Sequence[Sequence[TextLine]]) -> list[_Place]:
    spread = usual_spread(runs)
    places = []
    for number, run in enumerate(runs):
        pitch = usual_pitch(run, spread)
        lefts = [line.box.left for line in run]
        rights = [line.box.right for line in run]
        run_right = _highest(rights)
        for position, line in enumerate(run):
            first = max(0, position - WINDOW)
            past = position + WINDOW + 1
            left = _lowest(lefts[first:past])
            right = _highest(rights[first:past])
            place = _Place(line, left, right, number, position, len(run), run_right, pitch)
            places.append(place)
    return places


def _lowest(edges: Sequence[float]) -> float:
    ordered = sorted(edges)
    return ordered[(len(ordered) - 1) // OUTLIER]


def _highest(edges: Sequence[float]) -> float:
    ordered = sorted(edges, reverse=True)
    return ordered[(len(ordered) - 1) // OUTLIER]


def _by_run(places: Sequence[_Place], count: int) -> list[list[_Place]]:
    by_run: list[list[_Place]] = [[] for _ in range(count)]
    for place in places:
        by_run[place.run].append(place)
    return by_run


def _step(above: _Place, here: _Place) -> float:
    """Px from the middle of one line down to that of the next."""
    _, y_above = above.line.box.centre
    _, y = here.line.box.centre
    return y - y_above


def _room(above: _Place, here: _Place) -> float:
    """Px that stay free behind a line when the next one's first word is put there."""
    return above.free - here.line.first_width - SPACE * above.line.size


def _habits(places: Sequence[_Place], body: float) -> _Habits:
    """Of all pairs in one column."""
    early = indented = flush = spaced = pairs = 0
    for above, here in pairwise(places):
        if above.run != here.run:
            continue
        pairs += 1
        if _room(above, here) <= AT_MARGIN * body:
            continue
        early += 1
        if _step(above, here) > SPACED * here.pitch:
            spaced += 1
        elif here.indent > STANDS_IN * body:
            indented += 1
        else:
            flush += 1
    ends = sum(place.free < AT_MARGIN * body for place in places)
    some = max(1, early)
    return _Habits(
        indented / some,
        flush / some,
        spaced / some,
        early / max(1, pairs),
        ends / len(places),
    )


def _of_run(run: Sequence[_Place], places: Sequence[_Place]) -> list[float]:
    if not run:
        return [0.0, 0.0]
    indented = 0
    digits = 0
    for place in run:
        stands_in = place.indent > STANDS_IN * place.line.size
        indented += stands_in
        digits += not stands_in and place.line.text[:1].isdigit()
    return [indented / len(run), digits / max(1, len(run) - indented)]


def _of_places(
    before: _Place | None, above: _Place, here: _Place, after: _Place | None, body: float
) -> list[float]:
    """Where the lines stand; `before` and `after` are None where the run ends."""
    column = max(1.0, here.right - here.left)
    column_above = max(1.0, above.right - above.left)
    is_below = above.run == here.run
    step = _step(above, here)
    sizes = [above.line.size, here.line.size]
    middle, _ = here.line.box.centre
    middle_above, _ = above.line.box.centre
    return [
        float(is_below),
        step / here.pitch if is_below else NONE,
        step / here.line.size if is_below else NONE,
        _step(before, above) / above.pitch if before else NONE,
        _step(here, after) / here.pitch if after else NONE,
        sizes[1] / sizes[0],
        sizes[0] / body,
        sizes[1] / body,
        after.line.size / sizes[1] if after else 1.0,
        before.indent / body if before else NONE,
        above.indent / body,
        here.indent / body,
        after.indent / body if after else NONE,
        (here.line.box.left - above.line.box.left) / body if is_below else NONE,
        (after.line.box.left - here.line.box.left) / body if after else NONE,
        before.free / body if before else NONE,
        above.free / body,
        here.free / body,
        (above.run_right - above.line.box.right) / body,
        _room(above, here) / body,
        abs(middle_above - (above.left + above.right) / 2) / body,
        abs(middle - (here.left + here.right) / 2) / body,
        above.line.box.width / column_above,
        here.line.box.width / column,
        float(here.run_length),
        float(here.position),
        float(here.run_length - here.position - 1),
    ]


def _of_text(text: str) -> tuple[str, str, float]:
    """The last sign that says how the line ends, the first one, the share of capitals."""
    end = text.rstrip(CLOSING)[-1:] or text[-1:]
    letters = list(filter(str.isalpha, text))
    capitals = sum(map(str.isupper, letters))
    return end, text[:1], capitals / max(1, len(letters))


def _of_wording(
    above: tuple[str, str, float], here: tuple[str, str, float], line: TextLine
) -> list[float]:
    end, _, capitals_above = above
    _, start, capitals = here
    return [
        float(end in SENTENCE_ENDS),
        float(end in HYPHENS),
        float(end in ",;"),
        float(end == ":"),
        float(start.islower()),
        float(start.isupper()),
        float(start.isdigit()),
        float(not start.isalnum()),
        capitals_above,
        capitals,
    ]


def _is_ruled(above: TextLine, here: TextLine, rules: Sequence[Rule]) -> bool:
    """A stroke runs between the two."""
    _, y_above = above.box.centre
    _, y = here.box.centre
    left = max(above.box.left, here.box.left)
    right = min(above.box.right, here.box.right)
    return any(y_above < rule.at < y and rule.start < right and rule.end > left for rule in rules)
