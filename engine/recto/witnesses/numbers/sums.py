"""Which amounts of a page bear each other out: two of them make a third.

Amounts as whole hundredths enter, how often each is part of such a sum leaves. A receipt prints
its arithmetic (subtotal + tax = total, total + change = cash), so a misread amount stands apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

# Distinct amounts of a page that are added up: pairs grow with the square, and among hundreds of
# amounts sums come true by chance.
MOST = 60


def in_sums(amounts: Sequence[int]) -> Counter[int]:
    """For each amount (hundredths) in how many sums a + b = c of the page's own it stands."""
    known = Counter(amounts)
    values = sorted(value for value in known if value > 0)
    found: Counter[int] = Counter()
    if len(values) > MOST:
        return found
    for i, smaller in enumerate(values):
        for larger in values[i:]:
            total = smaller + larger
            stands_twice = smaller != larger or known[smaller] > 1
            if total in known and stands_twice:
                found.update({smaller, larger, total})
    return found


def bears_out(amount: int, amounts: Counter[int]) -> bool:
    """Whether the amount (hundredths) would be a part of a sum of the others."""
    for other in amounts:
        if other <= 0:
            continue
        if amount + other in amounts:
            return True
        if amount - other in amounts:
            return True
        if other - amount in amounts:
            return True
    return False
