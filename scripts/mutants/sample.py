"""Some of the mutants, drawn by a seed: the share of them that the tests notice says what all would
give, within an interval.

Mutants enter, as many of them as asked leave. Each module has its share, as far as whole mutants
allow: what is drawn first in each module comes first, so that a trial that is cut off has seen all
modules, and a larger sample of the same seed holds the smaller.
"""

from __future__ import annotations

import math
import random
from collections import defaultdict

from tried import Mutant

SURE = 1.96  # standard deviations: 95 of 100 intervals hold the share


def drawn(mutants: list[Mutant], count: int, seed: int) -> list[Mutant]:
    """So many of them; all where there are no more."""
    by_module: dict[str, list[Mutant]] = defaultdict(list)
    for mutant in sorted(mutants, key=lambda each: str(each["key"])):
        by_module[mutant["module"]].append(mutant)
    chance = random.Random(seed)  # noqa: S311  no secret
    placed: list[tuple[float, Mutant]] = []
    for module in by_module.values():
        chance.shuffle(module)
        start = chance.random()
        placed += [((k + start) / len(module), mutant) for k, mutant in enumerate(module)]
    placed.sort(key=lambda each: each[0])
    return [mutant for _, mutant in placed[:count]]


def interval(hits: int, count: int) -> tuple[float, float]:
    """Between which shares that of all lies (Wilson), of 0 to 1."""
    if not count:
        return 0.0, 1.0
    share, square = hits / count, SURE * SURE
    middle = share + square / (2 * count)
    width = SURE * math.sqrt(share * (1 - share) / count + square / (4 * count * count))
    whole = 1 + square / count
    return (middle - width) / whole, (middle + width) / whole
