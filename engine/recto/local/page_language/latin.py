"""Which language in Latin letters a text is in, by the company of its letters and by word lists.

A text that some reader made of the page, the first reading and what may be looked at enter; a
Choice leaves. Both signs are weak alone: a list of German names has .3 of its words in German's
list and in English's, and a text of few words is Javanese to the letters.
"""

from __future__ import annotations

from recto.local.page_language import models
from recto.local.page_language.chosen import STAYS, Choice
from recto.local.page_language.evidence import (
    FEWEST,
    Look,
    known_share,
    listable,
    mean_confidence,
)
from recto.local.page_language.looks import Looks
from recto.readers.text_language import languages_of

ENGLISH = "eng"
# Of 143 pages of all corpora read with `eng`: share of words that English's list knows. Pages in
# other languages have .23 to .65, English ones .7 and more, handwritten ones and receipts .5.
KNOWN = 0.7
HALF = 0.5
# Probability by letters. Wrong languages had at most .63, right ones .95 and more, .55 to .94 where
# the page is a list of names.
CERTAIN = 0.85
LIKELY = 0.5  # enough where its list knows about as many words as English's
ABOUT = 0.05  # share of words by which it may know less
BLACKLETTER_BELOW = 0.8  # mean confidence; roman type read with the wrong language has .77-.87
BLACKLETTER_BETTER = 0.05  # mean confidence by which its model wins: .1-.18; -.04 on roman type


def by_words(text: str, first: Look, looks: Looks) -> Choice | None:
    """The likeliest language of all, or of the installed ones the likeliest that its list bears
    out; English where its list knows half of the words of both readers.
    """
    words = listable(text.split())
    if len(words) < FEWEST:
        return None
    english = known_share(words, looks.lexicon(ENGLISH))
    ranked = _ranked(text)
    likeliest, certainty = ranked[0]
    is_missing = likeliest not in looks.installed and certainty >= CERTAIN
    if is_missing and english < KNOWN:
        return Choice(missing=likeliest)
    code, likely = _first_installed(ranked, looks)
    if code == ENGLISH or english >= KNOWN:
        least = min(english, first.known)
        return STAYS if least >= HALF else None
    listed = known_share(words, looks.lexicon(code))
    is_borne_out = likely >= LIKELY and listed >= english - ABOUT
    if likely < CERTAIN and not is_borne_out:
        return None
    typeface = _typeface(code, looks, first.confidence)
    return Choice(typeface)


def _ranked(text: str) -> list[tuple[str, float]]:
    """Languages in Latin letters with their probability, the likeliest first."""
    found = []
    for code, likely in languages_of(text):
        if code not in models.BEYOND_LATIN:
            found.append((code, likely))
    return found


def _first_installed(ranked: list[tuple[str, float]], looks: Looks) -> tuple[str, float]:
    for code, likely in ranked:
        if code in looks.installed:
            return code, likely
    return ENGLISH, 1.0


def _typeface(code: str, looks: Looks, confidence: float) -> str:
    """The model of blackletter instead, where it is surer of the sample."""
    blackletter = models.blackletter_model(looks.installed)
    may_be = code in models.PRINTED_SO and confidence < BLACKLETTER_BELOW
    if not blackletter or not may_be:
        return code
    roman = mean_confidence(looks.read(code))
    other = mean_confidence(looks.read(blackletter))
    return blackletter if other >= roman + BLACKLETTER_BETTER else code
