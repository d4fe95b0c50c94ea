"""A line's own arithmetic: quantity, price, amount.

The numbers of a line enter; what the amount at its end would be by the two before it leaves, where
it is that but for one digit.
"""

from __future__ import annotations

from collections.abc import Sequence

from recto.witnesses.numbers.kinds import digits_of, is_amount

MOST_QUANTITY = 999
PLACES = 3  # quantity, price and amount


def amount_by(numbers: Sequence[str]) -> str | None:
    """Quantity times price, spelt as the amount is; None where the last three numbers of a line
    are no such three, or the amount is another altogether.
    """
    if len(numbers) < PLACES:
        return None
    quantity, price, amount = numbers[-PLACES:]
    if not is_amount(price) or not is_amount(amount):
        return None
    if not quantity.isdigit():
        return None
    count = int(quantity)
    if not 1 < count <= MOST_QUANTITY:
        return None
    price_in_hundredths = int(digits_of(price))
    product = count * price_in_hundredths
    spelt = _as(amount, str(product))
    if spelt is None:
        return None
    differing = 0
    for one, other in zip(spelt, amount, strict=True):
        differing += one != other
    return spelt if differing <= 1 else None


def _as(amount: str, digits: str) -> str | None:
    """The digits with the marks of the amount; None where it has more or fewer."""
    if len(digits_of(amount)) != len(digits):
        return None
    rest = iter(digits)
    spelt = ""
    for char in amount:
        if char.isdigit():
            spelt += next(rest)
        else:
            spelt += char
    return spelt
