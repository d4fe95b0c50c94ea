"""Where paragraphs begin, learned on composed pages alone: no real page teaches it.

Layouts enter (`python -m benchmarks.layouts make --look no-image`), weights in the engine's form
leave. Families that are held out (families/__init__.py) teach nothing and are reported.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.layouts.families import HELD_OUT
from benchmarks.layouts.lines import ReadSheet, read_sheet
from benchmarks.layouts.pens import strokes_beside
from benchmarks.layouts.truth import load
from benchmarks.learn.boosting import Shape, exported, trees_fitted
from benchmarks.metrics.boundaries import BoundaryScore, boundaries
from recto.layout.arrange import arrange
from recto.layout.break_figures import COLUMNS, figures
from recto.layout.content import blocks_with_lines
from recto.layout.frame import frame
from recto.layout.markers import item_starts
from recto.layout.textlines import column_runs, text_lines
from recto.learned.trees import Trees, trees_of
from recto.learned.weights import weights_of
from recto.model.result import Block, PageResult

Floats = NDArray[np.float64]
SHAPE = Shape(trees=100, depth=6, rate=0.1, leaf=20)
# What few other families have, and many books do: it counts as if more of it were composed.
RARE = {"titles_line_by_line": 4.0, "quoted_verse": 2.0}
FEWEST = 4  # lines of a page worth looking at
DPI = 192.0  # of composed pages


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Neighbouring lines of one page."""

    sheet: ReadSheet
    rows: Floats
    begins: NDArray[np.bool_]  # the second line begins a block


def sheets(folders: Iterable[Path]) -> tuple[list[ReadSheet], list[ReadSheet]]:
    """Pages to learn from, and pages of families that are held out."""
    taught: list[ReadSheet] = []
    held_out: list[ReadSheet] = []
    for folder in folders:
        for file in sorted(folder.glob("*.json")):
            sheet = read_sheet(load(file), strokes_beside(file))
            if len(sheet.lines) < FEWEST:
                continue
            is_held_out = sheet.layout.family in HELD_OUT
            (held_out if is_held_out else taught).append(sheet)
    return taught, held_out


def pairs_of(sheet: ReadSheet) -> Pairs:
    """As the engine sees them."""
    page = frame(sheet.lines, sheet.ruling)
    text = text_lines(page, set())
    runs = column_runs(text)
    items = {}
    for run in runs:
        items.update(item_starts(run))
    rows = figures(runs, items, page.horizontal)
    blocks = np.array([sheet.blocks[line.index] for line in text])
    return Pairs(sheet, rows, blocks[1:] != blocks[:-1])


def learn(taught: Sequence[ReadSheet]) -> str:
    """The file of weights; a page counts by the root of its length."""
    pages = [pairs_of(sheet) for sheet in taught]
    rows = np.vstack([page.rows for page in pages])
    begins = np.concatenate([page.begins for page in pages])
    weights = np.concatenate([np.full(len(page.rows), _weight(page)) for page in pages])
    model = trees_fitted(rows, begins, weights / weights.mean(), SHAPE)
    return json.dumps({"features": list(COLUMNS), **exported(model)}) + "\n"


def learn_better(taught: Sequence[ReadSheet], held_out: Sequence[ReadSheet], file: Path) -> str:
    """Write what is learned to the file of weights where families held out lose nothing by it; what
    was found, in words.
    """
    before = trees_of(weights_of(file, COLUMNS))
    text = learn(taught)
    was = pair_score(held_out, before)
    now = pair_score(held_out, trees_of(json.loads(text)))
    is_better = now.f1 >= was.f1
    if is_better:
        file.write_text(text, encoding="utf-8")
    done = "written" if is_better else "not written"
    return f"paragraphs, pairs of lines held out: F1 {was.f1:.4f} before, {now.f1:.4f} now: {done}"


def pair_score(sheets: Iterable[ReadSheet], trees: Trees) -> BoundaryScore:
    """By the trees alone, pair by pair, without the rules that come after them."""
    total = BoundaryScore(0, 0, 0)
    for sheet in sheets:
        page = pairs_of(sheet)
        found = trees.log_odds_of_some(page.rows) > 0
        right = found & page.begins
        total += BoundaryScore(int(page.begins.sum()), int(found.sum()), int(right.sum()))
    return total


def _weight(page: Pairs) -> float:
    """Of each pair of a page."""
    return RARE.get(page.sheet.layout.family, 1.0) / float(np.sqrt(max(1, len(page.rows))))


def score(sheet: ReadSheet) -> BoundaryScore:
    """Of what the engine makes of the page."""
    width, height = sheet.layout.width, sheet.layout.height
    blocks = arrange(sheet.lines, width, height, ruling=sheet.ruling)
    page = PageResult("", 0, width, height, DPI, sheet.layout.language, sheet.lines, blocks=blocks)
    output = [
        " ".join(line.text for line in lines)
        for block, lines in blocks_with_lines(page)
        if not block.cells
    ]
    in_tables = _lines_of_tables(blocks)
    truth: list[str] = []
    before = None
    for at, line in enumerate(sheet.lines):
        if at in in_tables:
            before = None
            continue
        if sheet.blocks[at] == before:
            truth[-1] += f" {line.text}"
        else:
            truth.append(line.text)
        before = sheet.blocks[at]
    return boundaries(truth, output)


def _lines_of_tables(blocks: Sequence[Block]) -> set[int]:
    lines: set[int] = set()
    for block in blocks:
        if block.cells:
            lines.update(block.lines)
    return lines


def report(
    held_out: Sequence[ReadSheet], scored: Callable[[ReadSheet], BoundaryScore] = score
) -> str:
    """Precision, recall and F1 of the families held out, and of all of them."""
    by_family: dict[str, BoundaryScore] = {}
    for sheet in held_out:
        found = scored(sheet)
        family = sheet.layout.family
        by_family[family] = by_family.get(family, BoundaryScore(0, 0, 0)) + found
    lines = [_told(family, found) for family, found in sorted(by_family.items())]
    total = sum(by_family.values(), BoundaryScore(0, 0, 0))
    mean = np.mean([found.f1 for found in by_family.values()])
    return "\n".join([*lines, _told("all", total), f"mean of families: F1 {mean:.3f}"])


def _told(name: str, found: BoundaryScore) -> str:
    return (
        f"{name:28} precision {found.precision:.3f} recall {found.recall:.3f} F1 {found.f1:.3f}"
        f" ({found.wanted} boundaries)"
    )
