"""Whether a page is in old print, told from its lines and its text, and who reads which line of it.

The typefaces of the detected lines and Tesseract's text enter, an OldPrint leaves, None for a page
of today's type. Blackletter is told by its typeface alone, whatever language was named. Antiqua
with long s looks like any antiqua to the classifier; Tesseract takes a long s for an f, so there
words become known that read with s for f, and hardly any has an s before its end.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from recto.readers.lines.model import Name
from recto.readers.lines.typeface import OLD, Typeface, named
from recto.readers.tesseract.lexicon import Lexicon

# Of 34 pages of blackletter the poorest has .51 of its lines in Fraktur, the richest of 120 others
# .15 (Hindi) and .11. What else the classifier calls blackletter it calls so on modern pages, too:
# .77 of a Chinese newspaper are textura, .78 of a comic are gotico-antiqua, .70 of a receipt are
# rotunda. Those count only where a model of blackletter was named.
SURELY_OLD: frozenset[Typeface] = frozenset({"fraktur", "schwabacher"})
BLACKLETTER = 0.3
FEWEST_LINES = 3
ROMAN = 0.5  # share of lines in roman type
ROMAN_FACES: frozenset[Typeface] = frozenset({"antiqua", "italic", "gotico-antiqua"})
UNREADABLE = frozenset({"greek", "hebrew"})  # no recogniser of old print has their letters
# Words with a long s taken for f, and words with an s before their end, on pages read with three
# models: 11:1 to 21:1 on antiqua of 1668, 0:30 to 2:71 on later pages.
FEWEST = 5
LONG_S = 0.5  # share of the first among both
SHORTEST = 3  # letters
WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class OldPrint:
    """A page in old print."""

    kind: Literal["blackletter", "long s"]
    names: tuple[Name | None, ...]  # for each line the recogniser that reads it


def is_blackletter(typefaces: Sequence[Typeface], *, is_named: bool = False) -> bool:
    """Enough of the lines are; `is_named`: the user asked for a model of blackletter."""
    faces = OLD if is_named else SURELY_OLD
    least = 1 if is_named else FEWEST_LINES
    old = [typeface for typeface in typefaces if typeface in faces]
    share = BLACKLETTER * len(typefaces)
    return len(old) >= max(least, share)


def old_print(
    typefaces: Sequence[Typeface], text: str, lexicon: Lexicon, *, is_named: bool = False
) -> OldPrint | None:
    """`typefaces` of each line; `text` as Tesseract has it, with the lexicon of its languages;
    `is_named` as in `is_blackletter`.
    """
    kind: Literal["blackletter", "long s"] = "blackletter"
    if not is_blackletter(typefaces, is_named=is_named):
        if not _is_roman(typefaces) or not has_long_s(text, lexicon):
            return None
        kind = "long s"
    return OldPrint(kind, recognisers_of(typefaces))


def recognisers_of(typefaces: Sequence[Typeface]) -> tuple[Name | None, ...]:
    """Who reads each line of a page in old print; None: nobody."""
    names = [None if each in UNREADABLE else named(each) for each in typefaces]
    return tuple(names)


def _is_roman(typefaces: Sequence[Typeface]) -> bool:
    roman = [typeface for typeface in typefaces if typeface in ROMAN_FACES]
    least = ROMAN * len(typefaces)
    return bool(roman) and len(roman) >= least


def has_long_s(text: str, lexicon: Lexicon) -> bool:
    """Words read with f are words with s."""
    long = short = 0
    for word in WORD.findall(text):
        if len(word) < SHORTEST:
            continue
        inner = word[:-1]
        short += "s" in inner
        long += "ſ" in inner or _is_known_with_s(word, lexicon)
    return long >= FEWEST and long >= LONG_S * (long + short)


def _is_known_with_s(word: str, lexicon: Lexicon) -> bool:
    inner, last = word[:-1], word[-1]
    if "f" not in inner or lexicon.knows(word):
        return False
    with_s = inner.replace("f", "s")
    return lexicon.knows(with_s + last)
