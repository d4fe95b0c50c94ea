"""How many tokens a text is, roughly: every tokeniser differs.

A text enters, tokens leave. Characters are counted by kind, since a long word is a token or two,
and a receipt's amounts are one for every two characters. The weights are round numbers between
those that fit the o200k encoding best on either half of the corpora's documents: a corpus is
counted as .87 (Fraktur) to 1.1 of it (`python -m benchmarks.reply_lengths STORE text`).
"""

from __future__ import annotations

import math
import re

# characters of a kind -> tokens of each
KINDS: tuple[tuple[re.Pattern[str], float], ...] = (
    (re.compile(r"[A-Za-z]"), 0.26),
    (re.compile(r"(?<=[A-Z])[A-Z]"), 0.07),  # more, in capitals
    (re.compile(r"[0-9]{1,3}"), 1.75),  # of a number, with the space before it
    (re.compile(r"[!-/:-@\[-`{-~]"), 0.6),
    (re.compile(r"\n"), 0.7),
    (re.compile(r"[\u00a0-\u00ff]"), 1.5),  # accents and umlauts
    (re.compile(r"[\u0100-\u024f]"), 2.0),  # a long s parts a word
    (re.compile(r"[\u0250-\u058f]"), 0.45),  # Greek, Cyrillic, Armenian
    (re.compile(r"[\u0590-\u1dff]"), 0.38),  # Arabic, Indic scripts, Thai
    (re.compile(r"[\u1e00-\u1fff]"), 1.0),  # Vietnamese and polytonic accents
    (re.compile(r"[\u2000-\u2e7f]"), 1.5),  # dashes, quotes
    (re.compile(r"[\u2e80-\U0010ffff]"), 0.85),  # ideographs, kana, hangul
)


def text_tokens(text: str) -> int:
    """A rough count, within a fifth for most pages."""
    counted = 0.0
    for kind, tokens in KINDS:
        found = kind.findall(text)
        counted += tokens * len(found)
    return math.ceil(counted)
