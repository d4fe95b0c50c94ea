"""Letters of old print as they are written today: long s and r rotunda, a superscript e over a, o
or u, and in blackletter the one capital that is both I and J.

A text enters, a text leaves. What a person cannot type or search for is folded unless it is asked
for; what means something else today (abbreviations, v for u) is left as printed.
"""

from __future__ import annotations

import re

TODAY = str.maketrans("ſꝛ", "sr")
SUPERSCRIPT_E = "\u0364"
UMLAUTS = {"a": "ä", "o": "ö", "u": "ü", "A": "Ä", "O": "Ö", "U": "Ü"}

# Before a consonant the capital is an I: the truths of 37 pages of blackletter have 138 words that
# begin so and none that begins with J, where readers write J in 104. A J stays in what is short for
# another word: Jgfr., Jhdt.
CAPITAL_I = re.compile(r"\bJ(?!(?:g|gfr|h|hdt|hrg|r)\b)(?=[bcdfghklmnpqrstvwxzſꝛ])")
# languages in which a word may begin with j and a consonant ("jsem")
WITH_JS = frozenset({"ces", "slk", "pol", "slv", "hrv"})


def written_today(text: str) -> str:
    """Nothing but these letters is changed."""
    if text.isascii():
        return text
    return with_umlauts(text.translate(TODAY))


def with_umlauts(text: str) -> str:
    """A vowel under a superscript e as the umlaut that it is."""
    if SUPERSCRIPT_E not in text:
        return text
    for vowel, umlaut in UMLAUTS.items():
        text = text.replace(vowel + SUPERSCRIPT_E, umlaut)
    return text


def has_old_letters(text: str) -> bool:
    """Whether something of it is written otherwise today."""
    return written_today(text) != text


def with_capital_i(text: str) -> str:
    """Of blackletter, whose readers write J for both: "Jn", "Jtalien"."""
    return CAPITAL_I.sub("I", text) if "J" in text else text


def has_capital_i(languages: str) -> bool:
    """Whether a capital before a consonant is an I in all of these languages ("Fraktur+eng")."""
    return WITH_JS.isdisjoint(languages.split("+"))
