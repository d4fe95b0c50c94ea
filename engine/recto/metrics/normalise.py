"""The forms in which texts are compared, each named, none implied.

A text enters, its form leaves. `folded`: NFC, runs of white space one space, ends trimmed.
`compact`: NFKC, lower case, letters and digits only. `tokens`: words of the NFKC lower-case text.
`graphemes`: what a person counts as characters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_SPACE = re.compile(r"\s+")
_WORD = re.compile(r"\w+")
_JOINER = "\u200d"


def folded(text: str) -> str:
    """NFC, every run of white space one space, no space at the ends; case and punctuation stay."""
    composed = unicodedata.normalize("NFC", text)
    return _SPACE.sub(" ", composed).strip()


def compact(text: str) -> str:
    """NFKC, lower case, only characters for which `str.isalnum()` holds."""
    lower = unicodedata.normalize("NFKC", text).lower()
    kept = filter(str.isalnum, lower)
    return "".join(kept)


def tokens(text: str) -> list[str]:
    r"""The `\w+` words of the NFKC lower-case text, in order."""
    lower = unicodedata.normalize("NFKC", text).lower()
    return _WORD.findall(lower)


def graphemes(text: str) -> Sequence[str]:
    """Grapheme clusters: a base with its combining marks, joined sequences, flags in pairs.

    The part of Unicode's UAX 29 that printed pages need; Hangul syllables are single characters
    after NFC. A text without any such mark comes back as it is, since a string already is the
    sequence of its clusters (and ten times quicker to align).
    """
    if not any(_extends(char) or _regional(char) for char in set(text)):
        return text

    clusters: list[str] = []
    for char in text:
        if clusters and _continues(clusters[-1], char):
            clusters[-1] += char
        else:
            clusters.append(char)
    return clusters


def _continues(cluster: str, char: str) -> bool:
    if cluster.isspace():
        return False
    if _extends(char) or cluster.endswith(_JOINER):
        return True
    is_half_a_flag = len(cluster) == 1 and _regional(cluster)
    return is_half_a_flag and _regional(char)


def _extends(char: str) -> bool:
    """Combining marks, variation selectors, the joiner, skin tones."""
    if char == _JOINER:
        return True
    category = unicodedata.category(char)
    return category in {"Mn", "Me", "Mc"} or "\U0001f3fb" <= char <= "\U0001f3ff"


def _regional(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"
