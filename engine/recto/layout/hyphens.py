"""Words broken at line ends: which hyphens are only the line's, and which the word's own.

The texts of a paragraph's lines and all of the page's words enter, positions of lines leave. The
page itself decides where it can: a word that it prints whole elsewhere is joined, one that it
prints with a hyphen keeps it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import pairwise

_BROKEN = re.compile(r"(\w*[^\W\d_])[-‐=⹀¬\xad]$")
_NEXT = re.compile(r"([^\W\d_]\w*)")
# "Post- und Telegraphenamt": the hyphen stands for a part left out (German, Dutch, English, the
# Nordic languages).
_CONJUNCTIONS = {"und", "oder", "u", "bzw", "en", "of", "and", "or", "och", "og", "eller"}


def line_hyphens(texts: Sequence[str], known: Collection[str]) -> tuple[int, ...]:
    """Positions of the lines whose last hyphen goes when the text is joined; `known` holds the
    page's words, folded.
    """
    return tuple(
        i for i, (line, after) in enumerate(pairwise(texts)) if _is_break(line, after, known)
    )


def _is_break(line: str, after: str, known: Collection[str]) -> bool:
    first, second = _BROKEN.search(line), _NEXT.match(after)
    if not first or not second or not second[1][0].islower() or second[1] in _CONJUNCTIONS:
        return False
    head, tail = first[1].casefold(), second[1].casefold()
    return head + tail in known or f"{head}-{tail}" not in known


def known_words(texts: Sequence[str]) -> frozenset[str]:
    """The words of the page, folded, without signs around them."""
    return frozenset(
        word.strip(".,;:!?()[]\"'»«„“”").casefold() for text in texts for word in text.split()
    )
