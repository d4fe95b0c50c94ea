"""What may be held against the LLM where its answer names the line: the place is certain, so ink and readers can speak.

Cases and matches of named lines enter; rulings, and words that no ink can stand for, leave. In a text that names no
lines two readings of different words are mostly a misplaced stretch; here they are two readings of the same ink.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from recto.arbitration.blind import COPY, SecondLook
from recto.arbitration.entries import Entry, Place
from recto.arbitration.llm_case import LlmCase
from recto.arbitration.matching import Match, agreed, merged
from recto.arbitration.rules import ALIKE, LlmRuling, decide
from recto.arbitration.spelling import surely_read
from recto.exchange import Transcript
from recto.local.fusion import LocalLine
from recto.result import Verdict

ROOM = 0.5  # of a word's width, by the line's own characters: with less between two words there is no third


def in_named_line(case: LlmCase) -> LlmRuling:
    """As `decide`, but two sure readers of one word stand against another word altogether."""
    ruling = decide(case)
    unlike = ruling.reason in ("llm-reads-otherwise", "two-readers-overrule-llm") and case.similarity < ALIKE
    if unlike and surely_read(case):
        return LlmRuling(take_llm=False, origin="agreed", reason="another-word-by-llm", doubtful=True)
    return ruling


def uncopied(
    entry: Entry, each: Match, line: int, transcript: Transcript, local: Mapping[Place, tuple[Verdict, ...]]
) -> Entry:
    """The entry of line `line`; the local words where the LLM left a line as it was shown and only Tesseract has that.

    Of the words that an OCR engine had wrong, informed models left 72 to 85 % as they were shown: their silence says
    next to nothing where PP-OCR reads something else, or where the local rules take Tesseract's words for noise.
    """
    copied = any(answer.line == line and answer.confirmed for answer in transcript.lines)
    if not copied or not entry.verdicts or entry.verdicts[0].reason != COPY:
        return entry
    return replace(entry, verdicts=tuple(verdict for place in each.units for verdict in local[place]))


def without_ink(
    lines: Sequence[LocalLine], answers: Mapping[int, Sequence[Match]], look: SecondLook
) -> dict[int, tuple[str, ...]]:
    """Words, by the index of the first, that the LLM put where its neighbours leave no room for ink.

    Beyond the line's end only what was seen of the ink there can tell; without that the words stand.
    """
    return {
        each.first: each.words
        for i, row in answers.items()
        for at, each in enumerate(row)
        if not each.units and each.words and _no_room(lines, i, row, at, look)
    }


def _no_room(lines: Sequence[LocalLine], i: int, row: Sequence[Match], at: int, look: SecondLook) -> bool:
    before, after = row[at - 1] if at else None, row[at + 1] if at + 1 < len(row) else None
    if not all(agreed(lines, each) for each in (before, after) if each):
        return False
    boxes = [merged(lines, each).box if each else None for each in (before, after)]
    if boxes[0] and boxes[1]:
        width = ROOM * len(" ".join(row[at].words)) * _character(lines[i])
        return boxes[1].left - boxes[0].right < width
    if not look.beside or not (before or after):
        return False
    return not look.beside[i][0 if after else 1]


def _character(line: LocalLine) -> float:
    """Mean width of a character of the line, spaces included, px."""
    count = sum(len(word.text) + 1 for unit in line.units for word in (unit.ppocr or unit.tesseract))
    return line.box.width / max(1, count)
