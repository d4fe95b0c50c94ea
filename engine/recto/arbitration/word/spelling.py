"""Whether the LLM mended a spelling that the page has: modern for old, correct for wrong, a common
name for a rare one.

An LlmEvidence enters, yes or no leaves. A misread glyph turns a letter into another; a mended
spelling adds or drops some. So two sure readers of one word stand for what is printed against a
near word that is longer or shorter, whatever the lexicon says. Recorded readings, 215 such words
that the LLM would else have kept: by the truth the local readers are right 175 times and the LLM 33
times, 18 of these on misprints and names ("Governemnt", "cititzens", "Schönenberger") which the
page has as the local readers read them and which the truth, too, has mended.
"""

from __future__ import annotations

from rapidfuzz.distance import Levenshtein

from recto.witnesses.llm import LlmEvidence

WEAKEST = 0.8  # confidence of the weakest character, or word, of a reader that is sure
NEAR = 0.6  # similarity from which the two are spellings of one word
SHORTEST = 4  # letters


def respelled(case: LlmEvidence) -> bool:
    """Two sure readers agree on one word; the LLM has a near one of more or fewer letters."""
    if not (
        case.locals_agree
        and surely_read(case)
        and case.similarity >= NEAR
        and len(case.agreed_letters) >= SHORTEST
    ):
        return False
    if not (_one_word(case.agreeing[0].text) and _one_word(" ".join(case.words))) or _cut_off(case):
        return False
    return any(edit.tag != "replace" for edit in Levenshtein.editops(case.agreed_letters, case.llm))


def surely_read(case: LlmEvidence) -> bool:
    """The local readers that agree here are sure of what they have."""
    for testimony in case.agreeing:
        if testimony.confidence < testimony.witness.sure or testimony.weakest < WEAKEST:
            return False
    return case.locals_agree


def _one_word(text: str) -> bool:
    """Letters only, marks around them aside: a broken letter shows as a mark inside ("exerci-e",
    "sha'l").
    """
    first = next((i for i, char in enumerate(text) if char.isalnum()), len(text))
    last = next((i for i, char in enumerate(reversed(text)) if char.isalnum()), 0)
    return text[first : len(text) - last].isalpha()


def _cut_off(case: LlmEvidence) -> bool:
    """The local word is the end of the LLM's: its beginning may lie outside the picture."""
    return case.llm.endswith(case.agreed_letters)
