"""How sure words are, fitted to a collection: kept where it is better on the half that it was not
fitted to.

Halves of lessons enter, with what makes a Taught of one; a Calibration of the local words leaves,
or None, with how it did. Words that an LLM read keep the shipped map: no recorded answer teaches.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

import numpy as np

from recto.arbitration.local_reading import judge_page, local_lines
from recto.calibration.examples import Example
from recto.calibration.fit import Judgement, fit_map, flag_limit, judge
from recto.learning.weights import Lesson, facts_with
from recto.settings.calibration import FLAG_BELOW, UNCHANGED, Calibration, WordMap
from recto.settings.collection_file import Part
from recto.witnesses.taught import Taught

NAME = "calibration"
# Wrong words, and right ones, to fit a map to: ten for each number fitted (Peduzzi et al. 1996);
# with so few only the shift moves much: the prior holds the two others.
ENOUGH = 10

Teach = Callable[[Sequence[Lesson], Collection[str]], Taught]
Both = tuple[Sequence[Lesson], Sequence[Lesson]]


def calibrated(
    halves: Both, parts: Collection[str], risk: float | None, teach: Teach
) -> tuple[Calibration | None, Part]:
    """`parts`: what else is used; `risk`: of the words without a flag, the share that may be
    wrong; None: what is likelier wrong than right is flagged.
    """
    one, other = halves
    first = _examples(one, teach(other, parts), parts)
    second = _examples(other, teach(one, parts), parts)
    words = [*first, *second]
    wrong = [word for word in words if not word.right]
    rarer = min(len(wrong), len(words) - len(wrong))
    if rarer < ENOUGH:
        what = f"{len(wrong)} wrong words of {len(words)} are too few, {ENOUGH} are wanted"
        return None, Part(NAME, kept=False, why=what, places=len(words))

    mapped = _through(first, _map(second))
    mapped += _through(second, _map(first))
    before = _judged(words, [word.confidence for word in words])
    after = _judged(words, mapped)
    kept = after.loss < before.loss and after.ece <= before.ece
    row = Part(
        part=NAME,
        kept=kept,
        why="" if kept else "is no better on the half that it was not fitted to",
        places=len(words),
        before=round(before.ece, 6),
        after=round(after.ece, 6),
    )
    if not kept:
        return None, row
    return _made(words, risk), row


def _made(words: Sequence[Example], risk: float | None) -> Calibration:
    """From all words."""
    final = _map(words)
    line = FLAG_BELOW
    if risk is not None:
        confidences = np.array(_through(words, final))
        line = flag_limit(confidences, risk)
    return Calibration(local=final, flag_below=round(line, 4))


def _map(words: Sequence[Example]) -> WordMap:
    right = [word.right for word in words]
    if all(right) or not any(right):
        return UNCHANGED
    confidences = [word.confidence for word in words]
    return fit_map(confidences, right)


def _through(words: Sequence[Example], own: WordMap) -> list[float]:
    return [own(word.confidence) for word in words]


def _judged(words: Sequence[Example], confidences: Sequence[float]) -> Judgement:
    right = np.array([word.right for word in words])
    limits = np.full(len(words), FLAG_BELOW)
    values = np.array(confidences)
    return judge(values, right, limits)


def _examples(lessons: Sequence[Lesson], taught: Taught, parts: Collection[str]) -> list[Example]:
    """All words of a half, as sure as what the other half teaches makes them."""
    found: list[Example] = []
    for number, lesson in enumerate(lessons):
        page = lesson.page
        facts = facts_with(page, taught, parts)
        reading = judge_page(page.reading.lines, facts)
        lines = local_lines(reading)
        found += page.examples(lines, number)
    return found
