"""The checks of a number, in order: each says why a person should look, and what it may be instead.

A NumberSeen enters; Findings leave, one for each check that speaks. A check speaks where the page
itself contradicts the number (its sums, its column, the calendar), or where readers part or mark
the same digits otherwise; none changes a number.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from recto.reasons import Reason
from recto.witnesses.numbers.kinds import (
    as_amount,
    as_time,
    could_be,
    digits_of,
    is_amount,
    is_date,
    numbers_in,
    parted,
)
from recto.witnesses.numbers.seen import NumberSeen

# Share of the page's numbers that must be amounts before one without decimals stands out: receipts
# and accounts have .25-.7, directories and books under .05.
MANY_AMOUNTS = 0.2
TIGHT = 0.5  # word heights of space inside one number that came apart; between two it is wider
LONG = 10  # digits from which Tesseract parts codes that stand unparted
MOST_FRONT = 4  # digits before the mark of an amount in two pieces
# Digits that a reading parts: two groups of three or more, or a fraction behind its whole number.
_PARTED = re.compile(r"\d{3} \d{3}|\d \d/\d")
DECIMALS = 2  # digits
LONG_ENOUGH = 5  # characters from which digits with one letter among them are no house number
SHAPES = str.maketrans("OoIl|S", "001115")  # of digits, for letters that look like them
SIGNS = ".,:;()[]*#'\""  # around a number


@dataclass(frozen=True, slots=True)
class Finding:
    """What speaks against a number, and what it may be."""

    reason: Reason
    offers: tuple[str, ...] = ()
    are_words: bool = False  # what is offered stands for the whole word, not for its number


Check = Callable[[NumberSeen], Finding | None]


def runs_together(seen: NumberSeen) -> Finding | None:
    """A date and a time without a space between them, or digits that another reading parts."""
    apart = parted(seen.text)
    if apart is not None:
        return Finding(Reason.NUMBERS_RUN_TOGETHER, (apart,))
    if len(seen.digits) > LONG:
        return None
    for reading in seen.word.alternatives:
        pieces = _PARTED.search(reading)
        if pieces and seen.text in reading.replace(" ", ""):
            return Finding(Reason.NUMBERS_RUN_TOGETHER, (reading,))
    return None


def in_parts(seen: NumberSeen) -> Finding | None:
    """A piece of an amount: "62." before "80", or "6 50" where the page has 6.50 and the like."""
    if not seen.mark:
        return None
    if _is_front(seen):
        whole = _whole(seen.text, seen.behind, seen.mark)
        return Finding(Reason.NUMBER_IN_PARTS, (whole,))
    if _is_end(seen):
        whole = _whole(seen.before, seen.text, seen.mark)
        return Finding(Reason.NUMBER_IN_PARTS, (whole,))
    return None


def without_marks(seen: NumberSeen) -> Finding | None:
    """Its digits end a line as an amount does elsewhere on the page, or in the amounts' column."""
    if is_amount(seen.text) and is_date(seen.before):
        time = as_time(seen.text)
        if time is None:
            return None
        return Finding(Reason.NUMBER_WITHOUT_MARKS, (time,))
    amount = as_amount(seen.word.text, seen.mark)
    if not amount or not seen.mark or seen.behind:
        return None
    stands_out = seen.in_amounts and seen.amounts >= MANY_AMOUNTS
    if stands_out or amount in seen.other_marks:
        return Finding(Reason.NUMBER_WITHOUT_MARKS, (amount,))
    return None


def has_letter(seen: NumberSeen) -> Finding | None:
    """A letter of a digit's shape stands in an amount, a date, a time or at a long number's end.

    "S.25", "4750O": of 279 pages' unflagged words two, both wrong. Codes that begin with a letter
    ("S1060520080003", three, all right) are none.
    """
    written = seen.word.text.strip(SIGNS)
    digits = written.translate(SHAPES)
    if written == digits or numbers_in(digits) != [digits]:
        return None
    is_spelt = is_amount(digits) or is_date(digits) or could_be(digits) is not None
    is_long = len(digits) >= LONG_ENOUGH and written[0].isdigit()
    if not is_spelt and not is_long:
        return None
    offer = seen.word.text.replace(written, digits, 1)
    return Finding(Reason.LETTER_IN_NUMBER, (offer,), are_words=True)


def impossible(seen: NumberSeen) -> Finding | None:
    """No calendar has the date, no clock the time."""
    if could_be(seen.text) is not False:
        return None
    if any(map(str.isalpha, seen.word.text)):
        return None
    offers = [other for other in seen.others if could_be(other)]
    return Finding(Reason.IMPOSSIBLE_DATE, tuple(offers))


def breaks_sum(seen: NumberSeen) -> Finding | None:
    """The amount is part of no sum of the page, and another reading of it would be."""
    if seen.sums != 0 or not seen.others_in_sums:
        return None
    return Finding(Reason.SUM_BROKEN, seen.others_in_sums)


def breaks_product(seen: NumberSeen) -> Finding | None:
    """Quantity times price is not the amount at the line's end, but differs in one digit alone."""
    if seen.product is None or seen.product == seen.text:
        return None
    return Finding(Reason.SUM_BROKEN, (seen.product,))


def breaks_sequence(seen: NumberSeen) -> Finding | None:
    """It falls where the numbers of its column rise: page numbers, years."""
    if not seen.out_of_sequence:
        return None
    return Finding(Reason.OUT_OF_SEQUENCE, seen.others)


CHECKS: tuple[Check, ...] = (
    runs_together,
    in_parts,
    without_marks,
    has_letter,
    impossible,
    breaks_sum,
    breaks_product,
    breaks_sequence,
)


def findings(seen: NumberSeen) -> list[Finding]:
    """Of every check that speaks."""
    found = []
    for check in CHECKS:
        finding = check(seen)
        if finding is not None:
            found.append(finding)
    return found


def _is_front(seen: NumberSeen) -> bool:
    """The digits before a mark, with two decimals close behind."""
    if seen.right_gap > TIGHT:
        return False
    has_decimals = seen.behind.isdigit() and len(seen.behind) == DECIMALS
    is_front = seen.text.isdigit() and len(seen.text) <= MOST_FRONT
    if not has_decimals or not is_front:
        return False
    if seen.word.text.endswith(f"{seen.text}{seen.mark}"):
        return True
    return seen.word.text == seen.text and seen.amounts >= MANY_AMOUNTS


def _is_end(seen: NumberSeen) -> bool:
    """Two decimals, with the digits before the mark close before them."""
    before = seen.before.removesuffix(seen.mark)
    is_close = before.isdigit() and len(before) <= MOST_FRONT and seen.left_gap <= TIGHT
    has_decimals = len(seen.text) == DECIMALS and seen.word.text == seen.text
    has_mark = before != seen.before
    return is_close and has_decimals and (has_mark or seen.amounts >= MANY_AMOUNTS)


def _whole(front: str, end: str, mark: str) -> str:
    """Both pieces with the mark between them."""
    return f"{digits_of(front)}{mark}{digits_of(end)}"
