"""The words that Tesseract's own models know, as evidence for or against a reading.

Every installed traineddata file carries a word list (eng 338 000, deu 89 000, Fraktur 898 000
words), which the tools `combine_tessdata` and `dawg2wordlist`, part of Tesseract, unpack in half a
second. It is kept as sorted 64-bit hashes in the user's cache: it loads at once and is small in
memory. Without the tools the lexicon is empty.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from recto.errors import MissingDependency
from recto.files.own_folders import cache_folder
from recto.readers.tesseract.install import installation
from recto.working_folder import environment

EDGE = "\"'`.,;:!?()[]{}<>«»„“”‚‘’*_-–—|/\\"  # what a word may wear without being another word
REMEMBERED = 32768  # answers


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """A set of words, lower case, edge punctuation stripped, long s as s."""

    hashes: NDArray[np.uint64]  # sorted
    # where they come from: Tesseract codes and a glossary; empty for words from elsewhere
    language: str = ""
    glossary: tuple[str, ...] = ()
    # What was asked before: a page asks for each word three times or more, and the search takes
    # longer than all else.
    _answers: dict[str, bool] = field(default_factory=dict, init=False, repr=False)

    def __reduce__(self) -> tuple[object, ...]:
        """Through a pipe goes the name of the list: the words would take megabytes a page."""
        if self.language:
            return _again, (self.language, self.glossary)
        return Lexicon, (self.hashes,)

    def knows(self, word: str) -> bool:
        """True when the word is listed; numbers and single marks are never listed."""
        answer = self._answers.get(word)
        if answer is None:
            if len(self._answers) >= REMEMBERED:
                self._answers.clear()
            answer = self._answers[word] = self._lists(word)
        return answer

    def _lists(self, word: str) -> bool:
        bare = _bare(word)
        if len(bare) < 2 or not len(self.hashes):
            return False
        key = _hash(bare)
        at = int(self.hashes.searchsorted(key))
        return at < len(self.hashes) and bool(self.hashes[at] == key)

    def with_words(self, words: Iterable[str]) -> Lexicon:
        """This lexicon and the words of a glossary."""
        added = tuple(words)
        extra = np.array([_hash(_bare(word)) for word in added if _bare(word)], dtype=np.uint64)
        if not len(extra):
            return self
        return Lexicon(np.union1d(self.hashes, extra), self.language, (*self.glossary, *added))


EMPTY = Lexicon(np.array([], dtype=np.uint64))


@lru_cache(maxsize=32768)
def _bare(word: str) -> str:
    return word.strip(EDGE).replace("ſ", "s").lower()


@lru_cache(maxsize=32768)
def _hash(bare: str) -> np.uint64:
    return np.uint64(int.from_bytes(hashlib.blake2b(bare.encode(), digest_size=8).digest(), "big"))


@lru_cache(maxsize=4)
def load(language: str, cache: Path | None = None) -> Lexicon:
    """The lexicon of Tesseract codes such as "eng+deu"; empty where a word list cannot be had."""
    cache = cache or _cache_folder()
    lists = [_hashes(code, cache) for code in language.split("+")]
    if len(lists) == 1:
        return Lexicon(lists[0], language)  # sorted and unique as stored
    return Lexicon(np.unique(np.concatenate(lists)), language)


def _again(language: str, glossary: tuple[str, ...]) -> Lexicon:
    return load(language).with_words(glossary)


def _cache_folder() -> Path:
    # Below a file that is no folder nothing can be kept: for a user without a home.
    return (cache_folder() or Path(os.devnull)) / "lexicon"


def _hashes(code: str, cache: Path) -> NDArray[np.uint64]:
    model = _traineddata(code)
    if model is None:
        return EMPTY.hashes
    state = model.stat()
    stored = cache / f"{model.stem}-{state.st_size}-{int(state.st_mtime)}.u64"
    try:
        return np.fromfile(stored, dtype=np.uint64)
    except OSError:
        hashes = _unpacked(model)
        _store(hashes, stored)
        return hashes


def _store(hashes: NDArray[np.uint64], path: Path) -> None:
    """Keep the list for the next run; a cache that cannot be written is no fault."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as part:
            hashes.tofile(part)
        Path(part.name).replace(path)
    except OSError:
        return


def _traineddata(code: str) -> Path | None:
    try:
        model = installation().tessdata / f"{code}.traineddata"
    except MissingDependency:
        return None
    return model if model.is_file() else None


def _unpacked(model: Path) -> NDArray[np.uint64]:
    """Sorted hashes of the model's word list; empty when the tools are missing or the model has
    none.
    """
    with tempfile.TemporaryDirectory() as folder:
        stem = str(Path(folder) / "m.")
        words = Path(folder) / "words"
        commands = (
            ["combine_tessdata", "-u", str(model), stem],
            ["dawg2wordlist", f"{stem}lstm-unicharset", f"{stem}lstm-word-dawg", str(words)],
        )
        try:
            for command in commands:
                subprocess.run(
                    command, capture_output=True, check=True, timeout=60, env=environment()
                )
            listed = words.read_text(encoding="utf-8", errors="replace").split()
        except (OSError, subprocess.SubprocessError):
            return EMPTY.hashes
    bare = {_bare(word) for word in listed}
    return np.unique(np.array([_hash(word) for word in bare if word], dtype=np.uint64))
