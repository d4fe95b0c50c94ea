"""What the user's own collection says of texts and readers, looked up at every place of a page.

A Collection enters, a Taught leaves: how often a text stands on the pages learned from, how likely
a reader writes one text where another is printed, and whether a number looks like the collection's.
Counts are smoothed toward a rare mistake of any kind, so that what was seen once says little.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import astuple, dataclass, field, replace
from math import log

from rapidfuzz.distance import Levenshtein

from recto.settings.collection import Collection, LlmWeights
from recto.text.alignment import compact

Mistake = tuple[str, str, str]  # reader, printed, read
EDGE = ".,;:!?()[]\"'„“”’»«—–-"
# A mistake that nobody has seen yet: one letter in 1,500 is read as one certain other.
RARE = 1 / 1500
# Letters that the rare mistake counts for: readers of whom less was seen stay as they are.
SEEN_BEFORE = 30.0
DIGIT, SMALL, CAPITAL = "9", "a", "A"
MOST_LETTERS = 40  # of a text whose mistakes are looked at


@dataclass(frozen=True, slots=True, eq=False)
class Taught:
    """The collection's counts by what they are asked for."""

    words: Mapping[str, int] = field(default_factory=dict)  # compact: times
    shapes: Mapping[str, int] = field(default_factory=dict)  # of numbers and codes
    mistakes: Mapping[Mistake, int] = field(default_factory=dict)
    printed: Mapping[tuple[str, str], int] = field(default_factory=dict)  # reader, letter: judged
    # of the rows of confidence/collected.py; empty: as shipped
    choice: tuple[float, ...] = ()
    lone: tuple[float, ...] = ()
    # of the row of confidence/collected_llm.py, by model, and of the model that has read the page
    llms: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    llm: tuple[float, ...] = ()
    digest: str = ""  # of the collection

    def times(self, letters: str) -> int:
        """How often the collection has a text, compact."""
        return self.words.get(letters, 0)

    def fits(self, text: str) -> bool:
        """Whether a number or code looks like one of the collection's."""
        return shape(text) in self.shapes

    def beside(self, model: str) -> Taught:
        """The same on a page that this LLM has read."""
        own = self.llms.get(model, ())
        return replace(self, llm=own)

    def cost(self, reader: str, printed: str, read: str) -> float:
        """Nats: how unlikely the reader writes `read` where `printed` stands; both compact."""
        if printed == read:
            return 0.0
        total = 0.0
        for mine, other in edits(printed, read):
            seen = self.mistakes.get((reader, mine, other), 0)
            judged = self.printed.get((reader, mine), 0)
            likely = (seen + SEEN_BEFORE * RARE) / (judged + SEEN_BEFORE)
            total -= log(min(likely, 1.0))
        return total


def taught(collection: Collection) -> Taught:
    """The collection as it is asked."""
    mistakes: dict[Mistake, int] = {}
    for each in collection.confusions:
        mistakes[each.reader, each.printed, each.read] = each.times
    return Taught(
        words={word.letters: word.times for word in collection.words},
        shapes={rule.shape: rule.times for rule in collection.numbers},
        mistakes=mistakes,
        printed=judged_letters(mistakes),
        choice=astuple(collection.choice) if collection.choice else (),
        lone=astuple(collection.lone) if collection.lone else (),
        llms=dict(map(llm_weights, collection.llms)),
        digest=collection.digest,
    )


def llm_weights(own: LlmWeights) -> tuple[str, tuple[float, ...]]:
    """A model, and the weights of its row."""
    model, *weights = astuple(own)
    return model, tuple(weights)


def judged_letters(mistakes: Mapping[Mistake, int]) -> dict[tuple[str, str], int]:
    """How often each reader's reading of a letter was judged; of what was read where nothing is
    printed: of all its letters.
    """
    found: Counter[tuple[str, str]] = Counter()
    for mistake, times in mistakes.items():
        reader, printed, _ = mistake
        if printed:
            found[reader, printed] += times
            found[reader, ""] += times
    return found


def edits(printed: str, read: str) -> list[tuple[str, str]]:
    """What was read for what, letter by letter; empty where nothing is printed, or read."""
    mine, other = printed[:MOST_LETTERS], read[:MOST_LETTERS]
    found = []
    for edit in Levenshtein.editops(mine, other):
        letter = mine[edit.src_pos : edit.src_pos + 1]
        instead = other[edit.dest_pos : edit.dest_pos + 1]
        if edit.tag == "insert":
            letter = ""
        if edit.tag == "delete":
            instead = ""
        found.append((letter, instead))
    return found


def shape(text: str) -> str:
    """Of a number or code, without the marks at its ends: "No. 12" -> "Aa. 99"; empty for what has
    no digit.
    """
    bare = text.strip(EDGE)
    if not any(map(str.isdigit, bare)):
        return ""
    return "".join(map(_sign, bare))


def _sign(char: str) -> str:
    if char.isdigit():
        return DIGIT
    if char.isalpha():
        return CAPITAL if char.isupper() else SMALL
    return char


def words_in(text: str) -> list[str]:
    """The words of a text, compact; numbers are none."""
    found = []
    for word in text.split():
        letters = compact(word)
        if any(map(str.isalpha, letters)):
            found.append(letters)
    return found
