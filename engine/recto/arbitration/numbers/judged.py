"""Which numbers of a finished page a person should look at, and what else they may be.

The final lines enter; the same lines leave, with flags on the words whose numbers the page
contradicts, or that the readers leave open and nothing on the page bears out. Offered readings are
added to a word's alternatives; its text and its confidence stay.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from recto.arbitration.flags import Doubtful, reasons_to_look
from recto.arbitration.numbers.checks import MANY_AMOUNTS, findings
from recto.confidence.numbers import number_confidences
from recto.model.result import ResultLine, Word
from recto.reasons import Reason
from recto.text.agreement import figures, has_figure, letters
from recto.witnesses.numbers.seen import NumberSeen, numbers_of

# P(right) of a number under which a person should look. Of the receipts' numbers 19.8 % are flagged
# with it (35.5 % where every open one was), and 7.5 % of the wrong ones are not (14.3 %).
DOUBTED_BELOW = 0.75
# On pages of few amounts, where columns and sums say less: more likely wrong than not.
DOUBTED_ELSEWHERE = 0.5
# Reasons whose words the weights have not seen: one reader alone, crops read again, passages that
# an LLM left out.
UNLEARNED = (Reason.ONLY_READER, Reason.RESTORED_DROPPED_BY_LLM)


@dataclass(frozen=True, slots=True)
class _Judged:
    """One number with its probability."""

    seen: NumberSeen
    right: float  # P(right), 0..1


def numbers_judged(lines: Sequence[ResultLine]) -> tuple[ResultLine, ...]:
    """The lines of one page, flagged."""
    seen = numbers_of(lines)
    of_word: dict[tuple[int, int], list[_Judged]] = {}
    rights = number_confidences(seen)
    for number, right in zip(seen, rights, strict=True):
        judged = _Judged(number, right)
        of_word.setdefault(number.at, []).append(judged)
    found = []
    for i, line in enumerate(lines):
        words = []
        for k, word in enumerate(line.words):
            numbers = of_word.get((i, k), [])
            looked_at = _looked_at(word, numbers)
            words.append(looked_at)
        final = replace(line, words=tuple(words))
        found.append(final)
    return tuple(found)


def is_open(word: Word) -> bool:
    """Two local readers were asked, one sees a figure, and they do not have the same number."""
    if word.agreement is None or word.reason.about.map != "local":
        return False
    texts = (word.text, *word.alternatives)
    if not any(map(has_figure, texts)):
        return False
    if word.origin != "agreed":
        return True
    return any(_is_another_number(word.text, reading) for reading in word.alternatives)


def _is_another_number(text: str, reading: str) -> bool:
    """The same letters and digits, with other signs or marks."""
    if letters([text]) != letters([reading]):
        return False
    return _number(text) != _number(reading)


def _looked_at(word: Word, numbers: Sequence[_Judged]) -> Word:
    """The word with its flag, and with what its numbers may be."""
    is_contested = is_open(word)
    if not numbers and not is_contested:
        return word
    faults, offered = _found(word, numbers)
    if numbers and _is_learned(word):
        is_unlikely = _is_unlikely(numbers)
        if is_unlikely and not is_contested:
            faults.add(Reason.NUMBER_UNLIKELY)
        if is_contested and not is_unlikely:
            is_contested = not _is_settled(word, numbers)
    given = Doubtful(
        word.origin,
        number_is_open=is_contested,
        number_faults=frozenset(faults),
    )
    reasons = reasons_to_look(given)
    texts = dict.fromkeys((*word.alternatives, *offered))
    texts.pop(word.text, None)
    flagged = word.flagged or bool(reasons)
    return replace(word, flagged=flagged, alternatives=tuple(texts))


def _found(word: Word, numbers: Sequence[_Judged]) -> tuple[set[Reason], list[str]]:
    """What the checks say against a word's numbers, and the words that they offer."""
    faults: set[Reason] = set()
    offered: list[str] = []
    for number in numbers:
        for finding in findings(number.seen):
            faults.add(finding.reason)
            for offer in finding.offers:
                is_word = finding.are_words
                text = offer if is_word else _in_word(word, number.seen.text, offer)
                offered.append(text)
    return faults, offered


def _is_unlikely(numbers: Sequence[_Judged]) -> bool:
    """The least likely number of a word is below the page's line."""
    below = DOUBTED_ELSEWHERE
    if _has_amounts(numbers):
        below = DOUBTED_BELOW
    return any(number.right < below for number in numbers)


def _is_settled(word: Word, numbers: Sequence[_Judged]) -> bool:
    """On a page of amounts, which has columns and sums to go by: no reading has another number, or
    the page has each number once more or adds it up. None is settled on one reader's word alone.
    """
    if not _has_amounts(numbers):
        return False
    own = _number(word.text)
    has_rival = False
    for reading in word.alternatives:
        other = _number(reading)
        if other not in ("", own):
            has_rival = True
    if not has_rival:
        return True
    return all(_is_borne_out(number.seen) for number in numbers)


def _number(text: str) -> str:
    """Its figures with their signs and marks, in a row."""
    numbers = figures([text])
    return "".join(numbers)


def _has_amounts(numbers: Sequence[_Judged]) -> bool:
    """They stand on a page of amounts."""
    return numbers[0].seen.amounts >= MANY_AMOUNTS


def _is_borne_out(seen: NumberSeen) -> bool:
    return seen.times > 1 or seen.sums > 0


def _is_learned(word: Word) -> bool:
    if word.reason in UNLEARNED:
        return False
    return word.reason.about.map == "local"


def _in_word(word: Word, number: str, offer: str) -> str:
    """The word with the offered number; a whole reading, or another's piece, as it is."""
    if offer in word.alternatives or word.text == number:
        return offer
    return word.text.replace(number, offer, 1)
