"""Learn whose order of a block is printed where an LLM and the page's layout differ.

Examples are blocks of recorded readings, each with what it changes of the page's CER to print it in
the page's own order. Composed pages with simulated transcripts (`python -m benchmarks.layouts
transcripts`) teach beside them where `$SIMULATED_ORDERS` names their file; they weigh
`SIMULATED` of the recorded ones, and no figure is ever made of them. Printed is
leave-one-corpus-out; the bound from which the page's own order is printed is chosen in the same
way, inside of what is learned on.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from benchmarks.learn.store import StoredPage
from benchmarks.metrics.letters import letter_errors
from recto.arbitration.chosen import chosen_words
from recto.arbitration.comparison import beside
from recto.arbitration.entries import result_lines, with_restored
from recto.arbitration.local_reading import judge_page
from recto.arbitration.one_sided.passages import passages
from recto.arbitration.page.blocks import Block, orders
from recto.arbitration.page.choice import local_page
from recto.arbitration.page.order import arranged, differing
from recto.confidence.printing_order import COLUMNS
from recto.text.markup import plain_lines

Floats = NDArray[np.float64]

SIMULATED = 0.3  # of the weight of all recorded examples
HARM = 2.0  # times as much as a gain of the same size
# the same where the bound is chosen: a page that the LLM had in its right order is not forgiven
BROKEN = 5.0
SPREAD = 0.1  # a column that varies less is not blown up
MOST = 0.3  # CER: a change that is larger counts as this
LEAST = 0.002  # CER: less is no change
ALIKE = 0.9  # share of a block's words in one order: from it on, the weights are not asked
BOUNDS = (0.9, 0.8, 0.7)  # the most cautious first; from .6 on too few pages tell
PLACE = "SIMULATED_ORDERS"
KEPT = COLUMNS.index("kept")


@dataclass(frozen=True, slots=True)
class Example:
    """One block of one reading."""

    corpus: str  # of a simulated one: empty
    page: str
    row: tuple[float, ...]
    gain: float  # by which the page's own order is better; CER, or of a simulated one lines


def collect(readings: Iterable[tuple[StoredPage, str]]) -> list[Example]:
    """Blocks whose order makes a difference, of recorded readings and of simulated ones."""
    found: list[Example] = []
    for page, reader in readings:
        found += _of_reading(page, reader)
    return teaching([*found, *simulated()])


def teaching(examples: Iterable[Example]) -> list[Example]:
    """Those of which the weights are asked, and that say something."""
    return [each for each in examples if abs(each.gain) > LEAST and each.row[KEPT] < ALIKE]


def simulated() -> list[Example]:
    """Of the file that `$SIMULATED_ORDERS` names; none without it."""
    place = os.environ.get(PLACE)
    if not place:
        return []
    found = []
    for line in Path(place).read_text(encoding="utf-8").splitlines():
        told = json.loads(line)
        found.append(Example("", told["id"], tuple(told["row"]), told["llm"] - told["own"]))
    return found


def _of_reading(page: StoredPage, reader: str) -> Iterator[Example]:
    """One by one, all others as the LLM has them."""
    reading = judge_page(page.lines, page.local.reading.facts)
    written: list[str] = []
    for line in plain_lines(page.recorded[reader]):
        written += line
    compared = beside(reading, written)
    if local_page(compared.facts) is not None:
        return
    found = passages(reading.lines, compared.pairings, reading.words)
    entries = chosen_words(reading, compared.facts, compared.words, found)
    both = orders(reading.lines, entries)

    def errors(own: Sequence[Block]) -> float:
        printed = with_restored(arranged(entries, both, own), found.restored, reading.words)
        lines = result_lines(reading.lines, printed)
        text = "\n".join(line.text for line in lines)
        return min(1.0, letter_errors(page.truth, text).rate)

    differ = differing(entries, both, compared.facts, page.local.strokes)
    llm = errors([]) if differ else 0.0
    for each in differ:
        yield Example(page.corpus, page.id, tuple(each.row), llm - errors([each.block]))


def learn(examples: Sequence[Example]) -> dict[str, Any]:
    """The JSON form of the weights: logistic, of plain columns, the first of which is 1."""
    logistic = _fitted(examples).round(5).tolist()
    return {"logistic": logistic, "own_from": _bound(examples)}


def report(examples: Sequence[Example]) -> None:
    """Print what every bound does to the corpora by weights that never saw them."""
    sure = _of_others(examples)
    gains = np.array([each.gain for each in examples])
    for bound in BOUNDS:
        own = sure >= bound
        helped = gains[own].clip(min=0).sum()
        harmed = -gains[own].clip(max=0)
        print(
            f"own from {bound}: {own.sum():3d} blocks, CER down by {helped:.3f} in all, up by"
            f" {harmed.sum():.3f}, {(harmed > 0.02).sum()} by more than .02"
        )


def _fitted(examples: Sequence[Example]) -> Floats:
    """Weights of plain columns; nothing speaks for the page's own order where all say the same."""
    better = np.array([each.gain > 0 for each in examples], dtype=np.bool_)
    if len(set(better.tolist())) < 2:
        never = np.zeros(len(COLUMNS))
        never[0] = -5.0
        return never
    rows = np.array([each.row for each in examples])
    scale = StandardScaler().fit(rows)
    scale.scale_ = np.maximum(scale.scale_, SPREAD)
    model = LogisticRegression(C=0.1, max_iter=3000)
    model.fit(scale.transform(rows), better, sample_weight=_weights(examples))
    plain = model.coef_[0] / scale.scale_
    plain[0] += model.intercept_[0] - float(plain @ scale.mean_)
    return np.asarray(plain)


def _weights(examples: Sequence[Example]) -> Floats:
    """By what hangs on it; the blocks of one page count by the root of their number."""
    counts = Counter((each.corpus, each.page) for each in examples)
    weights = []
    for each in examples:
        worth = min(MOST, abs(each.gain)) * counts[each.corpus, each.page] ** -0.5
        weights.append(worth if each.gain > 0 else HARM * worth)
    found = np.array(weights)
    is_simulated = np.array([not each.corpus for each in examples])
    if is_simulated.any() and not is_simulated.all():
        share = found[~is_simulated].sum() / found[is_simulated].sum()
        found[is_simulated] *= SIMULATED * share
    return np.asarray(found / found.mean())


def _of_others(examples: Sequence[Example]) -> Floats:
    """P(the page's own order is the better one) by weights that saw none of the example's corpus;
    0 for simulated ones, of which nothing is counted.
    """
    sure = np.zeros(len(examples))
    for corpus in sorted({each.corpus for each in examples} - {""}):
        weights = _fitted([each for each in examples if each.corpus != corpus])
        for at, each in enumerate(examples):
            if each.corpus == corpus:
                sure[at] = 1 / (1 + np.exp(-float(np.array(each.row) @ weights)))
    return sure


def _bound(examples: Sequence[Example]) -> float:
    """The one that costs least on corpora that the weights had not seen; of equals the most
    cautious.
    """
    sure = _of_others(examples)
    gains = np.array([each.gain for each in examples])
    prices = np.where(gains > 0, -gains, -BROKEN * gains)
    costs = [float(prices[sure >= bound].sum()) for bound in BOUNDS]
    return BOUNDS[costs.index(min(costs))]
