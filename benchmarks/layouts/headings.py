"""How well headings of composed pages are found, each with its level.

ReadSheets of families that are held out enter; F1 by family leaves. A truth has no levels: the
sizes of its headings rank them, near sizes as one. A line no larger than the text at the top of the
page is a running head, whatever its family calls it.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from benchmarks.layouts.breaks import DPI, strokes_of
from benchmarks.layouts.lines import ReadSheet
from benchmarks.layouts.truth import TrueBlock
from benchmarks.metrics.markup import Item
from benchmarks.metrics.structure import StructureScore, structure
from recto.layout.arrange import arrange
from recto.layout.content import blocks_with_lines, flowing_text
from recto.model.result import PageResult

SAME_SIZE = 1.06  # ratio of two sizes that are one; the style sheet's nearest are 1.1 apart
PLAIN = 1.05  # of the text's size: no heading at the top of a page


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
    blocks = arrange(sheet.lines, width, height, ruling=strokes_of(sheet))
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
