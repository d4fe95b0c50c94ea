"""The words that Tesseract's own models know, as evidence for or against a reading.

Every installed traineddata file carries a word list (eng 338 000, deu 89 000, Fraktur 898 000
words; word_list.py), unpacked in a second or two. It is kept as sorted 64-bit hashes in the user's
cache: it loads at once and is small in memory.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from recto.errors import MissingDependency
from recto.files.own_folders import cache_folder
from recto.readers.tesseract.domain_words import NONE, domain_words
from recto.readers.tesseract.install import installation
from recto.readers.tesseract.word_list import words_in
from recto.text.comma_below import is_romanian, with_comma

EDGE = "\"'`.,;:!?()[]{}<>«»„“”‚‘’*_-–—|/\\"  # what a word may wear without being another word
REMEMBERED = 32768  # answers
SHORTEST = 2  # letters: one alone says nothing


def _nothing() -> NDArray[np.uint64]:
    return np.array([], dtype=np.uint64)


def _holds(hashes: NDArray[np.uint64], wanted: np.uint64) -> bool:
    at = int(hashes.searchsorted(wanted))
    return at < len(hashes) and bool(hashes[at] == wanted)


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """A set of words, lower case, edge punctuation stripped, long s as s."""

    hashes: NDArray[np.uint64]  # sorted
    # where they come from: Tesseract codes and a glossary; empty for words from elsewhere
    language: str = ""
    glossary: tuple[str, ...] = ()
    # a subject whose words it knows besides, and their hashes, sorted
    domain: str = NONE
    of_domain: NDArray[np.uint64] = field(default_factory=_nothing, repr=False)
    without_domain: Lexicon | None = field(default=None, repr=False)  # None: there is none
    # What was asked before: a page asks for each word three times or more, and the search takes
    # longer than all else.
    _answers: dict[str, bool] = field(default_factory=dict, init=False, repr=False)

    def __reduce__(self) -> tuple[object, ...]:
        """Through a pipe goes the name of the list: the words would take megabytes a page."""
        if not self.language:
            return Lexicon, (self.hashes,)
        return _again, (self.language, self.glossary, self.domain)

    def knows(self, word: str) -> bool:
        """True when the word is listed; numbers and single marks are never listed."""
        answer = self._answers.get(word)
        if answer is not None:
            return answer
        if len(self._answers) >= REMEMBERED:
            self._answers.clear()
        answer = False
        bare = _bare(word)
        if len(bare) >= SHORTEST:
            wanted = _hash(bare)
            answer = _holds(self.hashes, wanted) or _holds(self.of_domain, wanted)
        self._answers[word] = answer
        return answer

    def with_words(self, words: Iterable[str]) -> Lexicon:
        """This lexicon and the words of a glossary."""
        added = tuple(words)
        extra = _hashes_of(added)
        if not len(extra):
            return self
        hashes = np.union1d(self.hashes, extra)
        glossary = (*self.glossary, *added)
        plain = self.without_domain
        if plain is not None:
            plain = plain.with_words(added)
        return replace(self, hashes=hashes, glossary=glossary, without_domain=plain)

    def with_domain(self, domain: str) -> Lexicon:
        """This lexicon and the words of a subject in its languages."""
        hashes = domain_hashes(domain, self.language)
        if not len(hashes):
            return self
        return replace(self, domain=domain, of_domain=hashes, without_domain=self)

    @property
    def everyday(self) -> Lexicon:
        """Without the words of a subject, which never speak against two readers who agree."""
        return self.without_domain or self


EMPTY = Lexicon(np.array([], dtype=np.uint64))


@lru_cache(maxsize=32768)
def _bare(word: str) -> str:
    """A word as it is listed: without its edges, long s as s, lower case."""
    bare = word.strip(EDGE)
    short_s = bare.replace("ſ", "s")
    return short_s.lower()


@lru_cache(maxsize=32768)
def _hash(bare: str) -> np.uint64:
    """The first 64 bits of its BLAKE2."""
    hashed = hashlib.blake2b(bare.encode(), digest_size=8)
    number = int.from_bytes(hashed.digest(), "big")
    return np.uint64(number)


def _hashes_of(words: Iterable[str]) -> NDArray[np.uint64]:
    """Of all words that have more than an edge, each once, in no order."""
    bare = {_bare(word) for word in words}
    bare.discard("")
    hashes = [_hash(word) for word in bare]
    return np.array(hashes, dtype=np.uint64)


@lru_cache(maxsize=8)
def domain_hashes(domain: str, language: str) -> NDArray[np.uint64]:
    """The words of a subject, sorted: kept, since every page asks and names are 92,000."""
    words = domain_words(domain, language)
    return np.unique(_hashes_of(words))


@lru_cache(maxsize=4)
def load(language: str, cache: Path | None = None) -> Lexicon:
    """The lexicon of Tesseract codes such as "eng+deu"; empty where a word list cannot be had."""
    if cache is None:
        # Below a file that is no folder nothing can be kept: for a user without a home.
        folder = cache_folder() or Path(os.devnull)
        cache = folder / "lexicon"
    lists = [_hashes(code, cache) for code in language.split("+")]
    if len(lists) == 1:
        return Lexicon(lists[0], language)  # sorted and unique as stored
    together = np.concatenate(lists)
    hashes = np.unique(together)
    return Lexicon(hashes, language)


def _again(language: str, glossary: tuple[str, ...], domain: str) -> Lexicon:
    """The lexicon at the other end of a pipe."""
    listed = load(language)
    known = listed.with_domain(domain)
    return known.with_words(glossary)


def _hashes(code: str, cache: Path) -> NDArray[np.uint64]:
    """Sorted hashes of one model's words, from the cache where they are kept."""
    try:
        model = installation().tessdata / f"{code}.traineddata"
    except MissingDependency:
        return EMPTY.hashes
    if not model.is_file():
        return EMPTY.hashes
    state = model.stat()
    changed = int(state.st_mtime)
    stored = cache / f"{model.stem}-{state.st_size}-{changed}.u64"
    try:
        return np.fromfile(stored, dtype=np.uint64)
    except OSError:
        hashes = _unpacked(model)
    # Kept for the next run; a cache that cannot be written is no fault.
    with suppress(OSError):
        stored.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=stored.parent, delete=False) as part:
            hashes.tofile(part)
        Path(part.name).replace(stored)
    return hashes


def _unpacked(model: Path) -> NDArray[np.uint64]:
    """Sorted hashes of the model's word list."""
    words = listed_words(model)
    if is_romanian(model.stem):
        words = [with_comma(word) for word in words]
    return np.unique(_hashes_of(words))


def listed_words(model: Path) -> list[str]:
    """The words inside a traineddata file, as they are listed; empty when the model has none."""
    try:
        words = words_in(model.read_bytes())
    except (OSError, ValueError):
        return []
    return " ".join(words).split()
