"""Who may speak at a place of a page: every reader, with what it saw, whose text it was shown, and
the reason that is given where it alone bears the LLM out.

A reader's words enter, a Testimony leaves. A new reader is a row here, words in
AlignedWords.others, and columns of the weights once they are learned anew; the rules for pages that
an LLM has read hear it as they hear the others. Two readers of which one was shown the other's text
are one voice: their agreement says nothing.

Not yet so: no reader fills AlignedWords.others, a place that is parted (parting.py) loses them, and
the local rules choose between Tesseract and PP-OCR alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from recto.local.fusion import AlignedWords
from recto.model.page import ReaderWord
from recto.reasons import Reason
from recto.text.alignment import compact


@dataclass(frozen=True, slots=True)
class Witness:
    """A reader as arbitration knows it; all of them saw the page's pixels."""

    name: str
    bears_out: Reason  # why the LLM's word is printed where only this reader has it, too
    shown: frozenset[str] = frozenset()  # readers whose text it was shown beside the pixels


TESSERACT = Witness("tesseract", Reason.LLM_AND_TESSERACT)
PPOCR = Witness("ppocr", Reason.LLM_AND_PPOCR)
LLM = Witness("llm", Reason.LLM_READS_IT_TWICE, frozenset({"tesseract"}))
WITNESSES: Mapping[str, Witness] = {each.name: each for each in (TESSERACT, PPOCR, LLM)}


@dataclass(frozen=True, slots=True)
class Testimony:
    """What one reader read at one place; it has words there."""

    witness: Witness
    words: tuple[ReaderWord, ...]
    letters: str  # compact

    @property
    def texts(self) -> tuple[str, ...]:
        """Its words as it wrote them."""
        return tuple(word.text for word in self.words)


def heard(
    unit: AlignedWords, witnesses: Mapping[str, Witness] = WITNESSES
) -> tuple[Testimony, ...]:
    """Of all readers that have words at the place, Tesseract and PP-OCR first."""
    readings = (("tesseract", unit.tesseract), ("ppocr", unit.ppocr), *unit.others)
    found = []
    for name, words in readings:
        if words:
            text = " ".join(word.text for word in words)
            found.append(Testimony(witnesses[name], words, compact(text)))
    return tuple(found)


def is_independent(one: Witness, other: Witness) -> bool:
    """Neither was shown what the other wrote."""
    return one.name not in other.shown and other.name not in one.shown


def voices(given: Iterable[Witness]) -> int:
    """How many of them speak for themselves: one that was shown another's text says it again."""
    witnesses = list({witness.name: witness for witness in given}.values())
    heard: list[Witness] = []
    for witness in witnesses:
        if all(is_independent(witness, other) for other in heard):
            heard.append(witness)
    return len(heard)


def agreed_letters(given: Sequence[Testimony]) -> str:
    """The letters and digits that most readers have, two voices at least; empty without any, or
    where as many have others.
    """
    held = Counter(each.letters for each in given if each.letters)
    ranked = held.most_common(2)
    if not ranked:
        return ""
    text, count = ranked[0]
    is_disputed = len(ranked) > 1 and ranked[1][1] == count
    if is_disputed or voices(each.witness for each in given if each.letters == text) < TWO:
        return ""
    return text


TWO = 2  # voices that make an agreement
