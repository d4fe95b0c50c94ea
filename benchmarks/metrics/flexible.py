"""Text and reading order scored apart: flexible character accuracy, and the order of what was
found.

Two texts enter, a Flexible leaves. Source: Clausner, Pletschacher, Antonacopoulos, "Flexible
character accuracy measure for reading-order-independent evaluation", Pattern Recognition Letters
131 (2020). Longest truth line first, each takes the best fitting stretch of any output line; what
is left over on either side goes back to be matched. Two departures, both for speed and both stated
in every report: only the output lines that share most 4-grams are tried, and a stretch must be at
least half alike; the rest are errors, max(truth, output) characters of them.

The order score is Kendall's tau over the stretches found, weighted by their characters and mapped
to 0..1, as Lapata (Computational Linguistics 32, 2006) proposes for the order of sentences.
"""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from recto.metrics.errors import Errors
from recto.metrics.normalise import folded

GRAM = 4  # characters
TRIED = 5  # output stretches for each truth stretch
ALIKE = 50.0  # 0..100, rapidfuzz's ratio


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a text: where it starts (characters from the text's beginning) and what it says."""

    start: int
    text: str

    def without(self, start: int, end: int) -> Iterator[Stretch]:
        """What is left before and after characters start..end of it."""
        before = self.text[:start]
        behind = self.text[end:]
        if before:
            yield Stretch(self.start, before)
        if behind:
            yield Stretch(self.start + end, behind)


@dataclass(frozen=True, slots=True)
class Pair:
    """A stretch of the truth and the stretch of the output that answers it."""

    truth: int  # start, characters
    output: int
    length: int  # characters of the truth
    distance: int  # edits between the two


@dataclass(frozen=True, slots=True)
class Flexible:
    """Errors that remain when order does not count, and how much of the order is right."""

    errors: Errors
    order: float  # 0..1; 1 for fewer than two stretches

    @property
    def accuracy(self) -> float:
        """0..1: 1 - errors / truth."""
        return max(0.0, 1.0 - self.errors.rate)


def flexible(truth: str, output: str) -> Flexible:
    """Match lines of NFC text whatever their order."""
    wanted = _lines(truth)
    pool = _Pool()
    for line in _lines(output):
        pool.add(line)
    pairs, lost = _matched(wanted, pool)
    distance = sum(pair.distance for pair in pairs)
    left_over = max(lost, pool.characters)
    length = sum(len(line.text) for line in wanted)
    return Flexible(Errors(distance + left_over, length), _order(pairs))


def _lines(text: str) -> list[Stretch]:
    lines = []
    at = 0
    for line in map(folded, text.splitlines()):
        if line:
            lines.append(Stretch(at, line))
            at += len(line)
    return lines


@dataclass(slots=True)
class _Pool:
    """The stretches of the output that nothing has taken yet, found by their 4-grams."""

    open: dict[int, Stretch] = field(default_factory=dict)
    index: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))

    @property
    def characters(self) -> int:
        lengths = [len(stretch.text) for stretch in self.open.values()]
        return sum(lengths)

    def add(self, stretch: Stretch) -> None:
        self.open[stretch.start] = stretch
        for gram in _grams(stretch.text):
            self.index[gram].add(stretch.start)

    def take(self, stretch: Stretch, start: int, end: int) -> None:
        del self.open[stretch.start]
        for gram in _grams(stretch.text):
            self.index[gram].discard(stretch.start)
        for rest in stretch.without(start, end):
            self.add(rest)

    def likely(self, text: str) -> list[Stretch]:
        votes: Counter[int] = Counter()
        for gram in _grams(text):
            starts = self.index.get(gram, ())
            votes.update(starts)
        most_first = sorted(votes, key=lambda start: (-votes[start], start))
        return [self.open[start] for start in most_first[:TRIED]]


def _grams(text: str) -> set[str]:
    count = max(1, len(text) - GRAM + 1)
    return {text[at : at + GRAM] for at in range(count)}


def _matched(wanted: Sequence[Stretch], pool: _Pool) -> tuple[list[Pair], int]:
    """The pairs found, and the characters of the truth that nothing answers."""
    queue = [(-len(line.text), line.start, line.text) for line in wanted]
    heapq.heapify(queue)
    pairs = []
    lost = 0
    while queue:
        _, start, text = heapq.heappop(queue)
        stretch = Stretch(start, text)
        answer = _answer(stretch, pool)
        if answer is None:
            lost += len(text)
            continue
        pair, first, last = answer
        pairs.append(pair)
        for rest in stretch.without(first, last):
            heapq.heappush(queue, (-len(rest.text), rest.start, rest.text))
    return pairs, lost


def _answer(truth: Stretch, pool: _Pool) -> tuple[Pair, int, int] | None:
    """The pair, taken out of the pool, and from where to where it answers the truth's stretch."""
    from rapidfuzz import fuzz
    from rapidfuzz.distance import Levenshtein

    best = None
    for stretch in pool.likely(truth.text):
        fit = fuzz.partial_ratio_alignment(truth.text, stretch.text, score_cutoff=ALIKE)
        if fit is None:
            continue
        matched = fit.score * (fit.src_end - fit.src_start)
        if best is None or matched > best[0]:
            best = (matched, fit, stretch)
    if best is None:
        return None
    _, fit, stretch = best
    first, last = fit.src_start, fit.src_end
    said = truth.text[first:last]
    read = stretch.text[fit.dest_start : fit.dest_end]
    pool.take(stretch, fit.dest_start, fit.dest_end)
    distance = Levenshtein.distance(said, read)
    pair = Pair(truth.start + first, stretch.start + fit.dest_start, len(said), distance)
    return pair, first, last


def _order(pairs: Sequence[Pair]) -> float:
    """Share of pairs of stretches, by weight, that stand in the output as they do in the truth."""
    if len(pairs) < 2:
        return 1.0
    by_truth = sorted(pairs, key=lambda pair: pair.truth)
    where = np.array([pair.output for pair in by_truth])
    characters = [pair.length for pair in by_truth]
    weight = np.array(characters, dtype=np.float64)
    both = np.triu(np.outer(weight, weight), 1)
    in_order = where[None, :] > where[:, None]
    right = both * in_order
    return float(right.sum() / both.sum())
