"""When an LLM's table is taken: learned from composed pages, told of families and of real pages
that its weights never saw.
"""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import Image, ImageDraw
from tests.benchmarks.pages import corpus

from benchmarks.layouts.__main__ import cli
from benchmarks.layouts.marked_composed import examples, html_of
from benchmarks.layouts.marked_damage import DAMAGES, side_by_side, stacked
from benchmarks.layouts.marked_examples import Example
from benchmarks.layouts.marked_tables import fitted, learn, report
from benchmarks.layouts.truth import Layout, TrueBlock, TrueLine, TrueWord, save
from recto.layout.believed import Figures
from recto.text.table_markup import MarkedTable, marked_tables

ROWS = (("Oats", "12.50", "1913"), ("Barley", "9.75", "1914"), ("Wheat", "11.20", "1915"))
FOUND = Figures(1.0, 1.0, 0.9, 0.9, 0.9, 0.9, 0.0, 0.0, 0.0, 0.0, 0.0, 0.1, 0.0)
LOST = Figures(1.0, 0.2, 0.1, 0.1, 0.1, 0.2, 1.0, 1.0, 0.5, 0.0, 0.5, 0.8, 0.0)
HELD_OUT, TAUGHT = "timetable", "open_table"  # families


def example(document: str, figures: Figures, gain: float) -> Example:
    return Example(figures, gain, 1.0 if gain > 0 else 0.1, document, "true")


def test_what_gains_is_told_from_what_costs() -> None:
    """A table that is like those that gained is taken."""
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
    said = report(found, fitted(found)).splitlines()
    assert [line.split()[:3] for line in said] == [["one", "true", "4/8"], ["two", "true", "4/8"]]


def table_page(family: str, seed: int) -> Layout:
    """A table of figures, with words enough to be seen on a photo."""
    dice = random.Random(seed)  # noqa: S311
    words = ["oats", "barley", "wheat", "rye", "hemp", "flax", "wool", "tin"]
    heads = ["goods", "sold", "kept", "lost"]
    rows = [heads] + [
        [f"{word} {seed}", *(str(dice.randint(10, 999)) for _ in range(3))] for word in words
    ]
    blocks: list[TrueBlock] = []
    for down, row in enumerate(rows):
        for across, text in enumerate(row):
            left, top = 60.0 + 180 * across, 80.0 + 34 * down
            found = []
            for token in text.split():
                right = left + 11 * len(token)
                found.append(TrueWord(token, (left, top, right, top + 20)))
                left = right + 7
            box = (found[0].box[0], top, found[-1].box[2], top + 20)
            line = TrueLine(text, box, tuple(found))
            blocks.append(TrueBlock(len(blocks) + 1, 0, "cell", "main", False, (line,)))
    cells = tuple(
        tuple({"text": text, "header": not down, "columns": 1, "rows": 1} for text in row)
        for down, row in enumerate(rows)
    )
    name = f"{family}-eng-{seed}"
    return Layout(name, family, "eng", 800, 500, tuple(blocks), (), tables=(cells,))


def composed(folder: Path) -> Path:
    """Two pages to learn from and one that is held out."""
    folder.mkdir()
    for family, seed in ((TAUGHT, 1), (TAUGHT, 2), (HELD_OUT, 3)):
        layout = table_page(family, seed)
        save(layout, folder / f"{layout.id}.no-image.json")
    return folder


def test_composed_pages_show_what_a_table_is_worth(tmp_path: Path) -> None:
    """The true table never costs; what is damaged costs more in the mean."""
    found = list(examples(composed(tmp_path / "pages")))
    by_kind: dict[str, list[float]] = {}
    for each in found:
        by_kind.setdefault(each.kind, []).append(each.gain)
    assert set(by_kind) == {"true", "damaged", "prose"}
    assert min(by_kind["true"]) > -0.2
    mean = {kind: sum(gains) / len(gains) for kind, gains in by_kind.items()}
    assert mean["true"] > mean["damaged"] > mean["prose"]


def test_weights_are_learned_and_families_held_out_are_told(tmp_path: Path) -> None:
    """The command, from composed pages to the file of weights."""
    folder, out = composed(tmp_path / "pages"), tmp_path / "weights.json"
    result = CliRunner().invoke(cli, ["learn-tables", str(folder), "--out", str(out)])
    assert result.exit_code == 0, result.output
    assert json.loads(out.read_text(encoding="utf-8"))["features"] == list(Figures._fields)
    assert {line.split()[0] for line in result.output.splitlines()} == {HELD_OUT}


def test_real_pages_are_told_by_weights_they_never_taught(tmp_path: Path) -> None:
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
    store = tmp_path / "store"
    options = ["--corpora", str(folder), "--store", str(store)]
    result = CliRunner().invoke(cli, ["report-tables", *options], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    recorded = [line for line in result.output.splitlines() if " recorded " in line]
    assert len(recorded) == 1
    assert "/2 taken" in recorded[0]  # of two readings one table each
    assert any(store.iterdir())  # read once, for the next time


@pytest.mark.parametrize("own", [0.4, 0.6])
def test_a_grid_of_which_less_than_half_is_right_costs(own: float) -> None:
    """Whatever else it gains."""
    taken = Example(FOUND, 0.3, own, "one", "recorded")
    assert (taken.worth > 0) is (own > 0.5)


def marked(rows: tuple[tuple[str, ...], ...] = ROWS) -> MarkedTable:
    cells = [[{"text": text, "header": False, "columns": 1, "rows": 1} for text in r] for r in rows]
    (table,) = marked_tables(html_of(cells))
    return table


def test_two_tables_made_one_keep_every_word() -> None:
    """Beside each other or one below the other."""
    one, other = marked(), marked(ROWS[:2])
    beside, below = side_by_side(one, other), stacked(one, other)
    assert (beside.rows, beside.columns) == (3, 6)
    assert (below.rows, below.columns) == (5, 3)
    for table in (beside, below):
        assert len(table.cells) == len(one.cells) + len(other.cells)
        assert {spot for cell in table.cells for spot in cell.spots()} >= {(0, 0), (2, 2)}


@pytest.mark.parametrize("damage", DAMAGES)
def test_every_damage_damages(damage) -> None:  # type: ignore[no-untyped-def]
    """By some dice the table is another."""
    table = marked()
    dice = [random.Random(seed) for seed in range(4)]  # noqa: S311
    assert any(damage(table, each) != table for each in dice)
