"""Rows as plain text for the terminal and as Markdown for documents; replayed results are marked in both."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.scoring import Row

HEADINGS = ("corpus", "kind", "system", "pages", "CER", "alnum CER", "word F1", "WER", "s/page", "CPU s/page")
REPLAYED = " (replayed)"


def cells(row: Row) -> tuple[str, ...]:
    """The figures of a row as they are printed everywhere."""
    name = row.system + (REPLAYED if row.replayed else "")
    rates = (f"{rate:.4f}" for rate in (row.cer, row.alnum_cer, row.word_f1, row.wer))
    cost = (f"{row.seconds:.2f}", f"{row.cpu_seconds:.2f}") if row.seconds else ("-", "-")
    return (row.corpus, row.kind, name, str(row.pages), *rates, *cost)


def plain(rows: Sequence[Row]) -> str:
    """Columns of one width."""
    table = [HEADINGS, *(cells(row) for row in rows)]
    widths = [max(len(line[i]) for line in table) for i in range(len(HEADINGS))]
    return "\n".join("  ".join(_padded(i, text, widths[i]) for i, text in enumerate(line)) for line in table)


def _padded(column: int, text: str, width: int) -> str:
    return text.ljust(width) if column < 3 else text.rjust(width)  # names left, figures right


def markdown(rows: Sequence[Row]) -> str:
    """A GitHub table."""
    rule = ["---"] * 3 + ["---:"] * (len(HEADINGS) - 3)
    lines = [HEADINGS, rule, *(cells(row) for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
