"""The curve of asking by Tesseract's doubt alone, on a few made pages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.one_reader_curve import ALWAYS, AUTO, HEADINGS, Tried, chosen, curve, table

SURE = Tried(
    "books", "book-page", "books/a", "a-1", "m", "one", ALWAYS,
    sent=1.0, tokens=1000, usd=0.01, local=0.02, llm=0.01, read=0.03,
    right=100, helped=1, harmed=3, characters=900, doubt=0.05,
)  # fmt: skip
POOR = replace(SURE, corpus="lists", document="lists/b", local=0.40, read=0.10, doubt=0.5)


def two(row: Tried, setting: str) -> Tried:
    """The same with a second reader."""
    return replace(row, readers="two", setting=setting, local=0.02, read=0.01, doubt=0.0)


ROWS = [each for row in (SURE, POOR) for each in (row, two(row, ALWAYS), two(row, AUTO))]


def test_a_page_that_is_surely_read_is_left_as_it_is() -> None:
    """It costs nothing then, and no word of it is harmed."""
    found = {point.name: point for point in curve(ROWS)}
    cut = next(point for name, point in found.items() if "0.2 doubt, the default" in name)
    always = found["one: always"]
    assert (cut.sent, cut.tokens, cut.usd) == (0.5, 0.5, pytest.approx(5))
    assert cut.error == pytest.approx((0.02 + 0.10) / 2)
    assert cut.kept == pytest.approx((0.21 - 0.06) / (0.21 - 0.065))
    assert (cut.harmed, always.harmed) == (150, 300)
    assert found["two: auto"].error == pytest.approx(0.01)
    assert found["one: no LLM"].kept == 0
    assert all(len(line) == len(HEADINGS) for line in table(list(found.values())))


def test_readings_of_one_side_only_are_left_out() -> None:
    """Tesseract alone and two readers are compared on the same ones."""
    assert len({point.readings for point in curve(ROWS)}) == 1
    assert curve([SURE]) == []


def test_a_threshold_is_the_highest_that_keeps_the_gain() -> None:
    """And all is sent where none does."""
    assert chosen([SURE, POOR]) == 0.3
    assert chosen([replace(POOR, doubt=0.001)]) == 0.0
