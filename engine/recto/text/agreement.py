"""What it means that two readings are alike: for finding a place, and for trusting what stands
there.

Texts of readers enter, keys to compare leave. Placing is loose (`letters`: letters and digits, no
case, no marks), since a word has to be found before it can be doubted. Trusting is strict
(`spelt`): sign, currency, decimal mark, width and script of digits, percent, degree, raised
figures, case and every other mark count; only what readers of one print spell in several ways is
folded, by the table below. `figures` is the part of a text that is a number. Nobody compares
readings in another way.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

from recto.text.alignment import compact
from recto.text.legible import legible

# (spellings, what they are compared as, why): no meaning hangs on which of them a reader chooses.
HARMLESS: tuple[tuple[str, str, str], ...] = (
    ("’‘‛`´ʼʹ′", "'", "apostrophe, single quotes, prime: one small stroke in print"),
    ("“”„‟″«»", '"', "double quotes: their shape is the type's, readers write the keyboard's"),
    ("‹›", "'", "single quotes in the French manner"),
    ("‐‑‒–—―−⁃⸗⹀﹣", "-", "hyphens, dashes and the minus sign: one bar; its length is the type's"),
    ("ſ", "s", "long s: a form of s that modern models do not write"),
    ("º˚", "°", "one small ring"),
    ("µ", "μ", "one letter, twice in Unicode"),
    ("ﬀ", "ff", "ligature"),
    ("ﬁ", "fi", "ligature"),
    ("ﬂ", "fl", "ligature"),
    ("ﬃ", "ffi", "ligature"),
    ("ﬄ", "ffl", "ligature"),
    ("ﬅﬆ", "st", "ligature"),
    ("…", "...", "three dots in one"),
)
# Chinese and Japanese type sets its marks full-width; beside a figure a mark may be part of the
# number and stays.
WIDE_MARKS = str.maketrans("（）：；？！，．［］", "():;?!,.[]")
_FORMS = (
    (0xFB1D, 0xFDFF),
    (0xFE70, 0xFEFC),
    (0xFF65, 0xFF9F),
)  # Hebrew's, Arabic's and kana's forms of one letter
_TABLE = str.maketrans({char: form for spellings, form, _ in HARMLESS for char in spellings})
_DOUBLED = re.compile(r"''|,,")  # two single marks for one double one
_LEADER = re.compile(r"([.·•_-])(?:\s?\1){2,}")  # how long a leader is says nothing
_DOUBLE_HYPHEN = re.compile(r"(?<=[^\W\d_])[=¬](?=[^\W\d_]|$)")  # blackletter's hyphen has two bars
_SPACE = re.compile(r"\s+")


def letters(texts: Iterable[str]) -> str:
    """For placing: letters and digits of all texts, NFKC, lower case."""
    keys = map(compact, texts)
    return "".join(keys)


def spelt(texts: Sequence[str]) -> str:
    """For trusting: everything that may change a meaning. Spaces count between figures only;
    elsewhere `parts`.
    """
    if len(texts) == 1:
        return _spelt(texts[0])
    return _spelt(" ".join(texts))


def parts(texts: Sequence[str]) -> tuple[str, ...]:
    """For trusting where the words end: each word as it is compared."""
    words = " ".join(texts).split()
    return tuple(map(_spelt, words))


def has_figure(text: str) -> bool:
    """Any character is a digit of any script, raised, a fraction or a numeral."""
    return not text.isalpha() and any(map(is_figure, text))


@lru_cache(maxsize=4096)
def is_figure(char: str) -> bool:
    """A digit of any width and script, raised or lowered, a vulgar fraction, a numeral of its own
    code point.
    """
    category = unicodedata.category(char)
    return category in ("Nd", "No", "Nl")


def figures(texts: Sequence[str]) -> tuple[str, ...]:
    """The numbers of a text, each with its sign, currency, brackets, unit signs and marks; spaces
    beside signs gone.
    """
    text = " ".join(texts)
    return _figures(text)


@lru_cache(maxsize=16384)
def _figures(text: str) -> tuple[str, ...]:
    plain = _SPACE.sub(" ", _folded(text))
    if not has_figure(plain):
        return ()
    classes = map(_class_of, plain)
    marked = "".join(classes)  # same length: one letter for each character
    numbers = []
    for found in _NUMBER.finditer(marked):
        start, end = found.span()
        number = plain[start:end].replace(" ", "")
        opened = sum(map(number.count, "([{"))
        closed = sum(map(number.count, ")]}"))
        if opened != closed:  # a bracket without its partner is not the number's
            number = number.strip("()[]{}")
        numbers.append(number)
    return tuple(numbers)


# One letter a character: F a figure, C a currency, S a sign, % a unit sign, . a mark inside
# numbers, x anything else.
_BEFORE, _INSIDE = r"(?:[S(]|C ?)*", r"(?:[.SC%(]{0,2}F)*"
_BEHIND = r"(?: ?%| ?C(?! ?F)|S(?! ?[xF])|[)])*"
_NUMBER = re.compile(f"{_BEFORE}F{_INSIDE}{_BEHIND}")
_OF_CLASS = {"(": "([{", ")": ")]}", "%": "%‰‱°", ".": ".,':;/·∙٫٬", "S": "-#§@№~", " ": " "}
_CLASSES = {char: kind for kind, chars in _OF_CLASS.items() for char in chars}


_OF_CATEGORY = {"Sc": "C", "Sm": "S"}


def _class_of(char: str) -> str:
    if char in _CLASSES:
        return _CLASSES[char]
    if is_figure(char):
        return "F"
    category = unicodedata.category(char)
    return _OF_CATEGORY.get(category, "x")


@lru_cache(maxsize=16384)
def _spelt(text: str) -> str:
    plain = text
    if not text.isascii():
        plain = _narrow(_folded(text))
    plain = _DOUBLED.sub('"', plain)
    plain = _LEADER.sub("...", plain)
    plain = _DOUBLE_HYPHEN.sub("-", plain)
    return _SPACE.sub(_between_figures, plain.strip())


def _folded(text: str) -> str:
    """What can be printed, composed, each harmless spelling as the table has it."""
    composed = unicodedata.normalize("NFC", legible(text))
    return composed.translate(_TABLE)


def _one_form(char: str) -> str:
    code = ord(char)
    for first, last in _FORMS:
        if first <= code <= last:
            return unicodedata.normalize("NFKC", char)
    return char


def _between_figures(space: re.Match[str]) -> str:
    text = space.string
    start, end = space.span()
    before = text[start - 1]
    behind = text[end]
    if is_figure(before) and is_figure(behind):
        return " "
    return ""


def _narrow(text: str) -> str:
    """One shape of each letter, and a wide mark narrow unless a figure stands beside it."""
    shaped = "".join(map(_one_form, text))
    figure_at = [*map(is_figure, shaped), False]  # the last one stands before the first character
    narrow = []
    for at, char in enumerate(shaped):
        beside_figure = figure_at[at - 1] or figure_at[at + 1]
        if beside_figure:
            narrow.append(char)
        else:
            narrow.append(char.translate(WIDE_MARKS))
    return "".join(narrow)
