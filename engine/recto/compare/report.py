"""The comparison as one HTML page: the answer, the table, and where the readings differ, with
crops.

Everything that was measured enters, HTML leaves; nothing is read here but the page images for the
crops.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from recto.compare import html
from recto.compare.diff import LineDiff, Said, side_by_side
from recto.compare.scores import PageKey, Score
from recto.compare.systems import PageText
from recto.metrics.markers import strip_markers
from recto.model.page import Page, Pixels

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
    return html.page(TITLE, _body(found))


def _body(found: Comparison) -> Iterator[str]:
    yield '<div class="answer">' + "".join(html.paragraph(line) for line in found.answer) + "</div>"
    if found.scores:
        yield html.table(COLUMNS, [_row(score) for score in found.scores])
        yield html.paragraph(
            "Mean over the pages that have a truth. A page that failed counts as lost.", "note"
        )
    else:
        pairs = [(a, b, f"{alike:.1%}") for (a, b), alike in found.agreement.items()]
        yield html.table(("system", "system", "words in common"), pairs, 2)
    yield "<h2>Where the readings differ</h2>"
    for key in _pages(found):
        yield from _page(key, found)


def _row(score: Score) -> tuple[str, ...]:
    shares = (f"{value:.2%}" for value in (score.alnum_cer, score.word_f1, score.cer, score.wer))
    lost = str(score.failed), str(score.fell_back)
    return (
        score.system,
        str(score.pages),
        *shares,
        f"{score.seconds:.2f}",
        f"{score.usd:.2f}",
        *lost,
    )


def _pages(found: Comparison) -> list[PageKey]:
    return list(
        dict.fromkeys((page.path, page.index) for pages in found.systems.values() for page in pages)
    )


def _page(key: PageKey, found: Comparison) -> Iterator[str]:
    texts = {
        name: page
        for name, pages in found.systems.items()
        for page in pages
        if (page.path, page.index) == key
    }
    problems = [f"{name}: {page.problem}" for name, page in texts.items() if page.problem]
    read = {name: page for name, page in texts.items() if not page.problem}
    reference, against = _reference(found.truths.get(key), read)
    lines = _differing(
        side_by_side(against, {n: _said(p) for n, p in read.items() if n != reference})
    )
    yield html.heading(f"{key[0]} page {key[1] + 1}")
    yield from (html.paragraph(problem, "note") for problem in problems)
    if not lines:
        yield html.paragraph("No difference in letters and digits.", "note")
        return
    columns = [name for name in read if name != reference]
    yield html.side_by_side(lines, reference, columns, _pixels(key))


def _reference(truth: str | None, read: Mapping[str, PageText]) -> tuple[str, str]:
    """The truth, or else the reading that the others are held against: Recto's own, or the
    first.
    """
    if truth is not None:
        return REFERENCE, truth
    name = next((n for n in ("auto", "hybrid", "local") if n in read), next(iter(read), ""))
    return name, read[name].text if name else ""


def _said(page: PageText) -> Sequence[Said]:
    return page.words or [Said(word) for word in strip_markers(page.text).split()]


def _differing(lines: Sequence[LineDiff]) -> list[LineDiff]:
    """The lines that differ most, in page order."""
    ranked = sorted(
        (i for i, line in enumerate(lines) if line.differing),
        key=lambda i: (-lines[i].differing, i),
    )
    return [lines[i] for i in sorted(ranked[:LINES])]


def _pixels(key: PageKey) -> Pixels | None:
    from recto.sources import open_pages

    if key[0] == "-":
        return None
    page = next(iter(open_pages(key[0], pages=str(key[1] + 1))), None)
    return page.raster if isinstance(page, Page) else None
