"""What a page says against its own numbers: separators lost, impossible dates, sums, columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.arbitration.number_pages import typed

from recto.arbitration.numbers.checks import findings
from recto.arbitration.numbers.judged import is_open, numbers_judged
from recto.model.result import Word
from recto.reasons import Reason
from recto.witnesses.numbers.seen import numbers_of

RECEIPT = ("BREAD      2.40", "MILK       1.10", "BUTTER     4.50", "TEA       12.75")
GERMAN = ("Brot       2,40", "Milch      1,10", "Butter     4,50", "Tee      1.112,75")
YEARS = tuple(f"18{year}   Ledger" for year in range(41, 51))

Found = dict[str, tuple[Reason, tuple[str, ...]]]


def found_on(rows: Sequence[str], readings: dict[str, list[str]] | None = None) -> Found:
    """For each number with a finding, the first one's reason and what it offers."""
    found: Found = {}
    for seen in numbers_of(typed(rows, readings)):
        for finding in findings(seen)[:1]:
            found[seen.text] = (finding.reason, finding.offers)
    return found


@pytest.mark.parametrize(
    ("rows", "readings", "number", "reason", "offers"),
    [
        # separators lost
        ((*RECEIPT, "TOTAL      8091"), {}, "8091", Reason.NUMBER_WITHOUT_MARKS, ("80.91",)),
        ((*GERMAN, "Summe       350"), {}, "350", Reason.NUMBER_WITHOUT_MARKS, ("3,50",)),
        (
            ("Date 09/02/2018 1231.00",),
            {},
            "1231.00",
            Reason.NUMBER_WITHOUT_MARKS,
            ("12:31:00",),
        ),
        # spaces lost
        (
            ("Date 09/02/201811:40",),
            {},
            "09/02/201811:40",
            Reason.NUMBERS_RUN_TOGETHER,
            ("09/02/2018 11:40",),
        ),
        (
            ("31.12.0423:59:01 Uhr",),
            {},
            "31.12.0423:59:01",
            Reason.NUMBERS_RUN_TOGETHER,
            ("31.12.04 23:59:01",),
        ),
        (
            ("Tel 62587191",),
            {"62587191": ["6258 7191"]},
            "62587191",
            Reason.NUMBERS_RUN_TOGETHER,
            ("6258 7191",),
        ),
        (
            ("111/4 MILES",),
            {"111/4": ["11 1/4"]},
            "111/4",
            Reason.NUMBERS_RUN_TOGETHER,
            ("11 1/4",),
        ),
        # in pieces
        ((*RECEIPT, "JAM       6 50"), {}, "50", Reason.NUMBER_IN_PARTS, ("6.50",)),
        ((*GERMAN, "Kaffee   62, 80"), {}, "62", Reason.NUMBER_IN_PARTS, ("62,80",)),
        # letters in them
        (("MILK   S.25",), {}, "25", Reason.LETTER_IN_NUMBER, ("5.25",)),
        (("at l2:30,",), {}, "2:30", Reason.LETTER_IN_NUMBER, ("12:30,",)),
        (("4750O SUBANG JAYA",), {}, "4750", Reason.LETTER_IN_NUMBER, ("47500",)),
        # calendar and clock
        (("on 31.13.1904 at noon",), {}, "31.13.1904", Reason.IMPOSSIBLE_DATE, ()),
        (("due 13-32-19",), {}, "13-32-19", Reason.IMPOSSIBLE_DATE, ()),
        (
            ("sent 2019-17-05",),
            {"2019-17-05": ["2019-12-05"]},
            "2019-17-05",
            Reason.IMPOSSIBLE_DATE,
            ("2019-12-05",),
        ),
        (("at 25:10",), {}, "25:10", Reason.IMPOSSIBLE_DATE, ()),
        # sums and products
        (
            ("SUBTOTAL   12.00", "TAX 6%      0.72", "TOTAL      12.12"),
            {"12.12": ["12.72"]},
            "12.12",
            Reason.SUM_BROKEN,
            ("12.72",),
        ),
        (("RICE   4   1.80   7.80",), {}, "7.80", Reason.SUM_BROKEN, ("7.20",)),
        (("Reis   12   1,80   21,80",), {}, "21,80", Reason.SUM_BROKEN, ("21,60",)),
        # columns
        ((*YEARS, "1857   Ledger", "1352   Ledger"), {}, "1352", Reason.OUT_OF_SEQUENCE, ()),
        (
            (*[f"Chapter {k}  {3 + 10 * k:3d}" for k in range(1, 10)], "Index      12"),
            {},
            "12",
            Reason.OUT_OF_SEQUENCE,
            (),
        ),
    ],
)
def test_a_number_that_its_page_contradicts(
    rows: tuple[str, ...],
    readings: dict[str, list[str]],
    number: str,
    reason: Reason,
    offers: tuple[str, ...],
) -> None:
    """It has the check's reason, and what it may be is offered."""
    assert found_on(rows, readings).get(number) == (reason, offers)


