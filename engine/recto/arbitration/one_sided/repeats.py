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
    llm = _counts(written)
    page = _counts(_seen(lines))
    again = []
    for piece, count in llm.items():
        most = max(1, page[piece])
        if count > most:
            again.append(piece)
    return frozenset(again)


def _seen(lines: Sequence[LocalLine]) -> Iterator[str]:
    """The words of the page, each by one reader."""
    for line in lines:
        for unit in line.units:
            words = unit.ppocr or unit.tesseract
            for word in words:
                yield word.text


def _counts(words: Iterable[str]) -> Counter[str]:
    """How often each piece stands there."""
    found: Counter[str] = Counter()
    for piece, _ in _pieces(words):
        found[piece] += 1
    return found


def repeats(run: Sequence[str], surplus: frozenset[str]) -> bool:
    """Whether nearly all of the run is what the LLM wrote more often than the page has it."""
    total = 0
    again = 0
    for piece, characters in _pieces(run):
        total += characters
        if piece in surplus:
            again += characters
    least = REPEATED * total
    return again >= least


def _pieces(words: Iterable[str]) -> Iterator[tuple[str, int]]:
    """What a text has again where it repeats itself, with the characters that speak for it: compact
    words, and where no word ends a few characters in a row, since single ones come again in any
    text.
    """
    for is_unspaced, group in groupby(words, key=has_unspaced):
        texts = map(compact, group)
        if is_unspaced:
            row = "".join(texts)
            last = max(0, len(row) - ROW)
            for start in range(last + 1):
                end = start + ROW
                yield row[start:end], 1
        else:
            for text in texts:
                yield text, len(text)
