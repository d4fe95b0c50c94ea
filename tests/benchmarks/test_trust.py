"""How much the confidence of words tells, counted on a few made words; what is published of it."""

from __future__ import annotations

from dataclasses import replace
from math import isnan
from pathlib import Path

import pytest
from tests.benchmarks.pages import corpus

from benchmarks import trust
from benchmarks.corpora import load
from benchmarks.metrics.trusted import TrustedWord, auroc_of, caught_of, intervals
from benchmarks.outcome import Outcome, ScoredWord, save
from benchmarks.run import place
from benchmarks.trust import PageWords, by_corpus


def words(document: str, wrong: int, sure: float) -> list[TrustedWord]:
    """Twenty words, so many of them wrong and as sure as that; the right ones are .9 sure."""
    right = [TrustedWord(0.9, True, document)] * (20 - wrong)
    return [*right, *[TrustedWord(sure, False, document)] * wrong]


def test_the_value_is_that_of_the_words_and_the_interval_of_documents() -> None:
    """Of one document confidence tells all errors, of another none."""
    told, untold = words("a", 3, 0.2), words("b", 3, 0.95)
    both = [*told, *untold]
    assert (auroc_of(told), auroc_of(untold), auroc_of(both)) == (1.0, 0.0, 0.5)
    assert (caught_of(told), caught_of(untold), caught_of(both)) == (1.0, 0.0, 0.5)
    ranked, caught = intervals([both])
    assert (ranked.mean, ranked.low, ranked.high, ranked.documents) == (0.5, 0.0, 1.0, 2)
    assert (caught.low, caught.high) == (0.0, 1.0)


def test_a_mean_over_corpora_leaves_out_what_has_no_errors() -> None:
    """Of words that are all right nothing can be told; of no corpus, nothing at all."""
    ranked, _ = intervals([words("a", 3, 0.2), words("b", 0, 0.5)])
    assert (ranked.mean, ranked.documents) == (1.0, 1)
    assert isnan(ranked.low)
    assert isnan(intervals([])[0].mean)


def test_classes_of_confidence_say_what_the_words_say() -> None:
    """With many values the draws lie about the exact value."""
    many = [TrustedWord(n / 4000, n % 9 < 6 + (n > 2000) * 2, f"d{n % 10}") for n in range(4000)]
    ranked, caught = intervals([many])
    assert ranked.low < auroc_of(many) < ranked.high
    assert caught.low < caught_of(many) < caught.high
    assert ranked.high - ranked.low < 0.1


PAGES = [
    PageWords("books", "a", ((0.9, True),) * 17 + ((0.4, False),) * 3, ((0.9, True),) * 17),
    PageWords("lists", "b", ((0.9, True),) * 9 + ((0.95, False),), ((0.9, True),) * 9),
]


def test_each_corpus_has_a_row_and_the_mean_is_last() -> None:
    """With how many errors every reader shares."""
    books, lists, mean = by_corpus(PAGES)
    assert (books.corpus, books.words, books.wrong, books.shared) == ("books", 20, 3, 3)
    assert (books.auroc.mean, lists.auroc.mean, mean.auroc.mean) == (1.0, 0.0, 0.5)
    assert (mean.corpus, mean.words, mean.wrong, mean.shared) == (trust.MEAN, 30, 4, 4)
    assert isnan(mean.auroc_apart.mean)
    assert by_corpus([]) == []


def test_what_is_published_comes_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Figures that are none, too; a corpus that is not in sight has strokes."""
    monkeypatch.setattr(trust, "STORED", tmp_path / "trust.json")
    rows = by_corpus(PAGES)
    trust.write(rows, rows[:1])
    left_out, in_sight = trust.stored()
    lines = trust.lines(left_out, in_sight)
    assert lines == trust.lines(rows, rows[:1])
    assert lines[0][:5] == ("books", "20", "3", "100%", "1.000")
    assert [line[-2:] for line in lines][1:] == [("-", "-")] * 2


def test_stored_outcomes_are_read_without_scoring_anything_else(tmp_path: Path) -> None:
    """All three readers have "hous", which is no error that confidence could tell; "bey" is."""
    given = corpus(tmp_path, "books", {"a-1": "the house by the bay"}, kind="printed-book")
    (page,) = load(given)[0].pages
    out = tmp_path / "out"
    for system, text in (
        ("tesseract", "the hous by the bay"),
        ("ppocr", "the hous by the bay"),
        ("llm:weak", "the hous by the bey"),
        ("hybrid:weak", "the hous by the bey"),
    ):
        found = tuple(ScoredWord(word, (0, 0, 9, 9), 0.5) for word in text.split())
        save(place(out, system, page), Outcome(text, words=found))
    (told,) = trust.of_stored(out, [page, replace(page, kind="card")])
    assert [right for _, right in told.every] == [True, False, True, True, False]
    assert [right for _, right in told.apart] == [True, True, True, False]
