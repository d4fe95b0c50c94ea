"""A file of weights: JSON under a header that names the columns of the rows it was learned on."""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib.resources.abc import Traversable
from itertools import zip_longest
from typing import Any

from recto.errors import InvalidConfig


def weights_of(file: Traversable, columns: Sequence[str]) -> dict[str, Any]:
    """What the file holds. Raises InvalidConfig where its header names other columns than these, or
    the same in another order: then its weights belong to other numbers.
    """
    data = dict(json.loads(file.read_text(encoding="utf-8")))
    header = data.get("features")
    found = tuple(map(str, header)) if isinstance(header, list) else ()
    if found != tuple(columns):
        raise InvalidConfig(
            f"weights of other columns than Recto's rows have: {_departure(found, columns)}",
            where=str(file),
            remedy="install Recto anew, or learn them anew (python -m benchmarks.learn)",
        )
    return data


def _departure(found: Sequence[str], expected: Sequence[str]) -> str:
    """The first column that differs, counted from 1."""
    for at, (here, wanted) in enumerate(zip_longest(found, expected, fillvalue="nothing"), 1):
        if here != wanted:
            return f"column {at} is {here}, not {wanted}"
    return "none"
