"""When an LLM's table is taken: learned from pages that are read here, and told of each document by
weights that never saw it.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import Image, ImageDraw
from tests.benchmarks.pages import corpus

from benchmarks.layouts.__main__ import cli
from benchmarks.layouts.marked_tables import Example, learn, report
from recto.layout.believed import Figures

ROWS = (("Oats", "12.50", "1913"), ("Barley", "9.75", "1914"), ("Wheat", "11.20", "1915"))
FOUND = Figures(1.0, 1.0, 0.9, 0.9, 0.9, 0.9, 0.0, 0.0)
LOST = Figures(1.0, 0.2, 0.1, 0.1, 0.1, 0.2, 1.0, 1.0)


def example(document: str, figures: Figures, gain: float) -> Example:
    return Example(figures, gain, 1.0 if gain > 0 else 0.1, document, is_recorded=True)


def test_a_table_is_taken_by_weights_that_never_saw_its_document() -> None:
    """What gains is told from what costs; of a document alone nothing is said."""
    found = [
        example(document, figures, gain)
        for document in ("one", "two")
        for figures, gain in ((FOUND, 0.8), (LOST, -0.8))
        for _ in range(4)
    ]
    weights = json.loads(learn(found))
    assert weights["features"] == list(Figures._fields)
    odds = [
        sum(weight * share for weight, share in zip(weights["logistic"], row, strict=True))
        for row in (FOUND, LOST)
    ]
    assert odds[0] > 0 > odds[1]
    said = report(found).splitlines()
    assert [line.split()[:2] for line in said[1:]] == [["one", "4/8"], ["two", "4/8"]]
    assert len(report(found[:8]).splitlines()) == 1


def test_the_command_reads_pages_and_writes_weights(tmp_path: Path) -> None:
    """End to end: a drawn table, its truth and a recorded reading of it."""
    text = " ".join(" ".join(row) for row in ROWS)
    folder = corpus(tmp_path, "tables", {"vol1-p1": text}, truth_layout="table.html")
    root = folder / "tables"
    cells = ["".join(f"<td>{cell}</td>" for cell in row) for row in ROWS]
    table = "<table>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>"
    for file in ("table.html", "readings/weak/vol1-p1.txt", "readings/strong/vol1-p1.txt"):
        (root / file).write_text(table, encoding="utf-8")
    image = Image.new("L", (1100, 420), 255)
    for down, row in enumerate(ROWS):
        for across, cell in enumerate(row):
            place = (60 + 360 * across, 60 + 110 * down)
            ImageDraw.Draw(image).text(place, cell, fill=0, font_size=48)
    image.save(root / "vol1-p1.png", dpi=(300, 300))
    out = tmp_path / "weights.json"
    store = tmp_path / "store"
    options = ["--corpora", str(folder), "--store", str(store), "--out", str(out)]
    result = CliRunner().invoke(cli, ["learn-tables", *options], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    weights = json.loads(out.read_text(encoding="utf-8"))
    assert weights["features"] == list(Figures._fields)
    assert any(weights["logistic"])
    assert any(store.iterdir())  # read once, for the next time


@pytest.mark.parametrize("own", [0.4, 0.6])
def test_a_grid_of_which_less_than_half_is_right_costs(own: float) -> None:
    """Whatever else it gains."""
    taken = Example(FOUND, 0.3, own, "one", is_recorded=True)
    assert (taken.worth > 0) is (own > 0.5)
