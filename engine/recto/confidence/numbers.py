"""P(a printed number is right), once the page itself was asked about it.

NumberSeen values enter, one probability each leaves; learned by benchmarks/learn/numbers.py. The
word's own confidence knows the readers and nothing of the page: that an amount adds up, that a
number ends where amounts end, that the same digits stand elsewhere with other marks is known here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from recto.confidence.trees import model
from recto.reasons import Reason
from recto.witnesses.numbers.kinds import could_be, digits_of, is_amount, is_date
from recto.witnesses.numbers.seen import NumberSeen

MANY = 6  # times, sums, rivals; more say no more
UNASKED = 1.0  # agreement where no second reader was asked, because the first was sure


class NumberRow(NamedTuple):
    """What the weights are learned on."""

    confidence: float  # of the word, as the shipped weights have it, 0..1
    agreement: float  # of both local readers, 0..1
    agreed: float  # 1 where the word has two readers, or nobody asked for a second
    marks_differ: float  # 1 where they have its digits with other marks
    amount: float  # 1 where it has two decimals
    date: float  # 1 where it looks like one
    possible: float  # 1 a date or time that can be, -1 one that cannot, 0 neither
    whole: float  # 1 where it is digits alone
    length: float  # characters
    times: float  # on the page, at most MANY
    other_marks: float  # spellings of its digits elsewhere on the page
    rivals: float  # numbers of the page that differ in one digit
    sums: float  # of the page's amounts it is in; -1 where it is no amount
    amounts: float  # share of the page's numbers that are amounts
    in_amounts: float  # 1 where it ends where amounts end
    left_gap: float  # word heights to the number before it
    right_gap: float
    around: float  # characters of its word that are not its own
    height: float  # of its line's, 0..1
    same_digits_read: float  # readings of its word with the same digits
    others_known: float  # other readings that the page has elsewhere, or that would add up


COLUMNS = NumberRow._fields


def number_row(seen: NumberSeen, repeated: frozenset[str]) -> NumberRow:
    """The row of one number; `repeated`: all numbers that the page has."""
    word = seen.word
    text = seen.text
    agreement = UNASKED if word.agreement is None else word.agreement
    agreed = word.agreement is None or word.origin == "agreed"
    marks_differ = word.reason is Reason.NUMBER_MARKS_DIFFER
    possible = 0
    answer = could_be(text)
    if answer is not None:
        possible = 1 if answer else -1
    same_digits = 0
    known = len(seen.others_in_sums)
    for other in seen.others:
        if digits_of(other) == seen.digits:
            same_digits += 1
        if other in repeated and other != text:
            known += 1
    around = len(word.text) - len(text)
    return NumberRow(
        confidence=word.confidence,
        agreement=agreement,
        agreed=float(agreed),
        marks_differ=float(marks_differ),
        amount=float(is_amount(text)),
        date=float(is_date(text)),
        possible=float(possible),
        whole=float(text.isdigit()),
        length=float(len(text)),
        times=float(min(MANY, seen.times)),
        other_marks=float(len(seen.other_marks)),
        rivals=float(min(MANY, seen.rivals)),
        sums=float(min(MANY, seen.sums)),
        amounts=seen.amounts,
        in_amounts=float(seen.in_amounts),
        left_gap=seen.left_gap,
        right_gap=seen.right_gap,
        around=float(around),
        height=seen.height,
        same_digits_read=float(same_digits),
        others_known=float(known),
    )


def rows_of(seen: Sequence[NumberSeen]) -> list[NumberRow]:
    """One row each, for numbers of one page."""
    repeated = frozenset(number.text for number in seen)
    return [number_row(number, repeated) for number in seen]


def number_confidences(seen: Sequence[NumberSeen]) -> list[float]:
    """P(right) of each number of one page, 0..1."""
    return [float(right) for right in model("numbers", COLUMNS).probabilities(rows_of(seen))]
