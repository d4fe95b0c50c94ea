"""One fold fitted: every file of weights and every threshold, on its pages alone.

Stored pages of a fold's corpora and a folder enter; weights and thresholds lie in it afterwards.
What is learned later rests on what was learned before it, so all of it happens in the order of
STEPS with the fold's own folder in force (fitted.py), which begins empty, and with every threshold
in the middle of its candidates: no shipped weight and no shipped threshold has a part.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

from benchmarks.fitted import Fitted, applied
from benchmarks.learn.__main__ import LEARNERS, Learner
from benchmarks.learn.confidence import Examples
from benchmarks.learn.llm_cases import Place, places
from benchmarks.learn.store import StoredPage
from benchmarks.loop.choose import Cost, descend
from benchmarks.loop.material import Material, sample_to_learn
from benchmarks.loop.on_pages import of_asks, of_flags, of_pages, of_passages
from benchmarks.loop.on_words import of_places
from benchmarks.thresholds import THRESHOLDS

COSTS: Mapping[str, Callable[[Material], Cost]] = {
    "flags": of_flags,
    "words": of_places,
    "pages": of_pages,
    "passages": of_passages,
    "auto": of_asks,
}
# Files of weights (LEARNERS) and stages of thresholds, in the order in which one rests on another.
STEPS: tuple[str, ...] = (
    "conflict",
    "froc",
    "multiscript",
    "confidence",
    "unconfirmed",
    "script_model",
    "numbers",
    "stage:flags",
    "overrule",
    "stage:words",
    "llm_confidence",
    "printing_order",
    "stage:pages",
    "stage:passages",
    "stage:auto",
)
EXAMPLES = 12_000  # words of each corpus that a confidence is learned on: trees are slow
Say = Callable[[str], None]


class Fitting:
    """A fold while it is fitted: what of its pages is made once."""

    def __init__(self, fitted: Fitted, pages: Sequence[StoredPage]) -> None:
        self.fitted = fitted
        self.pages = pages
        self.chosen: dict[str, float] = {}

    @cached_property
    def places(self) -> list[Place]:
        """Of all recorded readings; asked for once the local weights are learned."""
        return places((each.page, each.reader) for each in sample_to_learn(self))

    def step(self, name: str) -> None:
        """Learn a file of weights, or choose a stage's thresholds."""
        kind, _, stage = name.rpartition(":")
        if not kind:
            self._learn(LEARNERS[name])
            return
        rows = [row for row in THRESHOLDS if row.stage == stage]
        self.chosen |= descend(rows, COSTS[stage](self))

    def _learn(self, learner: Learner) -> None:
        given: Any = self.pages
        if learner.of == "places":
            given = self.places
        elif learner.of == "readings":
            given = [(each.page, each.reader) for each in sample_to_learn(self)]
        examples = learner.collect(given)
        if isinstance(examples, Examples):
            examples = examples.thinned(EXAMPLES)
        self.fitted.write(f"{learner.file}.json", learner.text(examples))


def fit(fitted: Fitted, pages: Sequence[StoredPage], say: Say) -> None:
    """Learn and choose everything on these pages; `say` is told each step that is done."""
    with applied(fitted):
        for row in THRESHOLDS:
            row.put(row.middle)
        fold = Fitting(fitted, pages)
        for name in STEPS:
            fold.step(name)
            say(name)
    fitted.choose(fold.chosen)
