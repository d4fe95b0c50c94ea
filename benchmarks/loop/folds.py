"""What is learned on and what is read: each corpus once by what its pages had no part in.

Pages enter, Folds leave: one for each corpus that may train, learned on all others that may, and
one for the corpora that are only measured, learned on all that may train.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from benchmarks.corpora import CorpusPage
from recto.errors import InputError

MEASURED_ONLY = "measured-only"
LEAST = 2  # corpora that may train: one to leave out, one to learn on


@dataclass(frozen=True, slots=True)
class Fold:
    """Corpora, by name."""

    name: str
    learn: tuple[str, ...]
    read: tuple[str, ...]


def folds(pages: Iterable[CorpusPage]) -> list[Fold]:
    """In the order of the corpora. Raises InputError where no corpus would be left to learn on."""
    may_train = {page.corpus: page.may_train for page in pages}
    learning = [name for name, allowed in may_train.items() if allowed]
    measured = tuple(name for name, allowed in may_train.items() if not allowed)
    if len(learning) < LEAST:
        raise InputError(
            "too few corpora that may train", remedy="two at least; see benchmarks/CORPORA.md"
        )
    found = []
    for name in learning:
        others = tuple(other for other in learning if other != name)
        found.append(Fold(name, others, (name,)))
    if measured:
        found.append(Fold(MEASURED_ONLY, tuple(learning), measured))
    return found
