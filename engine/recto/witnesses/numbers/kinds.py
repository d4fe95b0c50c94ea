"""What kind of number a text is: an amount, a date, a time, a whole number; and whether it can be.

A text of digits and the marks between them enters, plain answers leave. Which separators are in use
(80.91, 80,91, 1.234,56), and in which order a date stands (d.m.y, m-d-y, ISO), differ by language:
every usual way is a way.
"""

from __future__ import annotations

import re

NUMBER = re.compile(r"\d(?:[\d.,:/-]*\d)?")  # digits with the marks that stand between them
_AMOUNT = re.compile(r"\d{1,3}(?:([.,])?\d{3})*(?!\1)[.,]\d\d")
_DATE = re.compile(r"(\d{4})([./-])(\d{1,2})\2(\d{1,2})|(\d{1,2})([./-])(\d{1,2})\6(\d{4}|\d\d)")
_TIME = re.compile(r"(\d{1,2}):(\d\d)(?::(\d\d))?")
_DATE_THEN_TIME = re.compile(r"(\d{1,2}([./-])\d{1,2}\2(?:\d{4}|\d\d))(\d{1,2}:\d\d(?::\d\d)?)")
_TIME_ANY_MARKS = re.compile(r"(\d\d)[.,:]?(\d\d)(?:[.,:]?(\d\d))?")
_SHORT = re.compile(r"([1-9]\d?)(\d\d)")
DAYS, MONTHS, HOURS, SIXTY = 31, 12, 24, 60
SHORT_YEAR = 2  # digits


def digits_of(text: str) -> str:
    """The digits alone."""
    return "".join(filter(str.isdigit, text))


def numbers_in(text: str) -> list[str]:
    """Each run of digits with the marks that stand between them."""
    return NUMBER.findall(text)


def is_amount(text: str) -> bool:
    """Two decimals behind a mark, thousands parted or not."""
    return _AMOUNT.fullmatch(text) is not None


def is_date(text: str) -> bool:
    """Three numbers with one mark between them, whether or not there is such a day."""
    return _DATE.fullmatch(text) is not None


def could_be(text: str) -> bool | None:
    """Whether there is such a date or time; None for what is neither."""
    time = _TIME.fullmatch(text)
    if time:
        return _is_hour(*time.groups())
    date = _DATE.fullmatch(text)
    if not date:
        return None
    year, _, month, day, first, _, second, last = date.groups()
    if year is not None:
        return _is_month(month) and _is_day(day)
    return _in_some_order(first, second, last)


def parted(text: str) -> str | None:
    """A date and a time that run together, with a space between them; None for anything else."""
    found = _DATE_THEN_TIME.fullmatch(text)
    if not found:
        return None
    date, _, time = found.groups()
    return f"{date} {time}"


def as_time(text: str) -> str | None:
    """Four or six digits as an hour with colons, where there is such an hour."""
    found = _TIME_ANY_MARKS.fullmatch(text)
    if not found or not _is_hour(*found.groups()):
        return None
    parts = [part for part in found.groups() if part is not None]
    return ":".join(parts)


def as_amount(text: str, mark: str) -> str | None:
    """Three or four digits with the mark before the last two; None for anything else: longer ones
    are codes more often than amounts.
    """
    fits = _SHORT.fullmatch(text)
    if not fits:
        return None
    whole, decimals = fits.groups()
    return f"{whole}{mark}{decimals}"


def _in_some_order(first: str, second: str, last: str) -> bool:
    """Day, month and year, in the order of some country."""
    if _is_day(first) and _is_month(second):
        return True
    if _is_month(first) and _is_day(second):
        return True
    year_first = len(first) == SHORT_YEAR
    return year_first and _is_month(second) and _is_day(last)


def _is_day(text: str) -> bool:
    return 1 <= int(text) <= DAYS


def _is_month(text: str) -> bool:
    return 1 <= int(text) <= MONTHS


def _is_hour(hour: str, minute: str, second: str | None) -> bool:
    if int(hour) >= HOURS:
        return False
    if int(minute) >= SIXTY:
        return False
    return second is None or int(second) < SIXTY
