"""What a recogniser of lines that Recto ships can write: its own file of letters says.

The name of a reader and a text enter, yes or no leaves. Unlike PP-OCR, these leave no letter out
that they have a class for, so a text is either theirs to judge or not.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from functools import lru_cache
from typing import Literal

from recto.local.spelling import script_of
from recto.readers.lines.model import letters_of
from recto.text.old_letters import written_today

Shipped = Literal["froc", "multiscript"]
LETTERS = 20  # of a script that make an alphabet


def is_beyond(reader: Shipped, text: str) -> bool:
    """Whether most letters, marks and digits of the text are of scripts that it has none of."""
    if text.isascii():
        return False
    signs = foreign = 0
    for char in text:
        if unicodedata.category(char)[0] not in "LMN":
            continue
        signs += 1
        foreign += _is_foreign(reader, char)
    return 2 * foreign > signs


def lacks_sign(reader: Shipped, text: str) -> bool:
    """Whether it has a letter or sign that the reader has no class for; dashes are alike."""
    if text.isascii():
        return False
    missed = [_is_missed(reader, char) for char in text]
    return any(missed)


@lru_cache(maxsize=4096)
def _is_foreign(reader: Shipped, char: str) -> bool:
    if char.isascii() or char in alphabet(reader):
        return False
    return script_of(char) not in _scripts(reader)


@lru_cache(maxsize=4096)
def _is_missed(reader: Shipped, char: str) -> bool:
    category = unicodedata.category(char)
    if char in alphabet(reader) or category[0] not in "LPS" or category == "Pd":
        return False
    return "LIGATURE" not in unicodedata.name(char, "")


@lru_cache(maxsize=2)
def alphabet(reader: Shipped) -> frozenset[str]:
    """Every character that it may write, in old print and as it is written today."""
    is_old = reader == "froc"
    letters = letters_of(is_old=is_old)
    today = map(written_today, letters)
    return frozenset("".join((*letters, *today)))


@lru_cache(maxsize=2)
def _scripts(reader: Shipped) -> frozenset[str]:
    letters = filter(str.isalpha, alphabet(reader))
    counts = Counter(map(script_of, letters))
    scripts = [script for script, count in counts.items() if count >= LETTERS]
    return frozenset(scripts)
