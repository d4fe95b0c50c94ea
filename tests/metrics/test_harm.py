"""What a reading did to the words of another, counted on a few written out; and the same in
compare's tables.
"""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from benchmarks.metrics.bootstrap import ratio_interval
from recto.compare.data import to_json
from recto.compare.harm_table import harm_table
from recto.compare.report import Comparison, document
from recto.compare.scores import Score
from recto.compare.systems import PageText
from recto.metrics.harm import RATES, Harm, harm, is_respelled, preference
from recto.metrics.word_fate import judge
from recto.text.alignment import compact
from recto.text.spacing import words_of

TRUTH = "the theil of 1845 was paid by Mason in full and nobody asked\nwhy the keeper had gone"


def of(before: str, after: str) -> Harm:
    """Against the truth above."""
    return harm(judge(TRUTH, before.split()), judge(TRUTH, after.split()))


@pytest.mark.parametrize(
    ("before", "after", "counts"),
    [
        ("theil", "theil", {}),
        ("Mason", "Nason", {"harmed": 1}),
        ("1845", "1846", {"harmed": 1, "digits": 1}),
        ("theil", "teil", {"harmed": 1, "respelled": 1}),
        ("paid by", "paid", {"harmed": 1, "dropped": 1}),
        ("gone", "gone and never came back again", {"invented": 5}),
    ],
)
def test_each_harm_is_counted_once_by_its_kind(
    before: str, after: str, counts: dict[str, int]
) -> None:
    """One change in a page that is right otherwise."""
    changed = TRUTH.replace(before, after)
    found = of(TRUTH, changed)
    assert found.words == 18
    assert {name: getattr(found, name) for name in RATES if getattr(found, name)} == counts


@pytest.mark.parametrize(
    ("truth", "before", "after", "counts"),
    [
        # one character of a sentence that no space parts
        ("商鞅变法使秦国富强。", "商鞅变法使秦国富强。", "商鞅变法使秦国富弱。", {"harmed": 1}),
        ("商鞅变法使秦国富强。", "商映变法使秦国富强。", "商鞅变法使秦国富强。", {"helped": 1}),
        (
            "東京は大きい町です",
            "東京は大きい町です",
            "東京は大きいです",
            {"harmed": 1, "dropped": 1},
        ),
        ("商鞅变法使秦国富强", "商鞅变法使秦国富强", "商鞅变法使秦国富强大力", {"invented": 2}),
        # spaces are no words there, and none of the two texts has to have the other's
        ("商鞅变法 使秦国富强", "商鞅变法使秦国富强", "商 鞅 变 法 使 秦 国 富 强", {}),
        (
            "在1895年签订的条约",
            "在1895年签订的条约",
            "在1896年签订的条约",
            {"harmed": 1, "digits": 1},
        ),
        # Latin words among them stay words
        (
            "用 Python 编写程序",
            "用 Python 编写程序",
            "用 Pyton 编写程序",
            {"harmed": 1, "respelled": 1},
        ),
    ],
)
def test_where_no_word_ends_characters_are_counted(
    truth: str, before: str, after: str, counts: dict[str, int]
) -> None:
    """One wrong character of a sentence is one, and the sentence not lost."""
    first = judge(truth, words_of(before))
    found = harm(first, judge(truth, words_of(after)))
    assert found.words == len([word for word in words_of(truth) if compact(word)])
    assert {name: getattr(found, name) for name in RATES if getattr(found, name)} == counts


def test_help_is_what_was_wrong_and_is_right() -> None:
    """A rate is of 10,000 words, and counts of pages add up."""
    found = of(TRUTH.replace("keeper", "kceper"), TRUTH)
    assert (found.helped, found.harmed) == (1, 0)
    assert found.rate("helped") == pytest.approx(10_000 / 18)
    assert (found + found).rate("helped") == found.rate("helped")
    assert Harm().rate("harmed") == 0


@pytest.mark.parametrize(
    ("printed", "read", "mended"),
    [
        ("theil", "teil", True), ("seyn", "sein", True), ("cabinet", "kabinet", True),
        ("publick", "public", True), ("harbour", "harbor", True),
        ("mason", "nason", False),  # a letter exchanged: misread
        ("1845", "1846", False), ("the", "te", False), ("word", "", False),
        ("harbour", "haven", False),
    ],
)  # fmt: skip
def test_a_mended_spelling_adds_or_drops_letters(printed: str, read: str, mended: bool) -> None:
    """A misreading exchanges some."""
    assert is_respelled(printed, read) is mended


def test_preference_says_how_often() -> None:
    """Two better, one worse, one as it was; by how much does not count."""
    assert preference([0.2, 0.3, 0.1, 0.1], [0.1, 0.0, 0.9, 0.1]) == 0.25
    assert preference([], []) == 0.0


def test_a_ratio_has_an_interval_over_documents() -> None:
    """One document alone has none."""
    found = ratio_interval([0, 10, 0, 10], [100, 100, 100, 100], ["a", "b", "c", "d"])
    assert found.mean == 0.05
    assert found.low < 0.05 < found.high
    alone = ratio_interval([1, 2], [10, 10], ["a", "a"])
    assert (alone.mean, alone.low == alone.low) == (0.15, False)


def page(text: str, index: int = 0) -> PageText:
    return PageText("scan.png", index, text, (), 0.1)


def test_compare_has_the_table_in_its_report_and_for_programs() -> None:
    """Against Tesseract where it was compared; each definition stands in the report."""
    truths = {("scan.png", 0): TRUTH, ("scan.png", 1): TRUTH}
    wrong = TRUTH.replace("keeper", "kceper")
    systems = {
        "tesseract": [page(wrong), page(TRUTH, 1)],
        "hybrid": [page(TRUTH), page(TRUTH.replace("1845", "1846"), 1)],
    }
    (row,) = harm_table(systems, truths)
    assert (row.system, row.base, row.words, row.preference) == ("hybrid", "tesseract", 36, 0.0)
    assert row.rates["helped"].value == row.rates["harmed"].value == row.rates["digits"].value
    assert row.rates["harmed"].interval is not None
    found = Comparison(["use it"], systems, truths, (), {}, harms=[row])
    (told,) = json.loads(to_json(found))["harms"]
    assert told["rates"]["harmed"]["value"] == pytest.approx(10_000 / 36)
    assert harm_table({"hybrid": systems["hybrid"]}, truths) == []
    assert harm_table(systems, {}) == []
    score = Score("hybrid", 2, 0.1, 0.1, 0.1, 0.9, 0.1, 0.0, 0.0, 0, 0)
    assert "mended spelling" in document(replace(found, scores=[score], systems={}))
