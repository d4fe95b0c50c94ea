"""The weights that choose between readers, and whether a lone word is text, fitted to places whose
text is known.

Lessons and the names of parts enter, Weights leave. Each page is seen with what the others teach,
since on the page that it came from every word is known. The prior is "as shipped": base 1, all
others 0, each with its own spread, so that few places change little.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, field, replace

import numpy as np

from recto.arbitration.word.local_rules import FOREIGN, counts_alone
from recto.calibration.newton import most_likely
from recto.confidence.collected import ChoiceRow, LoneRow, choices, is_lone, lone_row, rows
from recto.learning.counted import Counted, added, counted, taught_by
from recto.learning.places import KnownPage
from recto.settings.collection import ChoiceWeights, LoneWeights
from recto.witnesses.local import PageFacts, WordEvidence
from recto.witnesses.taught import Taught

CHOICE: Mapping[str, tuple[str, ...]] = {
    "readers": (
        "bias", "tesseract", "ppocr", "third", "tesseract_sure", "ppocr_sure", "third_sure",
    ),
    "lexicon": ("seen",),
    "confusions": ("mistaken",),
    "numbers": ("shaped",),
}  # fmt: skip
LONE = ("base", "bias", "sure", "line", "known")
# Of the prior: how far a weight may be off what is shipped. A text that other pages have, and one
# that they lack, are some 3 nats apart, and `mistaken` is in nats: 1 would believe it wholly.
CHOICE_SPREAD = ChoiceRow(
    base=0.25,
    bias=0.5,
    tesseract=0.5,
    ppocr=0.5,
    third=0.5,
    tesseract_sure=0.15,
    ppocr_sure=0.15,
    third_sure=0.15,
    seen=1.0,
    mistaken=0.5,
    shaped=1.0,
)
LONE_SPREAD = LoneRow(
    base=0.5,
    bias=0.5,
    sure=0.3,
    line=0.3,
    known=0.7,
    seen=0.5,
)
MOST = 20.0  # of a weight
Known = tuple[WordEvidence, str]  # a place, and what is printed there, compact
Row = tuple[float, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Lesson:
    """A page with its counts."""

    page: KnownPage
    counts: Counted


@dataclass(frozen=True, slots=True)
class Weights:
    """What is learned; None: as shipped."""

    choice: ChoiceWeights | None = None
    lone: LoneWeights | None = None


@dataclass(slots=True, eq=False)
class Examples:
    """Rows with whether the text is right."""

    rows: list[Row] = field(default_factory=list)
    right: list[bool] = field(default_factory=list)

    def add(self, row: Row, right: bool) -> None:
        """One more."""
        self.rows.append(row)
        self.right.append(right)

    def fit(self, columns: Collection[str], names: Sequence[str], spread: Row) -> Row:
        """The weights by column, of which only these are fitted."""
        weights = np.zeros(len(names))
        weights[0] = 1.0
        if not self.rows:
            return tuple(weights.tolist())
        free = [at for at, name in enumerate(names) if name in columns]
        table = np.array(self.rows, dtype=np.float64)
        right = np.array(self.right, dtype=np.float64)
        spreads = np.array(spread)
        weights[free] = most_likely(
            table[:, free],
            right,
            weights[free],
            spreads[free],
        )
        clipped = np.clip(weights, -MOST, MOST)
        rounded = np.round(clipped, 4)
        return tuple(rounded.tolist())


def lessons_of(pages: Iterable[KnownPage]) -> list[Lesson]:
    """Each page counted once."""
    found = []
    for page in pages:
        lesson = Lesson(page, counted(page))
        found.append(lesson)
    return found


def facts_with(page: KnownPage, taught: Taught, parts: Collection[str]) -> PageFacts:
    """The page's facts with what a collection says of it."""
    shipped = page.reading.facts
    lexicon = shipped.lexicon
    if "lexicon" in parts:
        lexicon = lexicon.with_words(taught.words)
    return replace(shipped, lexicon=lexicon, taught=taught)


def fitted(lessons: Sequence[Lesson], parts: Collection[str]) -> Weights:
    """Those of these parts."""
    if not parts:
        return Weights()
    choice, lone = Examples(), Examples()
    total = added(lesson.counts for lesson in lessons)
    for lesson in lessons:
        others = total.without(lesson.counts)
        facts = facts_with(lesson.page, taught_by(others), parts)
        for case, truth in contested(lesson.page, facts):
            _add_texts(choice, case, truth)
        for case, truth in alone(lesson.page, facts):
            _add_lone(lone, case, truth)
    return Weights(_choice(choice, parts), _lone(lone, parts))


def _add_texts(examples: Examples, case: WordEvidence, truth: str) -> None:
    """Every text of a place."""
    taught = case.facts.taught or Taught()
    texts, odds = choices(case)
    table = rows(case, texts, odds, taught)
    for text, row in zip(texts, table, strict=True):
        examples.add(row, text.text == truth)


def _add_lone(examples: Examples, case: WordEvidence, truth: str) -> None:
    """The one text of a place."""
    taught = case.facts.taught or Taught()
    (only,) = case.testimonies
    as_shipped = counts_alone(case, only)
    row = lone_row(case, only, taught, as_shipped=as_shipped)
    examples.add(row, only.letters == truth)


def _choice(examples: Examples, parts: Collection[str]) -> ChoiceWeights | None:
    columns = {"base"}
    for part in parts:
        columns.update(CHOICE.get(part, ()))
    if columns == {"base"}:
        return None
    values = examples.fit(columns, ChoiceRow._fields, CHOICE_SPREAD)
    return ChoiceWeights(*values)


def _lone(examples: Examples, parts: Collection[str]) -> LoneWeights | None:
    if "lone" not in parts:
        return None
    columns = {*LONE, "seen"} if "lexicon" in parts else {*LONE}
    values = examples.fit(columns, LoneRow._fields, LONE_SPREAD)
    return LoneWeights(*values)


def contested(page: KnownPage, facts: PageFacts) -> Iterator[Known]:
    """Places between whose texts weights choose, with what is printed there."""
    for place, truth in page.truths.items():
        case = page.evidence[place]
        if len(case.testimonies) < 2 or case.facing_page or not truth:
            continue
        retold = replace(case, facts=facts)
        texts, _ = choices(retold)
        if texts:
            yield retold, truth


def alone(page: KnownPage, facts: PageFacts) -> Iterator[Known]:
    """Places where one reader alone has a word, and what is printed there, which may be nothing."""
    if not facts.two_readers or facts.beyond > FOREIGN:
        return
    for place, truth in page.truths.items():
        case = page.evidence[place]
        if not is_lone(case) or case.is_unconfirmable:
            continue
        if case.unit.unasked or case.facing_page:
            continue
        retold = replace(case, facts=facts)
        yield retold, truth


def taught_with(counts: Counted, weights: Weights) -> Taught:
    """The counts with weights."""
    found = taught_by(counts)
    if weights.choice:
        found = replace(found, choice=astuple(weights.choice))
    if weights.lone:
        found = replace(found, lone=astuple(weights.lone))
    return found
