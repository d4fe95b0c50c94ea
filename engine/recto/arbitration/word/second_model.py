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
    if not compact(look):
        return None
    has_number = case.has_digit or has_figure(look)
    is_printed = spelt([look]) == spelt(case.printed(stands))
    if stands.take_llm:
        agrees = compact(look) == case.llm and (is_printed or not has_number)
        return _agreed(case, stands) if agrees else _against(case, stands, has_number)
    if has_number and not is_printed:
        return replace(stands, doubtful=True, seen=look)
    return None


def _agreed(case: LlmEvidence, stands: LlmChoice) -> LlmChoice:
    """Both models have it; a person looks where two local readers have something else."""
    doubtful = stands.doubtful or case.locals_agree
    return replace(stands, reason=SECOND_LLM.bears_out, doubtful=doubtful, local_stands=False)


def _against(case: LlmEvidence, stands: LlmChoice, has_number: bool) -> LlmChoice:
    """The local reader's words that the other model has, too; else a person looks."""
    look = case.circumstances.second
    reader = _borne_out(case, look)
    if reader is None:
        return replace(
            stands,
            reason=Reason.SECOND_LLM_DIFFERS,
            doubtful=True,
            seen=look,
            local_stands=False,
        )
    return LlmChoice(
        take_llm=False,
        origin="agreed",
        reason=Reason.LOCAL_AND_SECOND_LLM,
        doubtful=has_number,
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
