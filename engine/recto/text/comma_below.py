"""Romanian s and t with the comma below, as Romanian is written since Unicode has it.

A text enters, a text of the same length leaves. Tesseract's Romanian model knows both spellings of
these letters and writes now the comma, now the cedilla of older code pages (its word list: 9,400
and 4,200 words); PP-OCR does, too. Two readers who see the same letter would seem to differ, and no
search would find half of the words.
"""

from __future__ import annotations

COMMA = str.maketrans("şţŞŢ", "șțȘȚ")
ROMANIAN = "ron"
WITH_CEDILLA = frozenset({"tur", "aze", "kmr", "tat", "uzb"})  # s with a cedilla is theirs


def is_romanian(language: str) -> bool:
    """Of Tesseract's codes, "ron+eng"; not where a language of the page has the cedilla."""
    codes = set(language.split("+"))
    return ROMANIAN in codes and not codes & WITH_CEDILLA


def with_comma(text: str) -> str:
    """Nothing but these four letters is changed."""
    return text.translate(COMMA)
