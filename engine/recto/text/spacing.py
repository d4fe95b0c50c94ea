"""Where words end in a text: at spaces, and between any two characters of scripts that are written
without them.

A text enters, its words leave, and the other way round; the two undo each other. Chinese and
Japanese part no words, so each of their characters is one, with the marks that lean on it: two
readers are then compared character by character, and one wrong character of a line leaves the
others alone. Between two such characters there is never a space, whoever read them. Thai, Lao,
Khmer and Tibetan write spaces between phrases: there a word is what stands between two of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

# Radicals, Chinese characters, kana, bopomofo and their marks; wide letters and digits are words.
_UNSPACED = (
    "\u2e80-\u303f\u3041-\u312f\u31a0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\ufe30-\ufe4f"
    "\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff9f\U00020000-\U0003ffff"
)
# Marks that lean on the character before them, and on the one behind
_CLOSING = (
    "\u3001\u3002\u3009\u300b\u300d\u300f\u3011\u3015\u3017\u3019\u301b\u301e\u301f\u3099\u309a"
)
_CLOSING += "\uff01\uff09\uff0c\uff0e\uff1a\uff1b\uff1f\uff3d\uff5d\uff60\uff61\uff63\uff64"
_OPENING = (
    "\u3008\u300a\u300c\u300e\u3010\u3014\u3016\u3018\u301a\u301d\uff08\uff3b\uff5b\uff5f\uff62"
)

_CHARACTER = re.compile(f"[{_UNSPACED}]")
_BETWEEN = f"(?<=[{_UNSPACED}])(?<![{_OPENING}])(?=[{_UNSPACED}])(?![{_CLOSING}])"
_WORD_END = re.compile(rf"\s+|{_BETWEEN}")
_NO_SPACE = re.compile(f"(?<=[{_UNSPACED}]) (?=[{_UNSPACED}])")


def has_unspaced(text: str) -> bool:
    """Whether some character is of a script that parts no words."""
    return not text.isascii() and _CHARACTER.search(text) is not None


def room(text: str) -> int:
    """How much room a text takes, in letters: a Chinese or Japanese character that of two."""
    if text.isascii():
        return len(text)
    wide = _CHARACTER.findall(text)
    return len(text) + len(wide)


def word_spans(text: str) -> list[tuple[int, int]]:
    """Start and end of each word."""
    spans = []
    start = 0
    for end_of_word in _WORD_END.finditer(text):
        end, behind = end_of_word.span()
        if end > start:
            spans.append((start, end))
        start = behind
    if len(text) > start:
        spans.append((start, len(text)))
    return spans


def words_of(text: str) -> list[str]:
    """The words of a text."""
    if not has_unspaced(text):
        return text.split()
    return [text[start:end] for start, end in word_spans(text)]


def joined(words: Sequence[str]) -> str:
    """Words as a text: single spaces between them, but for scripts that have none."""
    text = " ".join(words)
    return _NO_SPACE.sub("", text) if has_unspaced(text) else text


def is_parted(before: str, behind: str) -> bool:
    """Whether a space stands between two words that follow each other."""
    if before.isascii() or behind.isascii():
        return True
    ends = before[-1:] + behind[:1]
    unspaced = _CHARACTER.findall(ends)
    return len(unspaced) < len(ends)
