"""What each cleaning step and each arbitration rule is worth: the error without it, minus the error with it.

Scores enter, Ablations leave. "local-without:STEP" is the local system with one cleaning step switched off,
"hybrid-without:RULE:READING" a hybrid with one rule taken out of its table. A part earns its place when the error
without it is higher; pages that it does not change say nothing and are counted apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from benchmarks.scoring import PageScore
from recto.metrics.bootstrap import Interval, paired_interval

STEP, RULE = "local-without", "hybrid-without"
Page = tuple[str, str]  # corpus, id


@dataclass(frozen=True, slots=True)
class Ablation:
    """One step or rule, over the pages (for rules: pages and readings) that it changes."""

    part: str  # the step or the rule
    kind: str  # "local-without" or "hybrid-without"
    pages: int  # compared
    changed: int  # on which the score differs; the means below are over these
    alnum_cer: float  # with the part
    alnum_cer_without: float
    word_f1: float
    word_f1_without: float
    gain: Interval  # alnum CER without - with: above 0 the part helps


def is_variant(system: str) -> bool:
    """An ablation, not a system to choose."""
    return system.partition(":")[0] in (STEP, RULE)


def ablations(scores: Iterable[PageScore]) -> list[Ablation]:
    """Every part that was left out, the most useful first within its kind."""
    by_system: dict[str, dict[Page, PageScore]] = defaultdict(dict)
    for score in scores:
        by_system[score.system][score.corpus, score.page] = score
    pairs: dict[tuple[str, str], list[tuple[PageScore, PageScore]]] = defaultdict(list)
    for system, without in by_system.items():
        if is_variant(system):
            kind, part, whole = _parsed(system)
            pairs[kind, part] += _both(by_system.get(whole, {}), without)
    found = [_ablation(kind, part, both) for (kind, part), both in pairs.items() if both]
    return sorted(found, key=lambda item: (item.kind, -item.gain.mean * item.changed))


def _parsed(system: str) -> tuple[str, str, str]:
    """(kind, part, the system that has the part)."""
    kind, _, rest = system.partition(":")
    part, _, model = rest.partition(":")
    return kind, part, "local" if kind == STEP else f"hybrid:{model}"


def _both(whole: Mapping[Page, PageScore], without: Mapping[Page, PageScore]) -> list[tuple[PageScore, PageScore]]:
    return [(whole[page], score) for page, score in without.items() if page in whole]


def _ablation(kind: str, part: str, both: Sequence[tuple[PageScore, PageScore]]) -> Ablation:
    changed = [(a, b) for a, b in both if (a.letters, a.word_f1) != (b.letters, b.word_f1)] or both
    gain = paired_interval(
        [b.alnum_cer for _, b in changed],
        [a.alnum_cer for a, _ in changed],
        [f"{a.corpus}/{a.document}" for a, _ in changed],
    )
    with_it, without = zip(*changed, strict=True)
    same = all((a.letters, a.word_f1) == (b.letters, b.word_f1) for a, b in both)
    return Ablation(
        part,
        kind,
        len(both),
        0 if same else len(changed),
        fmean(s.alnum_cer for s in with_it),
        fmean(s.alnum_cer for s in without),
        fmean(s.word_f1 for s in with_it),
        fmean(s.word_f1 for s in without),
        gain,
    )
