"""What stands on the small images: short, random, without pairs that no eye can tell apart.

A random generator enters, a text leaves. No text has both readings of one shape in it to choose
from: 0 and O, 1, I and l, 5 and S, 8 and B, 2 and Z stand only where the kind says which they are
(digits alone, or words).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

Random = np.random.Generator
LETTERS = "ACDEFGHJKLMNPRTUVWXY"
CLEAR_DIGITS = "34679"
DIGITS = "0123456789"
WORDS = ("LOT", "EXP", "REF", "TYPE", "NET", "BATCH", "MODEL", "FUSE", "SIZE", "CODE")


def _drawn(random: Random, chars: str, count: int) -> str:
    return "".join(random.choice(list(chars), count))


def label(random: Random) -> str:
    """A word and a number."""
    return f"{random.choice(WORDS)} {_drawn(random, DIGITS, int(random.integers(2, 5)))}"


def serial(random: Random) -> str:
    """Letters and digits in groups."""
    groups = [_drawn(random, LETTERS, 2), _drawn(random, DIGITS, 4)]
    if random.random() < 0.5:
        groups.append(_drawn(random, LETTERS + CLEAR_DIGITS, 3))
    return "-".join(groups)


def meter(random: Random) -> str:
    """A counter's digits, some with a decimal point."""
    digits = _drawn(random, DIGITS, int(random.integers(4, 8)))
    return f"{digits[:-1]}.{digits[-1]}" if random.random() < 0.3 else digits


def verification(random: Random) -> str:
    """Five or six characters."""
    return _drawn(random, LETTERS + CLEAR_DIGITS, int(random.integers(5, 7)))


KINDS: Mapping[str, Callable[[Random], str]] = {
    "label": label,
    "serial": serial,
    "meter": meter,
    "verification": verification,
}
