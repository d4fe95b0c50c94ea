"""Which parts pay: fitted on one half of the documents, judged on the other, and the other way
round.

Lessons enter; a Collection with what paid, and a row for each part that was tried, leave. A part is
kept where it mends more places than it harms by more than chance would have it, and lowers the
errors in letters. Then all pages teach what was kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection as Some
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain

from rapidfuzz.distance import Levenshtein

from recto.arbitration.word.local_rules import rule
from recto.errors import InputError
from recto.learning.counted import TWICE, added
from recto.learning.llms import llms
from recto.learning.outcomes import SEVERAL, Outcome, compared
from recto.learning.sureness import calibrated
from recto.learning.weights import (
    CHOICE,
    Lesson,
    alone,
    contested,
    facts_with,
    fitted,
    taught_with,
)
from recto.settings.calibration import Calibration
from recto.settings.collection import Collection, LlmWeights, NumberRule
from recto.settings.collection_file import Part
from recto.text.agreement import letters
from recto.witnesses.taught import Taught

Halves = tuple[list[Lesson], list[Lesson]]
TRIED = (*CHOICE, "lone")  # in this order: each is tried with those before it that paid
PAGES = 2  # one a half


@dataclass(frozen=True, slots=True, eq=False)
class Learned:
    """What paid, what was tried, and on how much."""

    collection: Collection
    tried: tuple[Part, ...]
    pages: int
    documents: int
    places: int


def learned(
    lessons: Sequence[Lesson],
    risk: float | None = None,
    rules: tuple[NumberRule, ...] | None = None,
) -> Learned:
    """Try every part, keep what pays, and learn that from all pages; `rules`: a person's own shapes
    of numbers. Raises InputError where there is nothing to learn from.
    """
    if len(lessons) < PAGES:
        what = f"{len(lessons)} pages whose text is known are too few: half of them judges"
        more = PAGES - len(lessons)
        raise InputError(what, remedy=f"correct {more} more, or give their truth")
    if rules is not None:
        lessons = [_with_rules(lesson, rules) for lesson in lessons]
    halves = halves_of(lessons)
    parts, tried = _kept(halves)
    calibration, row = calibrated(
        halves,
        parts,
        risk,
        taught_of,
    )
    for_models = list(llms(halves))
    made = _made(lessons, parts, calibration)
    rows = [part for _, part in for_models]
    documents = {lesson.page.document for lesson in lessons}
    return Learned(
        collection=_with_llms(made, lessons, for_models),
        tried=(*tried, row, *rows),
        pages=len(lessons),
        documents=len(documents),
        places=_size(lessons),
    )


def _with_rules(lesson: Lesson, rules: tuple[NumberRule, ...]) -> Lesson:
    """As if every page had a person's shapes of numbers, and no other."""
    shapes: Counter[str] = Counter()
    for each in rules:
        shapes[each.shape] = TWICE
    counts = replace(lesson.counts, shapes=shapes)
    return replace(lesson, counts=counts)


def halves_of(lessons: Sequence[Lesson]) -> Halves:
    """Whole documents on one side, the largest first to where less is; of one document its pages,
    every other one.
    """
    by_document: dict[str, list[Lesson]] = {}
    for lesson in lessons:
        group = by_document.setdefault(lesson.page.document, [])
        group.append(lesson)
    groups = list(by_document.values())
    if len(groups) == 1:
        return list(lessons[::2]), list(lessons[1::2])
    groups.sort(key=_size, reverse=True)
    one: list[Lesson] = []
    other: list[Lesson] = []
    for group in groups:
        is_smaller = _size(one) <= _size(other)
        smaller = one if is_smaller else other
        smaller += group
    return one, other


def _size(lessons: Sequence[Lesson]) -> int:
    sizes = [len(lesson.page.truths) for lesson in lessons]
    return sum(sizes)


def _kept(halves: Halves) -> tuple[list[str], list[Part]]:
    """The parts that pay, each beside those before it, and how each did."""
    parts: list[str] = []
    tried = []
    standing = _outcomes(halves, parts)
    for part in TRIED:
        outcomes = _outcomes(halves, [*parts, part])
        row = compared(part, standing, outcomes, SEVERAL)
        tried.append(row)
        if row.kept:
            parts.append(part)
            standing = outcomes
    return parts, tried


def _made(
    lessons: Sequence[Lesson], parts: Some[str], calibration: Calibration | None
) -> Collection:
    """From all pages."""
    total = added(lesson.counts for lesson in lessons)
    weights = fitted(lessons, parts)
    made = Collection(
        choice=weights.choice,
        lone=weights.lone,
        calibration=calibration,
    )
    if "lexicon" in parts:
        made = replace(made, words=total.known_words())
    if "numbers" in parts:
        made = replace(made, numbers=total.number_rules())
    if "confusions" in parts:
        made = replace(made, confusions=total.confusions())
    return made


def _with_llms(
    made: Collection,
    lessons: Sequence[Lesson],
    tried: Sequence[tuple[LlmWeights | None, Part]],
) -> Collection:
    """With the models' weights that were kept, which rest on the readers' mistakes."""
    kept = tuple(own for own, _ in tried if own is not None)
    if not kept:
        return made
    total = added(lesson.counts for lesson in lessons)
    return replace(made, llms=kept, confusions=total.confusions())


def _outcomes(halves: Halves, parts: Some[str]) -> list[Outcome]:
    """Of every place that weights choose at, by what the other half teaches."""
    found: list[Outcome] = []
    for mine, other in (halves, halves[::-1]):
        taught = taught_of(other, parts)
        for lesson in mine:
            facts = facts_with(lesson.page, taught, parts)
            differing = contested(lesson.page, facts)
            lone = alone(lesson.page, facts)
            for case, truth in chain(differing, lone):
                words = rule(case).words
                text = letters([word.text for word in words])
                wrong = Levenshtein.distance(text, truth)
                outcome = Outcome(wrong, len(truth))
                found.append(outcome)
    return found


def taught_of(lessons: Sequence[Lesson], parts: Some[str]) -> Taught:
    """What these pages teach, in these parts."""
    total = added(lesson.counts for lesson in lessons)
    weights = fitted(lessons, parts)
    return taught_with(total, weights)
