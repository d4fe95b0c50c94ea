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
from recto.text.agreement import letters, spelt
from recto.witnesses.matching import Pairing, merged
from recto.witnesses.registry import readings


def to_the_mark(lines: Sequence[LocalLine], each: Pairing) -> bool:
    """A local reader has all of these words and nothing else."""
    unit, written = merged(lines, each), spelt(each.words)
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
        if not (size and second.units and second.words) or to_the_mark(lines, first):
            continue
        kept, marks = first.words[:-size], first.words[-size:]
        longer = Pairing(second.units, (*marks, *second.words), second.first - size, second.part)
        if to_the_mark(lines, longer):
            moved[at], moved[at + 1] = (
                replace(first, words=kept, first=first.first if kept else -1),
                longer,
            )
    return [each for each in moved if each.units or each.words]


def _trailing(each: Pairing) -> int:
    """How many words without letters end the match; not all of one that has a place."""
    size = 0
    for word in reversed(each.words):
        if letters([word]):
            break
        size += 1
    return size if size < len(each.words) or not each.units else 0