@pytest.mark.parametrize(
    "rows",
    [
        RECEIPT,
        GERMAN,
        YEARS,
        ("RICE   4   1.80   7.20", "TEA    3   2.50   7.50", "DISC   2   5.00   9.00"),
        ("Tel 03-8051 9514", "Fax +49 30 901820", "Fon 1300-88-6555", "Ref 1-300-80-2366"),
        ("18 High Street", "4 High Street", "121 High Street", "7 Mill Lane", "93 Mill Lane"),
        ("02/02/2017 7:31:08", "2017-12-31 23:59", "31.12.2017", "12-31-17", "17/12/31"),
        ("p. 12", "p. 40", "p. 77", "p. 90", "p. 112", "p. 130", "p. 151", "p. 190", "p. 204"),
        ("$1,234.50", "1.234,50 €", "CHF 1'234.50", "12.5 %", "0.5 l", "3 for 2"),
        ("LD: 000381399040", "47100 PUCHONG", "A 7 - 12", "NO.22 JALAN PUTERI 2/4"),
        ("1904 1 2", "1905 2 3", "1906 1 9", "1907 4 4", "1908 2 1", "1909 7 7", "1910 1 1"),
        ("version 1.2.3", "10.0.0.1", "ISBN 0-19-852663-6", "1:50 000", "3:2"),
        ("QTY 2  20.00", "QTY 1  28.00", "TOTAL  48.00", "CASH  100.00", "CHANGE 52.00"),
        ("S1060520080003", "VE05", "1OO", "24S", "10l", "12Oz"),  # codes, units, short ones
        (*RECEIPT, "ARTICLE 8091"),  # not in the amounts' column
    ],
)
def test_numbers_as_they_should_be(rows: tuple[str, ...]) -> None:
    """No check speaks of them."""
    assert found_on(rows) == {}


def flags_on(rows: Sequence[str], readings: dict[str, list[str]]) -> dict[str, bool]:
    """Each word with whether a person should look."""
    lines = numbers_judged(typed(rows, readings))
    return {word.text: word.flagged for line in lines for word in line.words}


@pytest.mark.parametrize(
    ("rows", "number", "reading", "flagged"),
    [
        (("about 4571 tons",), "4571", "4577", True),
        (("about 45.71 tons",), "45.71", "4571", True),
        (("about -45.71 tons",), "-45.71", "45.71", True),
        (("TOTAL     92.80", "CASH    100.00", "CHANGE     7.20"), "92.80", "92.30", False),
        (("TOTAL     92.80", "CASH    100.00", "CHANGE     8.20"), "92.80", "92.30", True),
        (("TOTAL     92.80", "GRAND T   92.80", "VISA      92.80"), "92.80", "92,30", False),
    ],
)
def test_a_number_of_one_reader_stands_unflagged_only_where_the_page_bears_it_out(
    rows: tuple[str, ...], number: str, reading: str, *, flagged: bool
) -> None:
    """By its sums, or by having it elsewhere, too."""
    assert flags_on(rows, {number: [reading]})[number] is flagged


@pytest.mark.parametrize(
    ("reading", "is_so"),
    [("45,71", True), ("4571", True), ("45.71", False), ("4577", False), ("tons", False)],
)
def test_an_agreed_number_is_open_where_one_reader_has_its_digits_with_other_marks(
    reading: str, *, is_so: bool
) -> None:
    """The readers agree by letters and digits alone."""
    ((word,),) = (line.words for line in typed(("45.71",)))
    agreed = replace(word, origin="agreed", reason=Reason.READERS_AGREE, agreement=1.0)
    assert is_open(replace(agreed, alternatives=(reading,))) is is_so


def test_what_a_check_offers_stands_among_the_alternatives() -> None:
    """The word's own text and confidence stay as they were."""
    before = typed((*RECEIPT, "TOTAL      8091"))
    after = numbers_judged(before)
    word, was = after[-1].words[-1], before[-1].words[-1]
    assert (word.text, word.confidence, word.flagged) == ("8091", was.confidence, True)
    assert word.alternatives == ("80.91",)


def test_a_letter_in_a_number_is_offered_as_the_whole_word() -> None:
    """Not put in the place of the digits that stand beside the letter."""
    ((word,),) = (line.words for line in numbers_judged(typed(("S.25",))))
    assert (word.text, word.flagged, word.alternatives) == ("S.25", True, ("5.25",))


NUMBERISH = st.text("0123456789.,:/- ab", min_size=1, max_size=24)


@settings(deadline=None, max_examples=80)
@given(st.lists(NUMBERISH.filter(str.strip), min_size=1, max_size=12))
def test_no_text_is_changed_and_no_flag_taken_back(rows: list[str]) -> None:
    """Whatever stands on the page."""
    before = typed(rows)
    after = numbers_judged(before)

    def of(lines: Sequence[object]) -> list[Word]:
        return [word for line in lines for word in line.words]  # type: ignore[attr-defined]

    for was, word in zip(of(before), of(after), strict=True):
        assert (word.text, word.box, word.confidence) == (was.text, was.box, was.confidence)
        assert word.flagged >= was.flagged
        assert word.text not in word.alternatives
