"""Letters of old print as they are written today: long s and r rotunda, a superscript e over a, o
or u.

A text enters, a text leaves. What a person cannot type or search for is folded unless it is asked
for; what means something else today (abbreviations, v for u) is left as printed.
"""

from __future__ import annotations

TODAY = str.maketrans("ſꝛ", "sr")
SUPERSCRIPT_E = "\u0364"
UMLAUTS = {"a": "ä", "o": "ö", "u": "ü", "A": "Ä", "O": "Ö", "U": "Ü"}


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
