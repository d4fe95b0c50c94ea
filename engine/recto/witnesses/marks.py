"""Marks that stand alone in the LLM's text, put to the word on which a local reader has them.

Matches in the LLM's order enter, the same with some lone marks moved leave. Marks have no letters
to be placed by, so matching leaves them behind the word before them: "12. — Weber" where a reader
has "12." and "-Weber". Of 2,700 words that seemed to be the LLM's alone in readings of one
directory 2,600 were such dashes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from recto.local.fusion import LocalLine
from recto.text.agreement import spelt
from recto.text.alignment import compact
from recto.witnesses.matching import Pairing, merged
from recto.witnesses.registry import readings


def to_the_mark(lines: Sequence[LocalLine], each: Pairing) -> bool:
    """A local reader has all of these words and nothing else."""
    written = spelt(each.words)
    unit = merged(lines, each)
    for words in readings(unit):
        if words and spelt([word.text for word in words]) == written:
            return True
    return False


def marks_moved(lines: Sequence[LocalLine], matches: Sequence[Pairing]) -> list[Pairing]:
    """Marks at the end of a match go to the next one where a reader has the next one with them."""
    moved = list(matches)
    for at in range(len(moved) - 1):
        first, second = moved[at], moved[at + 1]
        size = _trailing(first)
        if not size or not second.units or not second.words:
            continue
        if to_the_mark(lines, first):
            continue
        marks = first.words[-size:]
        words = (*marks, *second.words)
        longer = Pairing(second.units, words, second.first - size, second.part)
        if to_the_mark(lines, longer):
            moved[at] = _without_end(first, size)
            moved[at + 1] = longer
    return [each for each in moved if each.units or each.words]


def _without_end(each: Pairing, size: int) -> Pairing:
    """The match without its last words."""
    kept = each.words[:-size]
    first = each.first if kept else -1
    return replace(each, words=kept, first=first)


def _trailing(each: Pairing) -> int:
    """How many words without letters end the match; not all of one that has a place."""
    size = 0
    for word in reversed(each.words):
        if compact(word):
            break
        size += 1
    is_all = size == len(each.words)
    if is_all and each.units:
        return 0
    return size
