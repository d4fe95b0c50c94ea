"""A page that the languages asked for cannot write: it is said, and its words are flagged.

The page's local lines and what holds for the page enter; a note leaves, and whose words a
person should look at (flags.py). Two signs tell it, and both cost nothing: the second reader, whose
alphabet has Greek and Chinese, sees letters of another script in the words; or hardly any word is
in the word list of the languages. Tesseract's own detection of scripts is not asked: it takes three
of four Latin pages in capitals for Cyrillic, in 2 CPU seconds each.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from recto.local.fusion import LocalLine
from recto.local.spelling import LANGUAGES, script_of, speller, unspelled
from recto.text.alignment import compact
from recto.witnesses.local import PageFacts
from recto.witnesses.registry import LOCAL

WORD, SEEN = 4, 3  # letters of a word that a list should know; of one that is no formula's sign
FEWEST, FEWEST_SEEN = 8, 3  # such words of a page
# Share of its words that a list knows: of 233 pages in the list's language the truths have .25 and
# more (directories of names), all but these .38 and more; capitals of another script read as Latin
# .00 to .06.
KNOWN = 0.1
FOREIGN = 0.15  # share of a page's words with letters of another script
# Scripts whose words stand apart, so that a list knows them; those of one language; all that are
# told apart.
LISTED = frozenset({"LATIN", "CYRILLIC", "GREEK"})
EAST = frozenset({"CJK", "HIRAGANA", "KATAKANA", "HANGUL"})
KINDS = frozenset({*LANGUAGES, "LATIN"})
# a language whose letters have no marks, and signs that it lacks
ENGLISH, STRANGE = "eng", frozenset("¡¿‹›")
WORDS = (
    "hardly a word of this page is one of -l {language}; is it right? words that only one reader"
    " has are flagged"
)
SCRIPT = (
    "this page seems to be in {script}, which -l {language} cannot write: its words are flagged"
)
BY_ONE = frozenset(witness.name for witness in LOCAL)
BY_ANY_LOCAL = BY_ONE | {"agreed"}


@dataclass(frozen=True, slots=True)
class WrongLanguage:
    """What tells it, for people, and whose words are flagged."""

    note: str
    origins: frozenset[str]


def wrong_language(
    lines: Sequence[LocalLine], facts: PageFacts, language: str
) -> WrongLanguage | None:
    """Whether one of the signs is there."""
    if facts.blackletter:
        return None
    asked = _asked(language)
    seen = [word for word in _texts(lines, "ppocr") if len(compact(word)) >= SEEN]
    foreign = [word for word in seen if _is_foreign(word, asked)]
    if len(foreign) >= max(FEWEST_SEEN, FOREIGN * len(seen)):
        script = unspelled(foreign) or "another script"
        return WrongLanguage(SCRIPT.format(script=script, language=language), BY_ANY_LOCAL)
    texts = _texts(lines, "tesseract")
    read = [word for word in texts if len(compact(word)) >= WORD and compact(word).isalpha()]
    known = sum(map(facts.lexicon.knows, read))
    listed = len(facts.lexicon.hashes) and len(read) >= FEWEST and asked <= LISTED
    if listed and known < KNOWN * len(read):
        return WrongLanguage(WORDS.format(language=language), BY_ONE)
    return None


def _texts(lines: Sequence[LocalLine], reader: str) -> Iterator[str]:
    for line in lines:
        for unit in line.units:
            yield from (word.text for word in (unit.ppocr if reader == "ppocr" else unit.tesseract))


def _asked(language: str) -> frozenset[str]:
    scripts = speller(language).scripts
    return scripts | EAST if scripts & EAST else scripts


def _is_foreign(word: str, asked: frozenset[str]) -> bool:
    """Some letter of it is of a script that none of the languages asked for has."""
    scripts = {script_of(char) for char in word if char.isalpha() and not char.isascii()}
    return bool((scripts & KINDS) - asked)


def is_strange(text: str) -> bool:
    """English has not all of its letters and signs."""
    return any(char in STRANGE or (char.isalpha() and not char.isascii()) for char in text)
