"""Real pages with a truth of tables and recorded readings, as examples of marked tables.

Pages enter, through the engine's own pipeline; Examples leave: of what the LLMs wrote, of the truth
as a flawless LLM would write it, and of both damaged on purpose (simulated).
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from benchmarks.corpora import CorpusPage
from benchmarks.layouts.marked_damage import DAMAGES, prose, side_by_side
from benchmarks.layouts.marked_examples import Example, PrintedTables
from benchmarks.local_page_cache import routed, stages
from benchmarks.metrics.markup import tables
from benchmarks.page_under_test import PageUnderTest
from benchmarks.systems.parts import in_place_of
from benchmarks.systems.with_llm import Replayed, guide
from recto.arbitration.local_reading import local_lines
from recto.layout import arrange, same_tables
from recto.pipeline import finish as second_half
from recto.pipeline.finish import finish
from recto.readers.vision.replay import ReplayVision
from recto.text.table_markup import MarkedTable, marked_tables

RECORDED = "recorded"
COPIES = 4  # of a page's tables, each damaged in one way


def examples(pages: Sequence[CorpusPage], store: Path) -> Iterator[Example]:
    """Of every recorded reading of these pages."""
    for page in pages:
        for model in page.readings if page.layout else ():
            yield from _of_page(page, model, PageUnderTest(page, store))


def _of_page(page: CorpusPage, model: str, sheet: PageUnderTest) -> Iterator[Example]:
    replayed = Replayed("hybrid", model)
    found = routed(sheet, replayed.options)
    recorded = page.readings[model]
    replay = ReplayVision(recorded.text, model, recorded.saw, guide(found.local))
    answer = asyncio.run(replay.read(found.local.evidence, found.local.decisions))
    options = stages(sheet, second_reader="on", llm=replayed.options)
    with in_place_of([(second_half, "with_marked", lambda *given: given[-1])]):
        result = finish(found.local, answer, options)
    laid_out = partial(
        arrange, width=result.width, height=result.height, ruling=found.local.strokes
    )
    own = local_lines(found.local.reading)
    ours = same_tables(result.lines, own, laid_out(own))
    printed = PrintedTables(result, found.local.strokes, tables(page.layout or ""), page.document)
    for read, kind in _variants(page, model):
        yield from printed.examples(read, ours, kind)


def _variants(page: CorpusPage, model: str) -> Iterator[tuple[list[MarkedTable], str]]:
    """The tables of a page as the LLM wrote them, then all that is simulated; the same page always
    gives the same.
    """
    text = page.readings[model].text
    recorded = marked_tables(text)
    yield recorded, RECORDED
    dice = random.Random(page.id)  # noqa: S311  # lessons that can be made again, not a secret
    true = marked_tables(page.layout or "")
    yield true, "true"
    for read in (recorded, true):
        for _ in range(COPIES if read else 0):
            yield [dice.choice(DAMAGES)(table, dice) for table in read], "damaged"
        if len(read) > 1:
            yield [side_by_side(*read[:2])], "made one"
    yield [prose(text, dice)], "prose"
