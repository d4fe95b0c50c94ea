"""Places that stay contested once the LLM has read them: which are worth a second, blind look at
the pixels.

An LlmEvidence with its ruling enters; a Decision to ask again leaves. What a look settles is for
the rows of the table that hear it (rules.py). The second look is the same model without any text
shown: it tells a reading from a copy, an invention from ink, but is no second reader. So it never
changes a digit, and an LLM's word gives way only where the blind look agrees with one local reader
of two that differ. Two models, each shown OCR text and not, on 21 blackletter pages: words that it
reads twice alike are right in 96 %, words that it reads otherwise in 81 %; CER .0402 -> .0398,
.0389 -> .0381. Where both local readers agree, the rules have weighed them already (there the same
change made 2 words better, 6 worse): such words are only flagged.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from recto.model.page import Box
from recto.model.transcript import Decision, Disputed, Transcript
from recto.reasons import Reason
from recto.witnesses.choices import LlmChoice
from recto.witnesses.families import are_kin
from recto.witnesses.llm import LlmEvidence
from recto.witnesses.registry import LLM, WITNESSES, is_independent


@dataclass(frozen=True, slots=True)
class SecondLook:
    """What was found out after the first answer, about places of the original page (px)."""

    # what was read there without any text shown, by the LLM or a model of its family
    texts: Mapping[Box, str] = field(default_factory=dict)
    unread: tuple[Box, ...] = ()  # text-like ink outside every read line
    # for each line: characters on its level that no local word covers
    free: tuple[tuple[Box, ...], ...] = ()
    # what a model of another family read there, shown no text either
    by_another: Mapping[Box, str] = field(default_factory=dict)


NO_LOOK = SecondLook()
# the rules under which the LLM says what it was shown
COPIES = frozenset(WITNESSES[name].bears_out for name in LLM.shown)
COPIED = 0.5  # expected errors where it does and a reader that it never saw has something else


def looked_at(
    transcript: Transcript, unread: Collection[Box]
) -> tuple[dict[Box, str], dict[Box, str]]:
    """What was read of contested places, by the LLM itself and by a model of another family, or of
    its own that has shown independence on the collection; on ink that nobody had read (`unread`)
    the latter speaks for the former.
    """
    texts = _by_region(transcript)
    other = transcript.second
    if other is None:
        return texts, {}
    found = _by_region(other)
    is_apart = Reason.KIN_APART in other.events
    if are_kin(transcript.model, other.model) and not is_apart:
        return texts | found, {}
    of_unread = {box: text for box, text in found.items() if box in unread}
    contested = {box: text for box, text in found.items() if box not in unread}
    return texts | of_unread, contested


def _by_region(transcript: Transcript) -> dict[Box, str]:
    return {line.region: line.text for line in transcript.lines if line.region is not None}


def worth_a_look(case: LlmEvidence, ruling: LlmChoice, confidence: float) -> Decision | None:
    """To be asked again: an open place that is unsure, has a digit, or is a name or term that no
    lexicon has.
    """
    # The LLM stands alone, or with nobody but the reader whose text it was shown.
    if not ruling.reason.about.is_open:
        return None
    flagged = ruling.doubtful or confidence < case.facts.local.calibration.flag_below
    copied = ruling.reason in COPIES and _has_unseen(case)
    table = (
        (Reason.CONTESTED_DIGITS, case.has_digit),
        (Reason.CONTESTED_UNSURE, flagged),
        (Reason.CONTESTED_COPIED, copied),
        (Reason.CONTESTED_NAME, _is_name(case)),
    )
    reason = next((name for name, holds in table if holds), None)
    if reason is None:
        return None
    errors = max(1 - confidence, COPIED * copied)
    place = case.local.unit.box
    if case.locals_agree and case.agreed_letters != case.llm:
        return Disputed(place, "contested", reason, errors, case.llm)
    return Decision(place, "contested", reason, errors)


def _has_unseen(case: LlmEvidence) -> bool:
    """A reader whose text the LLM never saw has letters here."""
    for testimony in case.testimonies:
        if testimony.letters and is_independent(testimony.witness, LLM):
            return True
    return False


def _is_name(case: LlmEvidence) -> bool:
    knows = case.facts.local.lexicon.knows
    return any(word[:1].isupper() and not knows(word) for word in case.words)
