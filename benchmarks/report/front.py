"""The five figures of the README: accuracy without and with an LLM, harm, speed and price, each
beside what one has without Recto.

Stored rows, goals, points of the curve and races enter, lines leave; a line whose figures are not
stored is left out. Pages with handwriting count in none of them but those that the goals count.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import fmean

from benchmarks.curve import Point
from benchmarks.goals import Goal
from benchmarks.speed.race import Result
from benchmarks.summary import Row

HEADINGS = ("measured", "without Recto", "Recto")
WRITTEN = ("handwritten", "mixed")  # kinds of pages that hold handwriting
HARMED, HELPED = "words harmed, of the LLM's right ones", "words helped for one harmed"
PRINTED, AUTO = "all printed", "auto"
BARE, BOTH, ONE = "tesseract", "recto -j2", "recto -j2 --second-reader off"
Line = tuple[str, str, str]


def lines(
    rows: Sequence[Row], goals: Sequence[Goal], curve: Sequence[Point], raced: Sequence[Result]
) -> list[Line]:
    """At most five."""
    printed = [row for row in rows if row.kind not in WRITTEN]
    return [*_local(printed), *_hybrid(printed), *_harm(goals), *_speed(raced), *_price(curve)]


def _local(rows: Sequence[Row]) -> Iterable[Line]:
    theirs, ours = _errors(rows, "tesseract"), _errors(rows, "local")
    if theirs and ours:
        what = "letters and digits that are wrong, printed pages and photographs, no LLM"
        yield what, f"Tesseract: {fmean(theirs):.1%}", f"{fmean(ours):.1%}"


def _hybrid(rows: Sequence[Row]) -> Iterable[Line]:
    theirs, ours = _errors(rows, "llm:"), _errors(rows, "hybrid:")
    if theirs and ours:
        what = "the same with an LLM, means over the recorded models"
        yield what, f"LLM alone: {fmean(theirs):.1%}", f"{fmean(ours):.1%}"


def _errors(rows: Sequence[Row], system: str) -> list[float]:
    """Of every page of every reading: rows weigh as much as they have pages."""
    found = []
    for row in rows:
        if row.system == system or (system.endswith(":") and row.system.startswith(system)):
            found += [row.alnum_cer.mean] * row.pages
    return found


def _harm(goals: Sequence[Goal]) -> Iterable[Line]:
    value = {goal.what: goal.value for goal in goals}
    if HARMED in value and HELPED in value:
        what = "words that the LLM had right and Recto has not"
        yield what, f"{value[HELPED]:.0f} words mended for each", f"{value[HARMED]:.2f}%"


def _speed(raced: Sequence[Result]) -> Iterable[Line]:
    pace = {result.name: result.pages_a_second for result in raced}
    if {BARE, BOTH, ONE} <= set(pace):
        ours = f"{pace[BOTH]:.2f}; {pace[ONE]:.2f} with `--second-reader off`"
        yield "pages a second on two processors, no LLM", f"Tesseract: {pace[BARE]:.2f}", ours


def _price(curve: Sequence[Point]) -> Iterable[Line]:
    for point in curve:
        if (point.group, point.setting) == (PRINTED, AUTO):
            what = "tokens that `--llm auto` sends, printed pages"
            ours = f"{point.tokens:.0%}, with {min(point.kept, 1):.0%} of the gain"
            yield what, "asking about every page: 100%", ours
