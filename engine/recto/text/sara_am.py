"""The vowel am of Thai and Lao as a keyboard writes it: one character, behind the tone mark.

A text enters; the text leaves, with the places of the characters that it lost. Tesseract's models
write the ring and the vowel aa that Unicode takes am apart into: nobody who types a word finds it.
"""

from __future__ import annotations

import re

THAI = ("\u0e4d", "\u0e32", "\u0e33")  # ring, aa, am
LAO = ("\u0ecd", "\u0eb2", "\u0eb3")
TONES = "\u0e48-\u0e4b\u0ec8-\u0ecb"
AM = {THAI[0] + THAI[1]: THAI[2], LAO[0] + LAO[1]: LAO[2]}
APART = re.compile(f"({THAI[0]}|{LAO[0]})([{TONES}]?)({THAI[1]}|{LAO[1]})")


def typed(text: str) -> tuple[str, list[int]]:
    """The text as it is typed, and the indices in `text` of the rings that went."""
    gone: list[int] = []
    if text.isascii():
        return text, gone

    def am(found: re.Match[str]) -> str:
        ring, tone, aa = found.groups()
        whole = AM.get(ring + aa)
        if whole is None:
            return found.group()
        gone.append(found.start())
        return tone + whole

    return APART.sub(am, text), gone
