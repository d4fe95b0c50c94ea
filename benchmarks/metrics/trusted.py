"""How much the confidence of words tells, corpus by corpus: the chance that a wrong word is less
sure than a right one, and the share of the errors among the least sure words.

Words with their confidence and document enter, Intervals leave: the value of the words themselves,
and where 95 % of the values lie when whole documents are drawn anew. For the draws words are put
into classes of confidence, so that two thousand draws take no time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.metrics.bootstrap import DRAWS, LIMITS, SEED, Interval
from recto.metrics.confidence import auroc

LEAST_SURE = 0.15  # of the words
CLASSES = 500  # of confidence, as many words in each
Counts = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class TrustedWord:
    """One word of a system's output."""

    confidence: float  # 0..1
    right: bool
    document: str


Words = Sequence[TrustedWord]


def auroc_of(words: Words) -> float:
    """Not a number where all are right, or all are wrong."""
    return auroc([word.confidence for word in words], [word.right for word in words])


def caught_of(words: Words) -> float:
    """Share of the errors among the least sure words, 0..1."""
    confidence = np.array([word.confidence for word in words])
    order = np.argsort(confidence, kind="stable")
    wrong = np.array([not word.right for word in words])[order]
    least = round(LEAST_SURE * len(wrong))
    return float(wrong[:least].sum() / max(1, wrong.sum()))


def intervals(corpora: Sequence[Words]) -> tuple[Interval, Interval]:
    """AUROC and share caught: means over corpora, of each of which documents are drawn."""
    told = [words for words in corpora if not np.isnan(auroc_of(words))]
    documents = sum(len({word.document for word in words}) for words in told)
    if not told:
        unknown = Interval(float("nan"), float("nan"), float("nan"), 0)
        return unknown, unknown
    random = np.random.default_rng(SEED)
    drawn = [_drawn(words, random) for words in told]
    ranked = np.mean([each[0] for each in drawn], axis=0)
    caught = np.mean([each[1] for each in drawn], axis=0)
    return (
        _interval(np.mean([auroc_of(words) for words in told]), ranked, documents),
        _interval(np.mean([caught_of(words) for words in told]), caught, documents),
    )


def _interval(mean: float | np.floating, drawn: Counts, documents: int) -> Interval:
    if documents < 2:
        return Interval(float(mean), float("nan"), float("nan"), documents)
    low, high = np.nanpercentile(drawn, LIMITS)
    return Interval(float(mean), float(low), float(high), documents)


def _drawn(words: Words, random: np.random.Generator) -> tuple[Counts, Counts]:
    """Both figures of every draw of documents."""
    right, wrong = _by_class(words)
    count = len(right)
    times = random.multinomial(count, np.full(count, 1 / count), DRAWS).astype(np.float64)
    right, wrong = times @ right, times @ wrong
    all_right = right.sum(axis=1)
    all_wrong = wrong.sum(axis=1)
    above = all_right[:, None] - np.cumsum(right, axis=1)
    wins = (wrong * (above + right / 2)).sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        ranked = wins / (all_right * all_wrong)
        caught = _least(right + wrong, wrong) / all_wrong
    return ranked, caught


def _by_class(words: Words) -> tuple[Counts, Counts]:
    """Right and wrong words of each document in each class of confidence, least sure first."""
    confidence = np.array([word.confidence for word in words])
    limits = np.unique(np.quantile(confidence, np.linspace(0, 1, CLASSES + 1)[1:-1]))
    place = np.searchsorted(limits, confidence, side="left")
    names, document = np.unique([word.document for word in words], return_inverse=True)
    is_right = np.array([word.right for word in words])
    shape = (len(names), len(limits) + 1)
    right, wrong = np.zeros(shape), np.zeros(shape)
    np.add.at(right, (document[is_right], place[is_right]), 1)
    np.add.at(wrong, (document[~is_right], place[~is_right]), 1)
    return right, wrong


def _least(words: Counts, wrong: Counts) -> Counts:
    """Errors among the least sure words of each draw; a class that is cut gives its share."""
    ends = np.cumsum(words, axis=1)
    errors = np.cumsum(wrong, axis=1)
    wanted = LEAST_SURE * ends[:, -1]
    found = [np.interp(w, e, c) for w, e, c in zip(wanted, ends, errors, strict=True)]
    return np.array(found)
