"""JSON from outside, decoded so that no number in it is more than a double can hold and no constant
is not a number.

A text enters, plain values leave. Whole numbers beyond 18 digits become floats, those beyond a
double infinity (Python refuses integers of more than 4,300 digits, and takes quadratic time for
shorter ones); NaN and Infinity become None. An object that names a member twice with different
values is refused: nobody can say which of them is meant.
"""

from __future__ import annotations

import json
import math

EXACT = 18  # digits that fit into 64 bits
FINITE = 300  # digits that fit into a double


class TwoMeanings(ValueError):
    """An object names one member twice."""


def _whole(digits: str) -> int | float:
    """A whole number, its sign and digits."""
    if len(digits) <= EXACT:
        return int(digits)
    if len(digits) <= FINITE:
        return float(digits)
    return math.inf


def _nothing(name: str) -> None:
    """What NaN, Infinity and -Infinity say."""


def _unambiguous(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """The members of an object. Raises TwoMeanings."""
    members = dict(pairs)
    if len(members) == len(pairs):
        return members
    for name, value in pairs:
        if members[name] != value:
            raise TwoMeanings("an object names one member twice, with different values")
    return members


# Line breaks inside strings are common and harmless.
DECODER = json.JSONDecoder(
    strict=False, parse_int=_whole, parse_constant=_nothing, object_pairs_hook=_unambiguous
)


def decode(body: bytes | str) -> object:
    """The value. Raises ValueError (not JSON, not text) or RecursionError (nested too deeply)."""
    if isinstance(body, bytes):
        encoding = json.detect_encoding(body)
        body = body.decode(encoding, "surrogatepass")
    return DECODER.decode(body.removeprefix("\ufeff"))
