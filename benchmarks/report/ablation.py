"""What each cleaning step and each arbitration rule is worth, measured by leaving it out or by counting its words.

Scores enter, HTML leaves. "local-without:STEP" is the local system with one step switched off; a step earns its place
when the error without it is higher. A rule is judged by the words that it decided and how many of them are right.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from statistics import fmean

from benchmarks.scoring import PageScore
from benchmarks.table import REPLAYED
from recto.compare import html
from recto.metrics.bootstrap import paired_interval

VARIANT = "local-without:"
STEPS = ("step left out", "pages it acted on", "alnum CER with", "without", "gain [95 %]", "word F1 with", "without")
RULES = ("system", "rule", "words", "right")


def is_variant(system: str) -> bool:
    """An ablation, not a system to choose."""
    return system.startswith(VARIANT)


def sections(scores: Sequence[PageScore]) -> Iterator[str]:
    """Both tables, where there is something to say."""
    whole = {(s.corpus, s.page): s for s in scores if s.system == "local"}
    names = list(dict.fromkeys(s.system for s in scores if is_variant(s.system)))
    if names and whole:
        yield "<h2>What each cleaning step is worth</h2>"
        yield html.paragraph("Over the pages on which the step acted; a gain above 0 means that the step helps.")
        lines = [line for name in names for line in _step(name, whole, [s for s in scores if s.system == name])]
        yield html.table(STEPS, lines)
    lines = list(_rules(scores))
    if lines:
        yield "<h2>What each arbitration rule decided</h2>"
        yield html.table(RULES, lines, 2)


def _step(name: str, whole: dict[tuple[str, str], PageScore], without: Sequence[PageScore]) -> list[tuple[str, ...]]:
    step = name.removeprefix(VARIANT)
    pairs = [(whole[s.corpus, s.page], s) for s in without if (s.corpus, s.page) in whole]
    acted = [(a, b) for a, b in pairs if step in a.steps or (step == "all" and a.steps)]
    if not acted:
        return [(step, "0", "-", "-", "-", "-", "-")]
    gain = paired_interval(
        [b.alnum_cer for _, b in acted], [a.alnum_cer for a, _ in acted], [f"{a.corpus}/{a.document}" for a, _ in acted]
    )
    errors = (fmean(s.alnum_cer for s in side) for side in zip(*acted, strict=True))
    found = (fmean(s.word_f1 for s in side) for side in zip(*acted, strict=True))
    interval = f"{gain.mean:+.4f} [{gain.low:+.4f}, {gain.high:+.4f}]"
    return [(step, str(len(acted)), *(f"{e:.4f}" for e in errors), interval, *(f"{f:.4f}" for f in found))]


def _rules(scores: Sequence[PageScore]) -> Iterator[tuple[str, ...]]:
    for kind in ("local", "hybrid", "auto"):
        decided: Counter[str] = Counter()
        right: Counter[str] = Counter()
        for score in (s for s in scores if s.system.partition(":")[0] == kind):
            for rule, (words, good) in score.reasons.items():
                decided[rule] += words
                right[rule] += good
        name = kind if kind == "local" else f"{kind}:*{REPLAYED}"
        for rule, words in decided.most_common():
            yield name, rule, str(words), f"{100 * right[rule] / words:.1f} %"
