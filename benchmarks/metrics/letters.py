"""Which characters an error rate counts: letters and digits, and combining marks where words depend
on them.

Truth and output enter, Errors leave. Letters and digits (`alnum`) drop the vowel signs of Hindi or
Thai, so that readings which differ in vowels alone look alike; where a truth has many such signs,
letters, marks and digits are counted (categories L, M and N). Arabic and Hebrew without their
points stay as they are, and so do accents, which NFKC composes.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from recto.metrics.errors import Errors, letters_and_digits

MANY = 0.05  # share of marks among letters, marks and digits; Hindi has .3, Thai .2, Latin 0
COUNTED = "LMN"
MARKS = ("Mn", "Mc")


@lru_cache(maxsize=512)
def counts_marks(truth: str) -> bool:
    """Whether marks are letters' equals in this text."""
    kept = _kept(truth)
    marks = sum(unicodedata.category(char) in MARKS for char in kept)
    return marks > MANY * len(kept)


def letter_errors(truth: str, output: str) -> Errors:
    """Of letters and digits, of marks, too, where the truth has many."""
    if not counts_marks(truth):
        return letters_and_digits(truth, output)
    wanted = _kept(truth)
    distance = Levenshtein.distance(wanted, _kept(output))
    return Errors(int(distance), len(wanted))


def _kept(text: str) -> str:
    lower = unicodedata.normalize("NFKC", text).lower()
    kept = [char for char in lower if unicodedata.category(char)[0] in COUNTED]
    return "".join(kept)
