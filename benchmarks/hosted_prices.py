"""What a page costs by a recorded model that anybody may serve: our own dated table first, else the
median of what hosts publish, as genai-prices was installed.

A model's name and a Usage enter, US dollars leave; not a number where nobody publishes a price.
"""

from __future__ import annotations

import math
from functools import cache
from statistics import median

from benchmarks.price import usd_of
from recto.model.page import Usage

MILLION = 1_000_000
# What hosts add to a model's name.
SUFFIXES = ("", "-preview", "-instruct", "-17b-128e-instruct", "-17b-128e-instruct-fp8")


def usd_per_page(model: str, usage: Usage) -> float:
    """US dollars of these tokens."""
    plain = model.removesuffix("+ocr")
    ours = usd_of(plain, usage)
    if not math.isnan(ours):
        return ours
    price = hosted(plain)
    if price is None:
        return math.nan
    read, written = price
    return (usage.input_tokens * read + usage.output_tokens * written) / MILLION


@cache
def hosted(model: str) -> tuple[float, float] | None:
    """US dollars for a million tokens read and written: the median of the hosts that name it."""
    from genai_prices.data_snapshot import get_snapshot

    names = {f"{model.replace('.0-', '-')}{suffix}" for suffix in SUFFIXES}
    read: list[float] = []
    written: list[float] = []
    for provider in get_snapshot().providers:
        for known in provider.models:
            price = known.prices
            plain = known.id.lower().replace("2p5", "2.5")
            named = plain.rpartition("/")[2].removeprefix("google.")
            if named not in names or isinstance(price, list) or known.deprecated:
                continue
            if isinstance(price.input_mtok, int | float) or hasattr(price.input_mtok, "quantize"):
                read.append(float(price.input_mtok))
                written.append(float(price.output_mtok or 0))
    if not read:
        return None
    return median(read), median(written)
