"""Which languages are read together, whatever was asked for: English beside a script that brings
Latin words along.

Tesseract codes enter, the codes to read with leave. A model of Cyrillic or Greek has no Latin
letters, so that every command, name and unit of a page comes in letters that look alike: word F1 of
three reference cards rises from .64, .42 and .36 to .90, .84 and .93 with `+eng` (Russian,
Ukrainian, Greek), of a Korean one from .36 to .91. Beside Thai, Arabic, Devanagari, Chinese and
Japanese it costs .01 to .2 of the characters: their models know Latin letters, or PP-OCR reads
them.
"""

from __future__ import annotations

from collections.abc import Collection

from recto.local.spelling import speller

ENGLISH = "eng"
ALPHABETS = frozenset({"CYRILLIC", "GREEK", "HANGUL", "ARMENIAN", "GEORGIAN"})
NOTE = "English is read beside {language}, which has no Latin letters of its own"


def with_latin(language: str, installed: Collection[str]) -> str:
    """The codes with `+eng`, where all of them are of such scripts and English is installed."""
    scripts = speller(language).scripts
    if ENGLISH not in installed or not scripts or not scripts <= ALPHABETS:
        return language
    return f"{language}+{ENGLISH}"
