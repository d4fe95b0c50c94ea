"""What is known of a generated page: lines and words with boxes, blocks, which orders are right.

What Chromium measured (measure.js) enters as JSON, a Layout leaves. Its px are those of the image.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Box = tuple[float, float, float, float]  # left, top, right, bottom; px of the image
Points = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class TrueWord:
    """A word, or one character of a script written without spaces."""

    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class TrueLine:
    """A line of a block."""

    text: str
    box: Box
    words: tuple[TrueWord, ...]


@dataclass(frozen=True, slots=True)
class TrueBlock:
    """A block, or the part of it that stands in one column."""

    block: int
    part: int
    kind: str  # paragraph, heading, caption, cell, ...
    flow: str
    vertical: bool
    lines: tuple[TrueLine, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """All blocks as they are read flow by flow, and which flow comes before which."""

    id: str
    family: str
    language: str
    width: int  # px
    height: int
    blocks: tuple[TrueBlock, ...]
    relations: tuple[tuple[str, str], ...]  # (flow, flow that is read after all of it)
    strokes: tuple[Box, ...] = ()  # x0, y0, x1, y1: borders and rules
    tables: tuple[Any, ...] = ()  # rows of cells, as measure.js has them

    @property
    def flows(self) -> dict[str, list[int]]:
        """The indices of the blocks of each flow, in their order."""
        found: dict[str, list[int]] = {}
        for at, block in enumerate(self.blocks):
            found.setdefault(block.flow, []).append(at)
        return found

    @property
    def text(self) -> str:
        """Block by block: one of the right orders where the page has several."""
        return "\n".join(line.text for block in self.blocks for line in block.lines)

    def moved(self, move: Callable[[Points], Points], width: int, height: int) -> Layout:
        """The same page after a change of the image; a moved box is that of its moved corners."""

        def at(box: Box) -> Box:
            left, top, right, bottom = box
            corners = np.array([[left, top], [right, top], [right, bottom], [left, bottom]])
            found = move(corners)
            low, high = found.min(axis=0).tolist(), found.max(axis=0).tolist()
            return (low[0], low[1], high[0], high[1])

        def word(each: TrueWord) -> TrueWord:
            return TrueWord(each.text, at(each.box))

        def line(each: TrueLine) -> TrueLine:
            return TrueLine(each.text, at(each.box), tuple(map(word, each.words)))

        blocks = tuple(replace(block, lines=tuple(map(line, block.lines))) for block in self.blocks)
        strokes = tuple(_ends(move, stroke) for stroke in self.strokes)
        return replace(self, blocks=blocks, strokes=strokes, width=width, height=height)


def _ends(move: Callable[[Points], Points], stroke: Box) -> Box:
    x0, y0, x1, y1 = stroke
    found = move(np.array([[x0, y0], [x1, y1]]))
    (x0, y0), (x1, y1) = found.tolist()
    return (x0, y0, x1, y1)


def from_measured(
    measured: Mapping[str, Any],
    *,
    name: str,
    family: str,
    language: str,
    size: tuple[int, int],
    scale: float,
    relations: Sequence[tuple[str, str]],
) -> Layout:
    """What measure.js found on a page that was set with `scale` px a CSS px."""

    def box(found: Sequence[float]) -> Box:
        left, top, right, bottom = (scale * side for side in found)
        return (left, top, right, bottom)

    def line(found: Mapping[str, Any]) -> TrueLine:
        words = tuple(TrueWord(each["text"], box(each["box"])) for each in found["words"])
        return TrueLine(found["text"], box(found["box"]), words)

    blocks = tuple(
        TrueBlock(
            each["block"],
            each["part"],
            each["kind"],
            each["flow"],
            each["vertical"],
            tuple(map(line, each["lines"])),
        )
        for each in measured["blocks"]
    )
    width, height = size
    return Layout(
        id=name,
        family=family,
        language=language,
        width=width,
        height=height,
        blocks=blocks,
        relations=tuple(relations),
        strokes=tuple(map(box, measured["strokes"])),
        tables=tuple(measured["tables"]),
    )


def save(layout: Layout, file: Path) -> None:
    """As JSON."""
    blocks = [
        {
            "block": block.block,
            "part": block.part,
            "kind": block.kind,
            "flow": block.flow,
            "vertical": block.vertical,
            "lines": [
                {
                    "text": line.text,
                    "box": line.box,
                    "words": [{"text": word.text, "box": word.box} for word in line.words],
                }
                for line in block.lines
            ],
        }
        for block in layout.blocks
    ]
    stored = {
        "id": layout.id,
        "family": layout.family,
        "language": layout.language,
        "size": [layout.width, layout.height],
        "relations": layout.relations,
        "blocks": blocks,
        "strokes": layout.strokes,
        "tables": layout.tables,
    }
    file.write_text(json.dumps(stored, ensure_ascii=False), encoding="utf-8")


def load(file: Path) -> Layout:
    """What `save` wrote."""
    stored = json.loads(file.read_text(encoding="utf-8"))
    relations = [(first, then) for first, then in stored["relations"]]
    width, height = stored["size"]
    return from_measured(
        stored,
        name=stored["id"],
        family=stored["family"],
        language=stored["language"],
        size=(width, height),
        scale=1.0,
        relations=relations,
    )
