"""What known pages hold, counted: words, shapes of numbers, and the mistakes of each reader.

A KnownPage enters, a Counted leaves; Counteds are added up, and one page's is taken off again where
a page is to be judged by what the others teach. A Taught is what they say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from recto.learning.places import KnownPage
from recto.settings.collection import Confusion, KnownWord, NumberRule
from recto.witnesses.taught import Mistake, Taught, edits, judged_letters, shape, words_in

Key = TypeVar("Key", str, Mistake)

LIKE = 0.5  # share of the letters that a reader must have right to be counted: else it is elsewhere
TWICE = 2  # times that a mistake, or a shape, must be seen to be kept
MOST_WORDS, MOST_SHAPES, MOST_CONFUSIONS = 200_000, 500, 20_000
LONGEST = 100  # characters of a word that is kept


@dataclass(frozen=True, slots=True, eq=False)
class Counted:
    """Of one page, or of many."""

    words: Counter[str] = field(default_factory=Counter)
    shapes: Counter[str] = field(default_factory=Counter)
    mistakes: Counter[Mistake] = field(default_factory=Counter)  # right letters, too

    def without(self, other: Counted) -> Counted:
        """The same less one of the pages."""
        words = self.words - other.words
        shapes = self.shapes - other.shapes
        mistakes = self.mistakes - other.mistakes
        return Counted(words, shapes, mistakes)

    def known_words(self) -> tuple[KnownWord, ...]:
        """The most frequent first."""
        found = []
        for letters, times in ranked(self.words, MOST_WORDS):
            word = KnownWord(letters, times)
            found.append(word)
        return tuple(found)

    def number_rules(self) -> tuple[NumberRule, ...]:
        """Those seen more than once, the most frequent first."""
        found = []
        for text, times in ranked(self.shapes, MOST_SHAPES):
            if times >= TWICE:
                rule = NumberRule(text, times)
                found.append(rule)
        return tuple(found)

    def confusions(self) -> tuple[Confusion, ...]:
        """Right letters, and mistakes seen more than once."""
        found = []
        for mistake, times in ranked(self.mistakes, MOST_CONFUSIONS):
            reader, printed, read = mistake
            if printed == read or times >= TWICE:
                confusion = Confusion(
                    reader,
                    printed,
                    read,
                    times,
                )
                found.append(confusion)
        return tuple(found)


def ranked(counts: Counter[Key], most: int) -> list[tuple[Key, int]]:
    """The most frequent, in an order that is the same on every run."""
    in_order = sorted(counts)
    in_order.sort(key=lambda key: -counts[key])
    return [(key, counts[key]) for key in in_order[:most]]


def added(parts: Iterable[Counted]) -> Counted:
    """All together."""
    total = Counted()
    for part in parts:
        total.words.update(part.words)
        total.shapes.update(part.shapes)
        total.mistakes.update(part.mistakes)
    return total


def counted(page: KnownPage) -> Counted:
    """Of one page."""
    found = Counted()
    for text in page.texts:
        words = words_in(text)
        form = shape(text)
        if len(text) > LONGEST:
            continue
        found.words.update(words)
        if form:
            found.shapes[form] += 1
    for place, truth in page.truths.items():
        for testimony in page.evidence[place].testimonies:
            reader = testimony.witness.name
            letters = read_letters(reader, truth, testimony.letters)
            found.mistakes.update(letters)
    return found


def read_letters(reader: str, printed: str, read: str) -> list[Mistake]:
    """Each letter as it was read; nothing where the reader has another word."""
    wrong = edits(printed, read)
    if len(wrong) > LIKE * len(printed):
        return []
    right = Counter(printed)
    found: list[Mistake] = []
    for mine, other in wrong:
        found.append((reader, mine, other))
        if mine:
            right[mine] -= 1
    found += [(reader, letter, letter) for letter in right.elements()]
    return found


def taught_by(given: Counted) -> Taught:
    """What they say."""
    often = given.shapes.items()
    shapes = {text: times for text, times in often if times >= TWICE}
    return Taught(
        words=given.words,
        shapes=shapes,
        mistakes=given.mistakes,
        printed=judged_letters(given.mistakes),
    )
