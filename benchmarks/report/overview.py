"""The first table of the report and of the documentation: one line for each kind of page, one
column for each way to read it.

Rows enter, lines of figures leave. A column over many LLMs is the mean over the models that were
recorded for those pages, so that llm, hybrid and auto are compared over the same readings.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from statistics import fmean

from benchmarks.summary import Difference, Row
from benchmarks.table import signed

ERRORS = (
    "pages",
    "n",
    "Tesseract",
    "PP-OCR",
    "Recto, local",
    "LLM alone *",
    "Recto, hybrid *",
    "Recto, auto *",
    "sent *",
)
NOTE = (
    "alnum CER, mean per page, less is better. *: replayed; means over the readings recorded for"
    " these pages, each model by itself in the tables below. sent: share of the characters that"
    " auto sends to the LLM. †: combining marks are counted, too, since words depend on them; in"
    " brackets without them."
)
IN_SIGHT = "in sight"
MARKS = " †"  # behind pages whose figures count combining marks as letters
LOCAL = ("pages", "n", "Tesseract", "PP-OCR", "Recto, local", "local - Tesseract [95 %]")
LLM = (
    "pages",
    "models",
    "LLM alone",
    "Recto, hybrid",
    "hybrid - LLM [95 %]",
    "Recto, auto",
    "auto - LLM [95 %]",
    "sent",
)


def errors(rows: Sequence[Row]) -> list[tuple[str, ...]]:
    """alnum CER of every way to read, by corpus and kind."""
    return [
        (
            _name(corpus, kind, mine),
            str(max(row.pages for row in mine)),
            *(_counted(_one(mine, system)) for system in ("tesseract", "ppocr", "local")),
            *(_counted(_many(mine, prefix)) for prefix in ("llm:", "hybrid:", "auto:")),
            _share([row.sent for row in mine if row.system.startswith("auto:")]),
        )
        for corpus, kind, mine in _groups(rows)
    ]


def local(
    rows: Sequence[Row], differences: Sequence[Difference], in_sight: Sequence[Row] = ()
) -> list[tuple[str, ...]]:
    """alnum CER and word F1 of the ways to read without an LLM; `in_sight`: of a run by what was
    chosen with these pages in sight, for a last column.
    """
    beside = {(row.corpus, row.kind): row for row in in_sight if row.system == "local"}
    return [
        (
            _name(corpus, kind, mine),
            str(max(row.pages for row in mine)),
            *(
                _both([row for row in mine if row.system == system])
                for system in ("tesseract", "ppocr", "local")
            ),
            _gap(differences, corpus, kind, ("local", "tesseract")),
            *([_both(_known(beside, corpus, kind))] if in_sight else []),
        )
        for corpus, kind, mine in _groups(rows)
    ]


def llm(
    rows: Sequence[Row], differences: Sequence[Difference], in_sight: Sequence[Row] = ()
) -> list[tuple[str, ...]]:
    """alnum CER with a replayed LLM, means over the readings recorded for the pages; kinds without
    any are left out. `in_sight` as above, the hybrid's.
    """
    beside: dict[tuple[str, str], list[Row]] = {}
    for row in in_sight:
        beside.setdefault((row.corpus, row.kind), []).append(row)
    return [
        (
            _name(corpus, kind, mine),
            str(sum(row.system.startswith("hybrid:") for row in mine)),
            _counted(_many(mine, "llm:")),
            _counted(_many(mine, "hybrid:")),
            _gap(differences, corpus, kind, ("hybrid:*", "llm:*")),
            _counted(_many(mine, "auto:")),
            _gap(differences, corpus, kind, ("auto:*", "llm:*")),
            _share([row.sent for row in mine if row.system.startswith("auto:")]),
            *([_counted(_many(beside.get((corpus, kind), ()), "hybrid:"))] if in_sight else []),
        )
        for corpus, kind, mine in _groups(rows)
        if any(row.system.startswith("hybrid:") for row in mine)
    ]


def _gap(differences: Iterable[Difference], corpus: str, kind: str, pair: tuple[str, str]) -> str:
    found = [
        d for d in differences if (d.corpus, d.kind, d.ours, d.theirs) == (corpus, kind, *pair)
    ]
    return signed(found[0].alnum_cer) if found else "-"


def _both(rows: Sequence[Row]) -> str:
    if not rows:
        return "-"
    row = rows[0]
    rate = f"{row.alnum_cer.mean:.3f}"
    if not math.isnan(row.without_marks):
        rate = f"{rate} ({row.without_marks:.3f})"
    return f"{rate} / {row.word_f1.mean:.3f}"


def _groups(rows: Sequence[Row]) -> Iterable[tuple[str, str, list[Row]]]:
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        groups.setdefault((row.corpus, row.kind), []).append(row)
    for (corpus, kind), members in groups.items():
        yield corpus, kind, members


def _name(corpus: str, kind: str, rows: Iterable[Row]) -> str:
    marks = MARKS if any(row.has_marks for row in rows) else ""
    return f"{corpus}, {kind}{marks}"


def _known(rows: Mapping[tuple[str, str], Row], corpus: str, kind: str) -> list[Row]:
    row = rows.get((corpus, kind))
    return [row] if row else []


def _one(rows: Iterable[Row], system: str) -> list[Row]:
    return [row for row in rows if row.system == system]


def _many(rows: Iterable[Row], prefix: str) -> list[Row]:
    return [row for row in rows if row.system.startswith(prefix)]


def _counted(rows: Sequence[Row]) -> str:
    """The rate, and behind it the one without combining marks where they were counted."""
    rate = _rate([row.alnum_cer.mean for row in rows])
    known = [row.without_marks for row in rows if not math.isnan(row.without_marks)]
    return f"{rate} ({_rate(known)})" if known else rate


def _rate(values: Sequence[float]) -> str:
    return f"{fmean(values):.4f}" if values else "-"


def _share(values: Iterable[float]) -> str:
    known = [value for value in values if not math.isnan(value)]
    return f"{100 * fmean(known):.0f} %" if known else "-"
