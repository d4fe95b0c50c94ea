"""`python -m benchmarks.plan_intervals STORE`: do the intervals of `recto plan` hold?

The stored outputs of a benchmark run and the corpora's truths enter; a table leaves. Each corpus is
a collection whose figures are known: CPU seconds, words, what an LLM would be sent, wrong words,
words to review. 20 of its pages are drawn, 400 times, and the plan's interval is made of them: the
share of samples whose interval holds the collection's own figure should be 95 %. Corpora of fewer
than 30 pages are drawn with repetition, so that the sample is not the collection.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import fmean

from benchmarks.corpora import CorpusPage, folder, load
from benchmarks.outcome import Outcome, Place, restore
from benchmarks.simulated_review import judged
from recto.batch.spread import EDGES, Spread, class_of_confidence, to_look_at
from recto.planning.figures import SHARE, Sampled, figures
from recto.planning.interval import Range

SAMPLE, SAMPLES = 20, 400
LARGE = 30  # pages from which a sample of 20 is drawn without repetition
LEAST = 10  # pages of a corpus
SEED = 5


@dataclass(frozen=True, slots=True)
class Known:
    """One page as the plan would see it, and what is true of it."""

    sampled: Sampled
    wrong: float


def spread_of(outcome: Outcome) -> Spread:
    """The words by class of confidence."""
    counts = [0] * (2 * len(EDGES))
    errors = [0.0] * (2 * len(EDGES))
    for word in outcome.words:
        place = class_of_confidence(word.confidence, word.text)
        counts[place] += 1
        errors[place] += 1 - word.confidence
    return Spread(tuple(counts), tuple(errors), float(len(outcome.words)))


def known(page: CorpusPage, store: Path, model: str) -> Known | None:
    """A page with its truth; None where the store lacks it."""
    local = restore(Place(store, "local", page.corpus, page.id))
    if local is None or not local.words:
        return None
    auto = restore(Place(store, f"auto:{model}", page.corpus, page.id))
    usage = auto.usage if auto is not None else local.usage
    words = list(judged(local.words, page.truth))
    wrong_ones = [word for word in words if not word.is_right]
    share_wrong = len(wrong_ones) / max(1, len(words))
    wrong = share_wrong * len(local.words)
    given = {"auto": (usage.input_tokens, usage.output_tokens)}
    return Known(Sampled(local.cpu_seconds, spread_of(local), given), wrong)


NAMES = ("CPU seconds", "words", "tokens sent", "wrong words", "to review")


def truths(pages: Sequence[Known]) -> tuple[float, ...]:
    """What is true of the collection, a page: as NAMES has it."""
    total = sum((page.sampled.spread for page in pages), Spread())
    wrong = sum(page.wrong for page in pages)
    review = to_look_at(total, SHARE, wrong / max(1e-9, total.expected))
    count = len(pages)
    return (
        fmean(page.sampled.cpu_seconds for page in pages),
        total.count / count,
        fmean(page.sampled.tokens["auto"][0] for page in pages),
        wrong / count,
        review / count,
    )


def ranges(pages: Sequence[Sampled]) -> tuple[Range, ...]:
    """The plan's intervals, as NAMES has them."""
    found = figures(pages)
    given, _ = found.tokens["auto"]
    return found.seconds, found.words, given, found.errors, found.review


def held(pages: Sequence[Known]) -> list[tuple[float, float]]:
    """Of each figure: the share of samples whose interval holds, and the interval's mean half
    length as a share of the figure.
    """
    random = Random(SEED)  # noqa: S311 - the same samples every time
    truth = truths(pages)
    inside = [0] * len(NAMES)
    lengths = [0.0] * len(NAMES)
    for _ in range(SAMPLES):
        if len(pages) >= LARGE:
            drawn = random.sample(list(pages), SAMPLE)
        else:
            drawn = random.choices(pages, k=SAMPLE)
        sampled = [page.sampled for page in drawn]
        for at, found in enumerate(ranges(sampled)):
            right = truth[at]
            half = (found.high - found.low) / 2
            inside[at] += found.low <= right <= found.high
            lengths[at] += half / max(right, 1e-9)
    shares = [count / SAMPLES for count in inside]
    means = [length / SAMPLES for length in lengths]
    return list(zip(shares, means, strict=True))


def main() -> None:
    """Print a row for each corpus."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("store", type=Path)
    parser.add_argument("--corpora")
    given = parser.parse_args()
    names = " ".join(f"{name:>16}" for name in NAMES)
    print(f"{'corpus':28}{'pages':>6} {names}   held (half length)")
    for corpus in load(folder(given.corpora)):
        models = sorted({model for page in corpus.pages for model in page.readings})
        first = models[0] if models else ""
        found = [known(page, given.store, first) for page in corpus.pages]
        pages = [page for page in found if page is not None]
        if len(pages) < LEAST:
            continue
        cells = [f"{share:>8.1%} (±{length:>4.0%})" for share, length in held(pages)]
        expected = sum(page.sampled.spread.expected for page in pages)
        wrong = sum(page.wrong for page in pages)
        row = " ".join(f"{cell:>16}" for cell in cells)
        print(
            f"{corpus.name:28}{len(pages):6} {row}   {wrong / expected:.2f} wrong an expected",
            flush=True,
        )


if __name__ == "__main__":
    main()
