"""One Ask to its end: sent, judged, asked again once with the fault named, halved where that helps, or left local.

An Ask enters, an Outcome leaves, always: whatever an endpoint does, the lines asked about are answered, confirmed,
dropped with a reason, or untouched with a `fell-back:` event. Only a wrong configuration raises.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace

from recto.errors import ReaderFailed
from recto.model import Evidence, TranscriptLine, Usage
from recto.readers.vision import guards, prompt
from recto.readers.vision.accept import Accepted, accept
from recto.readers.vision.asks import Ask, Request, build, draft, halves
from recto.readers.vision.calls import Answer, Caller
from recto.readers.vision.failures import BadReply, CallFailed, Remedy
from recto.readers.vision.prompt import Style
from recto.readers.vision.reply import parse

# Faults that half of the lines may not have; a loop or a cut in the middle too.
DIVIDE = {"truncated", "context-cap", "content-filter", "recitation"}
DEEPEST = 4  # halvings: ten lines come down to single ones


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one ask."""

    lines: tuple[TranscriptLine, ...] = ()
    dropped: tuple[tuple[int, str], ...] = ()
    events: tuple[str, ...] = ()
    usage: Usage = field(default_factory=Usage)

    def __add__(self, other: Outcome) -> Outcome:
        return Outcome(
            self.lines + other.lines,
            self.dropped + other.dropped,
            self.events + other.events,
            self.usage + other.usage,
        )


async def answer(caller: Caller, evidence: Evidence, ask: Ask, style: Style, depth: int = 0) -> Outcome:
    """Ask, and see it through. Raises InvalidConfig or FileAccess, never for what the endpoint does."""
    try:
        request = await asyncio.to_thread(lambda: build(draft(ask, evidence, caller.endpoint, style), caller.endpoint))
    except ReaderFailed:
        return Outcome(events=("fell-back:too-large",))
    so_far, code = Outcome(), ""
    for note in ("", "again"):
        try:
            given = await caller.ask(evidence.name, request)
        except CallFailed as failed:
            so_far += Outcome(events=failed.events, usage=failed.spent)
            code = failed.failure.code
            if failed.failure.remedy is not Remedy.SPLIT:
                return so_far + Outcome(events=(f"fell-back:{code}",))
            return so_far + await _divided(caller, evidence, ask, style, depth, code)
        so_far += Outcome(events=given.events, usage=given.usage)
        try:
            accepted = judge(given, request, caller.endpoint.preset.silent_caps)
        except BadReply as bad:
            code = bad.code
            if code in DIVIDE:
                return so_far + await _divided(caller, evidence, ask, style, depth, code)
            if not note:
                so_far += Outcome(events=(f"asked-again:{code}",))
            request = replace(request, note=prompt.rejected(str(bad)))
            continue
        caller.keep(request, given.completion)
        return so_far + Outcome(accepted.lines, accepted.dropped, accepted.events)
    return so_far + Outcome(events=(f"fell-back:{code}",))


def judge(given: Answer, request: Request, silent_caps: tuple[int, ...]) -> Accepted:
    """What of an answer may be believed. Raises BadReply."""
    completion = given.completion
    fault = guards.fault(completion, silent_caps)
    if fault or completion.text is None:
        raise BadReply(fault or "null-content", "it holds no transcription")
    return accept(parse(completion.text, request.ask.kind), request.ask, request.style)


async def _divided(caller: Caller, evidence: Evidence, ask: Ask, style: Style, depth: int, code: str) -> Outcome:
    """Both halves on their own, or the local reading when there is nothing left to divide."""
    parts = halves(ask) if depth < DEEPEST else None
    if parts is None:
        return Outcome(events=(f"fell-back:{code}",))
    first = await answer(caller, evidence, parts[0], style, depth + 1)
    second = await answer(caller, evidence, parts[1], style, depth + 1)
    return Outcome(events=(f"divided:{code}",)) + first + second
