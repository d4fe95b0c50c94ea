"""How sure the words of a page, or of a whole run, are: counts and expected errors by confidence.

Words or spreads enter, Spreads and Estimates leave: how many errors are left, how many words a
person has to look at until a share is right, and how long that takes. Only here: what a look costs.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil

from recto.model.result import Word

# Lower ends of the classes of confidence, in twos of which the second has the words with a digit.
EDGES = (
    0.0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.93, 0.95, 0.96, 0.97, 0.98, 0.985, 0.99, 0.995,
    0.998,
)  # fmt: skip
CLASSES = 2 * len(EDGES)
# Seconds to look at a word with its crop and press a key, and more for each of its characters: the
# keystroke-level model of Card, Moran and Newell (1980) gives 1.35 s to decide and .28 s a key;
# comparing a long number takes longer. An assumption until `recto review` has measured the person.
LOOK, CHARACTER = 1.6, 0.12
MOST_COUNT = 10**12
ROUNDING = 1e-6  # of a word, in sums of probabilities


def seconds_for(text: str) -> float:
    """What a look at the word takes."""
    return LOOK + CHARACTER * len(text)


def has_digit(text: str) -> bool:
    """Numbers are told apart: an error in them costs most."""
    return any(map(str.isdigit, text))


@dataclass(frozen=True, slots=True)
class Spread:
    """Words by class of confidence."""

    words: tuple[int, ...] = (0,) * CLASSES
    errors: tuple[float, ...] = (0.0,) * CLASSES  # expected: sum of 1 - confidence
    seconds: float = 0.0  # that looks at all of them take

    @property
    def count(self) -> int:
        """All words."""
        return sum(self.words)

    @property
    def expected(self) -> float:
        """Errors among all words."""
        return sum(self.errors)

    def __add__(self, other: Spread) -> Spread:
        words = tuple(
            a + b
            for a, b in zip(
                self.words,
                other.words,
                strict=True,
            )
        )
        errors = tuple(
            a + b
            for a, b in zip(
                self.errors,
                other.errors,
                strict=True,
            )
        )
        return Spread(words, errors, self.seconds + other.seconds)

    def times(self, count: int) -> Spread:
        """Of as many pages that are alike."""
        if count == 1:
            return self
        words = tuple(count * value for value in self.words)
        errors = tuple(count * value for value in self.errors)
        return Spread(words, errors, count * self.seconds)

    def text(self) -> str:
        """As the ledger keeps it."""
        errors = [round(value, 5) for value in self.errors]
        return json.dumps([self.words, errors, round(self.seconds, 2)])


def class_of(word: Word) -> int:
    """The place of a word's class in a spread."""
    return class_of_confidence(word.confidence, word.text)


def class_of_confidence(confidence: float, text: str) -> int:
    """The same of a text that is believed as much."""
    known = max(0.0, confidence)
    return 2 * (bisect_right(EDGES, known) - 1) + has_digit(text)


def spread_of(words: Iterable[Word]) -> Spread:
    """Count words."""
    counts = [0] * CLASSES
    errors = [0.0] * CLASSES
    seconds = 0.0
    for word in words:
        place = class_of(word)
        counts[place] += 1
        errors[place] += 1 - min(1.0, word.confidence)
        seconds += seconds_for(word.text)
    return Spread(tuple(counts), tuple(errors), seconds)


def spread_from(text: str) -> Spread:
    """The Spread of a ledger's text. Raises ValueError for what is none."""
    value = json.loads(text)
    if not isinstance(value, list) or len(value) != 3:
        raise ValueError("no spread")
    words, errors, seconds = value
    if not _are_numbers(words, int) or not _are_numbers(errors, float):
        raise ValueError("no spread")
    if not _are_numbers([seconds] * CLASSES, float):
        raise ValueError("no spread")
    return Spread(tuple(words), tuple(map(float, errors)), float(seconds))


def _are_numbers(values: object, kind: type) -> bool:
    if not isinstance(values, list) or len(values) != CLASSES:
        return False
    allowed = (int,) if kind is int else (int, float)
    return all(type(value) in allowed and 0 <= value <= MOST_COUNT for value in values)


@dataclass(frozen=True, slots=True)
class Look:
    """What it takes until a share of the words is expected to be right."""

    share: float  # of words right, 0..1
    words: int  # to look at, the least sure first
    minutes: float

    def __str__(self) -> str:
        words = "1 word" if self.words == 1 else f"{self.words:,} words"
        goal = f"{100 * self.share:g} %"
        return f"{goal} by a look at {words}, about {minutes_text(self.minutes)}"


@dataclass(frozen=True, slots=True)
class Estimate:
    """What is expected of a run before anybody has looked."""

    words: int
    errors: float
    looks: tuple[Look, ...]

    def lines(self) -> list[str]:
        """For people."""
        if not self.words:
            return []
        about = round(self.errors)
        errors = "1 error" if about < 2 else f"{about:,} errors"
        least = "about" if about else "less than"
        words = "1 word" if self.words == 1 else f"{self.words:,} words"
        text = [f"{least} {errors} expected in {words}"]
        looks = [str(look) for look in self.looks if look.words]
        if looks:
            text.append(f"to be right: {', '.join(looks)}")
        return text


def minutes_text(minutes: float) -> str:
    """.4 -> "1 min", 75 -> "1 h 15 min"."""
    whole = max(1, round(minutes))
    hours, rest = divmod(whole, 60)
    return f"{hours} h {rest} min" if hours else f"{rest} min"


SHARES = (0.99, 0.999)


def estimate(spread: Spread, shares: Iterable[float] = SHARES) -> Estimate:
    """What is left, and what a person has to do about it."""
    looks = []
    for share in shares:
        words = to_look_at(spread, share)
        seconds = words * spread.seconds / max(1, spread.count)
        looks.append(Look(share, words, seconds / 60))
    return Estimate(spread.count, spread.expected, tuple(looks))


def to_look_at(spread: Spread, share: float, factor: float = 1.0) -> int:
    """Words to look at, the least sure first, until the others are expected to hold no more than
    1 - `share` wrong ones of all; `factor`: how many errors there are for each that is expected.
    """
    allowed = (1 - share) * spread.count
    left = factor * spread.expected
    looked = 0.0
    for place in range(0, CLASSES, 2):
        words = spread.words[place] + spread.words[place + 1]
        errors = factor * (spread.errors[place] + spread.errors[place + 1])
        if left <= allowed:
            break
        if left - errors <= allowed:
            looked += words * (left - allowed) / errors
            break
        looked += words
        left -= errors
    return ceil(looked - ROUNDING)
