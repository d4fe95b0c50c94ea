"""The report's parts: figures that need no style, tables, ablations, the costs of a command."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.benchmarks.pages import TEXTS, corpora, corpus

from benchmarks import ablation, curve
from benchmarks.corpora import CorpusPage, load, select
from benchmarks.outcome import Outcome, ScoredWord, save
from benchmarks.report import ablation as ablation_tables
from benchmarks.report import curve as curve_section
from benchmarks.report import overview, tables
from benchmarks.report.figure import svg
from benchmarks.run import place
from benchmarks.scoring import PageScore, score_page
from benchmarks.speed.measure import run
from benchmarks.summary import differences, rows, trusts
from benchmarks.systems import resolve
from recto.errors import ReaderFailed
from recto.model.page import Usage

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def _scores(folder: Path, texts: dict[str, dict[str, Outcome]]) -> list[PageScore]:
    """Scores of outcomes by system and page id, stored as a run would."""
    pages = select(load(corpora(folder)))
    for system, found in texts.items():
        for page in pages:
            if page.id in found:
                save(place(folder, system, page), found[page.id])
    systems = resolve(texts, pages)
    return [score for page in pages for score in score_page(folder, page, systems)]


def _outcomes(change: str = "", **more: object) -> dict[str, Outcome]:
    return {
        name: replace(Outcome(text.replace("e", change or "e")), **more)
        for name, text in TEXTS.items()
    }


def test_a_figure_carries_no_style_that_a_policy_would_block() -> None:
    """Presentation attributes and the page's own colour only."""

    def draw(axes: Axes) -> None:
        axes.plot([0, 1], [1, 0], label="line")

    drawn = svg("demo", "A falling line", draw)
    assert drawn.startswith('<svg role="img" aria-label="A falling line"')
    assert "style=" not in drawn
    assert "<style" not in drawn
    assert "currentColor" in drawn


def test_rows_differences_and_overview_agree(tmp_path: Path) -> None:
    """local reads better than tesseract: the row, the paired difference and the overview say so."""
    scores = _scores(
        tmp_path,
        {
            "tesseract": _outcomes("c"),
            "local": _outcomes(),
            "llm:weak": _outcomes("o", replayed=True),
        },
    )
    found = {row.system: row for row in rows(scores)}
    assert found["local"].alnum_cer.mean == 0
    assert found["llm:weak"].replayed
    assert found["llm:weak"].tokens > 400  # an estimate: prompt, image and text
    (difference,) = differences(scores)
    assert (difference.ours, difference.theirs) == ("local", "tesseract")
    assert difference.alnum_cer.mean == pytest.approx(-found["tesseract"].alnum_cer.mean)
    (line,) = overview.errors(rows(scores))
    assert line[:2] == ("cards, card", "3")
    assert line[4] == "0.0000"
    assert "llm:weak (replayed)" in {cells[0] for cells in tables.accuracy(rows(scores))}


def test_help_and_harm_are_counted_against_tesseract(tmp_path: Path) -> None:
    """Tesseract has every e wrong, local has none."""
    (row,) = (
        r
        for r in rows(_scores(tmp_path, {"tesseract": _outcomes("c"), "local": _outcomes()}))
        if r.system == "local"
    )
    assert (row.help, row.harm, row.copy) == (1.0, 0.0, 0.0)


def test_confidences_are_judged_by_word(tmp_path: Path) -> None:
    """Two words right and sure, one wrong and doubtful."""
    words = [("Anna", 0.99), ("Mcier", 0.2), ("1913", 0.98)]
    outcome = Outcome(
        "Anna Mcier 1913", words=tuple(ScoredWord(text, (0, 0, 1, 1), sure) for text, sure in words)
    )
    (trust,) = trusts(_scores(tmp_path, {"local": {"vol1-p1": outcome}}))
    assert (trust.words, trust.auroc, trust.coverage_at_1) == (3, 1.0, pytest.approx(2 / 3))


def test_a_step_is_worth_what_its_absence_costs(tmp_path: Path) -> None:
    """Without deskew every e of two pages is misread; the page that stays the same is counted
    apart.
    """
    without_it = _outcomes("c") | {"vol2-p1": Outcome(TEXTS["vol2-p1"])}
    scores = _scores(tmp_path, {"local": _outcomes(), "local-without:deskew": without_it})
    (found,) = ablation.ablations(scores)
    assert (found.part, found.pages, found.changed) == ("deskew", 3, 2)
    assert (found.better, found.worse) == (2, 0)
    assert found.alnum_cer == 0
    assert found.alnum_cer_without > 0
    assert found.gain.mean == pytest.approx(found.alnum_cer_without)
    assert "<td>deskew</td>" in "".join(ablation_tables.sections([found], scores))


