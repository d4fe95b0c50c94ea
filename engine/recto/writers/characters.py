"""Which characters may stand in an output: readers can return anything, formats and eyes cannot
hold everything.

What no page can print leaves every output, whoever read it (legible.py has the tables). That takes
with it all that XML 1.0 (section 2.2) forbids and all that would break lines or terminals. A lone
surrogate, a private or an unassigned character becomes U+FFFD, as something was read.
"""

from __future__ import annotations

import re
import unicodedata

from recto.text.legible import LOST, legible

_BREAK = re.compile(r"[\t\n\r]+")


def printable(text: str) -> str:
    """`text` with only characters that every format can hold and everybody can see, on one line."""
    return legible(_BREAK.sub(" ", text), LOST)


def direction(text: str) -> str | None:
    """ "rtl" when the first letter with a direction runs right to left (Unicode UAX 9, rule P2),
    else None.
    """
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind in {"R", "AL"}:
            return "rtl"
        if kind == "L":
            return None
    return None
