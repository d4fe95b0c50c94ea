"""What a comparison says without a truth, how sure it is, and what it hands to programs."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from tests.conftest import Recto

from recto.compare import answer, data, scores
from recto.compare.diff import Said
from recto.compare.estimate import estimates
from recto.compare.intervals import interval_text, mean_interval
from recto.compare.report import Comparison, document
from recto.compare.systems import PageText, chosen
from recto.model.page import Usage
from recto.settings.groups import Settings


def page(
    text: str, index: int = 0, usd: float = 0.0, tokens: int = 0, path: str = "a.png"
) -> PageText:
    words = tuple(Said(word) for word in text.split())
    return PageText(path, index, text, words, 1.0, Usage(tokens, 0, 0, 1, usd))


def misread(words: list[str], share: float, random: Random, mark: str) -> str:
    """So many of the words wrong, each reader in its own way."""
    return " ".join(f"{word}{mark}" if random.random() < share else word for word in words)


@pytest.mark.parametrize(
    "errors", [(0.1, 0.05, 0.02), (0.3, 0.1, 0.01), (0.02, 0.02, 0.02), (0.0, 0.2, 0.1)]
)
def test_the_error_of_independent_readers_is_found(errors: tuple[float, float, float]) -> None:
    """From their agreement alone: the interval holds the error, and the figure is near it."""
    random = Random(7)  # noqa: S311 - the same each time
    names = ("tesseract", "ppocr", "mine")
    systems: dict[str, list[PageText]] = {name: [] for name in names}
    for index in range(12):
        truth = [f"w{index}x{number}" for number in range(150)]
        for name, error in zip(names, errors, strict=True):
            systems[name].append(page(misread(truth, error, random, name), index))
    found = {each.system: each for each in estimates(systems)}
    for name, error in zip(names, errors, strict=True):
        each = found[name]
        assert each.error == pytest.approx(error, abs=0.025)
        assert each.interval is not None
        low, high = each.interval
        assert low - 0.01 <= error <= high + 0.01
        assert each.is_independent


def test_what_is_made_of_others_is_said_to_be() -> None:
    """Recto's own reading agrees with its readers too often; two are too few for anything."""
    three = {name: [page("one two three")] for name in ("tesseract", "ppocr", "local")}
    found = {each.system: each for each in estimates(three)}
    assert not found["local"].is_independent
    assert found["tesseract"].interval is None  # of one page
    del three["local"]
    assert estimates(three) == []
    text = "\n".join(answer.without_truth({}, {}, list(found.values())))
    assert "Estimate: 0.0% of local's words are wrong" in text
    assert "not known from one page" in text


def test_no_error_in_few_words_is_not_called_certain() -> None:
    """Three in n may be wrong."""
    systems = {
        name: [page("one two three four", index) for index in range(5)]
        for name in ("tesseract", "ppocr", "mine")
    }
    assert estimates(systems)[0].interval == (0.0, pytest.approx(3 / 20))


@pytest.mark.parametrize(
    ("values", "low", "high"),
    [([0.1, 0.1, 0.1], 0.1, 0.1), ([0.0, 1.0] * 50, 0.38, 0.62)],
)
def test_an_interval_of_a_mean(values: list[float], low: float, high: float) -> None:
    """The same each time; wide where pages differ."""
    found = mean_interval(values)
    assert found == mean_interval(values)
    assert found is not None
    assert found[0] == pytest.approx(low, abs=0.04)
    assert found[1] == pytest.approx(high, abs=0.04)
    assert mean_interval([0.5]) is None
    assert interval_text((0.012, 0.034)) == "1.2-3.4 %"


