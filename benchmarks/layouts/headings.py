"""Headings of composed pages: learned on families that are taught, reported on those held out.

ReadSheets enter; weights in the engine's form, or F1 by family, leave. A truth has no levels: the
sizes of its headings rank them, near sizes as one. A line no larger than the text at the top of the
page is a running head, whatever its family calls it. How heavy print is, is known of pages that
have their picture beside them (`make --look clean`): without, nothing is learned of it. What can
only speak for a heading, or only against it, may do nothing else, whatever a family's pages show.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import groupby
from statistics import median

import numpy as np
from numpy.typing import NDArray

from benchmarks.layouts.breaks import DPI
from benchmarks.layouts.lines import ReadSheet
from benchmarks.layouts.truth import TrueBlock
from benchmarks.learn.boosting import Shape, exported, trees_fitted
from benchmarks.metrics.markup import Item
from benchmarks.metrics.structure import StructureScore, structure
from recto.layout.arrange import arrange
from recto.layout.content import blocks_with_lines, flowing_text
from recto.layout.flow import surroundings_of
from recto.layout.frame import frame
from recto.layout.heading_figures import COLUMNS, figures
from recto.layout.textlines import column_runs, text_lines
from recto.model.result import PageResult

SHAPE = Shape(trees=80, depth=4, rate=0.12, leaf=20, ridge=0.0)
FOR = (
    "size",
    "size_to_before",
    "size_to_after",
    "capitals",
    "weight",
    "weight_to_after",
    "free_above",
    "by_rule",
    "numbered",
    "before_ends_sentence",
    "after_starts_upper",
)
AGAINST = (
    "lines",
    "letters",
    "digits",
    "ends_sentence",
    "ends_comma",
    "ends_hyphen",
    "starts_lower",
    "same_size",
    "bold_text",
)
SAME_SIZE = 1.06  # ratio of two sizes that are one; the style sheet's nearest are 1.1 apart
PLAIN = 1.05  # of the text's size: no heading at the top of a page


def learn(taught: Sequence[ReadSheet]) -> str:
    """The file of weights."""
    rows, truth, weights = [], [], []
    for sheet in taught:
        seen, is_heading = examples(sheet)
        rows.append(seen)
        truth.append(is_heading)
        weights.append(np.full(len(seen), 1 / np.sqrt(max(1, len(seen)))))
    weight = np.concatenate(weights)
    directions = [(name in FOR) - (name in AGAINST) for name in COLUMNS]
    model = trees_fitted(
        np.vstack(rows), np.concatenate(truth), weight / weight.mean(), SHAPE, directions
    )
    return json.dumps({"features": list(COLUMNS), **exported(model)}) + "\n"


def examples(sheet: ReadSheet) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """What is seen of every paragraph as it is true, and whether it is a heading."""
    page = frame(sheet.lines, sheet.ruling)
    text = text_lines(page, set())
    paragraphs = []
    for run in column_runs(text):
        for _, lines in groupby(run, key=lambda line: sheet.blocks[line.index]):
            paragraphs.append(list(lines))
    around = surroundings_of(paragraphs, page)
    headings = {item.text for item in wanted(sheet)}
    blocks: dict[int, list[str]] = {}
    for line in sheet.layout.blocks:
        blocks.setdefault(line.block, []).extend(each.text for each in line.lines)
    is_heading = [
        sheet.kinds[lines[0].index] == "heading"
        and " ".join(blocks[sheet.blocks[lines[0].index]]) in headings
        for lines in paragraphs
    ]
    return figures(paragraphs, around), np.array(is_heading, dtype=bool)


def wanted(sheet: ReadSheet) -> list[Item]:
    """The headings of the truth."""
    blocks = sheet.layout.blocks
    lines = [line for block in blocks for line in block.lines]
    heights = [line.box[3] - line.box[1] for line in lines]
    body = median(heights)
    top = min(line.box[1] for line in lines)
    headings = []
    for block in blocks:
        is_top = block.lines[0].box[1] < top + body
        if block.kind != "heading" or (is_top and _size(block) < PLAIN * body):
            continue
        headings.append(block)
    steps: list[float] = []
    for size in sorted(map(_size, headings), reverse=True):
        if not steps or steps[-1] > SAME_SIZE * size:
            steps.append(size)
    items = []
    for block in headings:
        level = sum(step > SAME_SIZE * _size(block) for step in steps) + 1
        items.append(Item("heading", " ".join(line.text for line in block.lines), level))
    return items


def _size(block: TrueBlock) -> float:
    return median(line.box[3] - line.box[1] for line in block.lines)


def found(sheet: ReadSheet) -> list[Item]:
    """The headings of what the engine makes of the page."""
    width, height = sheet.layout.width, sheet.layout.height
    blocks = arrange(sheet.lines, width, height, ruling=sheet.ruling)
    page = PageResult("", 0, width, height, DPI, sheet.layout.language, sheet.lines, blocks=blocks)
    return [
        Item("heading", flowing_text(block, lines), block.level)
        for block, lines in blocks_with_lines(page)
        if block.kind == "heading"
    ]


def report(held_out: Sequence[ReadSheet]) -> str:
    """Mean F1 of the pages of each family, without levels and with them."""
    by_family: dict[str, list[StructureScore]] = {}
    for sheet in held_out:
        score = structure(wanted(sheet), found(sheet))
        if score.headings is not None:
            by_family.setdefault(sheet.layout.family, []).append(score)
    lines = [_told(family, scores) for family, scores in sorted(by_family.items())]
    every = [score for scores in by_family.values() for score in scores]
    return "\n".join([*lines, _told("all", every)])


def _told(name: str, scores: Sequence[StructureScore]) -> str:
    plain = [score.headings or 0.0 for score in scores]
    levelled = [score.levelled or 0.0 for score in scores]
    mean, mean_levelled = sum(plain) / len(plain), sum(levelled) / len(levelled)
    return f"{name:28} F1 {mean:.3f}, with level {mean_levelled:.3f} ({len(scores)} pages)"
