"""The user's own calibration: what it holds, how it changes a confidence, its file.

A file enters, a frozen Calibration leaves, or InvalidConfig that says what is wrong with it; words'
confidences go through its maps. Beta calibration (Kull, Silva Filho, Flach 2017): log odds of the
new confidence = a ln p - b ln(1-p) + c, which leaves p as it is at a = b = 1, c = 0 and, for a, b
>= 0, never turns the order of two words around. What the file looks like is decided here and
nowhere else.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from importlib import resources
from math import exp, isfinite, log
from pathlib import Path
from typing import Any

from recto.errors import InvalidConfig
from recto.files.written_text import read_text

SCHEMA = "recto-calibration-1"
FLAG_BELOW = 0.5  # P(right) under which a word is more likely wrong than not
LEAST, MOST = 0.002, 0.999  # what the shipped confidences are clipped to
LEAST_SHIFT = -100.0  # log odds; the order of words stays whatever it is
DIGITS = 16  # hex digits of a digest
AGAIN = "make it anew with `recto calibrate`"


@dataclass(frozen=True, slots=True)
class WordMap:
    """From the shipped confidence to the user's own; as it is until fitted."""

    a: float = 1.0
    b: float = 1.0
    c: float = 0.0

    def __call__(self, confidence: float) -> float:
        """0..1 -> 0..1, rising."""
        if self == UNCHANGED:
            return confidence
        p = min(max(confidence, LEAST), MOST)
        odds = self.a * log(p) - self.b * log(1 - p) + self.c
        mapped = 1 / (1 + exp(-odds))
        return min(max(mapped, LEAST), MOST)


UNCHANGED = WordMap()


@dataclass(frozen=True, slots=True)
class Calibration:
    """One map for words of the local reading, one for words that an LLM read, too; and from where
    on to flag.
    """

    local: WordMap = UNCHANGED
    llm: WordMap = UNCHANGED
    flag_below: float = FLAG_BELOW  # calibrated P(right)

    @property
    def digest(self) -> str:
        """16 hex digits that name it in outputs."""
        text = json.dumps(asdict(self), sort_keys=True)
        state = hashlib.sha256(text.encode())
        return state.hexdigest()[:DIGITS]


SHIPPED = Calibration()


def weights_digest() -> str:
    """16 hex digits of the shipped confidence weights: a calibration fits those that it was fitted
    on.
    """
    state = hashlib.sha256()
    folder = resources.files("recto.confidence") / "weights"
    for name in ("conflict", "local", "unconfirmed", "script_model", "llm", "overrule", "numbers"):
        weights = folder / f"{name}.json"
        state.update(weights.read_bytes())
    return state.hexdigest()[:DIGITS]


def to_json(calibration: Calibration, fitted_on: dict[str, Any], judged: dict[str, Any]) -> str:
    """The file's text; `fitted_on` and `judged` are for people."""
    value = {
        "schema": SCHEMA,
        "weights": weights_digest(),
        **asdict(calibration),
        "fitted_on": fitted_on,
        "judged": judged,
    }
    return json.dumps(value, indent=1) + "\n"


def read(path: Path) -> Calibration:
    """Read and check a file. Raises FileAccess, or InvalidConfig for one that is broken or made for
    other weights.
    """
    where = str(path)
    try:
        value = json.loads(read_text(path))
    except (ValueError, RecursionError) as fault:
        what = f"is no calibration file ({fault})"
        raise InvalidConfig(what, where=where, remedy=AGAIN) from fault
    if not isinstance(value, dict) or value.get("schema") != SCHEMA:
        raise InvalidConfig("is no calibration file of this version", where=where, remedy=AGAIN)
    if value.get("weights") != weights_digest():
        raise InvalidConfig("was fitted to another version of Recto", where=where, remedy=AGAIN)
    flag_below = _number(value, "flag_below", path)
    if flag_below > 1:
        raise InvalidConfig("flag_below is above 1", where=where, remedy=AGAIN)
    local = _map(value, "local", path)
    llm = _map(value, "llm", path)
    return Calibration(local, llm, flag_below)


def _map(value: dict[str, Any], name: str, path: Path) -> WordMap:
    part = value.get(name)
    if not isinstance(part, dict):
        raise InvalidConfig(f"{name} is missing", where=str(path), remedy=AGAIN)
    a = _number(part, "a", path)
    b = _number(part, "b", path)
    c = _number(part, "c", path, least=LEAST_SHIFT)
    return WordMap(a, b, c)


def _number(part: dict[str, Any], name: str, path: Path, least: float = 0.0) -> float:
    """Raises InvalidConfig for what is no number, or below `least`, where the order of words would
    turn around.
    """
    number = part.get(name)
    if isinstance(number, int | float) and not isinstance(number, bool):
        in_order = isfinite(number) and number >= least
        if in_order:
            return float(number)
    raise InvalidConfig(f"{name} cannot be {number!r}", where=str(path), remedy=AGAIN)
