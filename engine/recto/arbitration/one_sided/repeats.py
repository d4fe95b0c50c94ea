"""What an LLM wrote more often than the page has it: a passage that it repeats.

The lines of the page and the matches enter, the pieces of text that come again leave; a run of the
LLM's words is held against them. Pieces are words, and where no word ends a few characters in a
row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from recto.local.fusion import LocalLine
from recto.text.alignment import compact
from recto.text.spacing import has_unspaced
from recto.witnesses.matching import Pairing

REPEATED = 0.8  # share of a run's characters in pieces that the LLM has more often than the page
ROW = 4  # characters in a row, where no word ends


def ordered(matches: Sequence[Pairing]) -> list[Pairing]:
    """Those with words, in the order of the LLM's text."""
    worded = [each for each in matches if each.words]
    return sorted(worded, key=lambda each: each.first)


def surplus_of(lines: Sequence[LocalLine], matches: Sequence[Pairing]) -> frozenset[str]:
    """Pieces that stand in the LLM's text more than once, and more often than on the page."""
    written: list[str] = []
    for each in ordered(matches):
        written += each.words
    llm, page = _counts(written), _counts(_seen(lines))
    return frozenset(piece for piece, count in llm.items() if count > max(1, page[piece]))


def _seen(lines: Sequence[LocalLine]) -> Iterator[str]:
    """The words of the page, each by one reader."""
    for line in lines:
        for unit in line.units:
            for word in unit.ppocr or unit.tesseract:
                yield word.text


def _counts(words: Iterable[str]) -> Counter[str]:
    """How often each piece stands there."""
    return Counter(piece for piece, _ in _pieces(words))


def repeats(run: Sequence[str], surplus: frozenset[str]) -> bool:
    """Whether nearly all of the run is what the LLM wrote more often than the page has it."""
    again = total = 0
    for piece, characters in _pieces(run):
        total += characters
        again += characters * (piece in surplus)
    return again >= REPEATED * total


def _pieces(words: Iterable[str]) -> Iterator[tuple[str, int]]:
    """What a text has again where it repeats itself, with the characters that speak for it: compact
    words, and where no word ends a few characters in a row, since single ones come again in any
    text.
    """
    for is_unspaced, group in groupby(words, key=has_unspaced):
        texts = map(compact, group)
        if is_unspaced:
            row = "".join(texts)
            last = max(1, len(row) - ROW + 1)
            for start in range(last):
                yield row[start : start + ROW], 1
        else:
            for text in texts:
                yield text, len(text)
