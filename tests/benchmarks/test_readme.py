"""The README's benchmark tables are what the stored results say."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import readme_check, results
from benchmarks.results import Summary
from benchmarks.summary import Difference, Row
from recto.metrics.bootstrap import Interval

ROW = Row(
    corpus="cards",
    kind="card",
    system="local",
    pages=9,
    cer=0.2,
    cer_micro=0.2,
    alnum_cer=Interval(0.125, 0.1, 0.15, 4),
    word_f1=Interval(0.75, float("nan"), float("nan"), 1),
    wer=0.3,
    flexible_accuracy=0.9,
    order=1.0,
    help=0.5,
    harm=0.1,
    copy=0.1,
    deletion=0.0,
    fabrication=float("nan"),
    against_llm=None,
    tables={},
    structure={},
    sent=float("nan"),
    tokens=0,
    usd=0.0,
    seconds=1.0,
    cpu_seconds=1.0,
    replayed=False,
)
GAP = Difference("cards", "card", "local", "tesseract", 9, Interval(-0.125, -0.2, -0.05, 4), replayed=False)
README = Path(__file__).parents[2] / "README.md"


def test_the_readme_says_what_the_results_say() -> None:
    """Fails when somebody edits a figure, or publishes results without writing the tables anew."""
    assert readme_check.differences(README.read_text(encoding="utf-8")) == []


def test_tables_are_made_from_stored_numbers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a run published is what the README's tables say; without results they are empty."""
    monkeypatch.setattr(readme_check, "STORED", tmp_path)
    assert (
        readme_check.renewed("<!-- bench:local -->\n<!-- /bench:local -->")
        == "<!-- bench:local -->\n<!-- /bench:local -->"
    )
    summary = Summary((ROW, replace(ROW, system="tesseract", alnum_cer=Interval(0.25, 0.2, 0.3, 4))), (GAP,), ())
    results.write(tmp_path / results.FILE, summary)
    text = readme_check.renewed("<!-- bench:local -->\n<!-- /bench:local -->")
    assert "| cards, card | 9 | 0.250 / 0.750 | - | 0.125 / 0.750 | -0.1250 [-0.2000, -0.0500] |" in text


def test_a_changed_figure_is_found_and_written_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """The check can fail."""
    monkeypatch.setattr(readme_check, "TABLES", {"demo": lambda: "| CER |\n| ---: |\n| 0.0300 |"})
    text = "before\n<!-- bench:demo -->\n| CER |\n| ---: |\n| 0.0100 |\n<!-- /bench:demo -->\nafter\n"
    assert readme_check.differences(text) == ["bench:demo is not what the stored results say"]
    assert readme_check.differences(readme_check.renewed(text)) == []
