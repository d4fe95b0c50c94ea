"""Figures in JSON, which has no NaN: null; six digits.

Values of results enter and leave.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from benchmarks.metrics.bootstrap import Interval


def plain(value: Any) -> Any:
    """As it is written."""
    if isinstance(value, float):
        return None if math.isnan(value) else round(value, 6)
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list | tuple) else value


def number(value: Any) -> Any:
    """As it was: null is not a number."""
    return math.nan if value is None else value


def interval(entry: Mapping[str, Any]) -> Interval:
    """One that was written."""
    return Interval(**{key: number(value) for key, value in entry.items()})
