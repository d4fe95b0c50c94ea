"""OUT/results.json: every mean of a run and every page score, as numbers; no text of any page.

Scores enter, a file leaves, and the other way round. README numbers are checked against such a
file, written without the pages.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.ablation import Ablation, ablations
from benchmarks.curve import Point, points
from benchmarks.goals import Goal, goals
from benchmarks.json_numbers import plain
from benchmarks.loop.stability import Chosen
from benchmarks.scoring import PageScore
from benchmarks.summary import Difference, Row, Trust, differences, rows, trusts
from benchmarks.systems import is_variant
from recto._version import __version__

FILE = "results.json"


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run amounts to."""

    rows: tuple[Row, ...]
    differences: tuple[Difference, ...]
    trusts: tuple[Trust, ...]
    ablations: tuple[Ablation, ...] = ()
    curve: tuple[Point, ...] = ()
    goals: tuple[Goal, ...] = ()


def summarise(scores: Sequence[PageScore]) -> Summary:
    """All means of these pages; variants are in the ablations and in the curve alone."""
    chosen = [score for score in scores if not is_variant(score.system)]
    return Summary(
        tuple(rows(chosen)),
        tuple(differences(chosen)),
        tuple(trusts(chosen)),
        tuple(ablations(scores)),
        tuple(points(scores)),
        tuple(goals(chosen)),
    )


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside headline figures of weights and thresholds that never saw the corpus."""

    in_sight: Summary  # of the shipped ones, which were chosen with these pages in sight
    thresholds: tuple[Chosen, ...]  # what each fold chose


def write(
    path: Path,
    summary: Summary,
    scores: Sequence[PageScore] = (),
    beside: Beside | None = None,
) -> None:
    """Write the file whole; without scores it holds the means only."""
    record: dict[str, Any] = {"recto": __version__, **asdict(summary)}
    if beside:
        seen = asdict(beside.in_sight)
        record["in_sight"] = {name: seen[name] for name in ("rows", "differences", "goals")}
        record["thresholds"] = [asdict(each) for each in beside.thresholds]
    if scores:
        record["pages"] = [_page(score) for score in scores if not is_variant(score.system)]
    part = path.with_name(f"{path.name}.part")
    part.write_text(
        json.dumps(plain(record), indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    part.replace(path)


def read(path: Path) -> Mapping[str, Any]:
    """The stored numbers, as plain JSON values."""
    record: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return record


def _page(score: PageScore) -> dict[str, Any]:
    rates = {"cer": score.cer, "alnum_cer": score.alnum_cer, "wer": score.words.clipped}
    record = asdict(score) | rates
    del record["trust"], record["trust_apart"]  # thousands of pairs; the means stay
    return record
