"""What arbitration is worth, in the terms in which it is wanted: one line for each promise, over
all recorded readings.

Page scores enter, Goals leave. A reading is one model on one corpus; "weak" readings have a mean
alnum CER above 2 %. All of it is replayed: what a live model would have answered to Recto's own
prompt is not known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from statistics import fmean

from benchmarks.curve import points
from benchmarks.goals_trust import trust_goals
from benchmarks.metrics.bootstrap import paired_interval
from benchmarks.metrics.change import total
from benchmarks.metrics.numbers import NumberFlags
from benchmarks.readings import PRINTED, Goal, Pair, Readings, readings
from benchmarks.scoring import PageScore

__all__ = ["Goal", "goals", "lines", "lines_of_both", "readings"]

WEAK = 0.02  # mean alnum CER of a reading
FAILED = 0.05  # alnum CER by which some local reading is better: pages that the LLM did not read
NEAR = 0.02  # of the better reading
FEW_READINGS = "cookery-bibliography"  # title pages on which several models failed carry its mean
AUTO = "auto"


def goals(scores: Iterable[PageScore]) -> list[Goal]:
    """All lines; empty without hybrids of recorded readings."""
    every = list(scores)
    found = readings(every)
    if not found:
        return []
    promised = [goal for group in GROUPS for goal in group(found)]
    return [*promised, *_numbers(every), *_auto(every)]


def _gain(found: Readings) -> list[Goal]:
    """Hybrid against the LLM alone."""
    weak, good = gains(found)
    others = {key: pairs for key, pairs in found.items() if key[0] != FEW_READINGS}
    rest, _ = gains(others)
    lines = [
        Goal("weak readings: change of CER, mean", 100 * _mean(weak), "%", "<= -45"),
        Goal("the same without cookery", 100 * _mean(rest), "%", "<= -24"),
        Goal("weak readings: worst", 100 * max(weak, default=float("nan")), "%", "<= +0.5"),
        Goal("good readings: change of CER, mean", _mean(good), "absolute", "< 0"),
        Goal("good readings: worst", max(good, default=float("nan")), "absolute", "<= 0.0005"),
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


def gains(found: Readings) -> tuple[list[float], list[float]]:
    """Of weak readings the relative change of CER, of good ones the absolute."""
    weak, good = [], []
    for pairs in found.values():
        if _llm(pairs) > WEAK:
            weak.append(_relative(pairs))
        else:
            good.append(_hybrid(pairs) - _llm(pairs))
    return weak, good


def _harm(found: Readings) -> list[Goal]:
    """Words, against the LLM's."""
    changed = total([pair.hybrid.against_llm for pair in _all(found) if pair.hybrid.against_llm])
    return [
        Goal("words harmed, of the LLM's right ones", 100 * changed.harm, "%", "<= 0.25"),
        Goal("words helped for one harmed", changed.helped / max(1, changed.harmed), "", ">= 20"),
    ]


def _failed(found: Readings) -> list[Goal]:
    """Pages that the LLM did not read."""
    pages = failed_pages(_all(found))
    printed = [pair for pair in pages if pair.llm.kind in PRINTED]
    worse = sum(pair.hybrid.alnum_cer > pair.llm.alnum_cer for pair in pages)
    return [
        Goal(
            "pages that the LLM failed: within .02 of the better",
            100 * _mean(map(is_near, pages)),
            "%",
            ">= 82",
        ),
        Goal("the same, printed pages", 100 * _mean(map(is_near, printed)), "%", ""),
        Goal("of them worse than the LLM alone", worse, f"of {len(pages)}", "0"),
    ]


def failed_pages(pairs: Iterable[Pair]) -> list[Pair]:
    """Those on which some local reading is far better than the LLM."""
    return [pair for pair in pairs if pair.best_local < pair.llm.alnum_cer - FAILED]


def is_near(pair: Pair) -> float:
    """1 where the hybrid is near the better reading."""
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


def _numbers(scores: Iterable[PageScore]) -> Iterator[Goal]:
    """Numbers on receipts that the truth lacks: of all pages without an LLM, and of those few that
    an LLM has read.
    """
    receipts = [score for score in scores if score.kind == "receipt"]
    alone = {score.page: score.numbers for score in receipts if score.system == "local"}
    beside = [score.numbers for score in receipts if score.system.startswith("hybrid:")]
    yield from _flagged("receipts, no LLM", alone.values())
    yield from _flagged("receipts, hybrid", beside)


def _flagged(where: str, pages: Iterable[NumberFlags]) -> list[Goal]:
    numbers = sum(pages, NumberFlags())
    return [
        Goal(f"{where}: wrong numbers not flagged", 100 * numbers.share_missed, "%", "<= 8"),
        Goal(f"{where}: numbers flagged", 100 * numbers.share_flagged, "%", "<= 20"),
    ]


def _auto(scores: Iterable[PageScore]) -> Iterator[Goal]:
    """What `auto` keeps, and for how much."""
    for point in points(scores):
        if point.setting == AUTO:
            where = f"auto, {point.group}"
            yield Goal(f"{where}: gain kept", 100 * point.kept, "%", ">= 100")
            yield Goal(f"{where}: characters sent", 100 * point.characters, "%", "<= 35")
            yield Goal(f"{where}: tokens sent", 100 * point.tokens, "%", "<= 50")


GROUPS: tuple[Callable[[Readings], list[Goal]], ...] = (
    _gain,
    _harm,
    _failed,
    _against_local,
    _lost,
    trust_goals,
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
