"""What may be held against the LLM where its answer names the line: the place is certain, so the
readers can speak.

Cases and entries of named lines enter, rulings and entries leave. In a text that names no lines two
readings of different words are mostly a misplaced stretch; here they are two readings of the same
ink.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from recto.arbitration.entries import PrintedWords
from recto.arbitration.word.rules import ALIKE, decide
from recto.arbitration.word.second_look import COPIES
from recto.arbitration.word.spelling import surely_read
from recto.model.result import Word
from recto.model.transcript import Transcript
from recto.reasons import Reason
from recto.witnesses.choices import LlmChoice
from recto.witnesses.llm import LlmEvidence
from recto.witnesses.local import UnitAt
from recto.witnesses.matching import Pairing


def in_named_line(case: LlmEvidence) -> LlmChoice:
    """As `decide`, but two sure readers of one word stand against another word altogether."""
    ruling = decide(case)
    unlike = (
        ruling.reason in (Reason.LLM_READS_OTHERWISE, Reason.TWO_READERS_OVERRULE_LLM)
        and case.similarity < ALIKE
    )
    if unlike and surely_read(case):
        return LlmChoice(
            take_llm=False, origin="agreed", reason=Reason.ANOTHER_WORD_BY_LLM, doubtful=True
        )
    return ruling


def uncopied(
    entry: PrintedWords,
    each: Pairing,
    line: int,
    transcript: Transcript,
    local: Mapping[UnitAt, tuple[Word, ...]],
) -> PrintedWords:
    """The entry of line `line`; the local words where the LLM left a line as it was shown and only
    Tesseract has that.

    Of the words that an OCR engine had wrong, informed models left 72 to 85 % as they were shown:
    their silence says next to nothing where PP-OCR reads something else, or where the local rules
    take Tesseract's words for noise.
    """
    copied = any(answer.line == line and answer.confirmed for answer in transcript.lines)
    if not copied or not entry.verdicts or entry.verdicts[0].reason not in COPIES:
        return entry
    return replace(
        entry, verdicts=tuple(verdict for place in each.units for verdict in local[place])
    )
