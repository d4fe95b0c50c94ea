"""README numbers come from stored results: what stands between two markers must be what the results say.

    <!-- bench:NAME -->
    a table
    <!-- /bench:NAME -->

A document and the stored results enter; the differences leave, or the document with its tables written anew. Which
NAME makes which table is decided here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from benchmarks import results
from benchmarks.report import overview
from benchmarks.speed.command import HEADINGS as SPEED
from benchmarks.speed.command import rows as speed_rows
from benchmarks.speed.race import Result
from benchmarks.summary import Difference, Row
from benchmarks.table import markdown
from recto.metrics.bootstrap import Interval

T = TypeVar("T", Row, Difference)
STORED = Path(__file__).parent / "results"
_BLOCK = re.compile(r"<!-- bench:([\w-]+) -->\n(.*?)<!-- /bench:\1 -->", re.DOTALL)


def _local() -> str:
    return markdown(overview.LOCAL, overview.local(*_means()), names=1)


def _llm() -> str:
    return markdown(overview.LLM, overview.llm(*_means()), names=1)


def _speed() -> str:
    record = json.loads((STORED / "speed.json").read_text(encoding="utf-8"))
    return markdown(SPEED, speed_rows([Result(**entry) for entry in record["race"]]), names=1)


TABLES: Mapping[str, Callable[[], str]] = {"local": _local, "llm": _llm, "speed": _speed}


def _means() -> tuple[list[Row], list[Difference]]:
    """The stored rows and differences."""
    stored = results.read(STORED / results.FILE)
    rows = [_restored(Row, entry, ("alnum_cer", "word_f1")) for entry in stored["rows"]]
    return rows, [_restored(Difference, entry, ("alnum_cer",)) for entry in stored["differences"]]


def _restored(kind: type[T], entry: Mapping[str, Any], intervals: Sequence[str]) -> T:
    """JSON back to a frozen row: null is not a number."""
    values = {name: _number(value) for name, value in entry.items()}
    for name in intervals:
        values[name] = Interval(**{key: _number(value) for key, value in entry[name].items()})
    return kind(**values)


def _number(value: Any) -> Any:
    return float("nan") if value is None else value


def differences(text: str) -> list[str]:
    """One line for each table that is not what the stored results say; empty: all is well."""
    return [
        f"bench:{name} is not what the stored results say" for name, body in _BLOCK.findall(text) if body != _body(name)
    ]


def renewed(text: str) -> str:
    """The text with every marked table written from the stored results."""
    return _BLOCK.sub(lambda match: f"<!-- bench:{match[1]} -->\n{_body(match[1])}<!-- /bench:{match[1]} -->", text)


def _body(name: str) -> str:
    """The table, or nothing as long as no results are stored."""
    try:
        return TABLES[name]() + "\n"
    except FileNotFoundError:
        return ""
