"""What arbitration is worth, in the terms in which it is wanted: one line for each promise, over
all recorded readings.

Page scores enter, Goals leave. A reading is one model on one corpus; "weak" readings have a mean
alnum CER above 2 %. All of it is replayed: what a live model would have answered to Recto's own
prompt is not known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

import numpy as np

from benchmarks.metrics.bootstrap import paired_interval
from benchmarks.metrics.change import total
from benchmarks.metrics.numbers import NumberFlags
from benchmarks.scoring import PageScore
from recto.metrics.confidence import auroc, ece

WEAK = 0.02  # mean alnum CER of a reading
FAILED = 0.05  # alnum CER by which some local reading is better: pages that the LLM did not read
NEAR = 0.02  # of the better reading
FEW_READINGS = "cookery-bibliography"  # title pages on which several models failed carry its mean
PRINTED = (
    "printed-dense-list",
    "printed-book",
    "printed-fraktur",
    "book-page",
    "other-typed-or-printed",
    "receipt",
)
LEAST_SURE = 0.15  # of the words
WITHOUT_LLM = ("tesseract", "ppocr", "local")


@dataclass(frozen=True, slots=True)
class Goal:
    """One promise: what was measured, and what is wanted."""

    what: str
    value: float
    unit: str
    wanted: str


@dataclass(frozen=True, slots=True)
class Pair:
    """One page in one recorded reading: the LLM alone, Recto with it, and what the local readers
    make of the page.
    """

    llm: PageScore
    hybrid: PageScore
    local: PageScore
    best_local: float  # alnum CER of the best of Tesseract, PP-OCR and Recto without an LLM


Reading = tuple[str, str]  # corpus, model
Readings = Mapping[Reading, Sequence[Pair]]


def goals(scores: Iterable[PageScore]) -> list[Goal]:
    """All lines; empty without hybrids of recorded readings."""
    found = readings(scores)
    return [goal for group in GROUPS for goal in group(found)] if found else []


def readings(scores: Iterable[PageScore]) -> Readings:
    """Pages by reading; those that lack the LLM's or the local score are left out."""
    known = {(score.corpus, score.page, score.system): score for score in scores}
    pairs: dict[Reading, list[Pair]] = defaultdict(list)
    for (corpus, page, system), score in known.items():
        kind, _, model = system.partition(":")
        llm = known.get((corpus, page, f"llm:{model}"))
        local = known.get((corpus, page, "local"))
        if kind != "hybrid" or not llm or not local:
            continue
        rates = []
        for name in WITHOUT_LLM:
            other = known.get((corpus, page, name))
            if other:
                rates.append(other.alnum_cer)
        best = min(rates)
        pair = Pair(llm, score, local, best)
        pairs[corpus, model].append(pair)
    return pairs


def _gain(found: Readings) -> list[Goal]:
    """Hybrid against the LLM alone."""
    change = {reading: _relative(pairs) for reading, pairs in found.items()}
    weak = {reading: value for reading, value in change.items() if _llm(found[reading]) > WEAK}
    rest = [value for (corpus, _), value in weak.items() if corpus != FEW_READINGS]
    good = [
        _hybrid(found[reading]) - _llm(found[reading]) for reading in change if reading not in weak
    ]
    lines = [
        Goal("weak readings: change of CER, mean", 100 * _mean(weak.values()), "%", "<= -33"),
        Goal("the same without cookery", 100 * _mean(rest), "%", "<= -24"),
        Goal(
            "weak readings: worst", 100 * max(weak.values(), default=float("nan")), "%", "<= +0.5"
        ),
        Goal("good readings: change of CER, mean", _mean(good), "absolute", "< 0"),
        Goal("good readings: worst", max(good, default=float("nan")), "absolute", "<= 0.0003"),
    ]
    pairs = _all(found)
    interval = paired_interval(
        [pair.hybrid.alnum_cer for pair in pairs],
        [pair.llm.alnum_cer for pair in pairs],
        [f"{pair.llm.corpus}/{pair.llm.document}" for pair in pairs],
    )
    bounds = f"95 %: {interval.low:+.4f} to {interval.high:+.4f}"
    return [
        *lines,
        Goal("all readings: CER, hybrid - LLM", interval.mean, f"absolute, {bounds}", ""),
    ]


def _harm(found: Readings) -> list[Goal]:
    """Words, against the LLM's."""
    changed = total([pair.hybrid.against_llm for pair in _all(found) if pair.hybrid.against_llm])
    return [
        Goal("words harmed, of the LLM's right ones", 100 * changed.harm, "%", "<= 0.05"),
        Goal("words helped for one harmed", changed.helped / max(1, changed.harmed), "", ">= 20"),
    ]


def _failed(found: Readings) -> list[Goal]:
    """Pages that the LLM did not read."""
    pages = [pair for pair in _all(found) if pair.best_local < pair.llm.alnum_cer - FAILED]
    printed = [pair for pair in pages if pair.llm.kind in PRINTED]
    worse = sum(pair.hybrid.alnum_cer > pair.llm.alnum_cer for pair in pages)
    return [
        Goal(
            "pages that the LLM failed: within .02 of the better",
            100 * _mean(map(_near, pages)),
            "%",
            ">= 80",
        ),
        Goal("the same, printed pages", 100 * _mean(map(_near, printed)), "%", ""),
        Goal("of them worse than the LLM alone", worse, f"of {len(pages)}", "0"),
    ]


