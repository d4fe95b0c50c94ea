"""The models to read a page with, from the cheapest sign to the dearest: rules in order, the first
that speaks decides.

What the first reader made of the page, and what may be looked at besides, enter; a Choice leaves.
An English page that reads as English costs nothing. How a language in Latin letters is told by its
words lives in latin.py, how a script is told by its own model in trial.py.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from recto.local.page_language import models
from recto.local.page_language.chosen import STAYS, Choice
from recto.local.page_language.evidence import FEWEST, Look, known_share, listable
from recto.local.page_language.latin import HALF, KNOWN, LIKELY, by_words
from recto.local.page_language.looks import Looks
from recto.local.page_language.signs import EASTERN, eastern_code, script_in, scripts_in
from recto.local.page_language.trial import by_trial, in_script
from recto.local.spelling import speller
from recto.readers.text_language import languages_of

# Of 143 pages of all corpora read with `eng`: English print has a mean confidence of .6 and more,
# pages of other scripts have .16 to .7.
READ = 0.6
SHORT_BUT_READ = 0.8  # mean confidence of a few words; other scripts, read so, have .7 at most
CLEAR = 0.7  # mean confidence of a page in a language that was named, from which nothing is checked
SIGNS = 0.75  # second reader's score from which its signs are the page's: Han and kana have .8-1
MANY_SEEN = 20  # Chinese and Japanese characters that it has surely seen: sample.SEEN
LISTED = 0.35  # share of the second reader's words that the named language's list knows
LATIN = frozenset({"", "LATIN"})  # scripts_in: too few letters to tell are none of another script

Rule = Callable[[Look, Looks], Choice | None]


def choose(first: Look, looks: Looks) -> Choice:
    """`first`: the reading with the language that `looks` was made for."""
    for rule in RULES:
        choice = rule(first, looks)
        if choice is not None:
            return choice
    return STAYS


def reads_as_english(first: Look, looks: Looks) -> Choice | None:
    """Nearly all pages of an English collection end here."""
    if first.words < FEWEST or first.confidence < READ:
        return None
    return STAYS if first.known >= KNOWN else None


def says_too_little(first: Look, looks: Looks) -> Choice | None:
    """A label, a title, a blank page: hardly a word to tell a language by, and either nothing to
    look at or letters that the model surely has.
    """
    if first.words >= FEWEST:
        return None
    if first.confidence >= SHORT_BUT_READ:
        return STAYS
    is_empty = not first.text and looks.sample is None
    return STAYS if is_empty else None


def by_its_text(first: Look, looks: Looks) -> Choice | None:
    """The letters are there, and so their company tells."""
    if first.confidence < READ:
        return None
    return by_words(first.text, first, looks)


def by_second_reader(first: Look, looks: Looks) -> Choice | None:
    """Its alphabet has Chinese, Japanese and Greek, and it reads photographs that Tesseract does
    not.
    """
    sample = looks.sample
    if sample is None or sample.score < SIGNS:
        return None
    script = script_in(sample.text)
    if script in LATIN:
        return by_words(sample.text, first, looks)
    near = models.readers_of(script, looks.installed)
    if near and script not in EASTERN:
        return in_script(script, looks)
    code = models.code_for(script, sample.text)
    return _in_signs(code, near, looks)


def _in_signs(code: str, near: Sequence[str], looks: Looks) -> Choice:
    """A language, or, where its model is missing, another one of its script: `near`."""
    if code in looks.installed:
        return Choice(code, by_script=True)
    instead = near[0] if near else ""
    return Choice(
        instead,
        missing=code,
        by_script=True,
    )


def by_its_script(first: Look, looks: Looks) -> Choice | None:
    """What neither reads: each script's own model is tried."""
    is_unread = first.confidence < READ
    return by_trial(looks.levelled, may_be_unreadable=is_unread)


def by_seen_signs(first: Look, looks: Looks) -> Choice | None:
    """Of a page that it reads badly in the mean, the head lines and single characters that it
    surely has. Last: a Korean page may have Chinese characters, too.
    """
    sample = looks.sample
    if sample is None or script_in(sample.seen) not in EASTERN:
        return None
    text = sample.seen
    seen = scripts_in(text)
    signs = sum(seen[script] for script in EASTERN)
    if signs < MANY_SEEN:
        return None
    near = models.readers_of("CJK", looks.installed)
    return _in_signs(eastern_code(text), near, looks)


RULES: tuple[Rule, ...] = (
    reads_as_english,
    says_too_little,
    by_its_text,
    by_second_reader,
    by_its_script,
    by_seen_signs,
)


def script_beyond(first: Look, looks: Looks, language: str) -> str:
    """The script of a page that was read with `language` and is surely in other letters, as Unicode
    names it; empty elsewhere, and where the second reader has the letters: it shows them on every
    page (arbitration/page/wrong_language).
    """
    is_read = first.confidence >= CLEAR or first.known >= HALF
    if is_read or first.words < FEWEST or _second_reader_reads(looks, language):
        return ""
    # Handwriting comes here, too: for that all models are too dear where a language was named.
    found = by_trial(
        looks.levelled,
        may_be_unreadable=first.confidence < READ,
        only_guessed=True,
    )
    if found is None:
        return ""
    code = found.missing or found.code
    asked = speller(language).scripts
    scripts = speller(code).scripts - asked
    return min(scripts, default="")


def _second_reader_reads(looks: Looks, language: str) -> bool:
    """Its words are the language's, or show their script."""
    sample = looks.sample
    if sample is None or sample.score < SIGNS:
        return False
    if script_in(sample.text) not in LATIN:
        return True
    words = listable(sample.text.split())
    lexicon = looks.lexicon(language)
    return known_share(words, lexicon) >= LISTED


def language_of_text(text: str, installed: Collection[str]) -> str:
    """The installed language of a text that is no reading; empty where it is too short, or of
    another language.
    """
    words = listable(text.split())
    if len(words) < FEWEST and script_in(text) in LATIN:
        return ""
    ranked = languages_of(text)
    code, certainty = ranked[0]
    if code in ("chi_sim", "jpn"):
        code = eastern_code(text)
    is_known = code in installed and certainty >= LIKELY
    return code if is_known else ""
