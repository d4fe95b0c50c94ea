"""The local reading of a page, judged once: every place with its evidence, the rule that decided,
and the words to print.

Lines of units enter with the page's facts, a LocalReading leaves; nothing later asks the local
rules again. Whether a person should look at a word is for the table of flags.py; of numbers the
whole page is asked, once its lines are final (numbers/judged.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, islice

from recto.arbitration.flags import Doubtful, is_flagged
from recto.arbitration.word.local_rules import rule
from recto.confidence.local_words import shipped_confidences
from recto.confidence.unconfirmed import flag_line
from recto.local.fusion import LocalLine
from recto.model.result import ResultLine, Word
from recto.text.spacing import joined
from recto.witnesses.choices import LocalChoice
from recto.witnesses.local import JudgedWords, LocalReading, PageFacts, WordEvidence, cases


def judge_page(lines: Sequence[LocalLine], facts: PageFacts) -> LocalReading:
    """Every unit of every line; confidences are learned numbers, asked for all units together."""
    evidence: list[WordEvidence] = []
    for line in lines:
        evidence += cases(line, facts)
    judged = iter(judge(evidence))
    rows = []
    for line in lines:
        row = tuple(islice(judged, len(line.units)))
        rows.append(row)
    return LocalReading(tuple(lines), facts, tuple(rows))


def judge(evidence: Sequence[WordEvidence]) -> list[JudgedWords]:
    """What the local rules make of each place, and the words that it would print."""
    pairs = [(case, rule(case)) for case in evidence]
    probabilities = shipped_confidences(pairs)
    judged = list(zip(pairs, probabilities, strict=True))
    line = flag_line([right for (case, choice), right in judged if _is_alone(case, choice)])
    found = []
    for (case, choice), right in judged:
        flag_below = line if _is_alone(case, choice) else 0.0
        words = _words(case, choice, right, flag_below)
        found.append(JudgedWords(case, choice, right, words))
    return found


def _is_alone(case: WordEvidence, choice: LocalChoice) -> bool:
    """Nobody but its reader has the word's letters, and its P(right) is by weights of its own."""
    return case.is_unconfirmable and choice.confidence is None and bool(choice.words)


def local_lines(reading: LocalReading) -> tuple[ResultLine, ...]:
    """The local reading's final lines; lines of nothing but noise are left out."""
    result = []
    for line, row in zip(reading.lines, reading.rows, strict=True):
        words = tuple(chain.from_iterable(row))
        if words:
            result.append(ResultLine(words, line.box, line.baseline))
    return tuple(result)


def _words(
    case: WordEvidence, choice: LocalChoice, right: float, flag_below: float
) -> tuple[Word, ...]:
    """The words of a choice, with the confidence that the user's own calibration makes of it;
    `flag_below`: P(right) under which they are flagged at least.
    """
    if not choice.words:
        return ()
    calibration = case.facts.calibration
    has_second = case.facts.two_readers and not case.is_unconfirmable
    is_unasked = case.unit.unasked
    confidence = calibration.local(right)
    flag_below = max(calibration.flag_below, calibration.local(flag_below))
    flagged = is_flagged(Doubtful(choice.origin, confidence, flag_below))
    agreement = None
    if has_second and not is_unasked:
        agreement = case.similarity
    others = _alternatives(case, choice)
    origin, reason = choice.origin, choice.reason
    return tuple([
        Word(word.text, word.box, confidence, origin, reason, agreement, others, flagged)
        for word in choice.words
    ])  # fmt: skip


def _alternatives(case: WordEvidence, choice: LocalChoice) -> tuple[str, ...]:
    """What the readers read here, without the text chosen."""
    chosen = joined([word.text for word in choice.words])
    others = []
    for testimony in case.testimonies:
        text = testimony.text
        if text and text != chosen and text not in others:
            others.append(text)
    return tuple(others)
