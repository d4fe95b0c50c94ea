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
from recto.compare.answer import ASSUMED
from recto.compare.diff import Said, most_differing, side_by_side
from recto.compare.estimate import Estimate
from recto.compare.harm_table import HarmRow
from recto.compare.intervals import interval_text
from recto.compare.scores import PageKey, Score, page_key, rates_of
from recto.compare.systems import PageText, is_given
from recto.metrics.harm import RATES
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
    "95 %",
    "words found",
    "95 %",
    "CER",
    "WER",
    "s/page",
    "US$/1,000 pages",
    "failed",
    "LLM gave nothing",
)
DEFINITIONS = {
    "letters and digits wrong": "edits (letters and digits put in, left out or exchanged) that turn"
    " the reading into the truth, for each letter or digit of the truth; case, marks and spaces do"
    " not count; at most 100 % a page",
    "words found": "F1 of words: the share of the truth's words that the reading has, and of the"
    " reading's words that the truth has, wherever they stand (harmonic mean)",
    "CER": "character error rate: as above, of all characters, spaces and marks too",
    "WER": "word error rate: words put in, left out or exchanged, in their order, for each word of"
    " the truth",
    "95 %": "interval of the mean: pages drawn with repetition 1,000 times (bootstrap)",
    "helped, harmed": "of 10,000 words of the truth, those that the first reader had wrong and this"
    " one has right, and the other way round, with the 95 % interval over pages",
    "dropped, invented": "of 10,000 words: nothing stands where the first reader had something;"
    " words that answer nothing on the page",
    "changed digits, mended spelling": "harmed words with other digits; with a spelling that was"
    " mended, not printed",
    "preference": "HIPE-OCRepair's: share of pages with a lower CER less that with a higher",
    "US$/1,000 pages": "as if nothing came from a cache",
    "estimate": "share of a system's words that are wrong, from how often three readings have words"
    " in common; no truth was used",
}
HARM_COLUMNS = (
    "system",
    "words",
    "helped",
    "harmed",
    "dropped",
    "invented",
    "changed digits",
    "mended spelling",
    "preference",
)
PAGE_COLUMNS = ("page", "system", "letters and digits wrong", "words found", "CER", "WER", "s")
MOST_ROWS = 3_000  # of the table of pages; the CSV has them all
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
    estimates: Sequence[Estimate] = ()
    harms: Sequence[HarmRow] = ()


def document(found: Comparison) -> str:
    """The whole page."""
    body = [html.group("answer", map(html.paragraph, found.answer))]
    if found.scores:
        rows = map(_row, found.scores)
        note = "Mean over the pages that have a truth. A page that failed counts as lost."
        body.append(html.table(COLUMNS, rows))
        body.append(html.paragraph(note, "note"))
        if found.harms:
            body.append(html.heading(f"What each did to the words of {found.harms[0].base}", 2))
            body.append(html.table(HARM_COLUMNS, map(_harm_row, found.harms)))
        pages_of = html.table(PAGE_COLUMNS, _page_rows(found), 2)
        body.append(html.folded("Each page", pages_of))
    else:
        pairs = [(a, b, f"{alike:.1%}") for (a, b), alike in found.agreement.items()]
        head = ("system", "system", "words in common")
        body.append(html.table(head, pairs, 2))
        if found.estimates:
            heads = ("system", "estimate of words wrong", "95 %")
            body.append(html.table(heads, map(_estimated, found.estimates)))
            body.append(html.paragraph(ASSUMED, "note"))
    meanings = [html.paragraph(f"{name}: {what}.") for name, what in DEFINITIONS.items()]
    definitions = html.group("definitions", meanings)
    body.append(html.folded("What the figures mean", definitions))

    body.append(html.heading("Where the readings differ", 2))
    keys: dict[PageKey, None] = {}
    for pages in found.systems.values():
        keys |= dict.fromkeys(map(page_key, pages))
    for key in keys:
        body += _page(key, found)
    return html.page(TITLE, body)


def _estimated(each: Estimate) -> tuple[str, ...]:
    least = "" if each.is_independent else " or more"
    return each.system, f"{each.error:.1%}{least}", interval_text(each.interval)


def _harm_row(row: HarmRow) -> tuple[str, ...]:
    cells = []
    for name in RATES:
        rate = row.rates[name]
        text = f"{rate.value:.0f}"
        if rate.interval is not None:
            low, high = rate.interval
            text = f"{text} ({low:.0f}-{high:.0f})"
        cells.append(text)
    return row.system, f"{row.words:,}", *cells, f"{row.preference:+.2f}"


def _page_rows(found: Comparison) -> Iterator[tuple[str, ...]]:
    """The worst first."""
    rows = []
    for system, pages in found.systems.items():
        for page in pages:
            key = page_key(page)
            truth = found.truths.get(key)
            if truth is None:
                continue
            rates = rates_of(page, truth)
            rows.append((rates, page.name, system, page.seconds))
    rows.sort(key=lambda row: -row[0].alnum_cer)
    for rates, name, system, seconds in rows[:MOST_ROWS]:
        figures = (rates.alnum_cer, rates.word_f1, rates.cer, rates.wer)
        shares = [f"{value:.2%}" for value in figures]
        yield (name, system, *shares, f"{seconds:.2f}")


def _price(score: Score) -> str:
    if is_given(score.system):
        return "-"
    if score.usd:
        return f"{score.usd:.2f}"
    return "not known" if score.tokens else "none"


def _row(score: Score) -> tuple[str, ...]:
    return (
        score.system,
        str(score.pages),
        f"{score.alnum_cer:.2%}",
        interval_text(score.alnum_interval),
        f"{score.word_f1:.2%}",
        interval_text(score.f1_interval),
        f"{score.cer:.2%}",
        f"{score.wer:.2%}",
        "-" if is_given(score.system) else f"{score.seconds:.2f}",
        _price(score),
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
