"""The promises of goals.py for each corpus by itself, as one table.

Page scores enter, lines leave: a corpus that only a part of the promises is about has strokes.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence

from benchmarks.curve import points
from benchmarks.goals import AUTO, failed_pages, gains, is_near
from benchmarks.metrics.change import total
from benchmarks.readings import PRINTED, Pair, Readings, readings
from benchmarks.scoring import PageScore
from benchmarks.trust import Trusted, by_corpus, of_readings

HEADINGS = (
    "corpus (replayed)",
    "readings",
    "weak: CER",
    "good: CER",
    "good: worst",
    "harmed, of 10,000 right",
    "helped for one harmed",
    "LLM failed: within .02",
    "AUROC; without shared errors",
    "errors in least sure 15 %; without shared",
    "auto: gain kept; characters; tokens",
)


def lines(scores: Iterable[PageScore]) -> list[tuple[str, ...]]:
    """One for each corpus with recorded readings."""
    every = list(scores)
    found = readings(every)
    by_corpus: dict[str, dict[tuple[str, str], Sequence[Pair]]] = defaultdict(dict)
    for reading, pairs in found.items():
        by_corpus[reading[0]][reading] = pairs
    return [(corpus, *_figures(mine), _auto(corpus, every)) for corpus, mine in by_corpus.items()]


def _figures(mine: Readings) -> tuple[str, ...]:
    pairs = [pair for each in mine.values() for pair in each]
    weak, good = gains(mine)
    changed = total([pair.hybrid.against_llm for pair in pairs if pair.hybrid.against_llm])
    failed = failed_pages(pairs)
    near = sum(map(int, map(is_near, failed)))
    told = by_corpus(of_readings(mine))[:1]
    return (
        str(len(mine)),
        _said(100 * _mean(weak), "{:+.1f} %"),
        _said(_mean(good), "{:+.4f}"),
        _said(max(good, default=math.nan), "{:+.4f}"),
        _said(1e4 * changed.harm, "{:.1f}"),
        _said(changed.helped / changed.harmed if changed.harmed else math.nan, "{:.1f}"),
        f"{near} of {len(failed)}" if failed else "-",
        *_told(told[0] if told else None),
    )


def _auto(corpus: str, scores: Sequence[PageScore]) -> str:
    mine = [score for score in scores if score.corpus == corpus]
    for point in points(mine, {corpus: PRINTED}):
        if point.setting == AUTO:
            shares = (point.kept, point.characters, point.tokens)
            return "; ".join(_said(100 * share, "{:.0f} %") for share in shares)
    return "-"


def _told(row: Trusted | None) -> tuple[str, str]:
    """What the confidence tells: with all errors; without shared ones."""
    if row is None:
        return "-", "-"
    ranked = _both(row.auroc.mean, row.auroc_apart.mean, "{:.3f}")
    caught = _both(100 * row.caught.mean, 100 * row.caught_apart.mean, "{:.0f} %")
    return ranked, caught


def _both(one: float, other: float, form: str) -> str:
    return f"{_said(one, form)}; {_said(other, form)}"


def _said(value: float, form: str) -> str:
    return "-" if math.isnan(value) else form.format(value)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else math.nan
