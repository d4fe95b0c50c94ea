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
_SIGNS = ".,;:!?()[]\"'»«„“”"  # around words
# "Post- und Telegraphenamt": the hyphen stands for a part left out (German, Dutch, English, the
# Nordic languages).
_CONJUNCTIONS = {"und", "oder", "u", "bzw", "en", "of", "and", "or", "och", "og", "eller"}


def line_hyphens(texts: Sequence[str], known: Collection[str]) -> tuple[int, ...]:
    """Positions of the lines whose last hyphen goes when the text is joined; `known` holds the
    page's words, folded.

    The word at the line's end goes on in lower case, and the page does not print it with a hyphen.
    """
    broken = []
    for position, (line, after) in enumerate(pairwise(texts)):
        first = _BROKEN.search(line)
        second = _NEXT.match(after)
        if not first or not second:
            continue
        rest = second[1]
        if not rest[0].islower() or rest in _CONJUNCTIONS:
            continue
        head = first[1].casefold()
        tail = rest.casefold()
        whole = head + tail
        hyphened = f"{head}-{tail}"
        if whole in known or hyphened not in known:
            broken.append(position)
    return tuple(broken)


def known_words(texts: Sequence[str]) -> frozenset[str]:
    """The words of the page, folded, without signs around them."""
    words = set()
    for text in texts:
        for word in text.split():
            bare = word.strip(_SIGNS)
            words.add(bare.casefold())
    return frozenset(words)