def test_a_rule_is_worth_the_errors_that_its_flags_point_at(tmp_path: Path) -> None:
    """With the rule two words are flagged, one of them wrong; without it the wrong one alone is
    not.
    """

    def read(*flagged: bool) -> dict[str, Outcome]:
        texts = ("Anna", "Mcier", "1913")
        words = [
            ScoredWord(text, (0, 0, 1, 1), 0.9, flag)
            for text, flag in zip(texts, flagged, strict=True)
        ]
        return {"vol1-p1": Outcome(" ".join(texts), words=tuple(words))}

    scores = _scores(
        tmp_path,
        {"local": read(True, True, False), "local-without:unsure": read(True, False, False)},
    )
    (found,) = ablation.ablations(scores)
    assert found.changed == 0
    assert (found.flagged, found.errors, found.caught) == (2, 1, 1)
    assert (found.flagged_without, found.errors_without, found.caught_without) == (1, 1, 0)
    (line,) = ablation_tables.flagged([found], found.kind)
    assert line == ("unsure", "2", "1", "1", "1", "1", "0", "0", "1", "2.00", "1.00")
    assert len(line) == len(ablation_tables.FLAGGED)


def test_marks_that_words_depend_on_are_said_beside_the_kind(tmp_path: Path) -> None:
    """A Hindi page read without its vowel signs is wrong, and its line says what is counted; in
    brackets stands what letters and digits alone would say.
    """
    pages = select(load(corpus(tmp_path, "hindi", {"vol1-p1": "किताब हिन्दी"})))
    save(place(tmp_path, "local", pages[0]), Outcome("कताब हनद"))
    scores = score_page(tmp_path, pages[0], resolve(["local"], pages))
    found = rows(scores)
    assert found[0].alnum_cer.mean == pytest.approx(4 / 11)
    assert overview.local(found, ())[0][0] == "hindi, card †"
    assert overview.errors(found)[0][0] == "hindi, card †"
    assert overview.local(found, ())[0][4].startswith("0.364 (0.000) / ")
    assert overview.errors(found)[0][4] == "0.3636 (0.0000)"


def test_figures_in_sight_stand_in_a_column_of_their_own(tmp_path: Path) -> None:
    """Of the same pages by another run; a kind that it lacks has a stroke."""
    left_out = rows(_scores(tmp_path / "a", {"local": _outcomes("c"), "hybrid:weak": _outcomes()}))
    seen = rows(_scores(tmp_path / "b", {"local": _outcomes(), "hybrid:weak": _outcomes()}))
    (line,) = overview.local(left_out, (), seen)
    assert line[-1] == "0.000 / 1.000"
    assert line[4] != line[-1]
    assert overview.llm(left_out, (), seen)[0][-1] == "0.0000"
    others = [replace(row, corpus="other") for row in seen]
    assert overview.local(left_out, (), others)[0][-1] == "-"
    assert overview.llm(left_out, (), others)[0][-1] == "-"


def test_the_curve_is_what_auto_keeps_of_the_gain(tmp_path: Path) -> None:
    """One page of three sent, one third of the hybrid's gain over local kept; another target sends
    everything.
    """
    read, unread = _outcomes(), _outcomes("c")
    one = {name: (read if name == "vol1-p1" else unread)[name] for name in TEXTS}
    one = {
        name: replace(found, sent=float(name == "vol1-p1"), usage=Usage(10))
        for name, found in one.items()
    }
    everything = _outcomes(sent=1.0, usage=Usage(30))
    stored = {
        "local": unread,
        "hybrid:weak": everything,
        "auto:weak": one,
        "auto@0.01:weak": everything,
    }
    scores = _scores(tmp_path, stored)
    little, much = curve.points(scores, {"cards": ("card",)})
    gains = [score.alnum_cer for score in scores if score.system == "local"]
    assert (little.setting, much.setting, much.kept, much.tokens) == ("auto", "auto@0.01", 1.0, 1.0)
    assert little.kept == pytest.approx(gains[0] / sum(gains))
    lengths = [len(text) for text in TEXTS.values()]
    assert little.characters == pytest.approx(lengths[0] / sum(lengths))
    assert little.tokens == pytest.approx(1 / 3)
    assert "auto@0.01" in "".join(curve_section.section([little, much]))


def test_a_command_costs_time_and_memory(tmp_path: Path) -> None:
    """A child of the command is counted too."""
    child = "x = bytearray(50_000_000); sum(range(6_000_000))"
    spin = f"import subprocess, sys; subprocess.run([sys.executable, '-c', '{child}'])"
    cost = run([sys.executable, "-c", spin], tmp_path / "log")
    assert cost.wall >= cost.cpu / 2
    assert cost.cpu > 0.02
    assert cost.memory > 40_000_000
    with pytest.raises(ReaderFailed, match="status 3"):
        run([sys.executable, "-c", "raise SystemExit(3)"], tmp_path / "log")


def test_pages_carry_their_own_language(tmp_path: Path) -> None:
    """Blackletter is read with its own model, whatever its language."""
    page = select(load(corpora(tmp_path)))[0]
    assert isinstance(page, CorpusPage)
    assert (page.ocr_language, replace(page, kind="printed-fraktur").ocr_language) == (
        "eng",
        "Fraktur",
    )
