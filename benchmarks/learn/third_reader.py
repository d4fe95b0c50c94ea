"""Learn whom to believe where a third local reader has words, too: FROC on old print, the reader of
many scripts on what PP-OCR has no letters for.

Every text that some reader has at such a place is an example, right or wrong. The accuracy printed
is leave-one-volume-out. Volumes weigh by the square root of their size.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from benchmarks.learn.judge import judge
from benchmarks.learn.labels import labels
from benchmarks.learn.misreadings import column, count, counted
from benchmarks.learn.store import StoredPage
from recto.confidence.misreadings import Counted
from recto.confidence.third_reader import CANDIDATE, rows, third_of
from recto.witnesses.local import WordEvidence, cases

Row = tuple[float, ...]
MISREAD = CANDIDATE.index("misread")


@dataclass(frozen=True, slots=True)
class Place:
    """The candidates of one place."""

    document: str
    texts: tuple[str, ...]
    rows: tuple[Row, ...]
    truth: str
    readings: dict[str, str]  # reader -> what it has, compact


def collect(reader: str, pages: Iterable[StoredPage]) -> list[Place]:
    """The places of all pages at which this third reader has letters."""
    found: list[Place] = []
    for page in pages:
        found += _of(reader, page)
    return found


def _of(reader: str, page: StoredPage) -> Iterator[Place]:
    facts = page.local.reading.facts
    for line, row in zip(page.lines, labels(page.lines, page.truth), strict=True):
        for case, label in zip(cases(line, facts), row, strict=True):
            if label.truth is None or label.shared:
                continue
            third = third_of(case)
            if third and third.witness.name == reader and third.letters:
                yield place(case, page.document, label.truth)


def place(case: WordEvidence, document: str, truth: str) -> Place:
    """One place with what is right there."""
    texts, found = zip(*rows(case), strict=True)
    readings = {each.witness.name: each.letters for each in case.testimonies}
    return Place(document, texts, tuple(map(tuple, found)), truth, readings)


def fit(places: Iterable[Place]) -> LogisticRegression:
    """Logistic weights without intercept: the bias is a feature."""
    rows_, right, documents = [], [], []
    for each, own in _by_others(list(places)):
        rows_ += own
        right += [text == each.truth for text in each.texts]
        documents += [each.document] * len(each.texts)
    counts = Counter(documents)
    by_size = [counts[document] ** -0.5 for document in documents]
    weights = np.array(by_size)
    weights /= weights.mean()
    model = LogisticRegression(C=1.0, fit_intercept=False, max_iter=3000)
    examples = np.array(rows_)
    outcomes = np.array(right)
    return model.fit(examples, outcomes, sample_weight=weights)


def _by_others(places: list[Place]) -> Iterator[tuple[Place, list[Row]]]:
    """Each place with its rows, its misreadings as other documents tell of them."""
    for document in sorted({each.document for each in places}):
        others = [each for each in places if each.document != document]
        known = counted(others)
        for each in places:
            if each.document == document:
                yield each, told_rows(each, known)


def told_rows(place: Place, known: Counted) -> list[Row]:
    """The rows of a place by these counts."""
    found = []
    for row, misread in zip(place.rows, column(known, place), strict=True):
        kept = list(row)
        kept[MISREAD] = misread
        found.append(tuple(kept))
    return found


def report(places: list[Place]) -> None:
    """Print each volume's accuracy by weights that never saw it, beside that of each reader; of one
    volume alone nothing can be said.
    """
    chances, outcomes = [], []
    for document in sorted({each.document for each in places}):
        held_out = [each for each in places if each.document == document]
        others = [each for each in places if each.document != document]
        count = len(held_out)
        if not others:
            print(f"{document:40s} n={count:5d}  is the only one: nothing to learn it from")
            continue
        model = fit(others)
        known = counted(others)
        right = []
        for each in held_out:
            text, chance = _best(model, each, known)
            chances.append(chance)
            right.append(text == each.truth)
        outcomes += right
        shares = ", ".join(f"{name} {share:.3f}" for name, share in _shares(held_out))
        share_right = np.mean(right)
        print(f"{document:40s} n={count:5d}  {shares}  chosen {share_right:.3f}")
    if outcomes:
        judged = judge(np.array(chances), np.array(outcomes))
        print(judged)


def _best(model: LogisticRegression, given: Place, known: Counted) -> tuple[str, float]:
    rows_ = np.array(told_rows(given, known))
    chances = model.predict_proba(rows_)[:, 1]
    at = int(chances.argmax())
    return given.texts[at], float(chances[at])


def _shares(places: list[Place]) -> Iterator[tuple[str, float]]:
    names = sorted({name for each in places for name in each.readings})
    for name in names:
        right = [each.readings.get(name, "") == each.truth for each in places]
        yield name, float(np.mean(right))


def learn(places: list[Place]) -> dict[str, Any]:
    """The JSON form of the weights, without their header; no examples: no weight speaks."""
    if not places:
        return {"logistic": [0.0] * len(CANDIDATE)}
    coefficients = fit(places).coef_[0]
    weights = [round(float(value), 3) for value in coefficients]
    return {"logistic": weights, "misread": count(places)}


collect_froc = partial(collect, "froc")
collect_multiscript = partial(collect, "multiscript")
