"""Which script a page is in that no reader can read: the model of each is tried on a sample.

What may be looked at enters, a Choice leaves. A model is sure of words in its own script and of
none elsewhere: of 47 pages in 14 scripts, words of .7 and more in the model's own letters hold .28
to .98 of the letters of samples in that script, and at most .26 of any other (Vietnamese by
Russian, none of whose words a Russian list knows).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from recto.local.page_language import models
from recto.local.page_language.chosen import Choice
from recto.local.page_language.evidence import known_share, listable
from recto.local.page_language.looks import Looks
from recto.local.page_language.signs import EASTERN
from recto.local.spelling import LANGUAGES, script_of
from recto.model.page import ReaderWord, Reading
from recto.readers.tesseract.lexicon import Lexicon
from recto.readers.text_language import languages_of

SURE = 0.7  # Tesseract's confidence of a word that counts
LONG = 3  # letters of such a word
LONG_IN_SYLLABLES = 2  # where a character is a syllable: most Korean words have two or three
SYLLABLES = "HANGUL"
MANY = 0.33  # share of the sample's letters in such words
SOME, OWN_LIST = 0.25, 0.2  # less is enough where its list knows some of them
GUESSED = 1.5  # Tesseract's confidence from which a script is named without a model
POSSIBLE = 0.05  # probability from which a language of the script is tried
CERTAIN = 0.85  # from which one whose model is missing is named
HALF = 0.5  # share of its own reading that the right language's list knows


def by_trial(looks: Looks, *, may_be_unreadable: bool, only_guessed: bool = False) -> Choice | None:
    """Tesseract's guess at the script first, then the others that are installed, unless
    `only_guessed`. A script without a model is named by the guess alone, where the page
    `may_be_unreadable`.
    """
    guess = looks.guess()
    guessed = models.unicode_script(guess.script) if guess else ""
    scripts = _in_order(guessed, looks)
    if only_guessed:
        scripts = [script for script in scripts if script == guessed]
    for script in scripts:
        found = in_script(script, looks)
        if found is not None:
            return found
    if guess is None or guess.confidence < GUESSED or not may_be_unreadable:
        return None
    codes = models.codes_of(guessed)
    if not codes or models.readers_of(guessed, looks.installed):
        return None
    return Choice(missing=codes[0], by_script=True)


def _in_order(guessed: str, looks: Looks) -> list[str]:
    """The scripts to try."""
    scripts = [script for script in LANGUAGES if script not in EASTERN]
    is_first = guessed in scripts
    if looks.sample is None:  # each would cost a whole page
        return [guessed] if is_first else []
    if is_first:
        scripts.remove(guessed)
        scripts.insert(0, guessed)
    return scripts


def in_script(script: str, looks: Looks) -> Choice | None:
    """The best of the script's installed languages, where its model is sure of words in it."""
    readers = models.readers_of(script, looks.installed)
    if not readers:
        return None
    first = readers[0]
    if not _is_written_in(script, first, looks):
        return None
    code, missing = _language_in(script, readers, looks)
    return Choice(code, missing, by_script=True)


def _is_written_in(script: str, code: str, looks: Looks) -> bool:
    """Words in the script of which its model is sure make enough of the letters."""
    lexicon = looks.lexicon(code)
    found = _own_words(looks.read(code), script, lexicon)
    if found.share >= MANY:
        return True
    listed = known_share(listable(found.texts), lexicon)
    return found.share >= SOME and listed >= OWN_LIST


@dataclass(frozen=True, slots=True)
class _OwnWords:
    """Words in a script of which its model is sure."""

    texts: tuple[str, ...]
    share: float  # of all letters, 0..1


def _own_words(reading: Reading, script: str, lexicon: Lexicon) -> _OwnWords:
    """Without words in capitals that its list does not know: those of Cyrillic and Greek have the
    shapes of Latin ones, so that of a blurred receipt in capitals .65 of the letters are Russian.
    """
    letters = sure = 0
    texts = []
    long = LONG_IN_SYLLABLES if script == SYLLABLES else LONG
    for word in reading.words:
        size, own = _letters(word, script)
        letters += size
        is_own = size >= long and 2 * own > size
        is_sure = word.raw_confidence >= SURE
        if not is_own or not is_sure:
            continue
        is_shape = word.text.isupper()
        if not is_shape or lexicon.knows(word.text):
            sure += size
            texts.append(word.text)
    share = sure / letters if letters else 0.0
    return _OwnWords(tuple(texts), share)


def _letters(word: ReaderWord, script: str) -> tuple[int, int]:
    """(all letters, those of the script)."""
    size = own = 0
    for char in word.text:
        if char.isalpha():
            size += 1
            own += script_of(char) == script
    return size, own


def _language_in(script: str, readers: Sequence[str], looks: Looks) -> tuple[str, str]:
    """(code to read with, missing code): of the languages that the sample's text may be in, the one
    whose list knows most of its own reading.
    """
    first = readers[0]
    ranked = languages_of(looks.read(first).text, models.codes_of(script))
    if not ranked:
        return first, ""
    best, most = first, -1.0
    for code, likely in ranked:
        if likely < POSSIBLE or code not in readers:
            continue
        listed = _listed(code, looks)
        if listed > most:
            best, most = code, listed
    likeliest, certainty = ranked[0]
    is_missing = likeliest not in readers and certainty >= CERTAIN
    return best, likeliest if is_missing and most < HALF else ""


def _listed(code: str, looks: Looks) -> float:
    """Share of its own reading that a language's list knows."""
    words = listable(looks.read(code).text.split())
    lexicon = looks.lexicon(code)
    return known_share(words, lexicon)
