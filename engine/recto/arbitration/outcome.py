"""What a page's result says of how it was read: notes, guard counts, and how far the LLM can be
said to have read it.

A result and a transcript enter, the result with both told leaves. A page whose text was truncated
or refused is never "ok": its local reading stands, and its status names why.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from recto.local.fusion import LocalLine
from recto.model.page import Reading
from recto.model.result import PageResult, ResultLine
from recto.model.transcript import Decision, Transcript
from recto.reasons import BY_CODE, Reason

Status = Literal["ok", "blank", "unreadable", "refused", "truncated", "fell-back"]

FELL_BACK = "fell-back:"  # how the vision reader's events begin where an ask came to nothing
UNHEARD = "no answer of the vision LLM could be used"
REFUSALS = frozenset({Reason.REFUSED, Reason.CONTENT_FILTER, Reason.RECITATION})
TRUNCATIONS = frozenset({Reason.TRUNCATED, Reason.CONTEXT_CAP, Reason.REASONING_ONLY})


@dataclass(frozen=True, slots=True)
class HybridPage:
    """The final lines and what was noticed on the way, by reason."""

    lines: tuple[ResultLine, ...]
    guards: Mapping[str, int]
    contested: tuple[Decision, ...] = ()  # places to ask about again
    unprinted: tuple[str, ...] = ()  # what the LLM added where there is no ink


def notes_of(lines: Sequence[LocalLine]) -> tuple[str, ...]:
    """What the summary must say of the local reading."""
    beside = sum(line.facing_page for line in lines)
    return (f"{beside} torn lines of the facing page left out",) if beside else ()


def with_transcript(
    result: PageResult, transcript: Transcript, unprinted: Sequence[str] = ()
) -> PageResult:
    """The result with the LLM's part told: its reading, its events as guard counts, its status.

    `unprinted` is what it wrote and the page has no ink for: kept in its notes.
    """
    reading = Reading(
        "llm",
        (),
        transcript.seconds,
        f"{transcript.model}, saw {transcript.saw}{', replayed' if transcript.replayed else ''}",
        transcript.usage,
        (*transcript.events, *(f"not printed, no ink for it: {text}" for text in unprinted)),
    )
    guards = Counter(result.guards) + Counter(transcript.events)
    told = replace(
        result,
        readings=(*result.readings, reading),
        guards=guards,
        notes=_notes(result, transcript),
    )
    return replace(told, status=_status(result, transcript))


def _notes(result: PageResult, transcript: Transcript) -> tuple[str, ...]:
    """Those of the page, and why it is the local reading where the LLM gave nothing that could be
    used.
    """
    codes = dict.fromkeys(_lost(transcript)) if not transcript.lines else {}
    sentences = [BY_CODE[code].sentence if code in BY_CODE else code for code in codes]
    unheard = [f"{UNHEARD}: {sentence}" for sentence in sentences]
    return tuple(dict.fromkeys((*result.notes, *unheard)))


def _lost(transcript: Transcript) -> list[str]:
    """Codes of the asks that came to nothing."""
    return [
        event.removeprefix(FELL_BACK) for event in transcript.events if event.startswith(FELL_BACK)
    ]


def _status(result: PageResult, transcript: Transcript) -> Status:
    """Asks that came to nothing name the page's status, the gravest first."""
    codes = set(_lost(transcript))
    if codes & REFUSALS:
        return "refused"
    if codes & TRUNCATIONS:
        return "truncated"
    return "fell-back" if codes else result.status
