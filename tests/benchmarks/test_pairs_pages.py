"""What pairs that read pages gave, beside their better model and the best one alone."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import pairs_pages_told as told
from benchmarks.pairs_pages_told import Read, figures, lines, sure

ONE = Read(
    corpus="books",
    page="p1",
    document="books one",
    first="weak",
    second="weak",
    cer=0.03,
    usd=0.001,
    usd_edits=0.002,
    alone=0.05,
    printed="weak",
    words=100,
    flagged=3,
    sure={"others": (90, 89)},
)
STRONG = replace(ONE, first="strong", second="strong", cer=0.025, alone=0.02, usd=0.02)
UNPRICED = replace(ONE, first="new", second="new", alone=0.0, usd=math.nan)
PAIR = replace(
    ONE,
    second="strong",
    cer=0.01,
    usd=0.021,
    helped={"hybrid:strong": 4, "llm:strong": 2},
    harmed={"hybrid:strong": 1, "llm:strong": 3},
    sure={"others": (90, 88), "model alone": (4, 1)},
)


def on(page: str, *rows: Read) -> list[Read]:
    """The same rows of another page, of another document."""
    return [replace(row, page=page, document=f"books {page}") for row in rows]


def test_a_pair_is_held_against_both() -> None:
    """The better of its two, and the best single model that has a price; pages that all have."""
    rows = on("p1", ONE, STRONG, UNPRICED, PAIR) + on("p2", ONE, STRONG, UNPRICED, PAIR)
    rows += on("p3", replace(STRONG, alone=1.0))
    best, pair, *others = figures(rows)
    assert [each.models for each in others] == ["strong", "weak", "new"]
    assert [each.on_front for each in (best, pair, *others)] == [False, True, True, True, False]
    assert (best.models, best.pages, best.cer.mean) == ("strong", 2, 0.02)
    assert (pair.way, pair.models, pair.pages) == ("pair", "weak + strong", 2)
    assert pair.beside_better.mean == pytest.approx(0.01 - 0.025)
    assert pair.beside_alone.mean == pytest.approx(0.01 - 0.02)
    assert (pair.better, pair.alone) == ((8, 2), (4, 6))
    first, second = lines([best, pair])
    assert first[:4] == ("books", "alone, the best", "strong", "2")
    assert second[5] == "21.00"
    assert second[7] == "8, 2"


def test_what_auto_asks_is_a_way_of_its_own() -> None:
    """Held against the same models asked about every page; its words count in no share."""
    auto = replace(PAIR, mode="auto", cer=0.012, usd=0.004, sure={"others": (50, 50)})
    rows = on("p1", ONE, STRONG, PAIR, auto)
    (found,) = [each for each in figures(rows) if each.way == "pair, `auto`"]
    assert found.beside_better.mean == pytest.approx(0.012 - 0.025)
    assert lines([found])[0][7] == ""
    assert sure(rows) == sure([PAIR])


def test_models_of_one_family_are_told() -> None:
    """As one voice."""
    names = ("gpt-4o", "gpt-4.1-mini")
    rows = [replace(ONE, first=name, second=name) for name in names]
    found = figures([*rows, replace(PAIR, first=names[0], second=names[1])])
    assert [each.way for each in found[:2]] == ["alone, the best", "pair, one family"]


def test_right_words_are_counted_of_pairs_alone() -> None:
    """By who has them."""
    assert sure([ONE, PAIR, PAIR]) == {"others": (180, 176), "model alone": (8, 2)}


def test_what_is_published_comes_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where there is no interval, or no price."""
    monkeypatch.setattr(told, "STORED", tmp_path / "pairs_pages.json")
    rows = on("p1", ONE, STRONG, replace(PAIR, usd=math.nan))
    told.write(rows)
    found, counts = told.stored()
    assert lines(found) == lines(figures(rows))
    assert {kind: tuple(count) for kind, count in counts.items()} == sure(rows)
