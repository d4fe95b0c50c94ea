"""`python -m benchmarks.certificate`: does the interval of `recto certify` hold, and how many words
does it take?

1,000 simulated collections of 100,000 words for each of six patterns of errors; for each the design
that the engine makes of the confidences, a sample, and the interval. Printed: the share of
collections whose true share of wrong words lies in the interval, the interval's mean half length,
and the words that plain random sampling takes for the same half length.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recto.batch.spread import CLASSES, EDGES, Spread
from recto.certify.design import Design, Wanted, design, plain_size
from recto.certify.interval import Stratum, interval

WORDS, A_PAGE = 100_000, 250
# Of a gamma distribution: the least sure 15 % of the words hold 73 % of the errors, as was measured
# of hybrid words.
SHAPE = 0.24
RATE = 0.01  # of wrong words
Floats = NDArray[np.float64]
Pattern = Callable[[Floats, np.random.Generator], Floats]


def confidences(rng: np.random.Generator) -> Floats:
    """Of every word: calibrated probabilities of being right, RATE wrong on the whole."""
    doubt = rng.gamma(SHAPE, 1.0, WORDS)
    wrong = np.minimum(0.95, doubt * RATE / doubt.mean())
    return 1 - wrong


def calibrated(confidence: Floats, rng: np.random.Generator) -> Floats:
    """Errors as the confidences say."""
    return 1 - confidence


def overconfident(confidence: Floats, rng: np.random.Generator) -> Floats:
    """Three errors where one is expected."""
    return np.minimum(1.0, 3 * (1 - confidence))


def underconfident(confidence: Floats, rng: np.random.Generator) -> Floats:
    """One error where three are expected."""
    return (1 - confidence) / 3


def uninformative(confidence: Floats, rng: np.random.Generator) -> Floats:
    """Errors that no confidence knows of: shared by all readers."""
    return np.full(len(confidence), RATE)


def clustered(confidence: Floats, rng: np.random.Generator) -> Floats:
    """One page in twenty holds most errors, whatever the confidences say."""
    pages = np.repeat(rng.random(WORDS // A_PAGE) < 0.05, A_PAGE)
    return np.where(pages, 0.15, 0.3 * (1 - confidence))


def inverted(confidence: Floats, rng: np.random.Generator) -> Floats:
    """The surest words hold the errors."""
    order = np.argsort(np.argsort(confidence))
    sure = order > 0.5 * len(confidence)
    return np.where(sure, 1.8 * RATE, 0.2 * RATE)


PATTERNS: Mapping[str, Pattern] = {
    "calibrated": calibrated,
    "three times the errors": overconfident,
    "a third of the errors": underconfident,
    "no confidence knows": uninformative,
    "clustered on pages": clustered,
    "the surest are wrong": inverted,
}


@dataclass(frozen=True, slots=True)
class Found:
    """One pattern."""

    name: str
    held: float  # share of the collections
    half: float  # mean half length
    rate: float  # mean of the true shares
    plain: int  # words of a plain sample of that half length


def spread_of(confidence: Floats) -> tuple[Spread, NDArray[np.int64]]:
    """As the engine counts it, and each word's class."""
    classes = 2 * (np.searchsorted(EDGES, confidence, side="right") - 1)
    words = np.bincount(classes, minlength=CLASSES)
    errors = np.bincount(classes, 1 - confidence, minlength=CLASSES)
    seconds = 2.2 * len(confidence)
    spread = Spread(tuple(map(int, words)), tuple(map(float, errors)), seconds)
    return spread, classes


def sampled(
    wrong: NDArray[np.bool_], classes: NDArray[np.int64], plan: Design, rng: np.random.Generator
) -> list[Stratum]:
    """Draw with replacement, as the engine does, and look."""
    strata = []
    doubtful = classes < plan.cut
    for inside, weight, size in zip((doubtful, ~doubtful), plan.weights, plan.sizes, strict=True):
        places = np.flatnonzero(inside)
        errors = int(wrong[rng.choice(places, size)].sum()) if size else 0
        strata.append(Stratum(weight, size, errors))
    return strata


def judge(name: str, collections: int, wanted: Wanted, seed: int) -> Found:
    """How often the interval holds for one pattern."""
    rng = np.random.default_rng(seed)
    confidence = confidences(rng)
    spread, classes = spread_of(confidence)
    plan = design(spread, wanted)
    held, halves, rates = 0, [], []
    for _ in range(collections):
        wrong = rng.random(WORDS) < PATTERNS[name](confidence, rng)
        low, high = interval(sampled(wrong, classes, plan, rng), wanted.confidence)
        rate = float(wrong.mean())
        held += low <= rate <= high
        halves.append((high - low) / 2)
        rates.append(rate)
    half, rate = float(np.mean(halves)), float(np.mean(rates))
    plain = plain_size(rate, half, wanted.confidence)
    return Found(name, held / collections, half, rate, plain)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--collections", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=22)
    given = parser.parse_args()
    wanted = Wanted(0.985)
    spread, _ = spread_of(confidences(np.random.default_rng(given.seed)))
    plan = design(spread, wanted)
    print(f"design: {plan.size} words ({plan.sizes}, doubtful {plan.weights[0]:.1%} of all)")
    print(f"plain random sample, normal interval: {plain_size(RATE, 0.005, 0.95)} words")
    print(f"{'pattern':26}{'held':>8}{'+-':>9}{'wrong':>9}{'plain needs':>13}", flush=True)
    for name in PATTERNS:
        found = judge(name, given.collections, wanted, given.seed)
        numbers = f"{found.held:8.1%}{found.half:9.3%}{found.rate:9.3%}{found.plain:13,}"
        print(f"{name:26}{numbers}", flush=True)


if __name__ == "__main__":
    main()
