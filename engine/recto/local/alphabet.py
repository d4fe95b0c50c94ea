"""What the second reader cannot write is no disagreement: the two readings compared by the letters
that both can write.

Texts of both readers enter, yes or no leaves. PP-OCR has no class for Vietnamese letters of two
marks, for „ and ‹, for Greek letters with an accent, and leaves such letters out or writes them
bare: "tập" comes as "tp" with a score of 1.0. So in a word with signs that PP-OCR lacks these may
be missing or bare, other letters may be bare, and all else must be the same. Greek it knows from
formulas only: it skips letters that it has a class for, so any of them may be missing. Of scripts
that it has no letters for at all (Cyrillic, Arabic, Hangul, Thai) it writes nothing, or what has
the shape of something else: there it is no reader of words, only of numbers and Latin.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from recto.local.spelling import script_of
from recto.model.page import ReaderWord
from recto.readers.ppocr.alphabet import alphabet

# Greek letters that PP-OCR writes as the Latin ones of their shape.
LATIN_SHAPES = dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαικνορτυχ", "ABEZHIKMNOPTYXaikvoptux", strict=True))
# What Tesseract takes a comma, a stroke or a dot for, all of which PP-OCR can write: U+201A stood
# for a comma on five of 53 pages of the corpora, and never for a quotation mark.
LOOK_ALIKES = frozenset("‚⁄․‧′″")
LETTERS = 20  # of a script that make an alphabet
# share of the letters that PP-OCR must have, for it to count as a second witness
MUST_CONFIRM = 0.5


@lru_cache(maxsize=16384)
def is_beyond(text: str) -> bool:
    """Whether most letters, marks and digits of the text are of scripts that PP-OCR has none of."""
    if text.isascii() or not alphabet():
        return False
    signs = foreign = 0
    for char in text:
        category = unicodedata.category(char)
        if category[0] not in "LMN":
            continue
        signs += 1
        foreign += _is_unlettered(char)
    return 2 * foreign > signs


@lru_cache(maxsize=4096)
def _is_unlettered(char: str) -> bool:
    if char.isascii() or char in alphabet():
        return False
    return script_of(char) not in _scripts()


@lru_cache(maxsize=1)
def _scripts() -> frozenset[str]:
    """Scripts of which PP-OCR has letters to write with; of Hebrew it knows the four of
    mathematics.
    """
    letters = filter(str.isalpha, alphabet())
    counts = Counter(map(script_of, letters))
    scripts = []
    for script, count in counts.items():
        if count >= LETTERS:
            scripts.append(script)
    return frozenset(scripts)


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
    if tesseract.isascii() or not ppocr:
        return False
    if not any(map(_is_lacked, tesseract)):
        return False
    is_latin = ppocr.isascii() and len(ppocr) == len(tesseract)
    if is_latin and any(map(_is_greek, tesseract)):
        # a whole word in Latin letters: which of the two scripts it is, is for the weights to say
        return False
    pattern = "".join(map(_pattern, tesseract))
    return re.fullmatch(pattern, ppocr) is not None


def confirms(tesseract: str, ppocr: str) -> bool:
    """`could_be`, with half of the letters there: PP-OCR is a witness of the word, not only nothing
    against it.
    """
    if not could_be(tesseract, ppocr):
        return False
    return len(ppocr) >= MUST_CONFIRM * len(tesseract)


@lru_cache(maxsize=4096)
def _pattern(char: str) -> str:
    """What PP-OCR may have written for one character."""
    bare = _bare(char)
    if not _is_lacked(char):
        return f"[{re.escape(char + bare)}]"
    upper_shape = LATIN_SHAPES.get(bare.upper(), bare)
    own_shape = LATIN_SHAPES.get(bare, bare)
    shapes = {char, bare, bare.lower(), upper_shape.lower(), own_shape}
    marked = _marked().get(bare.lower(), "")
    allowed = "".join(sorted(shapes)) + marked
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
    if _is_greek(char):
        return True
    letters = unicodedata.normalize("NFKC", char)
    return any(letter not in known for letter in letters)


def _is_greek(char: str) -> bool:
    return char.isalpha() and "GREEK" in unicodedata.name(char, "")


@lru_cache(maxsize=4096)
def _is_missed(char: str) -> bool:
    """A letter, mark or sign that PP-OCR cannot write; dashes and ligatures it writes otherwise."""
    known = alphabet()
    if not known or char in known or char in LOOK_ALIKES:
        return False
    category = unicodedata.category(char)
    if category[0] not in "LPS" or category == "Pd":
        return False
    return "LIGATURE" not in unicodedata.name(char, "")


def _bare(char: str) -> str:
    """The letter without its marks."""
    return unicodedata.normalize("NFD", char)[0]


def with_signs(words: Sequence[ReaderWord], other: Sequence[ReaderWord]) -> tuple[ReaderWord, ...]:
    """PP-OCR's words, with the signs at both ends of Tesseract's (`other`) where PP-OCR lacks one
    of them.

    „Das“ that Tesseract reads as „pas and PP-OCR as Das" is „Das": no other reader could have
    written the sign.
    """
    changed = list(words)
    before, _ = _ends(other[0].text)
    if lacks_sign(before):
        first = words[0]
        own_before, _ = _ends(first.text)
        rest = first.text[len(own_before) :]
        changed[0] = _spelled(first, before + rest)
    _, after = _ends(other[-1].text)
    if lacks_sign(after):
        last = changed[-1]
        _, own_after = _ends(last.text)
        end = len(last.text) - len(own_after)
        rest = last.text[:end]
        changed[-1] = _spelled(last, rest + after)
    return tuple(changed)


def _ends(text: str) -> tuple[str, str]:
    """The marks before its first letter or digit and behind its last; none where it has neither."""
    inner = [at for at, char in enumerate(text) if char.isalnum()]
    if not inner:
        return "", ""
    first, last = inner[0], inner[-1]
    return text[:first], text[last + 1 :]


def _spelled(word: ReaderWord, text: str) -> ReaderWord:
    """The word with another spelling; what belongs to single characters no longer fits."""
    if text == word.text:
        return word
    return replace(word, text=text, choices=(), scores=())
