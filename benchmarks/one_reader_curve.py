"""Cost against accuracy of `--llm auto` with Tesseract alone, beside two readers: a curve over the
doubt from which a page is sent.

Recorded readings that were tried on pages enter (one_reader.py), Points leave, and the table that
the documentation shows. A page is sent whole or not at all, so every threshold follows from what
the page becomes when it is sent. Pages and readings count alike.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from statistics import fmean
from typing import Any

from benchmarks.metrics.bootstrap import Interval, paired_interval
from recto.routing.route import ALONE_PAGE

STORED = Path(__file__).parent / "results" / "one_reader.json"
ONE, TWO = "one", "two"
ALWAYS, AUTO = "always", "auto"
THRESHOLDS = (0.3, 0.2, 0.15, 0.1, 0.06, 0.04, 0.02)
KEEP = 0.95  # of the gain: what a threshold must keep on the other corpora to be chosen
WORDS = 10_000
HEADINGS = (
    "Tesseract alone; two readers (replayed)",
    "pages x readings",
    "characters sent",
    "tokens sent",
    "US$ for 1,000 pages",
    "alnum CER",
    "gain kept",
    "mended, of 10,000 right words",
    "harmed",
    "against asking always [95 %]",
)


@dataclass(frozen=True, slots=True)
class Tried:
    """One recorded reading of one page in one setting."""

    corpus: str
    kind: str
    document: str
    page: str
    model: str
    readers: str  # ONE or TWO
    setting: str  # ALWAYS or AUTO
    sent: float  # share of the page's characters
    tokens: int  # in and out, estimated
    usd: float
    local: float  # alnum CER without an LLM, by these readers
    llm: float  # of the recording alone
    read: float  # of what comes out
    right: int  # words that the local reading has right
    helped: int  # words that are right by asking
    harmed: int  # words that were right and are wrong by asking
    characters: int  # of the truth
    doubt: float = 0.0  # share of the words that Tesseract's own reading expects to be wrong


@dataclass(frozen=True, slots=True)
class Point:
    """One way to read, all pages and readings together."""

    name: str
    readings: int
    sent: float  # of the characters
    tokens: float  # of those that asking always takes
    usd: float  # for a thousand pages
    error: float  # alnum CER
    kept: float  # of the gain of asking always, by the same readers
    helped: float  # of 10,000 words that were right before
    harmed: float
    behind: Interval  # alnum CER, less that of asking always


def curve(rows: Sequence[Tried]) -> list[Point]:
    """Those that send most first, Tesseract alone before two readers; of readings that were tried
    with both.
    """
    both = _in_both(rows)
    found = []
    for readers in (ONE, TWO):
        always = _of(both, readers, ALWAYS)
        if not always:
            continue
        named = {ALWAYS: always}
        if readers == ONE:
            for threshold in THRESHOLDS:
                mark = ", the default" if threshold == ALONE_PAGE else ""
                named[f"auto, pages from {threshold:g} doubt{mark}"] = _cut(always, threshold)
            named["auto, doubt chosen without the corpus"] = _left_out(always)
        else:
            named[AUTO] = _of(both, readers, AUTO)
        named["no LLM"] = _cut(always, float("inf"))
        found += [_point(f"{readers}: {name}", mine, always) for name, mine in named.items()]
    return found


def _in_both(rows: Sequence[Tried]) -> list[Tried]:
    keys: dict[tuple[str, str, str], set[str]] = {}
    for row in rows:
        keys.setdefault((row.corpus, row.page, row.model), set()).add(row.readers)
    return [row for row in rows if keys[row.corpus, row.page, row.model] == {ONE, TWO}]


def _of(rows: Sequence[Tried], readers: str, setting: str) -> list[Tried]:
    mine = [row for row in rows if (row.readers, row.setting) == (readers, setting)]
    return sorted(mine, key=lambda row: (row.corpus, row.page, row.model))


def _cut(always: Sequence[Tried], threshold: float) -> list[Tried]:
    """The pages under the threshold as they are without an LLM."""
    return [row if row.doubt > threshold else unsent(row) for row in always]


def unsent(row: Tried) -> Tried:
    """The page as it is when nothing is asked."""
    return replace(row, sent=0.0, tokens=0, usd=0.0, read=row.local, helped=0, harmed=0)


def _left_out(always: Sequence[Tried]) -> list[Tried]:
    """Each corpus by the threshold that keeps KEEP of the gain on the others and sends least."""
    found: list[Tried] = []
    for corpus in dict.fromkeys(row.corpus for row in always):
        others = [row for row in always if row.corpus != corpus]
        mine = [row for row in always if row.corpus == corpus]
        found += _cut(mine, chosen(others))
    return found


def chosen(rows: Sequence[Tried]) -> float:
    """The highest threshold that keeps KEEP of the gain on these readings; none: all is sent."""
    local, always = fmean(row.local for row in rows), fmean(row.read for row in rows)
    for threshold in THRESHOLDS:
        auto = fmean(row.read for row in _cut(rows, threshold))
        if local - auto >= KEEP * (local - always):
            return threshold
    return 0.0


def _point(name: str, mine: Sequence[Tried], always: Sequence[Tried]) -> Point:
    local, read, most = (
        [row.local for row in mine],
        [row.read for row in mine],
        [row.read for row in always],
    )
    gain = fmean(local) - fmean(most)
    right = sum(row.right for row in mine) / WORDS
    weights = [row.characters for row in mine]
    return Point(
        name,
        len(mine),
        sent=fmean([row.sent for row in mine], weights),
        tokens=sum(row.tokens for row in mine) / max(1, sum(row.tokens for row in always)),
        usd=1000 * fmean(row.usd for row in mine),
        error=fmean(read),
        kept=(fmean(local) - fmean(read)) / gain if gain else float("nan"),
        helped=sum(row.helped for row in mine) / right,
        harmed=sum(row.harmed for row in mine) / right,
        behind=paired_interval(read, most, [row.document for row in mine]),
    )


def table(points: Sequence[Point]) -> list[tuple[str, ...]]:
    """As it is printed."""
    lines = []
    for point in points:
        behind = f"{point.behind.mean:+.4f} [{point.behind.low:+.4f}, {point.behind.high:+.4f}]"
        line = (
            point.name,
            str(point.readings),
            f"{point.sent:.0%}",
            f"{point.tokens:.0%}",
            f"{point.usd:.2f}",
            f"{point.error:.4f}",
            f"{point.kept:.0%}",
            f"{point.helped:.0f}",
            f"{point.harmed:.0f}",
            behind,
        )
        lines.append(line)
    return lines


def write(points: Sequence[Point]) -> None:
    """Into the repository, where the table of the documentation comes from."""
    record = [asdict(point) for point in points]
    text = json.dumps(record, indent=1, ensure_ascii=False)
    STORED.write_text(f"{text}\n", encoding="utf-8")


def stored() -> list[Point]:
    """The published points. Raises FileNotFoundError."""
    record: Sequence[Mapping[str, Any]] = json.loads(STORED.read_text(encoding="utf-8"))
    return [Point(**{**each, "behind": Interval(**each["behind"])}) for each in record]