def _near(pair: Pair) -> float:
    return float(pair.hybrid.alnum_cer <= pair.best_local + NEAR)


def _against_local(found: Readings) -> list[Goal]:
    """Printed corpora: with an LLM never much worse than without."""
    behind = []
    for pairs in found.values():
        printed = [pair for pair in pairs if pair.llm.kind in PRINTED]
        if printed:
            behind.append(fmean(pair.hybrid.alnum_cer - pair.local.alnum_cer for pair in printed))
    return [
        Goal(
            "hybrid - local, worst reading of a printed corpus",
            max(behind, default=float("nan")),
            "CER",
            "<= 0.003",
        ),
        Goal(
            "readings behind local by more than that",
            sum(each > 0.003 for each in behind),
            f"of {len(behind)}",
            "0",
        ),
    ]


def _lost(found: Readings) -> list[Goal]:
    """What some reader had right."""
    kept = [pair.hybrid.kept for pair in _all(found) if pair.hybrid.kept]
    printed = [
        pair.hybrid.kept for pair in _all(found) if pair.hybrid.kept and pair.hybrid.kind in PRINTED
    ]
    share = sum(each.lost for each in printed) / max(1, sum(each.known for each in printed))
    digits, changed = sum(each.digits for each in kept), sum(each.changed for each in kept)
    return [
        Goal("printed words that a reader had, lost without a flag", 100 * share, "%", "<= 0.1"),
        Goal("numbers that both local readers had, changed", changed, f"of {digits:,}", "0"),
    ]


def _numbers(found: Readings) -> list[Goal]:
    """Numbers on receipts that the truth lacks, without an LLM and with one."""
    receipts = [pair for pair in _all(found) if pair.local.kind == "receipt"]
    alone = {pair.local.page: pair.local.numbers for pair in receipts}
    beside = [pair.hybrid.numbers for pair in receipts]
    return [
        *_flagged("receipts, no LLM", alone.values()),
        *_flagged("receipts, hybrid", beside),
    ]


def _flagged(where: str, pages: Iterable[NumberFlags]) -> list[Goal]:
    numbers = sum(pages, NumberFlags())
    return [
        Goal(f"{where}: wrong numbers not flagged", 100 * numbers.share_missed, "%", "<= 8"),
        Goal(f"{where}: numbers flagged", 100 * numbers.share_flagged, "%", "<= 20"),
    ]


def _trust(found: Readings) -> list[Goal]:
    """Confidence of printed pages' words, by corpus."""
    words: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for pair in _all(found):
        if pair.hybrid.kind in PRINTED:
            words[pair.hybrid.corpus] += pair.hybrid.trust
    judged = [tuple(zip(*pairs, strict=True)) for pairs in words.values()]
    return [
        Goal(
            "ECE of hybrid words, worst printed corpus",
            max((ece(*each) for each in judged), default=float("nan")),
            "",
            "<= 0.03",
        ),
        Goal(
            "AUROC, mean over printed corpora",
            _mean(auroc(*each) for each in judged),
            "",
            ">= 0.90",
        ),
        Goal(
            "errors in the least sure 15 %, mean",
            100 * _mean(_caught(*each) for each in judged),
            "%",
            ">= 80",
        ),
    ]


def _caught(sure: Sequence[float], right: Sequence[bool]) -> float:
    """Share of the errors among the least sure words."""
    order = np.argsort(np.asarray(sure), kind="stable")
    wrong = ~np.asarray(right, dtype=bool)[order]
    return float(wrong[: round(LEAST_SURE * len(wrong))].sum() / max(1, wrong.sum()))


GROUPS: tuple[Callable[[Readings], list[Goal]], ...] = (
    _gain,
    _harm,
    _failed,
    _against_local,
    _lost,
    _numbers,
    _trust,
)


def _all(found: Readings) -> list[Pair]:
    return [pair for pairs in found.values() for pair in pairs]


def _llm(pairs: Sequence[Pair]) -> float:
    return fmean(pair.llm.alnum_cer for pair in pairs)


def _hybrid(pairs: Sequence[Pair]) -> float:
    return fmean(pair.hybrid.alnum_cer for pair in pairs)


def _relative(pairs: Sequence[Pair]) -> float:
    return (_hybrid(pairs) - _llm(pairs)) / max(1e-9, _llm(pairs))


def _mean(values: Iterable[float]) -> float:
    found = list(values)
    return fmean(found) if found else float("nan")


HEADINGS = ("over all recorded readings, replayed", "measured", "unit", "wanted")
# Beside figures of weights and thresholds that never saw the corpus, those of the shipped ones.
BOTH = ("over all recorded readings, replayed", "left out", "in sight", "unit", "wanted")


def lines(found: Sequence[Goal]) -> list[tuple[str, ...]]:
    """As printed."""
    return [
        (goal.what, f"{goal.value:.4g}", goal.unit or "-", goal.wanted or "-") for goal in found
    ]


def lines_of_both(left_out: Sequence[Goal], in_sight: Sequence[Goal]) -> list[tuple[str, ...]]:
    """As printed; a promise that only one of both could measure has a stroke."""
    beside = {goal.what: goal for goal in in_sight}
    found = []
    for goal in left_out:
        other = beside.get(goal.what)
        seen = f"{other.value:.4g}" if other else "-"
        found.append((goal.what, f"{goal.value:.4g}", seen, goal.unit or "-", goal.wanted or "-"))
    return found
