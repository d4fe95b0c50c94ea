"""From what a command names (languages, word lists, fonts, letters) to the Recipe of its lines, and
the file of letters that stands beside a network.

Sources and a half enter, a Recipe leaves. In a file of letters class n writes line n; the first is
empty, the blank of CTC: as the engine ships them.
"""

from __future__ import annotations

import string
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from benchmarks.train_lines.fonts import faces
from benchmarks.train_lines.languages import BY_CODE, Language, chosen
from benchmarks.train_lines.lines import Recipe
from benchmarks.train_lines.text import PUNCTUATION, Texts
from benchmarks.train_lines.words import Half, Words, alphabet, words_of
from recto.errors import BadArguments, InputError

BASE = frozenset(string.ascii_letters + string.digits + PUNCTUATION)
FOREIGN = BY_CODE["eng"]


@dataclass(frozen=True, slots=True)
class Sources:
    """Where lines come from; small, so that every process can make its own recipe."""

    codes: tuple[str, ...]  # Tesseract's, with weights where they have one ("ukr:20")
    seed: int = 1
    words: Path | None = None  # a folder of CODE.txt; None: Tesseract's models
    fonts: Path | None = None  # a folder; None: fontconfig's
    sentences: Path | None = None  # a folder of CODE.txt, a sentence a line
    letters: Path | None = None  # only these; None: those of the words


@lru_cache(maxsize=4)
def recipe_of(sources: Sources, half: Half = "training") -> Recipe:
    """The recipe of a half; both halves write the letters of the training words."""
    letters = letters_of(sources)
    only = letters if sources.letters else frozenset[str]()
    languages = chosen(sources.codes)
    texts = [_texts(language, half, sources, only) for language in languages]
    found = faces(half, sources.fonts)
    return Recipe(sources.seed, half, tuple(texts), found, letters)


@lru_cache(maxsize=4)
def letters_of(sources: Sources) -> frozenset[str]:
    """What may stand on the lines."""
    if sources.letters:
        return frozenset(read_letters(sources.letters))
    languages = chosen(sources.codes)
    lists = [_words(language, "training", sources.words) for language in languages]
    return alphabet(lists) | BASE


def classes(letters: frozenset[str], earlier: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Letters by class: those of an earlier network where they were, new ones behind them."""
    first = earlier or ("",)
    new = sorted(letters - set(first))
    return (*first, *new)


def read_letters(file: Path) -> tuple[str, ...]:
    """By class, the blank first; a file that begins with a letter lacks only the blank. Raises
    InputError.
    """
    try:
        text = file.read_text(encoding="utf-8")
    except OSError as fault:
        remedy = "a network needs its letters.txt beside it"
        raise InputError("has no letters", where=str(file), remedy=remedy) from fault
    listed = text.removesuffix("\n").split("\n")
    return tuple(listed) if listed[0] == "" else ("", *listed)


def write_letters(file: Path, letters: tuple[str, ...]) -> None:
    """As the engine reads them."""
    file.write_text("".join(f"{letter}\n" for letter in letters), encoding="utf-8")


@lru_cache(maxsize=64)
def _words(
    language: Language, half: Half, folder: Path | None, only: frozenset[str] = frozenset()
) -> Words:
    return words_of(language, half, folder, only)


def _texts(language: Language, half: Half, sources: Sources, only: frozenset[str]) -> Texts:
    """Running text is of the training half alone: what is judged must not have been taught."""
    words = _words(language, half, sources.words, only)
    is_latin = "LATIN" in language.scripts
    foreign = None
    is_drawn = any(code.partition(":")[0] == FOREIGN.code for code in sources.codes)
    if is_drawn and not is_latin:
        foreign = _words(FOREIGN, half, sources.words, only)
    sentences = _sentences(language, sources.sentences) if half == "training" else ()
    return Texts(words, foreign, sentences)


def _sentences(language: Language, folder: Path | None) -> tuple[str, ...]:
    """Running text of a language, a sentence a line; none where there is no file."""
    if folder is None:
        return ()
    file = folder / f"{language.code}.txt"
    if not file.is_file():
        return ()
    lines = file.read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line.strip())


def codes_of(given: str) -> tuple[str, ...]:
    """ "rus,ukr:20" or "all". Raises BadArguments for a code that is not known."""
    if given == "all":
        return tuple(BY_CODE)
    codes = tuple(code.strip() for code in given.split(",") if code.strip())
    if not codes:
        raise BadArguments("no language named", remedy=f"choose from {', '.join(BY_CODE)}")
    chosen(codes)
    return codes
