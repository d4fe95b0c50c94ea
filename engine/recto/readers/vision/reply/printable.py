"""The door through which an LLM's words come in: what a page cannot print stays outside, and is
counted.

A Transcript enters, the same one leaves with legible texts and one event for each text that was
not. The vision reader does the same to a reply before its guards look at it
(readers/vision/reply/entrance.py); whoever else makes a Transcript is caught here, before the first
word is compared.
"""

from __future__ import annotations

from dataclasses import replace

from recto.model.transcript import Transcript, TranscriptLine
from recto.reasons import Reason
from recto.text.legible import legible

UNPRINTABLE = Reason.UNPRINTABLE_REMOVED


def admitted(transcript: Transcript) -> Transcript:
    """The transcript as a page could have said it; a legible one comes back as it is."""
    lines = tuple(map(_legible_line, transcript.lines))
    dropped = tuple((line_id, legible(reason)) for line_id, reason in transcript.dropped)
    changed = sum(new != old for new, old in zip(lines, transcript.lines, strict=True))
    if not changed and dropped == transcript.dropped:
        return transcript
    events = (*transcript.events, *[UNPRINTABLE] * changed)
    return replace(transcript, lines=lines, dropped=dropped, events=events)


def _legible_line(line: TranscriptLine) -> TranscriptLine:
    cells = tuple(map(legible, line.cells))
    return replace(line, text=legible(line.text), cells=cells)
