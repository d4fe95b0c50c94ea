"""What is expected of a run before anybody has looked: errors left, words to look at, minutes."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from tests.review.runs import make_run
from tests.writers.samples import line

from recto.batch.ledger import open_ledger
from recto.batch.report import expected
from recto.batch.spread import (
    Estimate,
    Look,
    Spread,
    estimate,
    spread_from,
    spread_of,
    to_look_at,
)
from recto.batch.totals import reckon


def words(*confidences: float):  # type: ignore[no-untyped-def]
    """One word a confidence."""
    made = line("word " * len(confidences)).words
    return [replace(word, confidence=c) for word, c in zip(made, confidences, strict=True)]


def test_words_are_looked_at_until_the_others_are_good_enough() -> None:
    """Ten of a thousand are expected to be wrong, eight of them among ten words."""
    spread = spread_of(words(*[0.2] * 10, *[1 - 2 / 990] * 990))
    assert spread.expected == pytest.approx(10)
    assert to_look_at(spread, 0.99) == 0
    assert to_look_at(spread, 0.998) == 10
    assert to_look_at(spread, 0.995) == 7  # of the ten, 5 / .8
    assert to_look_at(spread, 0.999) == pytest.approx(10 + 495, abs=2)
    assert to_look_at(spread, 0.998, factor=2) > 400  # the calibration was too sure by half


def test_nothing_is_said_of_nothing() -> None:
    """A page without words."""
    assert estimate(Spread()).lines() == []
    assert expected(Spread()) == []


def test_numbers_are_told_apart() -> None:
    """The second of the two classes of a confidence has the words with a digit."""
    number = replace(words(0.97)[0], text="1847")
    spread = spread_of([number, *words(0.97)])
    assert sorted(filter(None, spread.words)) == [1, 1]


def test_a_spread_is_read_as_it_was_written() -> None:
    """But for rounding; pages that are alike are counted at once."""
    spread = spread_of(words(0.1, 0.5, 0.999))
    again = spread_from(spread.text())
    assert again.words == spread.words
    assert again.errors == pytest.approx(spread.errors, abs=1e-5)
    assert spread.times(3).words == (spread + spread + spread).words


@pytest.mark.parametrize("text", ["7", "[]", "[[1],[2],3]", json.dumps([["x"] * 34, [0] * 34, 1])])
def test_what_is_no_spread_is_refused(text: str) -> None:
    """A ledger is data."""
    with pytest.raises(ValueError, match=r"."):
        spread_from(text)


def test_a_run_says_what_is_expected(tmp_path: Path) -> None:
    """In its summary and its report, from the index that it wrote; people's words are sure."""
    run = make_run(tmp_path, [["a harbour of ships"]] * 5, [("harbour", "barbour")], ["txt"])
    with open_ledger(run.out) as ledger:
        summary = reckon(ledger).summary
    assert summary.spread.count == 20
    assert summary.spread.expected == pytest.approx(5 * (0.4 + 3 * 0.005))
    text = "\n".join(summary.lines())
    assert "about 2 errors expected in 20 words" in text
    assert "to be right: 99 % by a look at 5 words, about 1 min, 99.9 % by a look at" in text
    rows = dict(expected(summary.spread))
    assert rows["For 99 % right look at"] == "5 words, about 1 min"


@pytest.mark.parametrize(
    ("errors", "words", "said"),
    [
        (0.2, 1, "less than 1 error expected in 1 word"),
        (1.4, 41, "about 1 error expected in 41 words"),
        (1234.0, 20_000, "about 1,234 errors expected in 20,000 words"),
    ],
)
def test_what_is_expected_in_words(errors: float, words: int, said: str) -> None:
    """One is one, and nothing is no error."""
    assert Estimate(words, errors, (Look(0.99, 0, 0.0),)).lines() == [said]


def test_a_ledger_of_before_has_no_estimate(tmp_path: Path) -> None:
    """And no corrections; it is read as it is, and gets its tables when a run opens it."""
    import sqlite3

    run = make_run(tmp_path, [["a harbour"]], [("harbour", "barbour")], ["txt"])
    with sqlite3.connect(run.out / ".recto" / "ledger.sqlite") as database:
        for table in ("page_index", "doubt", "correction", "sample"):
            database.execute(f"DROP TABLE {table}")
    database.close()
    with open_ledger(run.out, read_only=True) as ledger:
        assert reckon(ledger).summary.spread.count == 0
    from recto.review.index import refresh

    with open_ledger(run.out) as ledger:
        assert refresh(ledger) == 1
        assert reckon(ledger).summary.spread.count == 2
        assert refresh(ledger) == 0
