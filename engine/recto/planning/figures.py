"""What the sampled pages say of a page of the collection, each figure with its interval.

Sampled pages enter, Figures leave. Only here: how far the expectation of errors may be off. It is a
sum of calibrated confidences, and a collection that is unlike the pages on which they were
calibrated has more errors than they say, or fewer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from recto.batch.spread import Spread, to_look_at
from recto.planning.interval import SEED, TAIL, Range, mean_of, quantile

SHARE = 0.999  # of the words right, after a review
# Wrong words for each that is expected: .32 (typescripts) to 1.90 (forms) over 13 corpora, each
# read with a calibration that has not seen it (`python -m benchmarks.plan_intervals`, last column).
FEWER, MORE = 0.3, 2.0
RESAMPLED = 400  # times, for what is no mean
# Quantiles of a resampled figure are too close for twenty pages: t by z, with sqrt(n / (n - 1)).
WIDER = 1.1
Tokens = tuple[int, int]  # given, written


@dataclass(frozen=True, slots=True)
class Sampled:
    """One page of the sample."""

    cpu_seconds: float  # of all processes that read it
    spread: Spread  # its words by confidence
    tokens: Mapping[str, Tokens]  # by mode: what an LLM would be asked, and expected to write


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one page, on the average."""

    seconds: Range  # CPU
    words: Range
    errors: Range  # wrong words
    review: Range  # words to look at until SHARE of all are right
    look_seconds: Range  # that looking at them takes
    tokens: Mapping[str, tuple[Range, Range]]  # by mode: given, written


def figures(pages: Sequence[Sampled], share: float = SHARE, left: float = 1.0) -> Figures:
    """Of the page that the sample stands for; `left`: the share of the expected errors that is
    still there. Raises ValueError without one.
    """
    modes = pages[0].tokens if pages else {}
    tokens: dict[str, tuple[Range, Range]] = {}
    for mode in modes:
        given = mean_of([page.tokens[mode][0] for page in pages])
        written = mean_of([page.tokens[mode][1] for page in pages])
        tokens[mode] = (given, written)
    expected = mean_of([page.spread.expected for page in pages])
    words = mean_of([page.spread.count for page in pages])
    total = sum((page.spread for page in pages), Spread())
    a_look = total.seconds / max(1, total.count)
    review = _review(pages, share, left)
    return Figures(
        seconds=mean_of([page.cpu_seconds for page in pages]),
        words=words,
        errors=Range(
            left * expected.value, left * FEWER * expected.low, left * MORE * expected.high
        ),
        review=review,
        look_seconds=review.times(a_look),
        tokens=tokens,
    )


def _review(pages: Sequence[Sampled], share: float, left: float) -> Range:
    """Words to look at on a page: resampled, with as few and as many errors as there may be."""
    count = len(pages)
    total = sum((page.spread for page in pages), Spread())
    value = to_look_at(total, share, left) / count
    fewest: list[float] = []
    most: list[float] = []
    for other in _resampled(pages):
        fewest.append(to_look_at(other, share, left * FEWER) / count)
        most.append(to_look_at(other, share, left * MORE) / count)
    low = quantile(fewest, TAIL)
    high = quantile(most, 1 - TAIL)
    return Range(
        value,
        max(0.0, value - WIDER * (value - low)),
        value + WIDER * (high - value),
    )


def _resampled(pages: Sequence[Sampled]) -> Iterator[Spread]:
    """The words of as many pages, drawn from these with repetition, again and again."""
    import numpy as np

    count = len(pages)
    random = np.random.default_rng(SEED)  # the same pages give the same plan
    words = np.array([page.spread.words for page in pages])
    errors = np.array([page.spread.errors for page in pages])
    for _ in range(RESAMPLED):
        times = np.bincount(random.integers(0, count, count), minlength=count)
        yield Spread(tuple(map(int, times @ words)), tuple(map(float, times @ errors)))
