"""Which readers bear the LLM out at one place: by letters, by number, and to the mark.

An LlmEvidence enters, the readers that have the LLM's letters leave, with whether they have it to
the mark: nothing of the LLM's is printed on the strength of letters alone. Where only marks differ,
a reader's own form is printed. Over 360 recorded readings both local readers' one form was right
896 times and the LLM's 223; where theirs differ, too, the one nearest to the LLM's was right 318
times and the LLM's 514, and printing a reader's own flags nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz.distance import Levenshtein

from recto.model.page import ReaderWord
from recto.readers.tesseract.lexicon import Lexicon
from recto.text.agreement import figures, parts, spelt
from recto.text.alignment import compact
from recto.witnesses.llm import LlmEvidence
from recto.witnesses.registry import LLM, Testimony, Witness, is_independent

HYPHENS = "-\u2010\u2e17=\u00ac"  # at a line's end


@dataclass(frozen=True, slots=True)
class Support:
    """One reader that has the LLM's letters and digits at this place."""

    witness: Witness
    words: tuple[ReaderWord, ...]
    texts: tuple[str, ...]
    # it has the LLM's text, marks and all, and parts the words nowhere that the LLM joins
    to_the_mark: bool
    same_number: bool  # it has the LLM's figures, their signs and marks

    @property
    def is_independent(self) -> bool:
        """The LLM never saw what it wrote."""
        return is_independent(self.witness, LLM)


def supports(case: LlmEvidence) -> list[Support]:
    """All readers that have the LLM's letters, in the order of their testimony."""
    found = []
    for testimony in case.testimonies:
        if testimony.letters == case.llm:
            found.append(_support(case, testimony))  # noqa: PERF401
    return found


def nearest(case: LlmEvidence, found: Sequence[Support]) -> tuple[ReaderWord, ...]:
    """Of readers' own forms (at least one) the one most like the LLM's; of two as like, what the
    local rules chose.
    """
    wanted = spelt(case.words)
    chosen = tuple(word.text for word in case.local_choice.words)

    def likeness(support: Support) -> tuple[float, bool]:
        written = spelt(support.texts)
        alike = Levenshtein.normalized_similarity(written, wanted)
        return alike, support.texts == chosen

    return max(found, key=likeness).words


def _support(case: LlmEvidence, testimony: Testimony) -> Support:
    texts = testimony.texts
    whole = _over_line_ends(testimony.words)
    to_the_mark = _is_to_the_mark(case, texts)
    if not to_the_mark and whole != texts:
        to_the_mark = _is_to_the_mark(case, whole)
    return Support(
        witness=testimony.witness,
        words=testimony.words,
        texts=texts,
        to_the_mark=to_the_mark,
        same_number=texts == case.words or figures(texts) == figures(case.words),
    )


def _is_to_the_mark(case: LlmEvidence, texts: Sequence[str]) -> bool:
    """The LLM's text, marks and all, with words parted alike."""
    if tuple(texts) == case.words:  # nearly always
        return True
    return spelt(texts) == spelt(case.words) and _parted_alike(case, texts)


def _over_line_ends(words: Sequence[ReaderWord]) -> tuple[str, ...]:
    """The texts with a word that a line's end divides put together, without its hyphen."""
    texts = [words[0].text]
    for before, word in pairwise(words):
        last = texts[-1]
        goes_on = word.box.left < before.box.left
        if len(last) > 1 and last[-1] in HYPHENS and goes_on:
            texts[-1] = last[:-1] + word.text
        else:
            texts.append(word.text)
    return tuple(texts)


def _parted_alike(case: LlmEvidence, texts: Sequence[str]) -> bool:
    """Readers lose spaces, so the LLM may part what one joined, unless that is a word; it may join
    nothing.
    """
    mine = parts(case.words)
    theirs = parts(texts)
    if mine == theirs:
        return True
    if len(mine) <= len(theirs):
        return False
    return not _parts_a_word(theirs, mine, case.local.facts.lexicon)


def _parts_a_word(theirs: Sequence[str], mine: Sequence[str], lexicon: Lexicon) -> bool:
    own = set(map(compact, mine))
    for word in theirs:
        key = compact(word)
        if len(key) > 1 and key not in own and lexicon.knows(word):
            return True
    return False
