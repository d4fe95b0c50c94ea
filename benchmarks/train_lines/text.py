"""What stands on a drawn line: words of one language with punctuation, numbers, capitals and
quotation marks as print has them, at times a word of English.

Words and dice enter, a text in NFC leaves. Languages without spaces have none; sentences of one's
own, where there are some, take half of the lines.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from benchmarks.train_lines.languages import Language
from benchmarks.train_lines.words import Words

LONGEST = 62  # characters of a line
SENTENCES = 0.5  # share of lines cut out of running text, where there is some
NUMBERS = 0.06  # share of words
FOREIGN = 0.03  # share of English words in other scripts
ALL_CAPITALS, TITLE = 0.07, 0.15  # shares of lines, cumulated
DIGITS = "0123456789"
PUNCTUATION = " .,;:!?-–—'’‘‚\"“”„«»‹›()[]{}/\\|&%§№$€£₽₴@#*+=<>~^_°…·†©®×•¿¡`"
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "IX", "X", "XI", "XIV", "XIX", "XX")
# share of words, cumulated, and what is done to the word
Dress = Callable[[str, str, Random], str]
DRESSES: tuple[tuple[float, Dress], ...] = (
    (0.10, lambda word, quotes, dice: f"{word},"),
    (0.12, lambda word, quotes, dice: word + dice.choice(";:")),
    (0.14, lambda word, quotes, dice: f"({word})"),
    (0.17, lambda word, quotes, dice: f"{quotes[0]}{word}{quotes[1]}"),
    (0.18, lambda word, quotes, dice: dice.choice(("— ", "– ", "• ", "* ")) + word),
    (0.20, lambda word, quotes, dice: word + dice.choice((" —", " –", " -"))),
    (0.205, lambda word, quotes, dice: f"[{word}]"),
    (0.21, lambda word, quotes, dice: f"{quotes[0]}{word}"),
    (0.215, lambda word, quotes, dice: f"{word}{quotes[1]}"),
)
ENDS = 0.07  # share of words that end a sentence


@dataclass(frozen=True, slots=True, eq=False)
class Texts:
    """What lines of one language are made of."""

    words: Words
    foreign: Words | None = None  # English
    sentences: Sequence[str] = ()  # running text

    @property
    def language(self) -> Language:
        """That of the words."""
        return self.words.language

    def line(self, dice: Random, longest: int = LONGEST) -> str:
        """A line of at most `longest` characters."""
        if self.sentences and dice.random() < SENTENCES:
            text = stretch(dice.choice(self.sentences), dice, longest)
        else:
            text = _composed(self, dice, longest)
        return unicodedata.normalize("NFC", text)[:longest].strip()


def stretch(sentence: str, dice: Random, longest: int) -> str:
    """Some words of running text, from the beginning of one."""
    words = sentence.split()
    start = dice.randrange(len(words))
    return " ".join(words[start:])[:longest]


def _composed(texts: Texts, dice: Random, longest: int) -> str:
    language = texts.language
    wanted = dice.randrange(1, 20) if dice.random() < 0.25 else dice.randrange(3, LONGEST)
    wanted = min(wanted, longest)
    quotes = dice.choice(language.quotes)
    style = dice.random()
    begins = True
    parts: list[str] = []
    length = 0
    while length < wanted:
        word = _word(texts, dice)
        cased = written(word, language.code, style, begins=begins, dice=dice)
        begins = dice.random() < ENDS
        end = dice.choice(language.marks) if begins else ""
        part = cased + end if end else dressed(cased, quotes, dice)
        parts.append(part)
        length += len(part) + 1
    return (" " if language.spaced else "").join(parts)


def _word(texts: Texts, dice: Random) -> str:
    chance = dice.random()
    if chance < NUMBERS:
        return number(dice)
    if texts.foreign and chance < NUMBERS + FOREIGN:
        return texts.foreign.draw(dice)
    return texts.words.draw(dice)


def written(word: str, code: str, style: float, *, begins: bool, dice: Random) -> str:
    """In capitals, with a capital, or as listed."""
    if style < ALL_CAPITALS or dice.random() < 0.02:
        return upper(word, code)
    if style < TITLE or begins or dice.random() < 0.1:
        return upper(word[0], code) + word[1:]
    return word


def upper(word: str, code: str) -> str:
    """In capitals, as the language writes them: dots of Turkish, no accents on Greek ones."""
    if code == "tur":
        word = word.replace("i", "İ")
    capitals = word.upper()
    if code in ("ell", "grc"):
        parts = unicodedata.normalize("NFD", capitals)
        capitals = "".join(part for part in parts if not _is_accent(part))
    return unicodedata.normalize("NFC", capitals)


def _is_accent(part: str) -> bool:
    is_diaeresis = part == "\u0308"
    return bool(unicodedata.combining(part)) and not is_diaeresis


def dressed(word: str, quotes: str, dice: Random) -> str:
    """With the marks that stand at words, or none."""
    chance = dice.random()
    for share, dress in DRESSES:
        if chance < share:
            return dress(word, quotes, dice)
    return word


def number(dice: Random) -> str:
    """As print has them: counts, dates, years, prices, times, Roman ones."""
    kind = dice.choice(tuple(NUMBER_KINDS))
    return NUMBER_KINDS[kind](dice)


def _count(dice: Random) -> str:
    digits = dice.randrange(1, 6)
    return str(dice.randrange(10**digits))


def _price(dice: Random) -> str:
    sign = dice.choice(("", " €", " $", " %", " £"))
    return f"{dice.randrange(1000)}{dice.choice(',.')}{dice.randrange(100):02d}{sign}"


def _date(dice: Random) -> str:
    return f"{dice.randrange(1, 32)}.{dice.randrange(1, 13):02d}.{dice.randrange(1800, 2030)}"


NUMBER_KINDS: Mapping[str, Callable[[Random], str]] = {
    "count": _count,
    "price": _price,
    "date": _date,
    "year": lambda dice: str(dice.randrange(1500, 2030)),
    "span": lambda dice: f"{dice.randrange(1500, 1800)}–{dice.randrange(1800, 2030)}",
    "time": lambda dice: f"{dice.randrange(24)}:{dice.randrange(60):02d}",
    "named": lambda dice: dice.choice(("№ ", "§ ", "No. ", "(")) + _count(dice),
    "thousands": lambda dice: f"{dice.randrange(1, 1000)} {dice.randrange(1000):03d}",
    "roman": lambda dice: dice.choice(ROMAN),
    "section": lambda dice: f"{dice.randrange(1, 10)}.{dice.randrange(1, 20)}",
}
