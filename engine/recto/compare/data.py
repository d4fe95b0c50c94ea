"""The comparison for programs: a row for each page and system as CSV, everything as JSON.

A Comparison enters, text leaves. A price that is not known is empty, never nought; what the figures
mean stands in the JSON itself.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import asdict
from typing import Any

from recto.compare.report import DEFINITIONS, Comparison
from recto.compare.scores import page_key, rates_of
from recto.compare.systems import PageText
from recto.writers.tables_csv import harmless

COLUMNS = (
    "page",
    "system",
    "letters_and_digits_wrong",
    "words_found",
    "cer",
    "wer",
    "seconds",
    "usd",
    "tokens",
    "problem",
)


def to_csv(found: Comparison) -> str:
    """A row for each page and system; rates are empty for a page without a truth."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(COLUMNS)
    for row in _rows(found):
        table.writerow([_cell(row[name]) for name in COLUMNS])
    return out.getvalue()


def to_json(found: Comparison) -> str:
    """The answer, the scores with their intervals, the estimates, and each page."""
    agreement = [[a, b, alike] for (a, b), alike in found.agreement.items()]
    value = {
        "answer": list(found.answer),
        "definitions": dict(DEFINITIONS),
        "scores": [asdict(score) for score in found.scores],
        "harms": [asdict(row) for row in found.harms],
        "estimates": [asdict(each) for each in found.estimates],
        "words_in_common": agreement,
        "pages": _rows(found),
    }
    return json.dumps(value, indent=1, ensure_ascii=False) + "\n"


def _rows(found: Comparison) -> list[dict[str, Any]]:
    rows = []
    for system, pages in found.systems.items():
        rows += [_row(system, page, found.truths.get(page_key(page))) for page in pages]
    return rows


def _row(system: str, page: PageText, truth: str | None) -> dict[str, Any]:
    usage = page.usage
    tokens = usage.input_tokens + usage.output_tokens
    is_priced = bool(usage.usd) or not tokens
    rates = rates_of(page, truth) if truth is not None else None
    return {
        "page": page.name,
        "system": system,
        "letters_and_digits_wrong": rates.alnum_cer if rates else None,
        "words_found": rates.word_f1 if rates else None,
        "cer": rates.cer if rates else None,
        "wer": rates.wer if rates else None,
        "seconds": round(page.seconds, 3),
        "usd": usage.usd if is_priced else None,
        "tokens": tokens,
        "problem": page.problem,
    }


def _cell(value: object) -> object:
    if value is None:
        return ""
    return harmless(value) if isinstance(value, str) else value
