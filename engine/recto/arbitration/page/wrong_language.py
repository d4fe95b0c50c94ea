"""A page that the languages asked for cannot write: it is said, and its words are flagged.

The page's local lines and what holds for the page enter; a note leaves, and whose words a
person should look at (flags.py). Two signs tell it, and both cost nothing: the second reader, whose
alphabet has Greek and Chinese, sees letters of another script in the words; or hardly any word is
in the word list of the languages. Tesseract's own detection of scripts is not asked: it takes three
of four Latin pages in capitals for Cyrillic, in 2 CPU seconds each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from recto.local.fusion import LocalLine
from recto.local.page_language.notes import SCRIPT, missing_note_in, script_note_in
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
SURE = 0.8  # second reader's score of a word of other letters beside Thai, Arabic, ...: these .0-.6
FOREIGN = 0.15  # share of a page's words with letters of another script
# Scripts whose words stand apart, so that a list knows them; those of one language; all that are
# told apart.
LISTED = frozenset({"LATIN", "CYRILLIC", "GREEK"})
EAST = frozenset({"CJK", "HIRAGANA", "KATAKANA", "HANGUL"})
KINDS = frozenset({*LANGUAGES, "LATIN"})
BEYOND = frozenset(LANGUAGES) - EAST - {"GREEK"}
# a language whose letters have no marks, and signs that it lacks
ENGLISH, STRANGE = "eng", frozenset("¡¿‹›")
WORDS = (
    "hardly a word of this page is one of -l {language}; is it right? words that only one reader"
    " has are flagged"
)
BY_ONE = frozenset(witness.name for witness in LOCAL)
BY_ANY_LOCAL = BY_ONE | {"agreed"}


@dataclass(frozen=True, slots=True)
class WrongLanguage:
    """What tells it, for people, and whose words are flagged."""

    note: str
    origins: frozenset[str]


def wrong_language(
    lines: Sequence[LocalLine], facts: PageFacts, language: str, notes: Sequence[str] = ()
) -> WrongLanguage | None:
    """Whether one of the signs is there, or was when the page was read (its `notes`)."""
    noted = _noted(notes)
    if noted is not None or facts.blackletter:
        return noted
    asked = _asked(language)
    script = _other_script(lines, asked)
    if script:
        note = SCRIPT.format(script=script, language=language)
        return WrongLanguage(note, BY_ANY_LOCAL)
    if _is_unknown(lines, facts, asked):
        note = WORDS.format(language=language)
        return WrongLanguage(note, BY_ONE)
    return None


def _noted(notes: Sequence[str]) -> WrongLanguage | None:
    """In a script that its reader lacks; or in a language whose model is missing."""
    by_script = script_note_in(notes)
    if by_script:
        return WrongLanguage(by_script, BY_ANY_LOCAL)
    by_language = missing_note_in(notes)
    return WrongLanguage(by_language, BY_ONE) if by_language else None


def _other_script(lines: Sequence[LocalLine], asked: frozenset[str]) -> str:
    """The script that the second reader sees in many words, and that was not asked for; empty
    without one.
    """
    seen = 0
    words = []
    least = 0.0
    if asked & BEYOND:
        # What the second reader writes of letters that it lacks says nothing.
        asked |= {"LATIN"}
        least = SURE
    for line in lines:
        for unit in line.units:
            for word in unit.ppocr:
                if len(compact(word.text)) < SEEN:
                    continue
                seen += 1
                if word.raw_confidence >= least and _is_foreign(word.text, asked):
                    words.append(word.text)
    foreign = len(words)
    if foreign < max(FEWEST_SEEN, FOREIGN * seen):
        return ""
    return unspelled(words) or "another script"


def _is_unknown(lines: Sequence[LocalLine], facts: PageFacts, asked: frozenset[str]) -> bool:
    """Hardly any word of the first reader's is in the word list of the languages asked for."""
    if not len(facts.lexicon.hashes) or not asked <= LISTED:
        return False
    read = known = 0
    for line in lines:
        for unit in line.units:
            for word in unit.tesseract:
                key = compact(word.text)
                if len(key) >= WORD and key.isalpha():
                    read += 1
                    known += facts.lexicon.knows(word.text)
    return read >= FEWEST and known < KNOWN * read


def _asked(language: str) -> frozenset[str]:
    scripts = speller(language).scripts
    return scripts | EAST if scripts & EAST else scripts


def _is_foreign(word: str, asked: frozenset[str]) -> bool:
    """Some letter of it is of a script that none of the languages asked for has."""
    for char in word:
        if char.isascii() or not char.isalpha():
            continue
        script = script_of(char)
        if script in KINDS and script not in asked:
            return True
    return False


def is_strange(text: str) -> bool:
    """English has not all of its letters and signs."""
    for char in text:
        if char in STRANGE:
            return True
        if char.isalpha() and not char.isascii():
            return True
    return False
