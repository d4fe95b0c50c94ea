"""Batches of lines, in the same order whoever draws them and wherever a training begins.

Sources and a number enter, Batches leave. Four batches are drawn together and cut by width, so that
little is padded, and come in an order by the seed. With several processes each draws whole chunks.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from multiprocessing import get_context
from pathlib import Path
from random import Random

import numpy as np
from numpy.typing import NDArray

from benchmarks.train_lines.draw import Grey
from benchmarks.train_lines.lines import line
from benchmarks.train_lines.real import RealLine, load
from benchmarks.train_lines.recipes import Sources, recipe_of
from benchmarks.train_lines.text import LONGEST

TOGETHER = 4  # batches
MULTIPLE = 16  # px that widths are padded to
SHORTEST = 12  # characters of a line at the beginning
AHEAD = 2  # chunks a process, drawn before they are asked for


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """One line as the network is taught it."""

    shown: str  # letter by letter from the left
    pixels: Grey  # (40, width)


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Lines of about one width."""

    pixels: Grey  # (lines, 40, width)
    widths: NDArray[np.int64]  # px that are the lines' own
    shown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lessons:
    """Which lines are taught, and in which batches."""

    sources: Sources
    batch: int  # lines
    steps: int  # batches in all
    warm: float = 0.0  # share of the steps until lines are as long as they may be; 0: at once
    real: Path | None = None  # a folder of real lines (real.py)
    real_share: float = 0.2  # of the lines, where there are real ones

    def longest(self, chunk: int) -> int:
        """Characters of a line of that chunk."""
        gone = chunk * TOGETHER / self.steps
        if gone >= self.warm:
            return LONGEST
        return round(SHORTEST + (LONGEST - SHORTEST) * gone / self.warm)


def batches(lessons: Lessons, first: int, workers: int) -> Iterator[Batch]:
    """From the batch of that number on, to the last."""
    skipped = first % TOGETHER
    chunks = range(first // TOGETHER, -(-lessons.steps // TOGETHER))
    for chunk in _drawn(lessons, chunks, workers):
        yield from chunk[skipped:]
        skipped = 0


def _drawn(lessons: Lessons, chunks: range, workers: int) -> Iterator[list[Batch]]:
    """Chunk after chunk; with workers some ahead."""
    if not workers:
        for number in chunks:
            yield chunk_of(lessons, number)
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("forkserver")) as pool:
        coming: deque[Future[list[Batch]]] = deque()
        for number in chunks:
            coming.append(pool.submit(chunk_of, lessons, number))
            if len(coming) > AHEAD * workers:
                yield coming.popleft().result()
        while coming:
            yield coming.popleft().result()


def chunk_of(lessons: Lessons, number: int) -> list[Batch]:
    """The batches of one chunk."""
    size = lessons.batch * TOGETHER
    longest = lessons.longest(number)
    numbers = range(number * size, (number + 1) * size)
    examples = [_example(lessons, each, longest) for each in numbers]
    examples.sort(key=lambda example: example.pixels.shape[1])
    cut = [packed(examples[at : at + lessons.batch]) for at in range(0, size, lessons.batch)]
    Random(f"{lessons.sources.seed}/order/{number}").shuffle(cut)  # noqa: S311
    return cut


def _example(lessons: Lessons, number: int, longest: int) -> Example:
    if lessons.real:
        lines = _real(lessons.real)
        dice = Random(f"{lessons.sources.seed}/real/{number}")  # noqa: S311
        if lines and dice.random() < lessons.real_share:
            found = dice.choice(lines)
            return Example(found.shown, found.pixels)
    drawn = line(recipe_of(lessons.sources), number, longest)
    return Example(drawn.shown, drawn.pixels)


@lru_cache(maxsize=2)
def _real(folder: Path) -> tuple[RealLine, ...]:
    return tuple(load(folder, "training"))


def packed(examples: list[Example]) -> Batch:
    """Side by side, padded on the right with each line's own paper."""
    widest = max(example.pixels.shape[1] for example in examples)
    width = -(-widest // MULTIPLE) * MULTIPLE
    height = examples[0].pixels.shape[0]
    pixels = np.empty((len(examples), height, width), np.uint8)
    for row, example in zip(pixels, examples, strict=True):
        last_columns = example.pixels[:, -3:]
        own_width = example.pixels.shape[1]
        row[:] = round(float(np.median(last_columns)))
        row[:, :own_width] = example.pixels
    widths = np.array([example.pixels.shape[1] for example in examples], np.int64)
    return Batch(pixels, widths, tuple(example.shown for example in examples))