@pytest.mark.parametrize(
    ("auto", "hybrid", "said"),
    [
        (400, 1000, "saves 60% of its tokens"),
        (1200, 100, "nothing could be skipped"),
        (100, 100, "nothing could be skipped"),
    ],
)
def test_a_saving_is_never_below_nothing(auto: int, hybrid: int, said: str) -> None:
    """As tokens were counted."""
    systems = {
        "auto": [page("one", usd=0.001 * auto, tokens=auto)],
        "hybrid": [page("one", usd=0.001 * hybrid, tokens=hybrid)],
    }
    ranked = scores.against_truth(systems, {("a.png", 0): "one"})
    text = "\n".join(answer.with_truth(ranked, systems))
    assert said in text
    assert "saves -" not in text


def comparison() -> Comparison:
    systems = {
        "local": [page("Anna Mcier"), page("Berta", 1)],
        "llm": [page("Anna Meier", tokens=900), replace(page("", 1), problem="=HYPERLINK()")],
    }
    truths = {("a.png", 0): "Anna Meier", ("a.png", 1): "Berta"}
    ranked = scores.against_truth(systems, truths)
    return Comparison(["said"], systems, truths, ranked, {})


def test_programs_get_a_row_for_each_page_and_system() -> None:
    """An unknown price is empty, and no cell is a formula."""
    rows = list(csv.DictReader(io.StringIO(data.to_csv(comparison()))))
    assert [(row["page"], row["system"]) for row in rows] == [
        ("a.png page 1", "local"),
        ("a.png page 2", "local"),
        ("a.png page 1", "llm"),
        ("a.png page 2", "llm"),
    ]
    assert float(rows[0]["letters_and_digits_wrong"]) == pytest.approx(1 / 9)
    assert (rows[0]["usd"], rows[2]["usd"], rows[2]["tokens"]) == ("0.0", "", "900")
    assert rows[3]["problem"] == "'=HYPERLINK()"


def test_json_says_what_its_figures_mean() -> None:
    """With intervals and every page."""
    found = json.loads(data.to_json(comparison()))
    assert set(found) == {
        "answer", "definitions", "scores", "estimates", "words_in_common", "pages", "harms",
    }  # fmt: skip
    assert "word error rate" in found["definitions"]["WER"]
    assert len(found["pages"]) == 4
    assert all(len(score["alnum_interval"]) == 2 for score in found["scores"])


def test_the_report_has_pages_intervals_and_definitions() -> None:
    """And no price of nothing for what has none."""
    systems = {
        "local": [page("Anna Mcier", path="-"), page("Berta", 1, path="-")],
        "llm": [page("Anna Meier", tokens=900, path="-")],
    }
    truths = {("-", 0): "Anna Meier", ("-", 1): "Berta"}
    ranked = scores.against_truth(systems, truths)
    text = document(Comparison([], systems, truths, ranked, {}))
    assert "What the figures mean" in text
    assert "- page 2" in text
    assert "not known" in text


def test_several_models_are_systems_of_their_own() -> None:
    """Local systems are there once."""
    settings = replace(Settings(), llm=replace(Settings().llm, model="a"))
    assert chosen("local,auto,llm", settings, ("a", "b")) == (
        "local", "auto: a", "auto: b", "llm: a", "llm: b",
    )  # fmt: skip


def test_texts_of_ones_own_are_a_system(recto: Recto, samples: Path, tmp_path: Path) -> None:
    """Beside a reader; a page that has none is named, and the exit code is not 0."""
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "label.txt").write_text("7R4K9M\n")
    arguments = ("compare", samples / "label.png", "--systems", "tesseract", "-q", "-o", "report")
    done = recto(*arguments, "--truth", folder, "--texts", f"abbyy={folder}")
    assert done.returncode == 0, done.stderr
    assert "use abbyy" in done.stdout
    assert {path.name for path in (tmp_path / "here" / "report").iterdir()} == {
        "compare.html", "compare.csv", "compare.json",
    }  # fmt: skip
    (folder / "label.txt").rename(folder / "other.txt")
    lost = recto(*arguments, "--texts", f"abbyy={folder}")
    assert lost.returncode == 2
    assert "abbyy failed on 1 of 1 page" in lost.stdout
    assert recto(*arguments, "--texts", "local=nowhere").returncode == 1
