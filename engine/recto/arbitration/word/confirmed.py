"""The LLM's word where other readers have it, too: which of them bear it out, and whose form is
printed.

An LlmEvidence enters, an LlmChoice leaves, or None where nobody has the LLM's letters. Nothing of
the LLM's is printed on the strength of letters alone (support.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from recto.reasons import Reason
from recto.witnesses.choices import LlmChoice
from recto.witnesses.llm import LlmEvidence
from recto.witnesses.support import Support, nearest, supports

BOTH = 2  # readers besides the LLM that everybody must be


def everyone_agrees(case: LlmEvidence) -> LlmChoice | None:
    """All readings, two besides the LLM's at least, one text, to the mark."""
    found = _of_everyone(case)
    if not found or not all(support.to_the_mark for support in found):
        return None
    return LlmChoice(take_llm=True, origin="agreed", reason=Reason.ALL_AGREE)


def letters_agree(case: LlmEvidence) -> LlmChoice | None:
    """All readings, the same letters and digits: marks, case and spaces as a local reader has
    them.
    """
    found = _of_everyone(case)
    return _borne_out(case, found, Reason.LETTERS_AGREE) if found else None


def llm_with_unseen(case: LlmEvidence) -> LlmChoice | None:
    """A reader whose text the LLM never saw has the same: independent support."""
    return _borne_out_by_one(case, [each for each in supports(case) if each.is_independent])


def llm_with_shown(case: LlmEvidence) -> LlmChoice | None:
    """A reader whose text the LLM was shown has the same."""
    return _borne_out_by_one(case, [each for each in supports(case) if not each.is_independent])


def left_as_shown(case: LlmEvidence) -> LlmChoice | None:
    """The LLM left a line as it was shown, and only the reader of that text has it: the local
    words.

    Of the words that an OCR engine had wrong, informed models left 72 to 85 % as they were shown:
    their silence says next to nothing where PP-OCR reads something else, or where the local rules
    take Tesseract's words for noise.
    """
    if not case.circumstances.left_as_shown:
        return None
    choice = llm_with_shown(case)
    return choice and replace(choice, local_stands=True)


def _of_everyone(case: LlmEvidence) -> list[Support]:
    """Those who bear the LLM out where everybody else does, two at least; nobody elsewhere."""
    found = supports(case)
    return found if len(found) == len(case.testimonies) >= BOTH else []


def _borne_out_by_one(case: LlmEvidence, found: Sequence[Support]) -> LlmChoice | None:
    if not case.llm:
        return None
    for support in found:
        choice = _borne_out(case, [support], support.witness.bears_out)
        if choice is not None:
            return choice
    return None


def _borne_out(case: LlmEvidence, found: Sequence[Support], reason: Reason) -> LlmChoice | None:
    """The LLM's words where a reader has them to the mark, else a reader's own, unless a number
    would be another.
    """
    if any(support.to_the_mark for support in found):
        return LlmChoice(take_llm=True, origin="agreed", reason=reason)
    same = [support for support in found if support.same_number]
    own = nearest(case, same) if same else ()
    return LlmChoice(take_llm=False, origin="agreed", reason=reason, own=own) if own else None
