"""Where each line stands among the lines around it, and how a page marks its paragraphs.

Runs of TextLines enter; a Place for each line and the page's Habits leave. Margins are those of the
lines around, since columns bend, and pages lean.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise

from recto.layout.textlines import TextLine, usual_pitch, usual_spread
from recto.model.page import Box

LEFTWARDS = frozenset({"R", "AL"})  # bidirectional classes of letters
WINDOW = 7  # lines on each side that say where the margins are
OUTLIER = 8  # one line in so many may stand out beyond a margin
STANDS_IN = 0.6  # sizes from the margin
AT_MARGIN = 0.6  # sizes
SPACED = 1.25  # usual pitches
SPACE = 0.5  # sizes between two words


@dataclass(frozen=True, slots=True)
class Place:
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

    @property
    def off_centre(self) -> float:
        """Px from the middle of the margins."""
        middle, _ = self.line.box.centre
        return abs(middle - (self.left + self.right) / 2)


@dataclass(frozen=True, slots=True)
class Habits:
    """How the page marks paragraphs; shares 0..1."""

    indented: float
    flush: float
    spaced: float
    early: float
    justified: float


def rightwards(runs: Sequence[Sequence[TextLine]]) -> Sequence[Sequence[TextLine]]:
    """The runs, mirrored where their script is written from right to left."""
    if not _runs_leftwards(runs):
        return runs
    return [list(map(_mirrored, run)) for run in runs]


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


def places_of(runs: Sequence[Sequence[TextLine]]) -> list[Place]:
    """In reading order."""
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
            place = Place(line, left, right, number, position, len(run), run_right, pitch)
            places.append(place)
    return places


def _lowest(edges: Sequence[float]) -> float:
    ordered = sorted(edges)
    return ordered[(len(ordered) - 1) // OUTLIER]


def _highest(edges: Sequence[float]) -> float:
    ordered = sorted(edges, reverse=True)
    return ordered[(len(ordered) - 1) // OUTLIER]


def by_run(places: Sequence[Place], count: int) -> list[list[Place]]:
    """Of each of `count` runs."""
    found: list[list[Place]] = [[] for _ in range(count)]
    for place in places:
        found[place.run].append(place)
    return found


def step_between(above: Place, here: Place) -> float:
    """Px from the middle of one line down to that of the next."""
    _, y_above = above.line.box.centre
    _, y = here.line.box.centre
    return y - y_above


def room_behind(above: Place, here: Place) -> float:
    """Px that stay free behind a line when the next one's first word is put there."""
    return above.free - here.line.first_width - SPACE * above.line.size


def habits_of(places: Sequence[Place], body: float) -> Habits:
    """Of all pairs in one column."""
    early = indented = flush = spaced = pairs = 0
    for above, here in pairwise(places):
        if above.run != here.run:
            continue
        pairs += 1
        if room_behind(above, here) <= AT_MARGIN * body:
            continue
        early += 1
        if step_between(above, here) > SPACED * here.pitch:
            spaced += 1
        elif here.indent > STANDS_IN * body:
            indented += 1
        else:
            flush += 1
    ends = sum(place.free < AT_MARGIN * body for place in places)
    some = max(1, early)
    return Habits(
        indented / some,
        flush / some,
        spaced / some,
        early / max(1, pairs),
        ends / len(places),
    )
