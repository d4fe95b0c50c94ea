"""The report's tables: headings and cells from summary rows, the same for HTML and Markdown."""

from __future__ import annotations

import math
from collections.abc import Iterable

from benchmarks.summary import Difference, Row, Trust
from benchmarks.table import label, signed, with_interval

Lines = list[tuple[str, ...]]

ACCURACY = (
    "system",
    "pages",
    "alnum CER [95 %]",
    "word F1 [95 %]",
    "CER",
    "CER micro",
    "WER",
    "flexible",
    "order",
)
COST = ("system", "sent to LLM", "tokens/page", "US$/1,000 pages", "CPU s/page", "s/page")
CHANGES = ("system", "help", "harm", "copy", "deletion", "fabrication", "LLM words mended : broken")
STRUCTURE = (
    "system",
    "TEDS",
    "TEDS structure",
    "GriTS content",
    "GriTS topology",
    "headings F1",
    "heading ranks",
)
TRUST = (
    "corpus",
    "system",
    "words",
    "right",
    "ECE",
    "AUROC",
    "AURC",
    "kept at 1 % risk",
    "kept at 2 % risk",
)
DIFFERENCES = ("ours", "theirs", "pages", "alnum CER, ours - theirs [95 %]", "beyond chance")


def accuracy(rows: Iterable[Row]) -> Lines:
    """What every corpus is judged by."""
    return [
        (
            _name(row),
            str(row.pages),
            with_interval(row.alnum_cer),
            with_interval(row.word_f1),
            *(
                f"{value:.4f}"
                for value in (row.cer, row.cer_micro, row.wer, row.flexible_accuracy, row.order)
            ),
        )
        for row in rows
    ]


def cost(rows: Iterable[Row]) -> Lines:
    """What it takes; tokens and dollars of replayed readings are estimates."""
    return [
        (
            _name(row),
            _percent(row.sent),
            _number(row.tokens, 0),
            _number(row.usd, 2),
            _number(row.cpu_seconds, 2),
            _number(row.seconds, 2),
        )
        for row in rows
    ]


def changes(rows: Iterable[Row]) -> Lines:
    """What became of Tesseract's words, and of the LLM's."""
    return [
        (
            _name(row),
            *(
                _percent(value)
                for value in (row.help, row.harm, row.copy, row.deletion, row.fabrication)
            ),
            f"{row.against_llm[0]} : {row.against_llm[1]}" if row.against_llm else "-",
        )
        for row in rows
        if row.system != "tesseract"
    ]


def structure(rows: Iterable[Row]) -> Lines:
    """Tables and headings, where the truth states any."""
    tables = ("teds", "teds_structure", "grits_content", "grits_topology")
    return [
        (
            _name(row),
            *(_number(row.tables.get(name, math.nan), 3) for name in tables),
            *(_number(row.structure.get(name, math.nan), 3) for name in ("headings", "levels")),
        )
        for row in rows
        if row.tables or row.structure
    ]


def trust(trusts: Iterable[Trust]) -> Lines:
    """How far confidences can be believed."""
    return [
        (
            item.corpus,
            label(item.system, replayed=item.replayed),
            str(item.words),
            _percent(item.right),
            *(_number(value, 3) for value in (item.ece, item.auroc, item.aurc)),
            _percent(item.coverage_at_1),
            _percent(item.coverage_at_2),
        )
        for item in trusts
    ]


def differences(found: Iterable[Difference]) -> Lines:
    """Below 0: ours is better."""
    return [
        (
            label(item.ours, replayed=item.replayed),
            item.theirs,
            str(item.pages),
            signed(item.alnum_cer),
            "yes" if item.alnum_cer.excludes_zero else "no",
        )
        for item in found
    ]


def _name(row: Row) -> str:
    return label(row.system, replayed=row.replayed)


def _percent(share: float) -> str:
    return "-" if math.isnan(share) else f"{100 * share:.1f} %"


def _number(value: float, digits: int) -> str:
    return "-" if math.isnan(value) or (value == 0 and digits < 3) else f"{value:.{digits}f}"
