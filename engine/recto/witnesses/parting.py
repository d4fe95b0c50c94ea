"""One match of several words parted into finer ones: what the LLM has before or behind what the
page has, and single words inside what a reader joined or misread.

Matches enter, finer Matches leave. What only the LLM has becomes a match of its own here; where all
readers can be cut, cuts.py does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from rapidfuzz.distance import Levenshtein

from recto.local.fusion import AlignedWords, LocalLine
from recto.text.agreement import figures, letters
from recto.witnesses.cuts import divided
from recto.witnesses.marks import to_the_mark
from recto.witnesses.matching import Pairing, agreed, letters_of, merged
from recto.witnesses.registry import readings

MOST_CUTS = 20  # places that are looked at: only marks, which have no letters, make more than two

Told = Callable[[Sequence[LocalLine], Pairing], bool]


def finer(lines: Sequence[LocalLine], each: Pairing) -> list[Pairing]:
    """The match as it is, or one match for each of its parts."""
    parts: list[Pairing] = []
    for first in apart(lines, each):
        parts += divided(lines, first)
    return parts


def apart(lines: Sequence[LocalLine], each: Pairing) -> tuple[Pairing, ...]:
    """Words that the LLM has before or behind what the page has become a match of their own.

    What the page has is what all readers have, else what one local reader has where the other has
    no more of it. A mark that stands alone is told apart like a word, but not where a reader has it
    on the word beside it ("— Weber").
    """
    if not each.units or to_the_mark(lines, each):
        return (each,)
    cuts = _likely_cuts(merged(lines, each), each.words)
    for at in cuts:
        parted = _cut_where(lines, each, at, agreed)
        if parted:
            return parted
    for at in cuts:
        parted = _cut_where(lines, each, at, _told_by_one)
        if parted:
            return parted
    return (each,)


def _cut_where(
    lines: Sequence[LocalLine], each: Pairing, at: int, is_told: Told
) -> tuple[Pairing, ...]:
    """The sides of a cut where one of them is told to be all that the page has; else nothing."""
    before = Pairing(each.units, each.words[:at], each.first)
    behind = Pairing(each.units, each.words[at:], each.first + at)
    if _is_whole(lines, each, behind, before, is_told):
        return replace(before, units=()), behind
    if _is_whole(lines, each, before, behind, is_told):
        return before, replace(behind, units=())
    return ()


def _is_whole(
    lines: Sequence[LocalLine], each: Pairing, part: Pairing, rest: Pairing, is_told: Told
) -> bool:
    """The part of the words is all that the page has."""
    if _of_the_number(part, rest) or not is_told(lines, part):
        return False
    return is_told is not _told_by_one or not _more_of(lines, each, part)


def _likely_cuts(unit: AlignedWords, words: Sequence[str]) -> list[int]:
    """Places before or behind which as many letters stand as a local reader has; a model may have
    put a thousand words beside one, so that no other place is looked at.
    """
    read = map(letters_of, readings(unit))
    sizes = set(map(len, read))
    letter_counts = [len(letters([word])) for word in words]
    total = sum(letter_counts)
    cuts: list[int] = []
    before = 0
    for at, count in enumerate(letter_counts[:-1], 1):
        before += count
        if before in sizes or total - before in sizes:
            cuts.append(at)
        if len(cuts) == MOST_CUTS:
            break
    return cuts


def rejoined(row: Sequence[Pairing]) -> list[Pairing]:
    """Units that no word answers and, beside them, words that answer no unit are two readings of
    one place.
    """
    joined: list[Pairing] = []
    for each in row:
        last = joined[-1] if joined else None
        if last is None or not _answer_each_other(last, each):
            joined.append(each)
        elif last.units:
            joined[-1] = Pairing(last.units, each.words, each.first)
        else:
            joined[-1] = Pairing(each.units, last.words, last.first)
    return joined


def _answer_each_other(one: Pairing, other: Pairing) -> bool:
    """One has only units, the other only words."""
    if (one.units and one.words) or (other.units and other.words):
        return False
    return bool(one.units) != bool(other.units)


def _of_the_number(part: Pairing, rest: Pairing) -> bool:
    """The rest is a sign, a currency or a unit sign of the part's number ("12 %"): it changes the
    number.
    """
    marks = not letters(rest.words)
    return marks and figures([*part.words, *rest.words]) != figures(part.words)


def _told_by_one(lines: Sequence[LocalLine], part: Pairing) -> bool:
    """One local reader has these letters and nothing else."""
    unit, written = merged(lines, part), letters(part.words)
    return bool(written) and written in map(letters_of, readings(unit))


def _more_of(lines: Sequence[LocalLine], whole: Pairing, part: Pairing) -> bool:
    """A local reader is nearer to all of the words than to this part of them: it has more than the
    part.
    """
    unit, written, less = merged(lines, whole), letters(whole.words), letters(part.words)
    for read in filter(None, map(letters_of, readings(unit))):
        if Levenshtein.distance(written, read) <= Levenshtein.distance(less, read):
            return True
    return False
