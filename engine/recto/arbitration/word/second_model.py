"""What another model's blind look says of a place: it bears the LLM out, or a local reader against
it, or neither.

An LlmEvidence with what would stand without the look enters, an LlmChoice leaves, or None where
nothing follows. Unlike a second look of the same model it is a voice of its own (families.py), and
no weights know it: it wins only by agreement with a local reader, whose own words are printed.
Digits give way where a local reader has the same number to the mark, and stay flagged.
"""

from __future__ import annotations

from dataclasses import replace

from recto.reasons import Reason
from recto.text.agreement import figures, has_figure, spelt
from recto.text.alignment import compact
from recto.text.spacing import words_of
from recto.witnesses.choices import LlmChoice
from recto.witnesses.llm import LlmEvidence
from recto.witnesses.registry import SECOND_LLM, Testimony


def by_another(case: LlmEvidence, stands: LlmChoice) -> LlmChoice | None:
    """The choice at a place that another model was shown."""
    look = case.circumstances.second
    key = compact(look)
    if not key:
        return None
    numbers = case.has_digit or has_figure(look)
    if not stands.take_llm:
        differs = spelt([look]) != spelt(case.printed(stands))
        return replace(stands, doubtful=True, seen=look) if numbers and differs else None
    if key == case.llm and not (numbers and spelt([look]) != spelt(case.words)):
        doubtful = stands.doubtful or case.locals_agree
        return replace(stands, reason=SECOND_LLM.bears_out, doubtful=doubtful, local_stands=False)
    return _against(case, stands, look, is_number=numbers)


def _against(case: LlmEvidence, stands: LlmChoice, look: str, *, is_number: bool) -> LlmChoice:
    """Where the two models differ: what a local reader bears out, else the first one's, flagged."""
    reader = _borne_out(case, look)
    if reader is None:
        return replace(
            stands, reason=Reason.SECOND_LLM_DIFFERS, doubtful=True, seen=look, local_stands=False
        )
    return LlmChoice(
        take_llm=False,
        origin="agreed",
        reason=Reason.LOCAL_AND_SECOND_LLM,
        doubtful=is_number,
        own=reader.words,
    )


def _borne_out(case: LlmEvidence, look: str) -> Testimony | None:
    """The local reader that has what the other model reads, number and all; nobody where the others
    agree on something else.
    """
    key = compact(look)
    if case.locals_agree and case.agreed_letters != key:
        return None
    for testimony in case.testimonies:
        same_number = figures(testimony.texts) == figures(words_of(look))
        if testimony.letters == key != case.llm and same_number:
            return testimony
    return None
