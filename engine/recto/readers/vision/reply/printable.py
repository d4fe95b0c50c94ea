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
    changed = 0
    lines: list[TranscriptLine] = []
    for line in transcript.lines:
        text = legible(line.text)
        cells = tuple(map(legible, line.cells))
        legible_line = replace(line, text=text, cells=cells)
        lines.append(legible_line)
        changed += legible_line != line

    dropped: list[tuple[int, str]] = []
    for line_id, reason in transcript.dropped:
        legible_reason = legible(reason)
        dropped.append((line_id, legible_reason))
    second = transcript.second and admitted(transcript.second)
    other = transcript.other and admitted(transcript.other)
    is_same = tuple(dropped) == transcript.dropped
    if second is not transcript.second or other is not transcript.other:
        is_same = False
    if not changed and is_same:
        return transcript
    return replace(
        transcript,
        second=second,
        other=other,
        lines=tuple(lines),
        dropped=tuple(dropped),
        events=(*transcript.events, *[UNPRINTABLE] * changed),
    )
