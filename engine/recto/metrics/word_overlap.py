"""Word F1: how many of the words are there, wherever they stand.

Two texts enter, a share leaves. Definition: multisets of word tokens (NFKC, lower case, `\\w+`); F1
= 2 x common / (truth + output). This is the "bag of words" rate of the PRImA evaluation (Clausner,
Antonacopoulos 2019), as the page corpora define it: sensitive to words and spaces, blind to reading
order.
"""

from __future__ import annotations

from collections import Counter

from recto.metrics.normalise import tokens


def word_f1(truth: str, output: str) -> float:
    """0..1; two texts without words: 0, as the corpora's baselines have it."""
    wanted = Counter(tokens(truth))
    found = Counter(tokens(output))
    common = wanted & found
    words = wanted.total() + found.total()
    return 2 * common.total() / max(1, words)
