"""Lines of the pages that a benchmark run has read: where `real` gets its readings from.

A corpora folder and a run's OUT enter, RealLines leave: of pages that may train, by their fused
local reading.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.corpora import load, may_train, select
from benchmarks.learn.store import StoredPage
from benchmarks.learn.store import load as stored
from benchmarks.page_under_test import PageUnderTest
from benchmarks.train_lines.real import RealLine, lines_of
from recto.local.fusion import LocalLine
from recto.model.page import Box


def real_lines(root: Path, store: Path) -> Iterator[RealLine]:
    """Of every page that may train."""
    pages = {(page.corpus, page.id): page for page in may_train(select(load(root)))}
    for page in stored(root, store):
        known = pages[page.corpus, page.id]
        raster = PageUnderTest(known).raster.raster
        read = [(_text(line), line.box) for line in page.lines]
        yield from _lines(page, raster, read)


def _lines(page: StoredPage, raster: object, read: list[tuple[str, Box]]) -> Iterator[RealLine]:
    yield from lines_of(raster, read, page.truth, page.document, page.language)


def _text(line: LocalLine) -> str:
    words = []
    for unit in line.units:
        words += unit.ppocr or unit.tesseract
    return " ".join(word.text for word in words)
