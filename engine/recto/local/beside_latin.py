"""Which languages are read together, whatever was asked for: English beside a script that brings
Latin words along.

Tesseract codes enter, the codes to read with leave. A model of Cyrillic has no Latin letters, so
that every command, name and unit of a page comes in letters that look alike: word F1 of two
reference cards rises from .64 and .42 to .90 and .84 with `+eng` (Russian, Ukrainian), of a Korean
one from .36 to .91. Beside Thai, Arabic, Devanagari, Chinese and Japanese it costs .01 to .2 of the
characters, beside Greek .013 and .019 of the words of two pages that PP-OCR reads, too: their
models know Latin letters, or PP-OCR has them.
"""

from __future__ import annotations

from collections.abc import Collection

from recto.local.spelling import speller

ENGLISH = "eng"
ALPHABETS = frozenset({"CYRILLIC", "HANGUL", "ARMENIAN", "GEORGIAN"})
NOTE = "English is read beside {language}, which has no Latin letters of its own"


def with_latin(language: str, installed: Collection[str]) -> str:
    """The codes with `+eng`, where all of them are of such scripts and English is installed."""
    scripts = speller(language).scripts
    if ENGLISH not in installed:
        return language
    if not scripts or not scripts <= ALPHABETS:
        return language
    return f"{language}+{ENGLISH}"
