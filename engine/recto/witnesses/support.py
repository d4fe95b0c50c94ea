"""Which local readers bear the LLM out at one place: by letters, by number, and to the mark.

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

HYPHENS = "-\u2010\u2e17=\u00ac"  # at a line's end


@dataclass(frozen=True, slots=True)
class Witness:
    """One local reader that has the LLM's letters and digits at this place."""

    words: tuple[ReaderWord, ...]
    texts: tuple[str, ...]
    # it has the LLM's text, marks and all, and parts the words nowhere that the LLM joins
    to_the_mark: bool
    same_number: bool  # it has the LLM's figures, their signs and marks


def tesseract(case: LlmEvidence) -> Witness | None:
    """Tesseract, where it has the LLM's letters."""
    return _witness(case, case.local.unit.tesseract, case.tesseract)


def ppocr(case: LlmEvidence) -> Witness | None:
    """PP-OCR, where it has the LLM's letters."""
    return _witness(case, case.local.unit.ppocr, case.ppocr)


def nearest(case: LlmEvidence, found: Sequence[Witness]) -> tuple[ReaderWord, ...]:
    """Of readers' own forms (at least one) the one most like the LLM's; of two as like, what the
    local rules chose.
    """
    wanted, chosen = spelt(case.words), tuple(word.text for word in case.local_choice.words)

    def likeness(each: Witness) -> tuple[float, bool]:
        return Levenshtein.normalized_similarity(spelt(each.texts), wanted), each.texts == chosen

    return max(found, key=likeness).words


def _witness(case: LlmEvidence, words: tuple[ReaderWord, ...], letters: str) -> Witness | None:
    if not words or letters != case.llm:
        return None
    texts = tuple(word.text for word in words)
    forms = dict.fromkeys((texts, _over_line_ends(words)))
    alike = any(spelt(form) == spelt(case.words) and _parted_alike(case, form) for form in forms)
    return Witness(words, texts, alike, figures(texts) == figures(case.words))


def _over_line_ends(words: Sequence[ReaderWord]) -> tuple[str, ...]:
    """The texts with a word that a line's end divides put together, without its hyphen."""
    texts = [words[0].text]
    for before, word in pairwise(words):
        if len(texts[-1]) > 1 and texts[-1][-1] in HYPHENS and word.box.left < before.box.left:
            texts[-1] = texts[-1][:-1] + word.text
        else:
            texts.append(word.text)
    return tuple(texts)


def _parted_alike(case: LlmEvidence, texts: Sequence[str]) -> bool:
    """Readers lose spaces, so the LLM may part what one joined, unless that is a word; it may join
    nothing.
    """
    mine, theirs = parts(case.words), parts(texts)
    if mine == theirs:
        return True
    return len(mine) > len(theirs) and not _parts_a_word(theirs, mine, case.local.facts.lexicon)


def _parts_a_word(theirs: Sequence[str], mine: Sequence[str], lexicon: Lexicon) -> bool:
    own = {compact(word) for word in mine}
    return any(
        lexicon.knows(word)
        for word in theirs
        if len(compact(word)) > 1 and compact(word) not in own
    )
