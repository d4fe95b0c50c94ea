"""The words that lines are drawn from: the lists inside Tesseract's own models (Apache-2.0), or
files of one's own.

A language and a folder enter, Words leave, the same on every machine that has the same model: in
the list's order, in NFC, of the language's letters alone. Every twentieth word, by its own
checksum, is held out: the network is judged on it and never taught it.
"""

from __future__ import annotations

import unicodedata
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Literal

from benchmarks.train_lines.languages import Language
from recto.errors import InputError
from recto.readers.tesseract.install import installation
from recto.readers.tesseract.lexicon import listed_words

Half = Literal["training", "held-out"]
EVERY = 20  # a word in so many is held out
LONGEST = 24  # characters of a word: the lists have addresses, too
SHORT = 4  # letters; the lists have no frequencies, and short words are the frequent ones
SHARE_SHORT = 0.4  # of the words of a line, about what prose has
SIGNS = frozenset("'’-·")  # may stand within a word
DEBIAN = "tesseract-ocr-{}"  # the package of a model, "_" as "-"


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """The words of one language, of one half."""

    language: Language
    listed: tuple[str, ...]
    short: tuple[str, ...]  # those of few letters; all where there are none

    def draw(self, dice: Random) -> str:
        """One of them."""
        is_short = dice.random() < SHARE_SHORT
        return dice.choice(self.short if is_short else self.listed)


def words_of(
    language: Language,
    half: Half,
    folder: Path | None = None,
    letters: frozenset[str] = frozenset(),
) -> Words:
    """The words of a language; with `letters` only those that can be spelled with them. Raises
    InputError where there are none.
    """
    raw, place = _raw(language, folder)
    listed = []
    for word in raw:
        normal = unicodedata.normalize("NFC", word)
        if is_word(normal, language) and half_of(normal) == half:
            listed.append(normal)
    if letters:
        listed = [word for word in listed if letters.issuperset(word)]
    if not listed:
        package = DEBIAN.format(language.code.replace("_", "-"))
        remedy = f"install {package}, or give --words a folder with {language.code}.txt"
        raise InputError("has no words to draw lines from", where=place, remedy=remedy)
    unique = tuple(dict.fromkeys(listed))
    short = tuple(word for word in unique if len(word) <= SHORT)
    return Words(language, unique, short or unique)


def is_word(word: str, language: Language) -> bool:
    """Of the letters of its language's scripts, marks and signs within words; not a lone sign."""
    if len(word) > LONGEST or not any(map(str.isalpha, word)):
        return False
    return all(_is_of(letter, language) for letter in word)


def half_of(word: str) -> Half:
    """Which half a word is in, wherever it is listed."""
    checksum = zlib.crc32(word.encode())
    return "training" if checksum % EVERY else "held-out"


def alphabet(lists: Iterable[Words], least: int = 4) -> frozenset[str]:
    """The letters, with their capitals, that `least` words have at least: fewer are of names in
    other spellings.
    """
    counts: dict[str, int] = {}
    for words in lists:
        for word in words.listed:
            for letter in set(word):
                counts[letter] = counts.get(letter, 0) + 1
    common = {letter for letter, count in counts.items() if count >= least}
    capitals = {letter.upper() for letter in common}
    single = {letter for letter in capitals if len(letter) == 1}
    return frozenset(common | single)


def _raw(language: Language, folder: Path | None) -> tuple[list[str], str]:
    """The list as it stands, and where."""
    if folder is not None:
        file = folder / f"{language.code}.txt"
        found = file.read_text(encoding="utf-8").split() if file.is_file() else []
        return found, str(file)
    model = installation().tessdata / f"{language.code}.traineddata"
    return listed_words(model) if model.is_file() else [], str(model)


def _is_of(letter: str, language: Language) -> bool:
    if letter in SIGNS:
        return True
    name = unicodedata.name(letter, "")
    script, _, _ = name.partition(" ")
    is_written = unicodedata.category(letter)[0] in "LM"
    return is_written and script in language.scripts
