"""Which characters may stand in an output: readers can return anything, formats cannot hold everything.

XML 1.0 (section 2.2) forbids most control characters, lone surrogates and U+FFFE/U+FFFF; in plain text they would break
lines or terminals. They carry no print, so they are dropped; a lone surrogate becomes U+FFFD as something was read.
"""

from __future__ import annotations

import re
import unicodedata

# Everything that XML 1.0 cannot hold, C1 controls and Unicode's own line breaks (they would end a line of text).
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_SPACE = re.compile(r"[\t\n\r]+")


def printable(text: str) -> str:
    """`text` with only characters that every format can hold, on one line."""
    return _SPACE.sub(" ", _FORBIDDEN.sub("", _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text)))


def direction(text: str) -> str | None:
    """ "rtl" when the first letter with a direction runs right to left (Unicode UAX 9, rule P2), else None."""
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind in {"R", "AL"}:
            return "rtl"
        if kind == "L":
            return None
    return None
