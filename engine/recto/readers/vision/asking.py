"""One Ask to its end: sent, judged, asked again once with the fault named, halved where that helps,
or left local.

An Ask enters, an Outcome leaves, always: whatever an endpoint does, the lines asked about are
answered, confirmed, dropped with a reason, or untouched with a `fell-back:` event. Only a wrong
configuration raises. Here is also where an error of our own in handling a reply ends: it costs that
reply, and its traceback goes along for -vv.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace

from recto.errors import ReaderFailed, RectoError, trace_of
from recto.model.page import Box, Usage
from recto.model.transcript import Evidence, TranscriptLine
from recto.readers.vision.ask import prompt
from recto.readers.vision.ask.asks import Ask, Request, build, draft, halves
from recto.readers.vision.ask.prompt import Style
from recto.readers.vision.call.calls import Answer, Caller
from recto.readers.vision.call.failures import NOTHING, BadReply, CallFailed, Remedy
from recto.readers.vision.call.providers import Endpoint
from recto.readers.vision.reply import guards
from recto.readers.vision.reply.accept import accept
from recto.readers.vision.reply.accepted import Accepted
from recto.readers.vision.reply.entrance import legible_reply
from recto.readers.vision.reply.page_forms import page_reply
from recto.readers.vision.reply.reply import parse
from recto.reasons import Reason

# Faults that half of the lines may not have; a loop or a cut in the middle too.
DIVIDE = {Reason.TRUNCATED, Reason.CONTEXT_CAP, Reason.CONTENT_FILTER, Reason.RECITATION}
HOPELESS = {Reason.MORE_THAN_A_PAGE}  # faults for which the same again would only be paid again
DEEPEST = 4  # halvings: ten lines come down to single ones


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one ask."""

    lines: tuple[TranscriptLine, ...] = ()
    dropped: tuple[tuple[int, str], ...] = ()
    events: tuple[str, ...] = ()
    usage: Usage = field(default_factory=Usage)
    traces: tuple[str, ...] = ()  # of errors inside Recto
    order: tuple[Box, ...] = ()  # blocks, as they are read

    def __add__(self, other: Outcome) -> Outcome:
        return Outcome(
            self.lines + other.lines,
            self.dropped + other.dropped,
            self.events + other.events,
            self.usage + other.usage,
            self.traces + other.traces,
            self.order + other.order,
        )


@dataclass(frozen=True, slots=True)
class _Heard:
    """What was heard of one request: something acceptable, or the code of why not."""

    outcome: Outcome  # what it cost and what happened on the way
    accepted: Accepted | None = None
    code: str = ""
    detail: str = ""  # for people
    divide: bool = False  # half of it may pass


async def answer(
    caller: Caller, evidence: Evidence, ask: Ask, style: Style, depth: int = 0
) -> Outcome:
    """Ask, and see it through. Raises InvalidConfig, never for what the endpoint does."""
    heard = await _bounded(caller, evidence, ask, style)
    accepted = heard.accepted
    if accepted is not None:
        believed = Outcome(accepted.lines, accepted.dropped, accepted.events, order=accepted.order)
        outcome = heard.outcome + believed
        rest = _unanswered(ask, accepted)
        if rest is None or depth >= DEEPEST:
            return outcome
        outcome += Outcome(events=(f"{Reason.ASKED_AGAIN}:{Reason.UNANSWERED}",))
        return outcome + await answer(caller, evidence, rest, style, DEEPEST)

    parts = halves(ask) if heard.divide and depth < DEEPEST else None
    if parts is None:
        caller.tally.lose(heard.code, heard.detail, heard.outcome.events)
        fell_back = f"{Reason.FELL_BACK}:{heard.code}"
        return heard.outcome + Outcome(events=(fell_back,))
    divided = f"{Reason.DIVIDED}:{heard.code}"
    outcome = heard.outcome + Outcome(events=(divided,))
    for part in parts:
        outcome += await answer(caller, evidence, part, style, depth + 1)
    return outcome


def _unanswered(ask: Ask, accepted: Accepted) -> Ask | None:
    """Lines that a good reply left out get a request of their own, once: dropping lines is what
    models do most. None where it left out none, or all.
    """
    lines = [line for line in ask.lines if line.id in accepted.unanswered]
    if not lines or len(lines) == len(ask.lines):
        return None
    region = Box.around(line.box for line in lines)
    return Ask("lines", tuple(lines), region)


async def _bounded(caller: Caller, evidence: Evidence, ask: Ask, style: Style) -> _Heard:
    """As `_heard`; an error that nobody foresaw (want of memory is one) is the end of this ask and
    of nothing else.

    What stops a run, and an interrupt, passes.
    """
    spent = Spent()
    try:
        return await _heard(caller, evidence, ask, style, spent)
    except RectoError:
        raise
    # The one place where a reply is turned into what is believed of it
    except Exception as error:  # noqa: BLE001
        outcome = replace(spent.outcome, traces=(trace_of(error),))
        return _Heard(outcome, None, Reason.INTERNAL_ERROR, type(error).__name__)


@dataclass(slots=True)
class Spent:
    """What an ask has cost so far, kept where an error cannot lose it."""

    outcome: Outcome = field(default_factory=Outcome)

    def add(self, events: tuple[str, ...], usage: Usage = NOTHING) -> None:
        """Count one more step."""
        step = Outcome(events=events, usage=usage)
        self.outcome += step


async def _heard(
    caller: Caller, evidence: Evidence, ask: Ask, style: Style, spent: Spent
) -> _Heard:
    """Send; when the answer cannot be used, send once more with the reason."""

    def built() -> Request:
        drafted = draft(ask, evidence, caller.endpoint, style)
        return build(drafted, caller.endpoint)

    try:
        # In a thread of its own, for encoding pictures takes its time
        request = await asyncio.to_thread(built)
    except ReaderFailed as failed:
        return _Heard(Outcome(), None, Reason.TOO_LARGE, failed.what)
    bad = BadReply("", "")
    for again in (False, True):
        try:
            given = await caller.ask(evidence.name, request)
            spent.add(given.events, given.usage)
            accepted = judge(given, request, caller.endpoint)
        except CallFailed as failed:
            spent.add(failed.events, failed.spent)
            failure = failed.failure
            divide = failure.remedy is Remedy.SPLIT
            return _Heard(spent.outcome, None, failure.code, failure.detail, divide)
        except BadReply as fault:
            bad = fault
            # A reader made for pages takes no word of why, and would say the same again.
            if bad.code in DIVIDE or bad.code in HOPELESS or caller.endpoint.profile:
                break
            if not again:
                spent.add((f"{Reason.ASKED_AGAIN}:{bad.code}",))
                note = prompt.rejected(str(bad))
                request = replace(request, note=note)
        else:
            caller.keep(request, given.completion)
            return _Heard(spent.outcome, accepted)
    divide = bad.code in DIVIDE
    return _Heard(spent.outcome, None, bad.code, "", divide)


def judge(given: Answer, request: Request, endpoint: Endpoint) -> Accepted:
    """What of an answer may be believed. Raises BadReply."""
    completion = given.completion
    profile = endpoint.profile
    caps = endpoint.preset.silent_caps
    fault = guards.fault(completion, caps, is_bare=profile is not None)
    if fault or completion.text is None:
        code = fault or Reason.NULL_CONTENT
        raise BadReply(code, "it holds no transcription")
    if profile is None:
        reply = parse(completion.text, request.ask.kind)
    else:
        size = request.pictures[0].size
        reply = page_reply(completion.text, profile, request.ask, size)
    legible = legible_reply(reply)
    return accept(legible, request.ask, request.style)
