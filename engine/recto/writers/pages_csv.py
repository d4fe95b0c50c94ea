"""CSV of a document's pages (RFC 4180): a row a page with its grade, for a spreadsheet or a script
that decides which pages a person sees.

Pages enter, rows leave, the names of the columns first. What a grade is, is decided in
triage/grades.py; a text that a spreadsheet would run as a formula is disarmed.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO

from recto.model.result import PageResult
from recto.text.names import shown
from recto.triage.grades import Region, grade_of
from recto.writers.base import Head, PageImages, Writer
from recto.writers.characters import printable
from recto.writers.tables_csv import harmless

COLUMNS = (
    "source",
    "page",  # from 1 on
    "status",
    "words",
    "flagged",
    "wrong",  # words expected to be wrong
    "share",  # of the words that the page should have, those wrong or missing
    "region",  # the kind of the worst block
    "region_box",  # left top right bottom, px of the page
    "region_words",
    "region_wrong",
    "unread",  # characters of ink that looks like text and has no word
    "order_unsure",  # share of the words
    "script_unsure",  # 1: cannot be read as far as can be told
    "notes",
)
Value = str | int


@dataclass(slots=True)
class _Sink:
    out: BinaryIO

    def page(self, page: PageResult) -> None:
        """Write the page's row."""
        grade = grade_of(page)
        flagged = sum(word.flagged for word in page.words)
        notes = [printable(note) for note in page.notes]
        self.row(
            [
                harmless(shown(page.source)),
                page.index + 1,
                page.status,
                grade.words,
                flagged,
                f"{grade.wrong:.2f}",
                f"{grade.share:.4f}",
                *_region(grade.region),
                grade.unread,
                f"{grade.order:.3f}",
                int(grade.script_unsure),
                harmless("; ".join(notes)),
            ]
        )

    def row(self, values: Iterable[Value]) -> None:
        """Write one row."""
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerow(values)
        encoded = text.getvalue().encode("utf-8", "replace")
        self.out.write(encoded)

    def end(self) -> None:
        """Nothing closes CSV."""


def _region(region: Region | None) -> list[Value]:
    if region is None:
        return ["", "", "", ""]
    edges = [f"{edge:.0f}" for edge in region.box.edges]
    box = " ".join(edges)
    wrong = f"{region.wrong:.2f}"
    return [region.kind, box, region.words, wrong]


def _begin(out: BinaryIO, head: Head, images: PageImages | None) -> _Sink:
    sink = _Sink(out)
    sink.row(COLUMNS)
    return sink


PAGES_CSV = Writer("pages.csv", ".pages.csv", _begin)
