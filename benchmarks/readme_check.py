"""Numbers in README.md and in the documentation come from stored results: what stands between two
markers must be what the results say.

    <!-- bench:NAME -->
    a table
    <!-- /bench:NAME -->

A document and the stored results enter; the differences leave, or the document with its tables
written anew. Which NAME makes which table is decided here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from benchmarks import (
    by_script,
    by_script_trust,
    goals,
    one_reader_curve,
    pairs_front,
    pairs_pages_told,
    results,
    trust,
)
from benchmarks.ablation import RULE, STEP, Ablation
from benchmarks.blanks import told
from benchmarks.curve import Point
from benchmarks.goals import Goal
from benchmarks.json_numbers import interval, number
from benchmarks.loop import stability
from benchmarks.loop.stability import Chosen
from benchmarks.report import ablation, curve, front, overview
from benchmarks.speed import command as speed
from benchmarks.speed.measure import Cost
from benchmarks.speed.race import Result
from benchmarks.speed.stages import Figure
from benchmarks.summary import Difference, Row
from benchmarks.table import markdown

T = TypeVar("T", Row, Difference, Ablation, Point)
STORED = Path(__file__).parent / "results"
ROOT = Path(__file__).parent.parent
DOCUMENTS = (
    ROOT / "README.md",
    ROOT / "README.zh.md",
    ROOT / "docs" / "explanation" / "benchmarks.md",
)
_BLOCK = re.compile(r"<!-- bench:([\w-]+) -->\n(.*?)<!-- /bench:\1 -->", re.DOTALL)


def _front(language: str) -> str:
    points = _stored("curve", Point, ("behind",))
    goals_met = [_goal(each) for each in _plain_rows("goals")]
    invented = told.stored()["means"]
    lines = front.lines(_means()[0], goals_met, points, _raced(), invented, language)
    return markdown(front.HEADINGS[language], lines, names=1) if lines else ""


def _local() -> str:
    seen = _in_sight()
    headings = (*overview.LOCAL, overview.IN_SIGHT) if seen else overview.LOCAL
    return markdown(headings, overview.local(*_means(), seen), names=1)


def _llm() -> str:
    seen = _in_sight()
    headings = (*overview.LLM, f"hybrid, {overview.IN_SIGHT}") if seen else overview.LLM
    return markdown(headings, overview.llm(*_means(), seen), names=1)


def _in_sight() -> list[Row]:
    """Rows of the shipped weights and thresholds; none where the headline figures are theirs."""
    return _restored_all(_beside().get("rows", ()), Row, ("alnum_cer", "word_f1"))


def _beside() -> Mapping[str, Any]:
    found: Mapping[str, Any] = results.read(STORED / results.FILE).get("in_sight", {})
    return found


def _thresholds() -> str:
    found = [Chosen(**each) for each in _plain_rows("thresholds")]
    return markdown(stability.HEADINGS, stability.lines(found), names=1) if found else ""


def _left_out(kind: str) -> str:
    lines = ablation.left_out(_stored("ablations", Ablation, ("gain",)), kind)
    return markdown(ablation.LEFT_OUT, lines, names=1) if lines else ""


def _flagged(kind: str) -> str:
    lines = ablation.flagged(_stored("ablations", Ablation, ("gain",)), kind)
    return markdown(ablation.FLAGGED, lines, names=1) if lines else ""


def _curve() -> str:
    found = _stored("curve", Point, ("behind",))
    return markdown(curve.HEADINGS, curve.lines(found), names=2) if found else ""


def _one_reader() -> str:
    lines = one_reader_curve.table(one_reader_curve.stored())
    return markdown(one_reader_curve.HEADINGS, lines, names=1)


def _pairs() -> str:
    return markdown(pairs_front.HEADINGS, pairs_front.lines(pairs_front.stored()), names=3)


def _pairs_pages() -> str:
    found, _ = pairs_pages_told.stored()
    return markdown(pairs_pages_told.HEADINGS, pairs_pages_told.lines(found))


def _pairs_sure() -> str:
    _, counts = pairs_pages_told.stored()
    return markdown(pairs_pages_told.SURE, pairs_pages_told.sure_lines(counts), names=1)


def _trust() -> str:
    return markdown(trust.HEADINGS, trust.lines(*trust.stored()), names=1)


def _blanks() -> str:
    return markdown(told.HEADINGS, told.stored()["rows"], names=1)


def _by_script() -> str:
    return markdown(by_script.HEADINGS, by_script.lines(by_script.stored()[0]), names=1)


def _by_script_trust() -> str:
    lines = by_script_trust.lines(by_script.stored()[1])
    return markdown(by_script_trust.HEADINGS, lines, names=2)


def _goals() -> str:
    found = [_goal(each) for each in _plain_rows("goals")]
    seen = [_goal(each) for each in _beside().get("goals", ())]
    if seen:
        return markdown(goals.BOTH, goals.lines_of_both(found, seen), names=1)
    return markdown(goals.HEADINGS, goals.lines(found), names=1) if found else ""


def _goal(entry: Mapping[str, Any]) -> Goal:
    return Goal(**{key: number(value) for key, value in entry.items()})


def _plain_rows(name: str) -> Sequence[Mapping[str, Any]]:
    rows: Sequence[Mapping[str, Any]] = results.read(STORED / results.FILE).get(name, ())
    return rows


def _speed() -> str:
    return markdown(speed.HEADINGS, speed.rows(_raced()), names=1)


def _figures() -> str:
    figures = [Figure(**entry) for entry in _speed_record()["figures"]]
    return markdown(speed.FIGURES, speed.figure_rows([*speed.scaling(_raced()), *figures]), names=1)


def _growth() -> str:
    grown = [(entry.pop("pages"), Cost(**entry)) for entry in _speed_record()["growth"]]
    return markdown(speed.GROWTH, speed.growth_rows(grown), names=1) if grown else ""


def _raced() -> list[Result]:
    return [Result(**entry) for entry in _speed_record()["race"]]


def _speed_record() -> dict[str, Any]:
    record: dict[str, Any] = json.loads((STORED / "speed.json").read_text(encoding="utf-8"))
    return record


TABLES: Mapping[str, Callable[[], str]] = {
    "front": partial(_front, "en"),
    "front-zh": partial(_front, "zh"),
    "local": _local,
    "llm": _llm,
    "curve": _curve,
    "one-reader": _one_reader,
    "pairs": _pairs,
    "pairs-pages": _pairs_pages,
    "pairs-sure": _pairs_sure,
    "blanks": _blanks,
    "trust": _trust,
    "by-script": _by_script,
    "by-script-trust": _by_script_trust,
    "goals": _goals,
    "thresholds": _thresholds,
    "ablation-local": partial(_left_out, STEP),
    "ablation-llm": partial(_left_out, RULE),
    "ablation-local-flags": partial(_flagged, STEP),
    "ablation-llm-flags": partial(_flagged, RULE),
    "speed": _speed,
    "speed-figures": _figures,
    "speed-growth": _growth,
}


def _means() -> tuple[list[Row], list[Difference]]:
    """The stored rows and differences."""
    rows = _stored("rows", Row, ("alnum_cer", "word_f1"))
    return rows, _stored("differences", Difference, ("alnum_cer",))


def _stored(name: str, kind: type[T], intervals: Sequence[str]) -> list[T]:
    """A list of the stored results; none where an older run did not have it."""
    return _restored_all(results.read(STORED / results.FILE).get(name, ()), kind, intervals)


def _restored_all(
    entries: Iterable[Mapping[str, Any]], kind: type[T], intervals: Sequence[str]
) -> list[T]:
    return [_restored(kind, entry, intervals) for entry in entries]


def _restored(kind: type[T], entry: Mapping[str, Any], intervals: Sequence[str]) -> T:
    """JSON back to a frozen row: null is not a number."""
    values = {name: number(value) for name, value in entry.items()}
    for name in intervals:
        values[name] = interval(entry[name])
    return kind(**values)


def differences(text: str) -> list[str]:
    """One line for each table that is not what the stored results say; empty: all is well."""
    blocks = _BLOCK.findall(text)
    wrong = [
        f"bench:{name} is not what the stored results say"
        for name, body in blocks
        if body != _body(name)
    ]
    marks = re.findall(r"<!-- bench:([\w-]+) -->", text)
    return wrong + [
        f"bench:{name} has no end, so nobody checks it"
        for name in marks
        if name not in dict(blocks)
    ]


def renewed(text: str) -> str:
    """The text with every marked table written from the stored results."""
    return _BLOCK.sub(
        lambda match: f"<!-- bench:{match[1]} -->\n{_body(match[1])}<!-- /bench:{match[1]} -->",
        text,
    )


def _body(name: str) -> str:
    """The table, or nothing as long as no results are stored."""
    try:
        table = TABLES[name]()
    except FileNotFoundError:
        return ""
    return table + "\n" if table else ""
