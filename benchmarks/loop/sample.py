"""Which recorded readings thresholds are chosen on: as many of every corpus, spread evenly over its
documents and readers.

Stored pages enter, a seeded sample of their readings leaves, the same on every run.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from benchmarks.learn.store import StoredPage


@dataclass(frozen=True, slots=True, eq=False)
class Recorded:
    """One page in one recorded reading."""

    page: StoredPage
    reader: str

    @property
    def text(self) -> str:
        """As the model wrote it."""
        return self.page.recorded[self.reader]


def balanced(pages: Iterable[StoredPage], most: int, seed: int) -> list[Recorded]:
    """At most so many readings of each corpus."""
    by_corpus: dict[str, list[Recorded]] = {}
    for page in pages:
        for reader in sorted(page.recorded):
            by_corpus.setdefault(page.corpus, []).append(Recorded(page, reader))
    found = []
    for corpus in sorted(by_corpus):
        found += _spread(by_corpus[corpus], most, _shuffling(seed, corpus))
    return found


def _spread(readings: Sequence[Recorded], most: int, rng: random.Random) -> list[Recorded]:
    """One after the other, of the document and the reader that were taken least."""
    left = list(readings)
    rng.shuffle(left)
    taken: Counter[str] = Counter()
    found = []
    while left and len(found) < most:
        at = min(range(len(left)), key=lambda i: _weight(left[i], taken))
        chosen = left.pop(at)
        taken.update((chosen.page.document, chosen.page.id, chosen.reader))
        found.append(chosen)
    return found


def _shuffling(seed: int, corpus: str) -> random.Random:
    return random.Random(f"{seed} {corpus}")  # noqa: S311 - the same on every run, no secret


def _weight(reading: Recorded, taken: Counter[str]) -> tuple[int, int]:
    page = reading.page
    return taken[page.document] + taken[reading.reader], taken[page.id]
