"""The benchmark tables of README.md and of the documentation are what the stored results say."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import readme_check, results
from benchmarks.ablation import STEP, Ablation
from benchmarks.curve import Point
from benchmarks.metrics.bootstrap import Interval
from benchmarks.results import Summary
from benchmarks.speed import command as speed
from benchmarks.speed.measure import Cost
from benchmarks.speed.race import Result
from benchmarks.speed.stages import Figure
from benchmarks.summary import Difference, Row

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
GAP = Difference(
    "cards", "card", "local", "tesseract", 9, Interval(-0.125, -0.2, -0.05, 4), replayed=False
)
EACH = pytest.mark.parametrize("document", readme_check.DOCUMENTS, ids=lambda path: path.stem)


@EACH
def test_a_document_says_what_the_results_say(document: Path) -> None:
    """Fails when somebody edits a figure, or publishes results without writing the tables anew."""
    assert readme_check.differences(document.read_text(encoding="utf-8")) == []


def test_tables_are_made_from_stored_numbers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a run published is what the README's tables say; without results they are empty."""
    monkeypatch.setattr(readme_check, "STORED", tmp_path)
    assert (
        readme_check.renewed("<!-- bench:local -->\n<!-- /bench:local -->")
        == "<!-- bench:local -->\n<!-- /bench:local -->"
    )
    summary = Summary(
        (ROW, replace(ROW, system="tesseract", alnum_cer=Interval(0.25, 0.2, 0.3, 4))), (GAP,), ()
    )
    results.write(tmp_path / results.FILE, summary)
    text = readme_check.renewed("<!-- bench:local -->\n<!-- /bench:local -->")
    assert (
        "| cards, card | 9 | 0.250 / 0.750 | - | 0.125 / 0.750 | -0.1250 [-0.2000, -0.0500] |"
        in text
    )


def test_a_changed_figure_is_found_and_written_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """The check can fail."""
    monkeypatch.setattr(readme_check, "TABLES", {"demo": lambda: "| CER |\n| ---: |\n| 0.0300 |"})
    text = (
        "before\n<!-- bench:demo -->\n| CER |\n| ---: |\n| 0.0100 |\n<!-- /bench:demo -->\nafter\n"
    )
    assert readme_check.differences(text) == ["bench:demo is not what the stored results say"]
    assert readme_check.differences(readme_check.renewed(text)) == []


def test_a_table_without_its_end_is_found() -> None:
    """A lost mark would let a table rot unnoticed."""
    tables = readme_check.DOCUMENTS[-1].read_text(encoding="utf-8")
    text = tables.replace("<!-- /bench:local -->", "")
    assert "bench:local has no end, so nobody checks it" in readme_check.differences(text)


@EACH
def test_a_document_has_every_table_of_figures_marked(document: Path) -> None:
    """A table with decimal figures stands between marks, or nobody would notice when it is out of
    date.
    """
    text = re.sub(
        r"<!-- bench:([\w-]+) -->.*?<!-- /bench:\1 -->",
        "",
        document.read_text(encoding="utf-8"),
        flags=re.DOTALL,
    )
    assert [
        line
        for line in text.splitlines()
        if line.startswith("|") and re.search(r"\d\.\d{2,}", line)
    ] == []


def test_every_kind_of_table_is_made_from_what_a_run_stores(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ablations, the curve and the race come back from JSON as they went in."""
    monkeypatch.setattr(readme_check, "STORED", tmp_path)
    gain = Interval(0.01, 0.005, 0.02, 4)
    flags = {"flagged": 20, "errors": 8, "caught": 5}
    flags |= {"flagged_without": 10, "errors_without": 9, "caught_without": 2}
    left_out = Ablation("deskew", STEP, 9, 3, 2, 1, 0.1, 0.11, 0.9, 0.89, gain, **flags)
    point = Point("all printed", "auto", 9, 0.25, 0.3, 0.98, 0.1, 0.05, 0.049, gain)
    results.write(tmp_path / results.FILE, Summary((ROW,), (), (), (left_out,), (point,)))
    race = [
        Result(name, 6, pace, 1.0, 10**8, 0.75)
        for name, pace in (("recto -j1", 0.5), ("recto -j2", 0.95))
    ]
    speed._write(
        tmp_path, race, [Figure("recto --version", 0.04, "s")], [(10, Cost(5.0, 8.0, 10**8))]
    )
    tables = {name: make() for name, make in readme_check.TABLES.items()}
    assert (
        "| deskew | 9 | 3 | 2 : 1 | 0.1000 | 0.1100 | +0.0100 [+0.0050, +0.0200] |"
        in tables["ablation-local"]
    )
    assert (
        "| deskew | 20 | 10 | 8 | 9 | 5 | 2 | 3 | 7 | 4.00 | 5.00 |"
        in tables["ablation-local-flags"]
    )
    assert tables["ablation-llm"] == tables["ablation-llm-flags"] == ""
    assert tables["thresholds"] == ""
    assert "| all printed | auto | 9 | 25 % | 30 % | 98 % |" in tables["curve"]
    assert "| recto -j2 | 6 | 0.95 |" in tables["speed"]
    price = "asking about every page: 100% | 30%, with 98% of the gain |"
    blank_line, price_line = tables["front"].splitlines()[2:]
    assert "made up on a drawn page" in blank_line
    assert price_line.endswith(price)
    assert "| recto, two workers over one | 1.9 | x pages/s |" in tables["speed-figures"]
    assert "| 10 | 0.50 | 0.80 | 100 |" in tables["speed-growth"]
