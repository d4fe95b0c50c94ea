"""The whole report: an output folder with its scores in, one HTML page out.

What is shown, and in which order, is decided here; how a table or a plot looks, in their own
modules.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.corpora import CorpusPage
from benchmarks.price import price_date
from benchmarks.report import ablation, curve, harm, overview, plots, tables, worst
from benchmarks.results import Summary
from benchmarks.scoring import PageScore
from benchmarks.summary import Row
from benchmarks.systems import is_variant
from recto.compare import html
from recto.writers.html import trusted

if TYPE_CHECKING:
    from markupsafe import Markup

FILE = "report.html"
WORST = 4  # pages of each system shown
TITLE = "Recto: traditional OCR, vision LLMs and both together"
OURS = ("local", "hybrid", "auto")
STORED = (
    "Every figure is computed from the outputs stored beside this file, by `python -m benchmarks"
    " report`. Rates are means over pages; brackets hold 95 % intervals, resampled by document. CER"
    " alnum counts letters and digits only."
)
REPLAY = (
    "Systems marked (replayed) use readings of vision LLMs that were recorded once by others; no"
    " model was asked for this report. No recorded model saw Tesseract's text, so hybrid and auto"
    " results approximate what a live run would do. Tokens and prices of replayed readings are"
    " estimates from published formulas and the price table."
)


def write(
    out: Path, pages: Sequence[CorpusPage], scores: Sequence[PageScore], summary: Summary
) -> Path:
    """Write OUT/report.html and return its path."""
    path = out / FILE
    chosen = [score for score in scores if not is_variant(score.system)]
    path.write_text(html.page(TITLE, _body(out, pages, chosen, summary)), encoding="utf-8")
    return path


def _body(
    out: Path, pages: Sequence[CorpusPage], scores: Sequence[PageScore], summary: Summary
) -> Iterator[Markup]:
    yield from (
        html.paragraph(text, "note") for text in (STORED, REPLAY, f"Price table of {price_date()}.")
    )
    shown = summary.rows
    yield html.table(overview.ERRORS, overview.errors(shown))
    yield html.paragraph(overview.NOTE, "note")
    if lines := overview.llm(shown, summary.differences):
        yield html.table(overview.LLM, lines)
        yield html.paragraph(
            "Replayed. Differences are paired, page by page and model by model; below 0 Recto is"
            " better."
        )
    yield from curve.section(summary.curve)
    for corpus in dict.fromkeys(row.corpus for row in shown):
        mine = [score for score in scores if score.corpus == corpus]
        yield from _corpus(corpus, [row for row in shown if row.corpus == corpus], mine, summary)
    yield html.heading("Can the confidences be believed?", 2)
    yield html.table(
        tables.TRUST,
        tables.trust(t for t in summary.trusts if t.system in _trusted(scores)),
        2,
        OURS,
    )
    yield from ablation.sections(summary.ablations, scores)
    yield html.heading("Worst pages", 2)
    yield html.paragraph(
        "The lines that the last column has most wrong; words that differ from the truth are"
        " marked."
    )
    for system in _shown_worst(scores):
        yield html.heading(system)
        yield from worst.sections(out, pages, scores, system, WORST)


def _corpus(
    corpus: str, rows: Sequence[Row], scores: Sequence[PageScore], summary: Summary
) -> Iterator[Markup]:
    yield html.heading(corpus, 2)
    for kind in dict.fromkeys(row.kind for row in rows):
        yield html.heading(kind)
        yield from _kind([row for row in rows if row.kind == kind])
        of_kind = [score for score in scores if score.kind == kind]
        if lines := harm.harm_lines(of_kind):
            table = html.table(harm.HEAD, lines, 1, OURS)
            yield html.folded("Harm to Tesseract's words, of 10,000", table)
        found = [d for d in summary.differences if (d.corpus, d.kind) == (corpus, kind)]
        if found:
            lines = tables.differences(found)
            yield html.folded("Differences", html.table(tables.DIFFERENCES, lines, 2))
    yield html.group("plots", _figures(corpus, rows, scores))


def _kind(rows: Sequence[Row]) -> Iterator[Markup]:
    yield html.table(tables.ACCURACY, tables.accuracy(rows), 1, OURS)
    yield html.folded("Cost", html.table(tables.COST, tables.cost(rows), 1, OURS))
    yield html.folded(
        "Words helped, harmed, copied, lost, invented",
        html.table(tables.CHANGES, tables.changes(rows), 1, OURS),
    )
    if lines := tables.structure(rows):
        yield html.folded("Tables and headings", html.table(tables.STRUCTURE, lines, 1, OURS))


def _figures(corpus: str, rows: Sequence[Row], scores: Sequence[PageScore]) -> Iterator[Markup]:
    for kind in dict.fromkeys(row.kind for row in rows):
        drawn = plots.pareto(f"{corpus}, {kind}", [row for row in rows if row.kind == kind])
        yield from _figure(
            drawn,
            f"Price against error, {kind}; a thin line joins the systems that no cheaper one"
            " beats.",
        )
    for model in _weak_and_strong(rows):
        drawn = plots.scatter(corpus, scores, model)
        yield from _figure(
            drawn,
            f"Each page: Tesseract across; {model} and its hybrid up. Below the diagonal is"
            " better.",
        )
    groups = {s: [score for score in scores if score.system == s] for s in _trusted(scores)}
    yield from _figure(
        plots.risk(corpus, groups), "Keeping the surest words first: the lower, the better."
    )
    yield from _figure(
        plots.calibration(corpus, groups), "Confidence against truth; on the diagonal is honest."
    )


def _figure(drawn: str, caption: str) -> Iterator[Markup]:
    if drawn:
        yield html.figure(trusted(drawn), caption)


def _weak_and_strong(rows: Sequence[Row]) -> list[str]:
    """The best and the worst model of the corpus that has a hybrid result."""
    models: dict[str, list[str]] = {"hybrid": [], "llm": []}
    for row in rows:
        kind, _, model = row.system.partition(":")
        models.setdefault(kind, []).append(model)
    ranked = [model for model in models["llm"] if model in models["hybrid"]]
    ends = [*ranked[:1], *ranked[-1:]]
    return list(dict.fromkeys(ends))


def _trusted(scores: Sequence[PageScore]) -> list[str]:
    """Systems with confidences that can be drawn together: the local ones, the hybrid and the auto
    of most pages.
    """
    systems = dict.fromkeys(score.system for score in scores if score.trust)
    pages = Counter(score.system for score in scores)
    most = [
        max(mine, key=lambda system: (pages[system], system))
        for kind in ("hybrid:", "auto:")
        if (mine := [system for system in systems if system.startswith(kind)])
    ]
    return [*(s for s in ("tesseract", "ppocr", "local") if s in systems), *most]


def _shown_worst(scores: Sequence[PageScore]) -> list[str]:
    return [s for s in _trusted(scores) if s.startswith(OURS)]
