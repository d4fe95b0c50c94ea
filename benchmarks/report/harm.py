"""The harm table of a kind of pages: what each system did to the words that Tesseract had.

PageScores enter, rows of text leave: rates of 10,000 words with 95 % intervals over documents, and
HIPE-OCRepair's preference score beside them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from benchmarks.metrics.bootstrap import mean_interval, ratio_interval
from benchmarks.report.tables import Lines, label
from benchmarks.scoring import PageScore
from recto.metrics.harm import RATES, WORDS, Harm

HEAD = (
    "system",
    "words",
    "helped",
    "harmed",
    "dropped",
    "invented",
    "changed digits",
    "mended spelling",
    "preference",
)


def harm_lines(scores: Sequence[PageScore]) -> Lines:
    """A row for each system but Tesseract itself; without Tesseract's outcomes none."""
    by_system: dict[str, list[PageScore]] = {}
    for score in scores:
        if score.harm is not None and score.system != "tesseract":
            by_system.setdefault(score.system, []).append(score)
    lines = []
    for system, group in sorted(by_system.items()):
        replayed = any(score.replayed for score in group)
        lines.append((label(system, replayed=replayed), *_cells(group)))
    return lines


def _cells(group: Sequence[PageScore]) -> Iterable[str]:
    documents = [score.document for score in group]
    harms = [score.harm or Harm() for score in group]
    words = [each.words for each in harms]
    yield f"{sum(words):,}"
    for name in RATES:
        counts = [WORDS * getattr(each, name) for each in harms]
        found = ratio_interval(counts, words, documents)
        yield f"{found.mean:.0f} ({found.low:.0f}-{found.high:.0f})"
    preferred = mean_interval([score.preferred for score in group], documents)
    yield f"{preferred.mean:+.2f} ({preferred.low:+.2f} to {preferred.high:+.2f})"
