"""What tokens cost: a dated, editable table in, US dollars out; an unknown model has no price,
never a guessed one.

Entries in the user's own table ($RECTO_PRICES, or prices.toml in Recto's configuration folder) win
over the packaged ones, and those over what published.py knows of the endpoint. Servers on the
user's own hardware cost nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from importlib import resources
from pathlib import Path
from typing import Any

from recto.errors import FileAccess, InvalidConfig
from recto.files.own_folders import config_folder
from recto.files.written_text import read_text, toml_in
from recto.model.page import Usage
from recto.readers.vision.call.providers import Endpoint
from recto.readers.vision.call.published import published


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars for a million tokens."""

    input: float
    cached: float  # input tokens that the provider had cached
    output: float

    def usd(self, usage: Usage) -> float:
        """What this usage costs."""
        fresh = max(0, usage.input_tokens - usage.cached_tokens)
        return (
            fresh * self.input
            + usage.cached_tokens * self.cached
            + usage.output_tokens * self.output
        ) / 1e6


DEAREST = 1_000_000  # US dollars for a million tokens; with nan or inf no budget would ever stop
FREE = Price(0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Prices:
    """A price table with its date."""

    date: str  # year and month
    models: Mapping[str, Price]

    def of(self, endpoint: Endpoint) -> Price | None:
        """The price of the endpoint's model; None when neither the table nor the provider's
        published list knows it.
        """
        local = endpoint.preset.local
        model = endpoint.model.lower()
        names = [f"{endpoint.provider}/{endpoint.model}".lower()]
        # a model's name says nothing about what your own hardware costs
        if not local:
            names.append(model)
        keys: list[str] = []
        for key in self.models:
            pattern = key.lower()
            fits = any(fnmatchcase(name, pattern) for name in names)
            if fits:
                keys.append(key)
        if keys:
            longest = max(keys, key=len)
            return self.models[longest]
        if local:
            return FREE
        listed = published(endpoint.base_url, endpoint.model)
        if listed is None:
            return None
        return Price(listed.input * 1000, listed.cached * 1000, listed.output * 1000)


def load(environ: Mapping[str, str]) -> Prices:
    """The packaged table with the user's laid over it. Raises InvalidConfig when the user's cannot
    be read.
    """
    file = resources.files(__package__) / "prices.toml"
    packaged = _parse(file.read_text(encoding="utf-8"), "prices.toml")

    named = environ.get("RECTO_PRICES")
    if named:
        path = Path(named)
    else:
        folder = config_folder()
        if folder is None:
            return packaged
        path = folder / "prices.toml"
        if not path.is_file():
            return packaged
    try:
        users = _parse(read_text(path), str(path))
    except FileAccess as error:
        remedy = "name a readable price table in RECTO_PRICES"
        raise InvalidConfig(
            f"cannot read the price table ({error.what})", where=error.where, remedy=remedy
        ) from error
    date = users.date or packaged.date
    return Prices(date, {**packaged.models, **users.models})


def _parse(text: str, name: str) -> Prices:
    """A table. Raises InvalidConfig for what is none."""
    try:
        table: dict[str, Any] = toml_in(text)
        entries = table.get("models", {})
        models = {key: _price(entry) for key, entry in entries.items()}
    except (
        TypeError,
        ValueError,
        KeyError,
        AttributeError,
        ArithmeticError,
        RecursionError,
    ) as error:
        remedy = 'write entries as "model" = { input = 1.0, output = 2.0 } under [models]'
        raise InvalidConfig(f"not a price table ({error})", where=name, remedy=remedy) from error
    return Prices(str(table.get("date", "")), models)


def _price(entry: Mapping[str, float]) -> Price:
    """Raises KeyError, TypeError or ValueError for what is no entry."""
    fresh = float(entry["input"])
    cached = float(entry.get("cached", entry["input"]))
    output = float(entry["output"])
    for dollars in (fresh, cached, output):
        is_price = 0 <= dollars <= DEAREST  # nan is not
        if not is_price:
            raise ValueError(f"a price is no number from 0 to {DEAREST:,}")
    return Price(fresh, cached, output)
