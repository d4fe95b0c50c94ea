"""Page scores as rows: means by corpus, kind and system, with 95 % intervals, differences and
calibration.

PageScores enter, frozen rows leave; every figure of the report and of the README is a field of one
of these.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from benchmarks.metrics.bootstrap import Interval, mean_interval, paired_interval
from benchmarks.metrics.change import total
from benchmarks.metrics.risk import aurc, coverage_at
from benchmarks.scoring import PageScore
from recto.metrics.confidence import auroc, ece
from recto.metrics.errors import micro

Key = tuple[str, str, str]  # corpus, kind, system


@dataclass(frozen=True, slots=True)
class Row:
    """One system on the pages of one kind of one corpus; rates are means over pages unless they say
    micro.
    """

    corpus: str
    kind: str
    system: str
    pages: int
    cer: float
    cer_micro: float
    alnum_cer: Interval
    word_f1: Interval
    wer: float
    flexible_accuracy: float
    order: float
    help: float
    harm: float
    copy: float
    deletion: float
    fabrication: float
    against_llm: tuple[int, int] | None  # words helped, words harmed
    tables: Mapping[str, float]
    structure: Mapping[str, float]
    sent: float
    tokens: float  # a page
    usd: float  # a thousand pages
    seconds: float  # a page
    cpu_seconds: float
    replayed: bool
    has_marks: bool = False  # alnum_cer counts combining marks, too
    without_marks: float = math.nan  # the CER that does not count them, where it is another


@dataclass(frozen=True, slots=True)
class Difference:
    """Ours minus theirs on the pages that both read; alnum CER, below 0 is better."""

    corpus: str
    kind: str
    ours: str
    theirs: str
    pages: int
    alnum_cer: Interval
    replayed: bool


@dataclass(frozen=True, slots=True)
class Trust:
    """How far one system's confidences can be believed on one corpus."""

    corpus: str
    system: str
    words: int
    right: float  # share
    ece: float
    auroc: float
    aurc: float
    coverage_at_1: float  # share of the words that can be kept at 1 % risk
    coverage_at_2: float
    replayed: bool


def grouped(scores: Iterable[PageScore]) -> dict[Key, list[PageScore]]:
    """By corpus, kind and system."""
    groups: dict[Key, list[PageScore]] = defaultdict(list)
    for score in scores:
        groups[score.corpus, score.kind, score.system].append(score)
    return groups


def rows(scores: Iterable[PageScore]) -> list[Row]:
    """Best alnum CER first within each corpus and kind."""
    found = [_row(key, group) for key, group in grouped(scores).items()]
    return sorted(found, key=lambda row: (row.corpus, row.kind, row.alnum_cer.mean, row.system))


def _row(key: Key, group: Sequence[PageScore]) -> Row:
    documents = [score.document for score in group]
    ocr = total([score.against_ocr for score in group if score.against_ocr])
    llm = total([score.against_llm for score in group if score.against_llm])
    return Row(
        corpus=key[0],
        kind=key[1],
        system=key[2],
        pages=len(group),
        cer=fmean(score.cer for score in group),
        cer_micro=micro(score.characters for score in group),
        alnum_cer=mean_interval([score.alnum_cer for score in group], documents),
        word_f1=mean_interval([score.word_f1 for score in group], documents),
        wer=fmean(score.words.clipped for score in group),
        flexible_accuracy=fmean(score.flexible.accuracy for score in group),
        order=fmean(score.flexible.order for score in group),
        help=ocr.help,
        harm=ocr.harm,
        copy=ocr.copy,
        deletion=ocr.deletion,
        fabrication=ocr.fabrication,
        against_llm=(llm.helped, llm.harmed) if llm.truth_words else None,
        tables=_table_means(group),
        structure=_structure_means(group),
        sent=_mean([score.sent for score in group]),
        tokens=fmean(score.usage.input_tokens + score.usage.output_tokens for score in group),
        usd=1000 * fmean(score.usage.usd for score in group),
        seconds=fmean(score.seconds for score in group),
        cpu_seconds=fmean(score.cpu_seconds for score in group),
        replayed=any(score.replayed for score in group),
        has_marks=any(score.has_marks for score in group),
        without_marks=_without_marks(group),
    )


def _without_marks(group: Sequence[PageScore]) -> float:
    """Over all pages of the group, as the figure beside it."""
    if all(score.without_marks is None for score in group):
        return math.nan
    rates = []
    for score in group:
        other = score.without_marks
        rates.append(score.alnum_cer if other is None else other)
    return fmean(rates)


