"""All contenders over the same pages, in turn, several rounds: medians, and ratios to the bare
tesseract command.

Pages enter, one Result a contender leaves. The order of contenders is turned by one each round, so
that a machine that gets busy does not always hit the same one; on a noisy machine believe the
ratios of CPU seconds.
"""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, median

from benchmarks.corpora import CorpusPage
from benchmarks.speed.contenders import PROFILED, Contender
from benchmarks.speed.measure import Cost, run
from recto.metrics.markers import strip_markers
from recto.metrics.word_overlap import word_f1

PROFILE = "profile"  # below the race's folder: results that say what each stage took


@dataclass(frozen=True, slots=True)
class Result:
    """Medians over the rounds."""

    name: str
    pages: int
    pages_a_second: float
    cpu_a_page: float  # seconds
    memory: int  # bytes, highest of all rounds
    word_f1: float  # mean over pages


def race(
    pages: Sequence[CorpusPage],
    contenders: Sequence[Contender],
    folder: Path,
    tools: Path,
    *,
    rounds: int,
    said: Callable[[str], None],
) -> list[Result]:
    """Run every contender `rounds` times over all pages."""
    files = _copied(pages, folder)
    costs: Mapping[str, list[Cost]] = defaultdict(list)
    scores: dict[str, float] = {}
    for number in range(rounds):
        turn = number % len(contenders)
        for contender in (*contenders[turn:], *contenders[:turn]):
            said(f"round {number + 1}: {contender.name}")
            out = folder / "out"
            shutil.rmtree(out, ignore_errors=True)
            out.mkdir(parents=True)
            command = contender.command(files, out, tools)
            environment = contender.environment(tools)
            costs[contender.name].append(run(command, folder / "log.txt", environment))
            scores[contender.name] = _score(pages, contender.texts(files, out))
            if contender.name == PROFILED:
                shutil.rmtree(folder / PROFILE, ignore_errors=True)
                out.rename(folder / PROFILE)
    return [_result(c.name, len(pages), costs[c.name], scores[c.name]) for c in contenders]


def _copied(pages: Sequence[CorpusPage], folder: Path) -> list[Path]:
    """The images under names that no two corpora share; what an earlier race left there goes."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    targets = [
        folder / f"{number:03}-{page.corpus}-{page.image.name}" for number, page in enumerate(pages)
    ]
    for page, target in zip(pages, targets, strict=True):
        shutil.copyfile(page.image, target)
    return targets


def _score(pages: Sequence[CorpusPage], texts: Sequence[str]) -> float:
    return fmean(
        word_f1(page.truth, strip_markers(text)) for page, text in zip(pages, texts, strict=True)
    )


def _result(name: str, pages: int, costs: Sequence[Cost], score: float) -> Result:
    wall = median(cost.wall for cost in costs)
    cpu = median(cost.cpu for cost in costs)
    return Result(name, pages, pages / wall, cpu / pages, max(cost.memory for cost in costs), score)
