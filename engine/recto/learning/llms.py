"""How far an LLM is to be believed against the local readers: weights fitted to known pages that it
has read, kept where they pay on the half that they were not fitted to.

Halves of lessons enter; weights for each model, with how each did, leave. Mistakes of the local
readers are counted on the other pages, as everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from rapidfuzz.distance import Levenshtein

from recto.arbitration.word.rules import decide
from recto.confidence.collected_llm import LlmRow, llm_row
from recto.learning.counted import added, taught_by
from recto.learning.heard import Case, cases
from recto.learning.outcomes import SEVERAL, Outcome, compared
from recto.learning.weights import Examples, Lesson
from recto.settings.collection import LlmWeights
from recto.settings.collection_file import Part
from recto.text.agreement import letters
from recto.witnesses.llm import LlmEvidence
from recto.witnesses.taught import Taught, llm_weights

PART = "llm"
# Of the prior: how far a weight may be off what is shipped.
SPREAD = LlmRow(base=0.25, agreeing=1.0, differing=1.0, mistaken=0.5)
Known = dict[str, list[Case]]  # by page
Halves = tuple[Sequence[Lesson], Sequence[Lesson]]


def llms(halves: Halves) -> Iterator[tuple[LlmWeights | None, Part]]:
    """Of each model that has read pages of both halves."""
    models = set(_models(halves[0]))
    models &= set(_models(halves[1]))
    for model in sorted(models):
        yield _tried(model, halves)


def _models(lessons: Sequence[Lesson]) -> Iterator[str]:
    for lesson in lessons:
        for transcript in lesson.page.heard:
            yield transcript.model


def _tried(model: str, halves: Halves) -> tuple[LlmWeights | None, Part]:
    everybody = [*halves[0], *halves[1]]
    known = {lesson.page.name: cases(lesson.page, model) for lesson in everybody}
    before: list[Outcome] = []
    after: list[Outcome] = []
    for mine, other in (halves, halves[::-1]):
        _, weights = llm_weights(fitted(model, other, known))
        taught = replace(_taught(other), llm=weights)
        for lesson in mine:
            for case, truth in known[lesson.page.name]:
                before.append(_outcome(case, truth))
                after.append(_outcome(_with(case, taught), truth))
    row = replace(compared(PART, before, after, SEVERAL), what=model)
    return (fitted(model, everybody, known) if row.kept else None), row


def _with(case: LlmEvidence, taught: Taught) -> LlmEvidence:
    """The place on a page that is read with what was taught."""
    local = replace(case.facts.local, taught=taught)
    facts = replace(case.facts, local=local)
    return replace(case, facts=facts)


def _outcome(case: LlmEvidence, truth: str) -> Outcome:
    text = letters(case.printed(decide(case)))
    wrong = Levenshtein.distance(text, truth)
    return Outcome(wrong, len(truth))


def fitted(model: str, lessons: Sequence[Lesson], known: Known) -> LlmWeights:
    """To places where one of both is right; each page is seen with what the others teach."""
    examples = Examples()
    for lesson in lessons:
        others = [each for each in lessons if each is not lesson]
        taught = _taught(others)
        for case, truth in known[lesson.page.name]:
            is_local = case.local_text == truth
            if is_local != (case.llm == truth):
                examples.add(llm_row(case, taught), is_local)
    return LlmWeights(model, *examples.fit(LlmRow._fields, LlmRow._fields, SPREAD))


def _taught(lessons: Sequence[Lesson]) -> Taught:
    return taught_by(added(lesson.counts for lesson in lessons))