def _table_means(group: Sequence[PageScore]) -> dict[str, float]:
    found = [score.tables for score in group if score.tables]
    names = ("teds", "teds_structure", "grits_content", "grits_topology")
    return {name: fmean(getattr(table, name) for table in found) for name in names} if found else {}


def _structure_means(group: Sequence[PageScore]) -> dict[str, float]:
    found = [score.structure for score in group if score.structure]
    means = {
        name: _mean([getattr(s, name) for s in found])
        for name in ("headings", "list_items", "levels")
    }
    return {name: mean for name, mean in means.items() if not math.isnan(mean)}


def _mean(values: Iterable[float | None]) -> float:
    """Of those that are known; not a number when none is."""
    known = [value for value in values if value is not None]
    return fmean(known) if known else math.nan


def differences(scores: Sequence[PageScore]) -> list[Difference]:
    """Local against each reader; hybrid and auto against the LLM whose reading they replay, singly
    and together.
    """
    groups = grouped(scores)
    single = [
        _difference([(key, (*key[:2], other))], key[2], other, groups)
        for key, other in _pairs(groups)
    ]
    return [*_pooled(groups), *single]


def _pairs(groups: Mapping[Key, Sequence[PageScore]]) -> list[tuple[Key, str]]:
    return [
        (key, other) for key in groups for other in _rivals(key[2]) if (*key[:2], other) in groups
    ]


def _rivals(system: str) -> tuple[str, ...]:
    kind, _, model = system.partition(":")
    if kind in ("hybrid", "auto"):
        return (
            (f"llm:{model}", "local")
            if kind == "hybrid"
            else (f"llm:{model}", f"hybrid:{model}", "local")
        )
    return ("tesseract", "ppocr") if kind == "local" else ()


def _pooled(groups: Mapping[Key, Sequence[PageScore]]) -> list[Difference]:
    """hybrid:* and auto:* against llm:*, over all models of the same pages."""
    pooled: dict[tuple[str, str, str], list[tuple[Key, Key]]] = defaultdict(list)
    for key, other in _pairs(groups):
        if other.startswith("llm:"):
            pooled[key[0], key[1], key[2].partition(":")[0]].append((key, (key[0], key[1], other)))
    return [
        _difference(pairs, f"{kind}:*", "llm:*", groups) for (_, _, kind), pairs in pooled.items()
    ]


def _difference(
    keys: Sequence[tuple[Key, Key]],
    ours: str,
    theirs: str,
    groups: Mapping[Key, Sequence[PageScore]],
) -> Difference:
    both = [pair for key, other in keys for pair in _same_pages(groups[key], groups[other])]
    interval = paired_interval(
        [score.alnum_cer for score, _ in both],
        [other.alnum_cer for _, other in both],
        [s.document for s, _ in both],
    )
    (corpus, kind, _), _ = keys[0]
    return Difference(
        corpus, kind, ours, theirs, len(both), interval, any(score.replayed for score, _ in both)
    )


def _same_pages(
    ours: Sequence[PageScore], theirs: Sequence[PageScore]
) -> Iterator[tuple[PageScore, PageScore]]:
    known = {score.page: score for score in theirs}
    return ((score, known[score.page]) for score in ours if score.page in known)


def trusts(scores: Iterable[PageScore]) -> list[Trust]:
    """By corpus and system, where confidences were stated."""
    groups: dict[tuple[str, str], list[PageScore]] = defaultdict(list)
    for score in scores:
        if score.trust:
            groups[score.corpus, score.system].append(score)
    return [_trust(*key, group) for key, group in sorted(groups.items())]


def _trust(corpus: str, system: str, group: Sequence[PageScore]) -> Trust:
    sure, right = words_of(group)
    return Trust(
        corpus,
        system,
        words=len(sure),
        right=fmean(right),
        ece=ece(sure, right),
        auroc=auroc(sure, right),
        aurc=aurc(sure, right),
        coverage_at_1=coverage_at(sure, right, 0.01),
        coverage_at_2=coverage_at(sure, right, 0.02),
        replayed=any(score.replayed for score in group),
    )


def words_of(group: Iterable[PageScore]) -> tuple[list[float], list[bool]]:
    """Confidences and labels of all words of these pages."""
    pairs = [pair for score in group for pair in score.trust]
    return [sure for sure, _ in pairs], [right for _, right in pairs]
