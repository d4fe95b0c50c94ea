"""The README's benchmark tables are what the stored results say."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import readme_check

README = Path(__file__).parents[2] / "README.md"


def test_the_readme_says_what_the_results_say() -> None:
    """Fails when somebody edits a figure, or publishes results without writing the tables anew."""
    assert readme_check.differences(README.read_text(encoding="utf-8")) == []


def test_a_changed_figure_is_found_and_written_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """The check can fail."""
    monkeypatch.setattr(readme_check, "TABLES", {"demo": lambda: "| CER |\n| ---: |\n| 0.0300 |"})
    text = "before\n<!-- bench:demo -->\n| CER |\n| ---: |\n| 0.0100 |\n<!-- /bench:demo -->\nafter\n"
    assert readme_check.differences(text) == ["bench:demo is not what the stored results say"]
    assert readme_check.differences(readme_check.renewed(text)) == []
