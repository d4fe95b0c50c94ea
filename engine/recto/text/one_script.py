"""Words of Cyrillic print in Cyrillic letters altogether.

A text enters, a text of the same length leaves. A reader that knows both alphabets cannot tell і
from i by its shape, and now and then writes one Latin letter into a Cyrillic word. Only such a word
is mended: one that has a Cyrillic letter unlike every Latin one, and no Latin letter unlike every
Cyrillic one. A word in letters of both shapes alone ("арт", "apt") stays as it was read.
"""

from __future__ import annotations

import re

LATIN, CYRILLIC = "aceopxyABCEHKMOPTX", "асеорхуАВСЕНКМОРТХ"
WITH_I = frozenset({"ukr", "bel", "Cyrillic"})  # the others have no і
WORD = re.compile(r"[^\W\d_]+")


def in_cyrillic(text: str, language: str) -> str:
    """`language`: Tesseract's codes, "ukr+eng"."""
    if text.isascii():
        return text
    codes = {code.removeprefix("script/") for code in language.split("+")}
    latin, cyrillic = LATIN, CYRILLIC
    if codes & WITH_I:
        latin, cyrillic = f"{latin}iI", f"{cyrillic}іІ"
    return WORD.sub(lambda word: _mended(word.group(), latin, cyrillic), text)


def _mended(word: str, latin: str, cyrillic: str) -> str:
    """With its Latin letters as their Cyrillic twins, where it can be a Cyrillic word alone."""
    foreign = set(filter(str.isascii, word))
    own = set(word) - foreign
    is_cyrillic = any("Ѐ" <= letter <= "ԯ" and letter not in cyrillic for letter in own)
    if not is_cyrillic or not foreign <= set(latin):
        return word
    return word.translate(str.maketrans(latin, cyrillic))
