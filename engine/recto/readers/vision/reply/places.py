"""Replies about places of a page by their numbers: texts of contested places, the order of blocks.

A Reply and its Ask enter, an Accepted leaves. An order counts only as a permutation of what was
shown: whatever else comes back is asked again once, and then the page keeps its own.
"""

from __future__ import annotations

from dataclasses import replace

from recto.model.transcript import TranscriptLine
from recto.readers.vision.ask.asks import Ask
from recto.readers.vision.call.failures import BadReply
from recto.readers.vision.reply import guards
from recto.readers.vision.reply.accepted import NO_LINE, Accepted
from recto.readers.vision.reply.reply import Reply
from recto.reasons import Reason


def ordered(reply: Reply, ask: Ask) -> Accepted:
    """The blocks as they are read. Raises BadReply unless every one of them is named, and once."""
    if sorted(reply.order) != list(range(len(ask.spans))):
        raise BadReply(Reason.WRONG_IDS, "it does not name every block of the data block once")
    blocks = [ask.spans[at] for at in reply.order]
    events = (*reply.events, Reason.ORDERED_BY_LLM)
    return Accepted((), events=events, order=tuple(blocks))


def spans(reply: Reply, ask: Ask) -> Accepted:
    """An answer to contested places, by their numbers; nothing was shown of them."""
    count = len(ask.spans)
    strangers = [number for number in reply.texts if not 0 <= number < count]
    events = [*reply.events]
    events += [Reason.UNKNOWN_LINE_ID] * len(strangers)
    lines: list[TranscriptLine] = []
    for number, span in enumerate(ask.spans):
        text = reply.texts.get(number, "")
        fault: str | None = Reason.UNANSWERED
        if text:
            blank = replace(NO_LINE, box=span)
            fault = guards.line_fault(blank, text)
        if fault:
            events.append(fault)
        else:
            lines.append(TranscriptLine(text, region=span))
    return Accepted(tuple(lines), events=tuple(events))
