"""What a reply comes to when it is believed: an Accepted, whatever kind of ask it answers.

It holds values only; who judges what is in accept.py and places.py.
"""

from __future__ import annotations

from dataclasses import dataclass

from recto.model.page import Box
from recto.model.transcript import ShownLine, TranscriptLine

NO_LINE = ShownLine(-1, Box(0, 0, 1, 1), None, 1.0)  # stands for "nothing was shown"


@dataclass(frozen=True, slots=True)
class Accepted:
    """What a reply says that may be believed so far; arbitration has the last word."""

    lines: tuple[TranscriptLine, ...]
    dropped: tuple[tuple[int, str], ...] = ()
    events: tuple[str, ...] = ()
    unanswered: tuple[int, ...] = ()  # ids of lines that it should have answered
    order: tuple[Box, ...] = ()  # blocks, as they are read
