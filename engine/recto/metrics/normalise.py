"""The forms in which texts are compared, each named, none implied.

`folded`: NFC, runs of white space one space, ends trimmed. `compact`: NFKC, lower case, letters and
digits only. `tokens`: words of the NFKC lower-case text. `graphemes`: what a person counts as
characters.
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
    return _SPACE.sub(" ", unicodedata.normalize("NFC", text)).strip()


def compact(text: str) -> str:
    """NFKC, lower case, only characters for which `str.isalnum()` holds."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).lower() if c.isalnum())


def tokens(text: str) -> list[str]:
    r"""The `\w+` words of the NFKC lower-case text, in order."""
    return _WORD.findall(unicodedata.normalize("NFKC", text).lower())


def graphemes(text: str) -> Sequence[str]:
    """Grapheme clusters: a base with its combining marks, joined sequences, flags in pairs.

    The part of Unicode's UAX 29 that printed pages need; Hangul syllables are single characters
    after NFC. A text without any such mark comes back as it is, since a string already is the
    sequence of its clusters (and ten times quicker to align).
    """
    if not any(_extends(c) or _regional(c) for c in set(text)):
        return text
    clusters: list[str] = []
    for c in text:
        if clusters and _continues(clusters[-1], c):
            clusters[-1] += c
        else:
            clusters.append(c)
    return clusters


def _continues(cluster: str, c: str) -> bool:
    if cluster.isspace():
        return False
    return (
        _extends(c)
        or cluster.endswith(_JOINER)
        or (len(cluster) == 1 and _regional(cluster) and _regional(c))
    )


def _extends(c: str) -> bool:
    """Combining marks, variation selectors, the joiner, skin tones."""
    return (
        unicodedata.category(c) in {"Mn", "Me", "Mc"}
        or c == _JOINER
        or "\U0001f3fb" <= c <= "\U0001f3ff"
    )


def _regional(c: str) -> bool:
    return "\U0001f1e6" <= c <= "\U0001f1ff"
