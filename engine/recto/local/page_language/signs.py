"""Which script a text is in, by its letters; Chinese by the characters that only one of its two
spellings has.

A text enters, the name of a script or a Tesseract code leaves. No table of characters is kept: GB
2312 has the simplified ones and Big5 the traditional ones, and Python knows both.
"""

from __future__ import annotations

from collections import Counter

from recto.local.spelling import script_of

KANA = 0.05  # share of the letters of a Japanese text that are kana, at least
EASTERN = frozenset({"CJK", "HIRAGANA", "KATAKANA"})
FEWEST = 12  # letters that say anything
OTHER = 0.3  # share of letters that are no Latin ones, from which a page is of their script


def scripts_in(text: str) -> Counter[str]:
    """Letters of each script."""
    found: Counter[str] = Counter()
    for char in text:
        if char.isascii():
            found["LATIN"] += char.isalpha()
        elif char.isalpha():
            found[script_of(char)] += 1
    return found


def script_in(text: str) -> str:
    """The script of the text, "LATIN" where hardly any letter is of another; empty with too few
    letters. Commands and names in Latin letters stand on pages of every script.
    """
    found = scripts_in(text)
    letters = found.total()
    if letters < FEWEST:
        return ""
    del found["LATIN"]
    script, count = max(found.items(), key=lambda each: each[1], default=("", 0))
    if script in EASTERN:
        count = sum(found[each] for each in EASTERN)
    return script if count >= OTHER * letters else "LATIN"


def eastern_code(text: str) -> str:
    """Japanese where there are kana, else Chinese in one of its spellings."""
    found = scripts_in(text)
    kana = found["HIRAGANA"] + found["KATAKANA"]
    if kana >= KANA * max(1, kana + found["CJK"]):
        return "jpn"
    simplified = sum(_is_only(char, "gb2312", "big5") for char in text)
    traditional = sum(_is_only(char, "big5", "gb2312") for char in text)
    return "chi_tra" if traditional > simplified else "chi_sim"


def _is_only(char: str, one: str, other: str) -> bool:
    """The one character set has it, the other has not."""
    return _has(one, char) and not _has(other, char)


def _has(encoding: str, char: str) -> bool:
    try:
        char.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
