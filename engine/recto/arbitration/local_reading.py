"""The local reading of a page, judged once: every place with its evidence, the rule that decided,
and the words to print.

Lines of units enter with the page's facts, a LocalReading leaves; nothing later asks the local
rules again. Whether a person should look at a word is for the table of flags.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from recto.arbitration.flags import Doubtful, is_flagged
from recto.arbitration.word.local_rules import rule
from recto.confidence.local_words import shipped_confidences
from recto.local.fusion import LocalLine
from recto.model.result import ResultLine, Word
from recto.witnesses.choices import LocalChoice
from recto.witnesses.local import JudgedWords, LocalReading, PageFacts, WordEvidence, cases


def judge_page(lines: Sequence[LocalLine], facts: PageFacts) -> LocalReading:
    """Every unit of every line; confidences are learned numbers, asked for all units together."""
    evidence = [case for line in lines for case in cases(line, facts)]
    judged = iter(judge(evidence))
    rows = [tuple(islice(judged, len(line.units))) for line in lines]
    return LocalReading(tuple(lines), facts, tuple(rows))


def judge(evidence: Sequence[WordEvidence]) -> list[JudgedWords]:
    """What the local rules make of each place, and the words that it would print."""
    pairs = [(case, rule(case)) for case in evidence]
    found = []
    for (case, choice), right in zip(pairs, shipped_confidences(pairs), strict=True):
        found.append(JudgedWords(case, choice, right, _words(case, choice, right)))
    return found


def local_lines(reading: LocalReading) -> tuple[ResultLine, ...]:
    """The local reading's final lines; lines of nothing but noise are left out."""
    result = []
    for line, row in zip(reading.lines, reading.rows, strict=True):
        words = tuple(word for words in row for word in words)
        if words:
            result.append(ResultLine(words, line.box, line.baseline))
    return tuple(result)


def _words(case: WordEvidence, choice: LocalChoice, right: float) -> tuple[Word, ...]:
    """The words of a choice, with the confidence that the user's own calibration makes of it."""
    calibration = case.facts.calibration
    two_readers = case.facts.two_readers
    confidence = calibration.local(right) if choice.words else 0.0
    sure_number = case.unit.unasked or (case.agreed and case.same_numbers)
    is_open = two_readers and case.has_digit and not sure_number
    line = calibration.flag_below
    flagged = is_flagged(Doubtful(choice.origin, confidence, line, number_is_open=is_open))
    agreement = case.similarity if two_readers and not case.unit.unasked else None
    others = _alternatives(case, choice)
    origin, reason = choice.origin, choice.reason
    return tuple(
        Word(word.text, word.box, confidence, origin, reason, agreement, others, flagged)
        for word in choice.words
    )


def _alternatives(case: WordEvidence, choice: LocalChoice) -> tuple[str, ...]:
    """What the readers read here, without the text chosen."""
    chosen = " ".join([word.text for word in choice.words])
    read = [testimony.text for testimony in case.testimonies]
    return tuple(dict.fromkeys(text for text in read if text and text != chosen))
