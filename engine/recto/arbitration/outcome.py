"""What a page's result says of how it was read: notes, guard counts, and how far the LLM can be
said to have read it.

A transcript enters; the LLM's reading, notes and the page's status leave. A page whose text was
truncated or refused is never "ok": its local reading stands, and its status names why.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from recto.local.fusion import LocalLine
from recto.model.page import Reading, WrittenLine
from recto.model.result import ResultLine
from recto.model.transcript import Decision, Transcript
from recto.reasons import BY_CODE, Reason
from recto.witnesses.registry import SECOND_LLM

Status = Literal["ok", "blank", "unreadable", "refused", "truncated", "fell-back"]

SURE_ORDER = 0.4  # probability of a line's place below which the page says that it is unsure
# how the vision reader's events begin where an ask came to nothing
FELL_BACK = f"{Reason.FELL_BACK}:"
NO_PAGE = f"{Reason.PAGE_OF_ONE}:"  # how those of a model begin whose page is missing
BY_ONE_MODEL = "only one of two models gave a page, which is printed"
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
    notes = []
    beside = sum(line.facing_page for line in lines)
    if beside:
        notes.append(f"{beside} torn lines of the facing page left out")
    unsure = sum(line.order_sureness < SURE_ORDER for line in lines)
    if unsure:
        notes.append(f"the reading order is unsure for {unsure} of {len(lines)} lines")
    return tuple(notes)


def order_unsure(lines: Sequence[LocalLine]) -> float:
    """Of the words, the share on lines whose place in the reading order is unsure."""
    words = sum(len(line.units) for line in lines)
    unsure = 0
    for line in lines:
        if line.order_sureness < SURE_ORDER:
            unsure += len(line.units)
    return unsure / words if words else 0.0


def order_notes(guards: Mapping[str, int]) -> tuple[str, ...]:
    """What the summary must say of the order in which an LLM's page is printed."""
    blocks = guards.get(Reason.ORDER_IN_DOUBT, 0)
    if not blocks:
        return ()
    where = "one block" if blocks == 1 else f"{blocks} blocks"
    return (f"the LLM and the page's layout differ in the order of {where}: the LLM's is printed",)


def llm_readings(transcript: Transcript, unprinted: Sequence[str] = ()) -> tuple[Reading, ...]:
    """The LLM's part in a page, and another model's that looked or whose page is not printed: what
    each saw and cost, and what happened to its answers.

    `unprinted` is what the first wrote and the page has no ink for: kept in its notes.
    """
    first = _llm_reading("llm", transcript, unprinted)
    second = transcript.second or transcript.other
    if second is None:
        return (first,)
    return (first, _llm_reading(SECOND_LLM.name, second))


def _llm_reading(name: str, transcript: Transcript, unprinted: Sequence[str] = ()) -> Reading:
    replayed = ", replayed" if transcript.replayed else ""
    notes = [f"not printed, no ink for it: {text}" for text in unprinted]
    return Reading(
        name,
        (),
        transcript.seconds,
        f"{transcript.model}, saw {transcript.saw}{replayed}",
        transcript.usage,
        (*transcript.events, *transcript.said, *notes),
        tuple(_written(transcript)),
    )


def _written(transcript: Transcript) -> Iterator[WrittenLine]:
    """What `recto learn` compares with a truth; not what was read of single places, nor lines that
    an answer has beside those that it was asked about.
    """
    for line in transcript.lines:
        is_added = transcript.asked is not None and line.line is None
        if line.region is None and not is_added:
            yield WrittenLine(line.text, line.line, line.confirmed)


def llm_notes(transcript: Transcript) -> tuple[str, ...]:
    """Why a page is the local reading where the LLM gave nothing that could be used."""
    if transcript.lines:
        return _notes_of_one(transcript.other)
    notes = []
    for code in dict.fromkeys(_lost(transcript)):
        why = _sentence(code)
        notes.append(f"{UNHEARD}: {why}")
    return tuple(notes)


def _notes_of_one(other: Transcript | None) -> tuple[str, ...]:
    """Why a page is one model's where two were to read it."""
    if other is None:
        return ()
    notes = []
    for event in other.events:
        if event.startswith(NO_PAGE):
            code = event.removeprefix(NO_PAGE)
            why = _sentence(code)
            notes.append(f"{BY_ONE_MODEL}: {why}")
    return tuple(notes)


def _sentence(code: str) -> str:
    if code not in BY_CODE:
        return code
    return BY_CODE[code].sentence


def _lost(transcript: Transcript) -> list[str]:
    """Codes of the asks that came to nothing; of two models' where neither gave a page."""
    events = list(transcript.events)
    if transcript.other is not None:
        events += transcript.other.events
    codes = []
    for event in events:
        if event.startswith(FELL_BACK):
            code = event.removeprefix(FELL_BACK)
            codes.append(code)
    return codes


def status_of(transcript: Transcript, local: Status) -> Status:
    """Asks that came to nothing name the page's status, the gravest first; else it is `local`."""
    codes = set(_lost(transcript))
    if codes & REFUSALS:
        return "refused"
    if codes & TRUNCATIONS:
        return "truncated"
    return "fell-back" if codes else local
