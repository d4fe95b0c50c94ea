"""Rows as plain text for the terminal and as Markdown for documents; replayed results are marked in
both.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from benchmarks.metrics.bootstrap import Interval
from benchmarks.summary import Row

HEADINGS = (
    "corpus",
    "kind",
    "system",
    "pages",
    "CER",
    "alnum CER",
    "word F1",
    "WER",
    "s/page",
    "CPU s/page",
)
REPLAYED = " (replayed)"


def cells(row: Row) -> tuple[str, ...]:
    """The figures of a row as they are printed everywhere."""
    rates = (f"{rate:.4f}" for rate in (row.cer, row.alnum_cer.mean, row.word_f1.mean, row.wer))
    cost = (f"{row.seconds:.2f}", f"{row.cpu_seconds:.2f}") if row.seconds else ("-", "-")
    return (
        row.corpus,
        row.kind,
        label(row.system, replayed=row.replayed),
        str(row.pages),
        *rates,
        *cost,
    )


def label(system: str, *, replayed: bool) -> str:
    """The system's name, saying when its LLM was replayed."""
    return system + (REPLAYED if replayed else "")


def with_interval(interval: Interval, digits: int = 4) -> str:
    """Mean and 95 % interval: ".0346 [.0301, .0395]"; without one: the mean."""
    mean = f"{interval.mean:.{digits}f}"
    return (
        mean
        if math.isnan(interval.low)
        else f"{mean} [{interval.low:.{digits}f}, {interval.high:.{digits}f}]"
    )


def signed(interval: Interval) -> str:
    """A difference: "-0.0123 [-0.0201, -0.0047]"; below 0 the first is better."""
    if math.isnan(interval.low):
        return f"{interval.mean:+.4f}"
    return f"{interval.mean:+.4f} [{interval.low:+.4f}, {interval.high:+.4f}]"


def plain(rows: Sequence[Row]) -> str:
    """Columns of one width."""
    table = [HEADINGS, *(cells(row) for row in rows)]
    widths = [max(len(line[i]) for line in table) for i in range(len(HEADINGS))]
    return "\n".join(
        "  ".join(_padded(i, text, widths[i]) for i, text in enumerate(line)) for line in table
    )


def _padded(column: int, text: str, width: int) -> str:
    return text.ljust(width) if column < 3 else text.rjust(width)  # names left, figures right


def markdown(headings: Sequence[str], lines: Sequence[Sequence[str]], names: int = 3) -> str:
    """A GitHub table; the first `names` columns are text, the rest figures."""
    rule = ["---"] * names + ["---:"] * (len(headings) - names)
    return "\n".join("| " + " | ".join(line) + " |" for line in [headings, rule, *lines])
