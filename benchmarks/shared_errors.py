"""Errors that every reader has alike: mostly none, but misprints that the truth mended and words
that it joins or parts; no confidence can tell them.

What became of each truth word by several readers enters, the wrong words that they share leave;
words with their confidence enter, those that are no such error leave.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from recto.metrics.word_fate import Fate
from recto.text.alignment import compact

PART = 3  # letters from which a word may be a part of what several words answer


def shared_errors(mine: Sequence[Fate], others: Sequence[Sequence[Fate]]) -> Counter[str]:
    """Wrong words (compact) that all have in the same place, with how often."""
    found: Counter[str] = Counter()
    for fates in zip(mine, *others, strict=True):
        texts = {fate.read for fate in fates}
        first = fates[0]
        if len(texts) == 1 and first.read and not first.right:
            found[first.read] += 1
    return found


def without(
    words: Iterable[tuple[str, float, bool]], shared: Counter[str]
) -> tuple[tuple[float, bool], ...]:
    """(confidence, right) of the words that are no shared error."""
    left = Counter(shared)
    found = []
    for text, confidence, right in words:
        if right or not _is_shared(compact(text), left):
            found.append((confidence, right))
    return tuple(found)


def _is_shared(said: str, left: Counter[str]) -> bool:
    if left[said] > 0:
        left[said] -= 1
        return True
    if len(said) < PART:
        return False
    return any(said != text and said in text for text in left)
