"""Which words of one text answer which words of another, when both read the same stretch of a page.

Two word lists enter, the smallest groups that end at a word end in both leave; n:m groups settle
lost spaces, split words and hyphens. The alignment is of characters: aligning a page as one list of
words pairs wrong words (CER .0084 -> .0197 in our measurement). For texts of unknown order see
placement.py.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from rapidfuzz.distance import Levenshtein

from recto.text.old_letters import with_umlauts


@dataclass(frozen=True, slots=True)
class Segment:
    """Words a[a_start:a_end] answer words b[b_start:b_end]; one side may be empty."""

    a_start: int
    a_end: int
    b_start: int
    b_end: int


# Selectors of a form, and the joiner of graphemes: marks without ink
SELECTORS = (("\u034f", "\u034f"), ("\ufe00", "\ufe0f"), ("\U000e0100", "\U000e01ef"))


@lru_cache(maxsize=65536)
def _compact_char(char: str) -> str:
    short = char.replace("ſ", "s")
    folded = unicodedata.normalize("NFKC", short)
    lower = folded.lower()
    # An accent that stands alone ("´") unfolds to a mark, and is none.
    category = unicodedata.category(char)
    is_of_letter = category[0] in "LM"
    kept = ""
    for each in lower:
        mark = is_of_letter and _is_mark(each)
        if mark or each.isalnum():
            kept += each
    return kept


def _is_mark(char: str) -> bool:
    """A vowel sign, tone or accent that its letter does not compose with: another one is another
    word.
    """
    category = unicodedata.category(char)
    if category not in ("Mn", "Mc"):
        return False
    is_selector = any(first <= char <= last for first, last in SELECTORS)
    return not is_selector


@lru_cache(maxsize=16384)
def compact(word: str) -> str:
    """Letters with their marks and digits only, NFKC, lower case, long s as s: what readers must
    agree on to agree.
    """
    if not word.isascii():
        composed = with_umlauts(unicodedata.normalize("NFC", word))
        return "".join(map(_compact_char, composed))
    lower = word.lower()  # NFKC changes nothing; most words, in a third of the time
    if word.isalnum():
        return lower
    return "".join(filter(str.isalnum, lower))


def segments(a: Sequence[str], b: Sequence[str]) -> list[Segment]:
    """Cut two lists of words (any spelling of them, e.g. compact) at every place where a word ends
    in both.

    Words that are empty strings join the group that is open when they come. Runs of the alignment
    are searched by the word ends in them: going through all characters took four times as long.
    """
    ends_a = _ends(a)
    ends_b = _ends(b)
    offsets_a = list(ends_a)
    offsets_b = list(ends_b)
    cuts = [(0, 0)]  # words finished in both, wherever both finish one
    for run in Levenshtein.opcodes("".join(a), "".join(b)):
        a_start = run.src_start
        a_end = run.src_end
        b_start = run.dest_start
        b_end = run.dest_end
        if a_end > a_start:
            drift = 0 if b_end == b_start else 1  # characters of b that go by with each of a
            for offset in _between(offsets_a, a_start, a_end):
                end = b_start + drift * (offset - a_start)
                if end in ends_b:
                    cuts.append((ends_a[offset], ends_b[end]))
        elif a_start in ends_a:
            count_a = ends_a[a_start]
            behind = _between(offsets_b, b_start, b_end)
            cuts += [(count_a, ends_b[end]) for end in behind]
    cuts.append((len(a), len(b)))

    groups = []
    for first, last in pairwise(cuts):
        if first == last:
            continue
        a_start, b_start = first
        a_end, b_end = last
        group = Segment(a_start, a_end, b_start, b_end)
        groups.append(group)
    return groups


def _between(offsets: Sequence[int], start: int, end: int) -> Sequence[int]:
    """Of rising offsets, those behind `start`, `end` included."""
    first = bisect_right(offsets, start)
    behind = bisect_right(offsets, end)
    return offsets[first:behind]


def _ends(words: Sequence[str]) -> dict[int, int]:
    """Character offset of each word end -> how many words have ended there."""
    ends = {}
    offset = 0
    for count, word in enumerate(words, 1):
        offset += len(word)
        if offset:
            ends[offset] = count
    return ends
