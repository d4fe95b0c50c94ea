"""`python -m benchmarks trust LOOP --in-sight OUT`: how much the hybrid's confidence tells, corpus
by corpus, with all errors and without those that every reader shares.

Stored outcomes of printed pages enter, a Trusted for each corpus and one for their mean leave.
Nothing else is scored, so that it takes a fifth of what `publish` takes, which writes the same.
"""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.corpora import CorpusPage
from benchmarks.json_numbers import interval, plain
from benchmarks.metrics.bootstrap import Interval
from benchmarks.metrics.trusted import TrustedWord, Words, intervals
from benchmarks.readings import PRINTED, Readings
from benchmarks.scoring import trust_of

STORED = Path(__file__).parent / "results" / "trust.json"
MEAN = "mean over corpora"
HEADINGS = (
    "printed pages (replayed)",
    "words",
    "wrong",
    "of them, shared by every reader",
    "AUROC",
    "without shared errors",
    "errors in the least sure 15 %",
    "without shared errors",
    "in sight: AUROC",
    "least sure 15 %",
)


@dataclass(frozen=True, slots=True)
class Trusted:
    """One corpus; shares and AUROC 0..1."""

    corpus: str
    words: int
    wrong: int
    shared: int  # errors that every reader has alike
    auroc: Interval
    auroc_apart: Interval  # without shared errors
    caught: Interval  # of the errors, among the least sure words
    caught_apart: Interval


@dataclass(frozen=True, slots=True)
class PageWords:
    """A hybrid's words with letters or digits on a printed page: (confidence, right)."""

    corpus: str
    document: str
    every: Sequence[tuple[float, bool]]
    apart: Sequence[tuple[float, bool]]  # without shared errors


def of_readings(found: Readings) -> Iterator[PageWords]:
    """Of pages that are scored."""
    for pairs in found.values():
        for pair in pairs:
            hybrid = pair.hybrid
            if hybrid.kind in PRINTED:
                every, apart = hybrid.trust, hybrid.trust_apart
                yield PageWords(hybrid.corpus, hybrid.document, every, apart)


def of_stored(out: Path, pages: Iterable[CorpusPage]) -> Iterator[PageWords]:
    """Of pages of a run, or of the loop."""
    for page in pages:
        if page.kind in PRINTED:
            for every, apart in trust_of(out, page):
                yield PageWords(page.corpus, page.document, every, apart)


def by_corpus(given: Iterable[PageWords]) -> list[Trusted]:
    """By corpus, the mean last; nothing without words."""
    corpora: dict[str, list[PageWords]] = defaultdict(list)
    for page in given:
        corpora[page.corpus].append(page)
    every, apart = [], []
    rows = []
    for name in sorted(corpora):
        mine = _words(corpora[name], "every")
        if not mine:
            continue
        rest = _words(corpora[name], "apart")
        every.append(mine)
        apart.append(rest)
        rows.append(_row(name, [mine], [rest]))
    return [*rows, _row(MEAN, every, apart)] if rows else []


def _words(pages: Iterable[PageWords], name: str) -> list[TrustedWord]:
    found = []
    for page in pages:
        for confidence, right in getattr(page, name):
            found.append(TrustedWord(confidence, right, page.document))
    return found


def _row(name: str, every: Sequence[Words], apart: Sequence[Words]) -> Trusted:
    words = sum(map(len, every))
    wrong = sum(not word.right for each in every for word in each)
    auroc, caught = intervals(every)
    auroc_apart, caught_apart = intervals(apart)
    shared = words - sum(map(len, apart))
    return Trusted(name, words, wrong, shared, auroc, auroc_apart, caught, caught_apart)


def lines(left_out: Sequence[Trusted], in_sight: Sequence[Trusted]) -> list[tuple[str, ...]]:
    """As printed."""
    beside = {row.corpus: row for row in in_sight}
    found = []
    for row in left_out:
        seen = beside.get(row.corpus)
        shown = ("-", "-")
        if seen:
            ranked = f"{seen.auroc.mean:.3f}; {seen.auroc_apart.mean:.3f}"
            shown = (ranked, f"{seen.caught.mean:.1%}; {seen.caught_apart.mean:.1%}")
        share = row.shared / max(1, row.wrong)
        found.append((
            row.corpus,
            f"{row.words:,}",
            f"{row.wrong:,}",
            f"{share:.0%}",
            _said(row.auroc, ".3f"),
            _said(row.auroc_apart, ".3f"),
            _said(row.caught, ".1%"),
            _said(row.caught_apart, ".1%"),
            *shown,
        ))  # fmt: skip
    return found


def _said(interval: Interval, form: str) -> str:
    mean = format(interval.mean, form)
    if math.isnan(interval.low):
        return mean
    return f"{mean} [{interval.low:{form}}, {interval.high:{form}}]"


def write(left_out: Sequence[Trusted], in_sight: Sequence[Trusted]) -> None:
    """For the documentation."""
    record = {"left_out": list(map(asdict, left_out)), "in_sight": list(map(asdict, in_sight))}
    text = json.dumps(plain(record), indent=1)
    STORED.write_text(f"{text}\n", encoding="utf-8")


def stored() -> tuple[list[Trusted], list[Trusted]]:
    """What was published last: left out, in sight."""
    record: Mapping[str, Any] = json.loads(STORED.read_text(encoding="utf-8"))
    left_out = [_restored(row) for row in record["left_out"]]
    return left_out, [_restored(row) for row in record["in_sight"]]


def _restored(row: Mapping[str, Any]) -> Trusted:
    values = dict(row)
    for name in ("auroc", "auroc_apart", "caught", "caught_apart"):
        values[name] = interval(row[name])
    return Trusted(**values)
