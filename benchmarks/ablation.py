"""What each part is worth (cleaning steps, readers, rules): the error without it, minus the error
with it.

Scores enter, Ablations leave. "local-without:PART" is the local system with one part switched off,
"hybrid-without:PART:READING" a hybrid with one taken out. A part earns its place when the error
without it is higher; pages that it does not change say nothing and are counted apart. Intervals are
resampled by document.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from benchmarks.metrics.bootstrap import Interval, paired_interval
from benchmarks.scoring import NO_FLAGS, Flags, PageScore
from benchmarks.systems import is_variant

STEP, RULE = "local-without", "hybrid-without"
Page = tuple[str, str]  # corpus, id


@dataclass(frozen=True, slots=True)
class Ablation:
    """One part, over the pages (with an LLM: pages and readings) that it changes."""

    part: str
    kind: str  # "local-without" or "hybrid-without"
    pages: int  # compared
    changed: int  # on which the text differs in letters or words; the means below are over these
    better: int  # of them: where the part lowers the alnum CER
    worse: int
    alnum_cer: float  # with the part
    alnum_cer_without: float
    word_f1: float
    word_f1_without: float
    gain: Interval  # alnum CER without - with: above 0 the part helps
    # Over the pages whose flags change: words flagged, words wrong, and wrong words flagged.
    flagged: int = 0
    errors: int = 0
    caught: int = 0
    flagged_without: int = 0
    errors_without: int = 0
    caught_without: int = 0


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


def _both(
    whole: Mapping[Page, PageScore], without: Mapping[Page, PageScore]
) -> list[tuple[PageScore, PageScore]]:
    return [(whole[page], score) for page, score in without.items() if page in whole]


def _ablation(kind: str, part: str, both: Sequence[tuple[PageScore, PageScore]]) -> Ablation:
    changed = [(a, b) for a, b in both if (a.letters, a.word_f1) != (b.letters, b.word_f1)]
    looked = [(a, b) for a, b in both if a.flags != b.flags]
    flags = _total(a.flags for a, _ in looked)
    flags_without = _total(b.flags for _, b in looked)
    shown = changed or both
    with_it, without = zip(*shown, strict=True)
    gain = paired_interval(
        [score.alnum_cer for score in without],
        [score.alnum_cer for score in with_it],
        [f"{score.corpus}/{score.document}" for score in with_it],
    )
    return Ablation(
        part,
        kind,
        pages=len(both),
        changed=len(changed),
        better=sum(a.alnum_cer < b.alnum_cer for a, b in changed),
        worse=sum(a.alnum_cer > b.alnum_cer for a, b in changed),
        alnum_cer=fmean(score.alnum_cer for score in with_it),
        alnum_cer_without=fmean(score.alnum_cer for score in without),
        word_f1=fmean(score.word_f1 for score in with_it),
        word_f1_without=fmean(score.word_f1 for score in without),
        gain=gain,
        flagged=flags.flagged,
        errors=flags.errors,
        caught=flags.caught,
        flagged_without=flags_without.flagged,
        errors_without=flags_without.errors,
        caught_without=flags_without.caught,
    )


def _total(given: Iterable[Flags]) -> Flags:
    """Over several pages."""
    total = NO_FLAGS
    for flags in given:
        total = Flags(
            total.words + flags.words,
            total.flagged + flags.flagged,
            total.errors + flags.errors,
            total.caught + flags.caught,
        )
    return total
