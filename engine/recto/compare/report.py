"""The comparison as one HTML page: the answer, the table, and where the readings differ, with
crops.

Everything that was measured enters, HTML leaves; nothing is read here but the page images for the
crops.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from recto.compare import html
from recto.compare.diff import Said, most_differing, side_by_side
from recto.compare.scores import PageKey, Score, page_key
from recto.compare.systems import PageText
from recto.metrics.markers import strip_markers
from recto.model.page import Page, Pixels
from recto.text.spacing import words_of

if TYPE_CHECKING:
    from markupsafe import Markup

TITLE = "Which reader is best on these pages?"
COLUMNS = (
    "system",
    "pages",
    "letters and digits wrong",
    "words found",
    "CER",
    "WER",
    "s/page",
    "US$/1,000 pages",
    "failed",
    "LLM gave nothing",
)
LINES = 12  # of a page
REFERENCE = "truth"
# Recto's own readings, the one to hold others against first
OWN = ("auto", "hybrid", "local")


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that a report is made of; `truths` is empty where none was given."""

    answer: Sequence[str]
    systems: Mapping[str, Sequence[PageText]]
    truths: Mapping[PageKey, str]
    scores: Sequence[Score]
    agreement: Mapping[tuple[str, str], float]


def document(found: Comparison) -> str:
    """The whole page."""
    body = [html.group("answer", map(html.paragraph, found.answer))]
    if found.scores:
        rows = map(_row, found.scores)
        note = "Mean over the pages that have a truth. A page that failed counts as lost."
        body.append(html.table(COLUMNS, rows))
        body.append(html.paragraph(note, "note"))
    else:
        pairs = [(a, b, f"{alike:.1%}") for (a, b), alike in found.agreement.items()]
        head = ("system", "system", "words in common")
        body.append(html.table(head, pairs, 2))

    body.append(html.heading("Where the readings differ", 2))
    keys: dict[PageKey, None] = {}
    for pages in found.systems.values():
        keys |= dict.fromkeys(map(page_key, pages))
    for key in keys:
        body += _page(key, found)
    return html.page(TITLE, body)


def _row(score: Score) -> tuple[str, ...]:
    return (
        score.system,
        str(score.pages),
        f"{score.alnum_cer:.2%}",
        f"{score.word_f1:.2%}",
        f"{score.cer:.2%}",
        f"{score.wer:.2%}",
        f"{score.seconds:.2f}",
        f"{score.usd:.2f}",
        str(score.failed),
        str(score.fell_back),
    )


def _page(key: PageKey, found: Comparison) -> Iterator[Markup]:
    read = {}
    problems = []
    for name, pages in found.systems.items():
        for page in pages:
            if page_key(page) != key:
                continue
            if page.problem:
                problems.append(f"{name}: {page.problem}")
            else:
                read[name] = page

    truth = found.truths.get(key)
    reference, against = _reference(truth, read)
    columns = [name for name in read if name != reference]
    readings = {name: _said(read[name]) for name in columns}
    lines = side_by_side(against, readings)
    worst_lines = most_differing(lines, LINES)

    path, index = key
    yield html.heading(f"{path} page {index + 1}")
    for problem in problems:
        yield html.paragraph(problem, "note")
    if worst_lines:
        pixels = _pixels(key)
        yield html.side_by_side(worst_lines, reference, columns, pixels)
    else:
        yield html.paragraph("No difference in letters and digits.", "note")


def _reference(truth: str | None, read: Mapping[str, PageText]) -> tuple[str, str]:
    """The truth, or else the reading that the others are held against: Recto's own, or the
    first.
    """
    if truth is not None:
        return REFERENCE, truth
    for name in (*OWN, *read):
        if name in read:
            return name, read[name].text
    return "", ""


def _said(page: PageText) -> Sequence[Said]:
    if page.words:
        return page.words
    words = words_of(strip_markers(page.text))
    return [Said(word) for word in words]


def _pixels(key: PageKey) -> Pixels | None:
    from recto.sources import open_pages

    path, index = key
    if path == "-":
        return None
    number = str(index + 1)
    pages = open_pages(path, pages=number)
    page = next(iter(pages), None)
    return page.raster if isinstance(page, Page) else None
