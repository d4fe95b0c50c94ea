"""Which letters the readers of a page can spell, and how to name the scripts that they cannot.

Tesseract's language codes and PP-OCR's alphabet enter; a Speller leaves. A word in letters that no
reader has cannot be confirmed or denied by reading it.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

# Tesseract's codes by the script that they read; all others read Latin letters.
LANGUAGES: Mapping[str, tuple[str, ...]] = {
    "CYRILLIC": (
        "rus",
        "ukr",
        "bul",
        "srp",
        "bel",
        "mkd",
        "kaz",
        "kir",
        "mon",
        "tat",
        "tgk",
        "aze_cyrl",
        "uzb_cyrl",
    ),
    "GREEK": ("ell", "grc"),
    "HEBREW": ("heb", "yid"),
    "ARABIC": ("ara", "fas", "urd", "pus", "uig", "snd", "ckb"),
    "DEVANAGARI": ("hin", "mar", "nep", "san"),
    "BENGALI": ("ben", "asm"),
    "GUJARATI": ("guj",),
    "GURMUKHI": ("pan",),
    "TAMIL": ("tam",),
    "TELUGU": ("tel",),
    "KANNADA": ("kan",),
    "MALAYALAM": ("mal",),
    "SINHALA": ("sin",),
    "THAI": ("tha",),
    "LAO": ("lao",),
    "KHMER": ("khm",),
    "MYANMAR": ("mya",),
    "TIBETAN": ("bod", "dzo"),
    "ARMENIAN": ("hye",),
    "GEORGIAN": ("kat", "kat_old"),
    "ETHIOPIC": ("amh", "tir"),
    "HANGUL": ("kor", "kor_vert"),
    "CJK": ("chi_sim", "chi_tra", "jpn", "chi_sim_vert", "chi_tra_vert", "jpn_vert"),
    "HIRAGANA": ("jpn", "jpn_vert"),
    "KATAKANA": ("jpn", "jpn_vert"),
}
# The spelling of script models: "script/HanS".
MODELS = {
    "HANS": "CJK",
    "HANT": "CJK",
    "JAPANESE": "CJK",
    "FRAKTUR": "LATIN",
    "VIETNAMESE": "LATIN",
}


@dataclass(frozen=True, slots=True)
class Speller:
    """What one or two readers can write."""

    scripts: frozenset[str]  # of Tesseract's languages
    alphabet: frozenset[str] = frozenset()  # of PP-OCR; empty: it does not read

    def spells(self, word: str) -> bool:
        """Whether some reader has all letters of the word."""
        letters = [char for char in unicodedata.normalize("NFC", word) if char.isalpha()]
        return all(map(self._has, letters))

    def is_judge_of(self, word: str) -> bool:
        """Whether another reading of the word tells against it: Tesseract writes ł as l or t where
        it lacks it.
        """
        if self.alphabet:
            return True
        scripts = [script_of(char) for char in word if not char.isascii()]
        return "LATIN" not in scripts

    def _has(self, char: str) -> bool:
        if char.isascii() or char in self.alphabet:
            return True
        return script_of(char) in self.scripts


def speller(languages: str, alphabet: Iterable[str] = ()) -> Speller:
    """Of Tesseract's codes ("rus+eng") and PP-OCR's classes."""
    codes = languages.split("+")
    scripts = [_script(code) for code in codes if code]
    return Speller(frozenset(scripts), frozenset(alphabet))


def _script(code: str) -> str:
    """The script that one of Tesseract's codes reads."""
    name, _, _ = code.removeprefix("script/").partition("_")
    if code.startswith("script/") or code[:1].isupper():
        model = name.upper()
        return MODELS.get(model, model)
    for script, codes in LANGUAGES.items():
        if code in codes:
            return script
    return "LATIN"


def script_of(char: str) -> str:
    """The first word of the character's Unicode name: "CYRILLIC"; empty for one without a name."""
    first_word, _, _ = unicodedata.name(char, "").partition(" ")
    return first_word


def unspelled(words: Iterable[str]) -> str:
    """The script of most letters beyond ASCII, and a code to give: "Cyrillic (-l rus)"."""
    scripts: Counter[str] = Counter()
    for word in words:
        for char in word:
            if char.isalpha() and not char.isascii():
                scripts[script_of(char)] += 1
    if not scripts:
        return ""
    script, _ = scripts.most_common(1)[0]
    name = script.capitalize()
    codes = LANGUAGES.get(script)
    return f"{name} (-l {codes[0]})" if codes else name
