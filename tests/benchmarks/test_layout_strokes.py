"""The strokes that paragraphs and headings are learned with, and what may only speak for a
heading.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from benchmarks.layouts.headings import AGAINST, FOR
from benchmarks.layouts.lines import read_sheet
from benchmarks.layouts.pens import strokes_beside
from benchmarks.layouts.truth import Layout, TrueBlock, TrueLine, TrueWord
from benchmarks.learn.boosting import Shape, trees_fitted
from recto.layout import learned_headings
from recto.layout.heading_figures import COLUMNS
from recto.learned.trees import shipped_trees

BOX = (100.0, 60.0, 700.0, 90.0)
LINE = TrueLine("oats", BOX, (TrueWord("oats", BOX),))
BLOCK = TrueBlock(1, 0, "paragraph", "main", vertical=False, lines=(LINE,))
RULE = (100.0, 95.0, 700.0, 95.0)
PAGE = Layout("p-eng-0", "plain", "eng", 800, 1000, (BLOCK,), (), strokes=(RULE,))


def test_strokes_of_a_page_without_picture_are_those_of_its_truth() -> None:
    """They bend and lean as the lines do: the rule stays under its line."""
    sheet = read_sheet(PAGE)
    ((x0, y0, x1, y1),) = sheet.ruling.horizontal
    assert (x0, x1) == (100, 700)
    below = (y0 + y1) / 2 - sheet.lines[0].words[0].box.bottom
    assert 0 < below < 30  # the height of a line
    assert len(sheet.ruling.vertical) == 0


def test_strokes_are_found_on_the_picture_where_there_is_one(tmp_path: Path) -> None:
    """Not those of the truth: the engine has no truth either."""
    drawn = np.full((1000, 800), 255, np.uint8)
    drawn[300:303, 50:750] = 0
    cv2.imwrite(str(tmp_path / "p.png"), drawn)
    found = strokes_beside(tmp_path / "p.json")
    assert found is not None
    ((_, y0, _, _),) = found.horizontal
    assert y0 == pytest.approx(301.5, abs=2)
    assert len(read_sheet(replace(PAGE, strokes=()), found).ruling.horizontal) == 1
    assert strokes_beside(tmp_path / "none.json") is None


def test_a_column_with_a_direction_never_turns_the_odds_back() -> None:
    """Although the examples do."""
    rows = np.linspace(0, 1, 400).reshape(-1, 1)
    right = (rows[:, 0] > 0.3) & (rows[:, 0] < 0.7)
    shape = Shape(trees=10, leaf=5)
    free = trees_fitted(rows, right, np.ones(400), shape).decision_function(rows)
    held = trees_fitted(rows, right, np.ones(400), shape, [1]).decision_function(rows)
    assert np.diff(free).min() < 0
    assert np.diff(held).min() >= 0


@pytest.mark.parametrize("name", [*FOR, *AGAINST])
def test_the_shipped_weights_keep_the_directions(name: str) -> None:
    """Of any row, more of what speaks for a heading is never worse, of what speaks against it never
    better.
    """
    trees = shipped_trees(learned_headings.SHIPPED, COLUMNS)
    dice = np.random.default_rng(0)
    row = dice.uniform(0, 3, (20, 1, len(COLUMNS))).repeat(9, axis=1)
    row[:, :, COLUMNS.index(name)] = np.linspace(-1, 30, 9)
    odds = trees.log_odds_of_some(row.reshape(-1, len(COLUMNS))).reshape(20, 9)
    steps = np.diff(odds, axis=1)
    assert (steps if name in FOR else -steps).min() > -1e-3
