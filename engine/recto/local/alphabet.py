"""What the second reader cannot write is no disagreement: the two readings compared by the letters
that both can write.

Texts of both readers enter, yes or no leaves. PP-OCR has no class for Vietnamese letters of two
marks, for „ and ‹, for Greek letters with an accent, and leaves such letters out or writes them
bare: "tập" comes as "tp" with a score of 1.0. So in a word with signs that PP-OCR lacks these may
be missing or bare, other letters may be bare, and all else must be the same. Greek it knows from
formulas only: it skips letters that it has a class for, so any of them may be missing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from recto.model.page import ReaderWord
from recto.readers.ppocr.alphabet import alphabet

# Greek letters that PP-OCR writes as the Latin ones of their shape.
LATIN_SHAPES = dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαικνορτυχ", "ABEZHIKMNOPTYXaikvoptux", strict=True))
# What Tesseract takes a comma, a stroke or a dot for, all of which PP-OCR can write: U+201A stood
# for a comma on five of 53 pages of the corpora, and never for a quotation mark.
LOOK_ALIKES = frozenset("‚⁄․‧′″")
# share of the letters that PP-OCR must have, for it to count as a second witness
MUST_CONFIRM = 0.5


def lacks_sign(text: str) -> bool:
    """Whether it has a letter or mark that PP-OCR cannot write, nor anything that looks the same in
    print.
    """
    return not text.isascii() and any(map(_is_missed, text))


@lru_cache(maxsize=4096)
def could_be(tesseract: str, ppocr: str) -> bool:
    """Whether PP-OCR's text is what it could write of Tesseract's; both compact
    (`recto.alignment.compact`).

    False where Tesseract's has nothing that PP-OCR lacks: then the two are compared as they are.
    """
    if tesseract.isascii() or not ppocr or not any(map(_is_lacked, tesseract)):
        return False
    if ppocr.isascii() and len(ppocr) == len(tesseract) and any(map(_is_greek, tesseract)):
        # a whole word in Latin letters: which of the two scripts it is, is for the weights to say
        return False
    return re.fullmatch("".join(map(_pattern, tesseract)), ppocr) is not None


def confirms(tesseract: str, ppocr: str) -> bool:
    """`could_be`, with half of the letters there: PP-OCR is a witness of the word, not only nothing
    against it.
    """
    return could_be(tesseract, ppocr) and len(ppocr) >= MUST_CONFIRM * len(tesseract)


@lru_cache(maxsize=4096)
def _pattern(char: str) -> str:
    """What PP-OCR may have written for one character."""
    bare = _bare(char)
    if not _is_lacked(char):
        return f"[{re.escape(char + bare)}]"
    shapes = {
        char,
        bare,
        bare.lower(),
        LATIN_SHAPES.get(bare.upper(), bare).lower(),
        LATIN_SHAPES.get(bare, bare),
    }
    allowed = "".join(sorted(shapes)) + _marked().get(bare.lower(), "")
    return f"[{re.escape(allowed)}]?"


@lru_cache(maxsize=1)
def _marked() -> Mapping[str, str]:
    """For each bare letter, all that PP-OCR can write of it with marks, in lower case."""
    found: dict[str, str] = {}
    for char in sorted(alphabet()):
        lower = char.lower()
        bare = _bare(lower)
        if bare != lower:
            found[bare] = found.get(bare, "") + lower
    return found


@lru_cache(maxsize=4096)
def _is_lacked(char: str) -> bool:
    """PP-OCR cannot write it, or knows its script from formulas only; a ligature counts as its
    letters.
    """
    known = alphabet()
    if not known or char.isascii():
        return False
    return _is_greek(char) or not all(part in known for part in unicodedata.normalize("NFKC", char))


def _is_greek(char: str) -> bool:
    return char.isalpha() and "GREEK" in unicodedata.name(char, "")


@lru_cache(maxsize=4096)
def _is_missed(char: str) -> bool:
    known = alphabet()
    if (
        not known
        or char in known
        or char in LOOK_ALIKES
        or unicodedata.category(char)[0] not in "LPS"
    ):
        return False
    return unicodedata.category(char) != "Pd" and "LIGATURE" not in unicodedata.name(char, "")


def _bare(char: str) -> str:
    """The letter without its marks."""
    return unicodedata.normalize("NFD", char)[0]


def with_signs(words: Sequence[ReaderWord], other: Sequence[ReaderWord]) -> tuple[ReaderWord, ...]:
    """PP-OCR's words, with the signs at both ends of Tesseract's (`other`) where PP-OCR lacks one
    of them.

    „Das“ that Tesseract reads as „pas and PP-OCR as Das" is „Das": no other reader could have
    written the sign.
    """
    before, after = _ends(other[0].text)[0], _ends(other[-1].text)[1]
    changed = list(words)
    if lacks_sign(before):
        changed[0] = _spelled(words[0], before + words[0].text[len(_ends(words[0].text)[0]) :])
    if lacks_sign(after):
        last = changed[-1]
        changed[-1] = _spelled(last, last.text[: len(last.text) - len(_ends(last.text)[1])] + after)
    return tuple(changed)


def _ends(text: str) -> tuple[str, str]:
    """The marks before its first letter or digit and behind its last; none where it has neither."""
    inner = [at for at, char in enumerate(text) if char.isalnum()]
    return (text[: inner[0]], text[inner[-1] + 1 :]) if inner else ("", "")


def _spelled(word: ReaderWord, text: str) -> ReaderWord:
    """The word with another spelling; what belongs to single characters no longer fits."""
    return word if text == word.text else replace(word, text=text, choices=(), scores=())
