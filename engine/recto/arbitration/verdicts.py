"""From rulings to verdicts: every final word with its box, confidence, agreement, alternatives and
flag.

Lines of units enter with the page's facts, ResultLines leave. The flag rules live here: a person
should look at words below the flag confidence and at words with digits that the readers do not
agree on.
"""

from __future__ import annotations

from collections.abc import Sequence

from recto.arbitration.word.local_rules import LocalChoice, rule
from recto.confidence.local_words import confidences
from recto.local.fusion import LocalLine
from recto.model.result import ResultLine, Word
from recto.witnesses.local import PageFacts, WordEvidence, cases


def local_verdicts(lines: Sequence[LocalLine], facts: PageFacts) -> tuple[ResultLine, ...]:
    """The local reading's final lines; lines of nothing but noise are left out."""
    result = []
    for line, row in zip(lines, unit_verdicts(lines, facts), strict=True):
        words = tuple(word for words in row for word in words)
        if words:
            result.append(ResultLine(words, line.box, line.baseline))
    return tuple(result)


def unit_verdicts(lines: Sequence[LocalLine], facts: PageFacts) -> list[list[tuple[Word, ...]]]:
    """What the local reading prints at each unit of each line; nothing for noise."""
    judged = [[(case, rule(case)) for case in cases(line, facts)] for line in lines]
    sure = iter(confidences([pair for pairs in judged for pair in pairs]))
    return [[_verdicts(case, ruling, next(sure)) for case, ruling in pairs] for pairs in judged]


def place_verdicts(
    lines: Sequence[LocalLine], facts: PageFacts
) -> dict[tuple[int, int], tuple[Word, ...]]:
    """The same by place, (line, unit)."""
    return {
        (i, k): verdicts
        for i, row in enumerate(unit_verdicts(lines, facts))
        for k, verdicts in enumerate(row)
    }


def _verdicts(case: WordEvidence, ruling: LocalChoice, confidence: float) -> tuple[Word, ...]:
    others = _alternatives(case, ruling)
    agreement = case.similarity if case.facts.two_readers and not case.unit.unasked else None
    sure_number = case.unit.unasked or (case.agreed and case.same_numbers)
    doubtful = case.facts.two_readers and case.has_digit and not sure_number
    flagged = doubtful or confidence < case.facts.calibration.flag_below
    origin, reason = ruling.origin, ruling.reason
    return tuple(
        [
            Word(word.text, word.box, confidence, origin, reason, agreement, others, flagged)
            for word in ruling.words
        ]
    )


def _alternatives(case: WordEvidence, ruling: LocalChoice) -> tuple[str, ...]:
    """What the readers read here, without the text chosen."""
    chosen = " ".join([word.text for word in ruling.words])
    if case.tesseract == chosen == case.ppocr:
        return ()
    return tuple(
        dict.fromkeys(text for text in (case.tesseract, case.ppocr) if text and text != chosen)
    )
