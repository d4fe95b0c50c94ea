"""All contenders over the same pages, in turn, several rounds: medians, and ratios to the bare
tesseract command.

Pages enter, one Result a contender leaves. The order of contenders is turned by one each round, so
that a machine that gets busy does not always hit the same one; on a noisy machine believe the
ratios of CPU seconds.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, median

from benchmarks.corpora import CorpusPage
from benchmarks.speed import measure, runs
from benchmarks.speed.contenders import PROFILED, Contender
from benchmarks.speed.measure import Cost
from recto.metrics.markers import strip_markers
from recto.metrics.word_overlap import word_f1

OUT = "out"  # below the race's folder: what the last run wrote
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
    """Run every contender `rounds` times over all pages, or once, but for the runs of the same race
    that `folder` has.
    """
    runs.begin(folder, runs.raced(pages, contenders))
    done = runs.earlier(folder)
    files = _copied(pages, folder)
    for number in range(rounds):
        turn = number % len(contenders)
        for contender in (*contenders[turn:], *contenders[:turn]):
            place = (number, contender.name)
            if place in done or (contender.once and number):
                continue
            said(f"round {number + 1}: {contender.name}")
            cost = _ran(contender, files, folder, tools)
            score = _score(pages, contender.texts(files, folder / OUT))
            done[place] = runs.Run(number, contender.name, cost, score)
            if contender.name == PROFILED:
                shutil.rmtree(folder / PROFILE, ignore_errors=True)
                (folder / OUT).rename(folder / PROFILE)
            runs.keep(folder, done[place])
    return [_result(contender.name, len(pages), list(done.values())) for contender in contenders]


def _ran(contender: Contender, files: Sequence[Path], folder: Path, tools: Path) -> Cost:
    out = folder / OUT
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    command = contender.command(files, out, tools)
    return measure.run(command, folder / "log.txt", contender.environment(tools))


def _copied(pages: Sequence[CorpusPage], folder: Path) -> list[Path]:
    """The images under names that no two corpora share."""
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


def _result(name: str, pages: int, done: Sequence[runs.Run]) -> Result:
    own = [run for run in done if run.name == name]
    wall = median(run.cost.wall for run in own)
    cpu = median(run.cost.cpu for run in own)
    memory = max(run.cost.memory for run in own)
    return Result(name, pages, pages / wall, cpu / pages, memory, own[-1].word_f1)
