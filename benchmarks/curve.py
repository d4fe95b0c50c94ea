"""Cost against accuracy of `--llm auto`: how much of the gain of asking about everything is kept,
for how much sent.

Scores enter, Points leave: one for each target error ("auto@TARGET:READING", and the plain
"auto:READING") over each group of kinds. Gain is what the hybrid takes off the local alnum CER;
pages and readings count alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from benchmarks.metrics.bootstrap import Interval, paired_interval
from benchmarks.scoring import PageScore

CLEAN = ("printed-dense-list", "printed-book")
GROUPS: Mapping[str, tuple[str, ...]] = {
    "clean print and lists": CLEAN,
    "all printed": (*CLEAN, "printed-fraktur", "book-page", "other-typed-or-printed", "receipt"),
}
DEFAULT = "auto"

Page = tuple[str, str]  # corpus, id


@dataclass(frozen=True, slots=True)
class Point:
    """One setting of auto over one group of pages, all their readings together."""

    group: str
    setting: str  # "auto", or "auto@" and the target error
    pages: int  # pages times readings
    characters: float  # share of the characters that was sent, 0..1
    tokens: float  # of the tokens that asking about everything takes, estimated
    kept: float  # share of the hybrid's gain over local
    local: float  # alnum CER
    auto: float
    hybrid: float
    behind: Interval  # alnum CER, auto - hybrid


@dataclass(frozen=True, slots=True)
class _Three:
    local: PageScore
    auto: PageScore
    hybrid: PageScore


def points(
    scores: Iterable[PageScore], groups: Mapping[str, Sequence[str]] = GROUPS
) -> list[Point]:
    """By group of kinds, those that send least first; settings without a hybrid beside them are
    left out.
    """
    known: dict[tuple[Page, str], PageScore] = {((s.corpus, s.page), s.system): s for s in scores}
    triples: dict[str, list[_Three]] = {}
    for (page, system), score in known.items():
        setting, _, model = system.partition(":")
        local, hybrid = known.get((page, "local")), known.get((page, f"hybrid:{model}"))
        if setting.partition("@")[0] == DEFAULT and local and hybrid:
            triples.setdefault(setting, []).append(_Three(local, score, hybrid))
    found = [
        _point(group, setting, mine)
        for group, kinds in groups.items()
        for setting, all_of_it in triples.items()
        if (mine := [three for three in all_of_it if three.auto.kind in kinds])
    ]
    return sorted(found, key=lambda point: (list(groups).index(point.group), point.tokens))


def _point(group: str, setting: str, found: Sequence[_Three]) -> Point:
    local, auto, hybrid = (
        [getattr(three, name).alnum_cer for three in found] for name in ("local", "auto", "hybrid")
    )
    weights = [three.auto.characters.length for three in found]
    sent = [three.auto.sent or 0.0 for three in found]
    gain = fmean(local) - fmean(hybrid)
    return Point(
        group,
        setting,
        len(found),
        characters=fmean(sent, weights),
        tokens=_tokens(three.auto for three in found)
        / max(1, _tokens(three.hybrid for three in found)),
        kept=(fmean(local) - fmean(auto)) / gain if gain else float("nan"),
        local=fmean(local),
        auto=fmean(auto),
        hybrid=fmean(hybrid),
        behind=paired_interval(
            auto, hybrid, [f"{three.auto.corpus}/{three.auto.document}" for three in found]
        ),
    )


def _tokens(scores: Iterable[PageScore]) -> int:
    return sum(score.usage.input_tokens + score.usage.output_tokens for score in scores)
