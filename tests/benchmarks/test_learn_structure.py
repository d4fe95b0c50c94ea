"""What `learn-structure` writes: headings; of where paragraphs begin only what loses nothing."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from benchmarks.layouts import __main__ as layouts
from benchmarks.layouts import breaks
from benchmarks.layouts.lines import ReadSheet, read_sheet
from benchmarks.layouts.truth import Layout, TrueBlock, TrueLine, TrueWord, save

INDENT = 40.0  # px
PITCH = 40.0


def sheet(number: int, *, marked: bool = True) -> Layout:
    """Paragraphs of three lines, each standing in at its first line, or not."""
    blocks = []
    for at in range(6):
        lines = []
        for row in range(3):
            left = 100 + INDENT * (marked and row == 0)
            top = 100 + PITCH * (3 * at + row)
            right = 700 - 20.0 * ((at + number) % 5) * (row == 2)
            box = (left, top, right, top + 30)
            lines.append(TrueLine("oats and barley grow", box, (TrueWord("oats", box),)))
        blocks.append(
            TrueBlock(at + 1, at, "paragraph", "main", vertical=False, lines=tuple(lines))
        )
    return Layout(f"p-eng-{number}", "plain", "eng", 800, 1000, tuple(blocks), ())


def read(count: int, *, marked: bool = True) -> list[ReadSheet]:
    """Such pages as the engine has them."""
    return [read_sheet(sheet(number, marked=marked)) for number in range(count)]


def test_weights_that_lose_nothing_are_written(tmp_path: Path) -> None:
    """They tell paragraphs of pages that they never saw at least as well."""
    file = tmp_path / "breaks.json"
    shutil.copy(layouts.PARAGRAPHS, file)
    before = json.loads(file.read_text())
    worse = before | {"base": -50.0}  # nothing ever begins
    file.write_text(json.dumps(worse))
    said = breaks.learn_better(read(12), read(3), file)
    assert said.endswith("now: written") or ": written" in said
    assert json.loads(file.read_text())["base"] != -50.0


def test_weights_that_lose_are_not(tmp_path: Path) -> None:
    """What was learned where every line begins a paragraph."""
    file = tmp_path / "breaks.json"
    shutil.copy(layouts.PARAGRAPHS, file)
    shipped = file.read_text()
    said = breaks.learn_better(read(12, marked=False), read(3), file)
    assert "not written" in said
    assert file.read_text() == shipped


def test_paragraphs_stay_unless_they_are_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The command as it stands makes the shipped weights of paragraphs: the very file."""
    paragraphs, headings = tmp_path / "breaks.json", tmp_path / "headings.json"
    shutil.copy(layouts.PARAGRAPHS, paragraphs)
    shipped = paragraphs.read_bytes()
    monkeypatch.setattr(layouts, "PARAGRAPHS", paragraphs)
    monkeypatch.setattr(layouts, "HEADINGS", headings)
    pages = tmp_path / "pages"
    pages.mkdir()
    for number in range(12):
        save(sheet(number), pages / f"{number}.json")
    done = CliRunner().invoke(layouts.cli, ["learn-structure", str(pages)])
    assert done.exit_code == 0, done.output
    assert "12 pages to learn from, 0 held out" in done.output
    assert paragraphs.read_bytes() == shipped
    assert json.loads(headings.read_text())["feature"]
