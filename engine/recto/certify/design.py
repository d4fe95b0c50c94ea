"""How large a sample must be, and how it is parted: decided from the calibrated confidences before
anything is drawn.

The Spread of a collection and what is wanted enter; a Design leaves. Only here: where sure words
begin, and how many words an exact interval takes. A calibration that is wrong makes the interval
longer than was planned, never wrong.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from math import ceil, sqrt
from typing import Any

from recto.batch.spread import CLASSES, EDGES, MOST_COUNT, ROUNDING, Spread
from recto.errors import BadArguments

# Words that the exact interval takes for one that the normal approximation of the same strata
# takes: at 1 % errors, 15 % of the words holding 72 % of them, 1,150 against 984 have half a length
# of .494 % on average (every likely sample weighed by its probability) where .5 % are wanted.
EXACT = 1.16875
NONE_WRONG = 1.85  # half the upper end of 95 % times the size, where no error was found
LEAST = 50  # words of a stratum
PRUDENCE = 0.05  # of the mean error rate that each stratum's expected rate gets beside its own
BLIND = 4.0  # seconds to look at a word and type it; an assumption
LINE = 15.0  # seconds to type a line; an assumption


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a certificate is to say; shares 0..1."""

    target: float  # of words right
    confidence: float = 0.95
    margin: float = 0.005  # half the interval's length
    lines: int = 60  # drawn to look for lost text


@dataclass(frozen=True, slots=True)
class Design:
    """A sample that can be drawn."""

    wanted: Wanted
    cut: int  # classes of confidence below this one are doubtful
    words: int  # of the collection
    expected: float  # errors in it
    weights: tuple[float, float]  # of the doubtful and the sure words
    sizes: tuple[int, int]
    census: bool = False  # every word once: a sample would have asked for as many draws, or more

    @property
    def size(self) -> int:
        """Words to draw."""
        return sum(self.sizes)

    @property
    def sure_from(self) -> float:
        """Confidence from which words count as sure."""
        return EDGES[self.cut // 2] if self.cut < CLASSES else 1.0

    def text(self) -> str:
        """As the ledger keeps it."""
        return json.dumps(asdict(self))


def design_from(text: str) -> Design:
    """The Design of a ledger's text. Raises ValueError for what is none."""
    try:
        value: dict[str, Any] = json.loads(text)
        wanted = Wanted(**value.pop("wanted"))
        weights, sizes = value.pop("weights"), value.pop("sizes")
        found = Design(
            wanted,
            weights=tuple(weights),
            sizes=tuple(sizes),
            **value,
        )
        is_one = _can_be(found)
    except (KeyError, TypeError, AttributeError, RecursionError) as fault:
        raise ValueError("no design of a sample") from fault
    if not is_one:
        raise ValueError("no design of a sample")
    return found


def _can_be(found: Design) -> bool:
    """Whether a sample can have been drawn so. Raises TypeError for what is no number."""
    if len(found.weights) != 2 or len(found.sizes) != 2:
        return False
    wanted = found.wanted
    shares = (
        wanted.target,
        wanted.confidence,
        wanted.margin,
        *found.weights,
    )
    counts = (
        found.words,
        found.cut,
        wanted.lines,
        *found.sizes,
    )
    fits = [0 <= share <= 1 for share in shares]
    fits += [_is_count(count) for count in counts]
    fits.append(found.cut <= CLASSES)
    fits.append(0 <= found.expected <= MOST_COUNT)
    fits.append(abs(sum(found.weights) - 1) < ROUNDING)
    fits.append(isinstance(found.census, bool))
    fits.append(not found.census or found.size == found.words)
    return all(fits)


def _is_count(value: object) -> bool:
    return isinstance(value, int) and 0 <= value <= MOST_COUNT


def design(spread: Spread, wanted: Wanted) -> Design:
    """The smallest sample that is expected to give what is wanted; all words, where it would have
    as many draws as there are words. Raises BadArguments for a collection without words.
    """
    count = spread.count
    if not count:
        raise BadArguments("no words were read here", remedy="run recto read first")
    rate = spread.expected / count
    room = (1 - wanted.target) - rate
    margin = min(wanted.margin, room) if room > 0 else wanted.margin
    margin = max(margin, wanted.margin / 5)  # nearer to the target the sample grows without end
    cuts = range(2, CLASSES, 2)
    parted = [_parted(spread, cut) for cut in cuts]
    best = min(
        parted,
        key=lambda each: _size(
            each,
            margin,
            wanted.confidence,
        ),
    )
    size = _size(best, margin, wanted.confidence)
    sizes = _sizes(best, size)
    is_census = sum(sizes) >= count
    if is_census:
        doubtful = sum(spread.words[: best.cut])
        sizes = (doubtful, count - doubtful)
    return Design(
        wanted,
        best.cut,
        count,
        spread.expected,
        best.weights,
        sizes,
        is_census,
    )


def plain_size(rate: float, margin: float, confidence: float) -> int:
    """Words of a simple random sample for a normal interval of this half length."""
    return ceil(_quantile(confidence) ** 2 * rate * (1 - rate) / margin**2)


@dataclass(frozen=True, slots=True)
class _Parted:
    """Words parted at a class of confidence."""

    cut: int
    weights: tuple[float, float]
    rates: tuple[float, float]  # of expected errors


def _parted(spread: Spread, cut: int) -> _Parted:
    doubtful, errors = sum(spread.words[:cut]), sum(spread.errors[:cut])
    sure, left = sum(spread.words[cut:]), sum(spread.errors[cut:])
    mean = (errors + left) / (doubtful + sure)
    rates = []
    for words, wrong in ((doubtful, errors), (sure, left)):
        own = wrong / words if words else 0.0
        rates.append((1 - PRUDENCE) * own + PRUDENCE * mean)
    total = doubtful + sure
    return _Parted(
        cut,
        (doubtful / total, sure / total),
        (rates[0], rates[1]),
    )


def _spreads(parted: _Parted) -> list[float]:
    """Each stratum's part of the estimate's standard deviation."""
    pairs = zip(parted.weights, parted.rates, strict=True)
    return [weight * sqrt(rate * (1 - rate)) for weight, rate in pairs]


def _size(parted: _Parted, margin: float, confidence: float) -> int:
    deviation = sum(_spreads(parted))
    normal = (_quantile(confidence) * deviation / margin) ** 2
    return ceil(max(EXACT * normal, NONE_WRONG / margin))


def _sizes(parted: _Parted, size: int) -> tuple[int, int]:
    """Neyman's allocation; an empty stratum gets nothing."""
    first, second = _spreads(parted)
    if not parted.weights[0] or not parted.weights[1]:
        return (size, 0) if parted.weights[0] else (0, size)
    doubtful = round(size * first / max(first + second, 1e-12))
    doubtful = min(max(doubtful, LEAST), max(size - LEAST, LEAST))
    return doubtful, max(size - doubtful, LEAST)


def _quantile(confidence: float) -> float:
    from statistics import NormalDist

    return NormalDist().inv_cdf((1 + confidence) / 2)
