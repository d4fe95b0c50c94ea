"""Blocks of composed pages that a simulated LLM has in another order, as lessons for whose order is
printed (benchmarks/learn/printing_order.py).

A folder of layouts enters, lines of JSON leave: the row of a block, and how far from a right order
the page is with the block as the LLM has it and as the page's own order has it. All of it is
simulated; no figure is made of it.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.layouts.transcripts import SimulatedPage, simulated, transcripts
from benchmarks.layouts.truth import Layout, load
from recto.arbitration.chosen import chosen_words
from recto.arbitration.comparison import beside
from recto.arbitration.page.blocks import Block, orders
from recto.arbitration.page.order import arranged, differing
from recto.ink.strokes import Strokes
from recto.model.page import Box
from recto.text.markup import plain_lines


def examples(folder: Path) -> Iterator[str]:
    """One line a block; every other page is seen as a photo."""
    for at, file in enumerate(sorted(folder.glob("*.json"))):
        layout = load(file)
        page = simulated(layout, "photo" if at % 2 else "scan")
        if page is not None:
            yield from _of_page(layout, page)


def _of_page(layout: Layout, page: SimulatedPage) -> Iterator[str]:
    dice = random.Random(layout.id)  # noqa: S311
    for way, text in transcripts(layout, dice).items():
        for told in _of_transcript(page, text):
            yield json.dumps({"id": layout.id, "family": layout.family, "way": way, **told})


def _of_transcript(page: SimulatedPage, text: str) -> Iterator[dict[str, object]]:
    """Of every block alone, all others as the LLM has them."""
    written: list[str] = []
    for line in plain_lines(text):
        written += line
    compared = beside(page.reading, written)
    entries = chosen_words(page.reading, compared.facts, compared.words)
    both = orders(page.reading.lines, entries)

    def distance(own: Sequence[Block]) -> float:
        boxes: list[Box] = []
        for entry in arranged(entries, both, own):
            boxes += [word.box for word in entry.verdicts]
        return page.score(boxes).distance

    shown = page.seen.page
    ruling = Strokes(shown.horizontal, shown.vertical)
    differ = differing(entries, both, compared.facts, ruling)
    llm = distance([]) if differ else 0.0
    for each in differ:
        yield {"row": list(each.row), "llm": llm, "own": distance([each.block])}
