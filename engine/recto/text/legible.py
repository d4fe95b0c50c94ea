"""Which characters a page can print: the others leave a text, because no reader can have seen them
on paper.

A text enters, the same text without them leaves. Models, and people who write into a model through
a page, can put anything into a string: zero-width and soft characters, tag letters, direction
marks, selectors, strokes laid over a letter, private and unassigned code points. On paper they are
nothing; in a text they are a second one that nobody sees. What scripts need stays, and only where
they need it. The tables live only here; what formats cannot hold stands in writers/characters.py.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from typing import Literal

Kind = Literal["plain", "none", "space", "joiner", "mark", "overlay", "private", "broken"]

# Unicode's Default_Ignorable_Code_Point (DerivedCoreProperties.txt), and what has no ink though it
# is not ignorable: fillers, the empty braille cell, the sign for an object. First and last of each
# run.
INVISIBLE = (
    (0x00AD, 0x00AD), (0x034F, 0x034F), (0x061C, 0x061C), (0x115F, 0x1160), (0x17B4, 0x17B5),
    (0x180B, 0x180F), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x2800, 0x2800),
    (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFFC),
    (0x16FE4, 0x16FE4), (0x1BCA0, 0x1BCA3), (0x1D159, 0x1D159), (0x1D173, 0x1D17A),
    (0xE0000, 0xE0FFF),
)  # fmt: skip
# Strokes, rings and solidi laid over a letter, and marks that enclose it: no orthography writes
# with them.
OVERLAYS = (
    (0x0334, 0x0338), (0x0488, 0x0489), (0x20D2, 0x20D3), (0x20D8, 0x20DA), (0x20DD, 0x20E0),
    (0x20E2, 0x20E6), (0x20EA, 0x20EB), (0x1ABE, 0x1ABE),
)  # fmt: skip
# Format characters that are printed: the number and verse signs of Arabic, Syriac and Kaithi.
PRINTED_SIGNS = (
    (0x0600, 0x0605), (0x06DD, 0x06DD), (0x070F, 0x070F), (0x0890, 0x0891), (0x08E2, 0x08E2),
    (0x110BD, 0x110BD), (0x110CD, 0x110CD),
)  # fmt: skip
ZWNJ, ZWJ = "\N{ZERO WIDTH NON-JOINER}", "\N{ZERO WIDTH JOINER}"
# Scripts whose letters change their shape at a joiner: Arabic with Persian, Syriac, and those of
# India.
JOINED_SCRIPTS = (
    (0x0600, 0x077F),
    (0x0860, 0x08FF),
    (0x0900, 0x0DFF),
    (0xFB50, 0xFDFF),
    (0xFE70, 0xFEFC),
)
PICTURES = ((0x2600, 0x27BF), (0x1F300, 0x1FAFF))  # joined, they are printed as one picture
INDIC = ((0x0900, 0x0DFF),)
# canonical combining class: a letter with it may end in a joiner (Malayalam's final consonants)
VIRAMA = 9
# Marks of no script of their own. Polytonic Greek and Vietnamese, taken apart, stack three.
COMMON_MARKS = (
    (0x0300, 0x036F),
    (0x1AB0, 0x1AFF),
    (0x1DC0, 0x1DFF),
    (0x20D0, 0x20FF),
    (0xFE20, 0xFE2F),
)
MOST_COMMON = 3
MOST_MARKS = 8  # of a script's own: Burmese stacks seven, biblical Hebrew five
LOST = "\N{REPLACEMENT CHARACTER}"
_LINE_ENDS = frozenset("\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\u2028\u2029")
_JOINERS = re.compile(f"([{ZWNJ}{ZWJ}])[{ZWNJ}{ZWJ}]+")


@lru_cache(maxsize=16384)
def legible(text: str, lost: str = "") -> str:
    """`text` with what can be printed; other spaces and line ends as plain spaces, broken
    surrogates as U+FFFD.

    `lost` stands for a private or unassigned character: nothing for an LLM's words, a sign where a
    reader read one.
    """
    if text.isascii() and text.isprintable():
        return text
    single = _JOINERS.sub(r"\1", text)
    printed = "".join(_kept(single, lost))
    unstacked = _without_stacks(printed)
    return "".join(unstacked)


def _kept(text: str, lost: str) -> Iterator[str]:
    before = ""
    for at, char in enumerate(text):
        kind = _kind(char)
        if kind in ("plain", "mark"):
            yield char
        elif kind == "joiner":
            after = text[at + 1 : at + 2]
            yield char if _joins(before, char, after) else ""
        elif kind == "overlay":
            composed = unicodedata.normalize("NFC", before + char)
            if len(composed) == 1:  # a letter or sign of its own, taken apart
                yield char
        elif kind == "space":
            yield " "
        elif kind == "private":
            yield lost
        elif kind == "broken":
            yield LOST
        before = char


def _joins(before: str, joiner: str, after: str) -> bool:
    """Between letters of a script that is joined, behind an Indic virama that ends the word,
    between pictures.
    """
    before, after = before or " ", after or " "
    if joiner == ZWJ and _within(before, PICTURES):
        return _within(after, PICTURES)
    if not _within(before, JOINED_SCRIPTS):
        return False
    if _within(after, JOINED_SCRIPTS):
        return _is_of_word(before) and _is_of_word(after)
    ends_word = not _is_of_word(after)
    return joiner == ZWJ and ends_word and _is_virama(before)


def _is_of_word(char: str) -> bool:
    """A letter or a mark."""
    category = unicodedata.category(char)
    return category[0] in "LM"


def _is_virama(char: str) -> bool:
    """Of a script of India."""
    return unicodedata.combining(char) == VIRAMA and _within(char, INDIC)


def _without_stacks(text: str) -> Iterator[str]:
    """Marks behind their letters; a stack that no orthography has goes whole, and so does a mark on
    nothing.
    """
    base = " "
    for is_mark, run in groupby(text, key=_is_mark):
        chars = "".join(run)
        if not is_mark:
            yield chars
            base = chars[-1]
            continue
        if len(chars) > MOST_MARKS:
            continue
        of_script = [mark for mark in chars if not _within(mark, COMMON_MARKS)]
        common = len(chars) - len(of_script)
        on_nothing = common > 0 and base == " "
        if on_nothing or common > MOST_COMMON:
            yield from of_script
        else:
            yield chars


def _is_mark(char: str) -> bool:
    return _kind(char) in ("mark", "overlay")


@lru_cache(maxsize=4096)
def _kind(char: str) -> Kind:
    """The first that holds; the order matters: line ends are controls, joiners and fillers
    invisible.
    """
    category = unicodedata.category(char)
    code = ord(char)
    is_space = category == "Zs" or char in _LINE_ENDS
    is_control = category in ("Cc", "Cf")
    # U+FDD0..U+FDEF and the last two code points of each plane
    is_noncharacter = code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
    table: tuple[tuple[Kind, bool], ...] = (
        ("joiner", char in (ZWNJ, ZWJ)),
        ("space", is_space),
        ("broken", category == "Cs"),
        ("plain", _within(char, PRINTED_SIGNS)),
        ("none", is_control or is_noncharacter or _within(char, INVISIBLE)),
        ("private", category in ("Co", "Cn")),
        ("overlay", _within(char, OVERLAYS)),
        ("mark", category in ("Mn", "Mc", "Me")),
    )
    for kind, holds in table:
        if holds:
            return kind
    return "plain"


def _within(char: str, runs: tuple[tuple[int, int], ...]) -> bool:
    code = ord(char)
    return any(first <= code <= last for first, last in runs)
