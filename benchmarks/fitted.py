"""Weights and thresholds in force: the shipped ones, or those of a folder.

A folder with `weights/*.json` and, once they are chosen, `thresholds.json` enters; inside a `with`
block the engine works by them. What is in force goes into the key of everything that is kept of a
page (local_page_cache.py), so that no page begun by one set is taken for another's.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks import thresholds
from recto.confidence import trees
from recto.errors import InputError

WEIGHTS, THRESHOLDS, BASIS = "weights", "thresholds.json", "basis.json"
LEARNED = "recto.confidence"  # whose modules keep what they have loaded


@dataclass(frozen=True, slots=True)
class Fitted:
    """What was fitted without the pages of one fold."""

    folder: Path

    @property
    def weights(self) -> Path:
        """The folder of the weight files."""
        return self.folder / WEIGHTS

    @property
    def is_done(self) -> bool:
        """Thresholds are chosen last."""
        return (self.folder / THRESHOLDS).exists()

    @property
    def thresholds(self) -> Mapping[str, float]:
        """By name; none as long as they are not chosen: the shipped ones stay."""
        file = self.folder / THRESHOLDS
        chosen: dict[str, float] = {}
        if file.exists():
            chosen = json.loads(file.read_text(encoding="utf-8"))
        return chosen

    def rest_on(self, basis: Mapping[str, object]) -> None:
        """State what all of it is made of, before anything is. Raises InputError where the folder
        holds what was made of something else.
        """
        file = self.folder / BASIS
        text = json.dumps(basis, indent=1) + "\n"
        self.folder.mkdir(parents=True, exist_ok=True)
        if file.exists() and file.read_text(encoding="utf-8") != text:
            raise InputError(
                "was fitted by another engine, or on other corpora",
                where=str(self.folder),
                remedy="give another --out",
            )
        _whole(file, text)

    def write(self, name: str, text: str) -> None:
        """Put a file of weights into force, if these are."""
        self.weights.mkdir(parents=True, exist_ok=True)
        _whole(self.weights / name, text)
        forget()

    def choose(self, chosen: Mapping[str, float]) -> None:
        """Store the thresholds: the fold is fitted."""
        _whole(self.folder / THRESHOLDS, json.dumps(chosen, indent=1) + "\n")


def _whole(file: Path, text: str) -> None:
    part = file.with_name(f"{file.name}.part")
    part.write_text(text, encoding="utf-8")
    part.replace(file)


@contextmanager
def applied(fitted: Fitted) -> Iterator[None]:
    """The engine by these weights and thresholds, and by its own again afterwards."""
    shipped, before = trees.SHIPPED, thresholds.values()
    fitted.weights.mkdir(parents=True, exist_ok=True)
    try:
        trees.SHIPPED = fitted.weights
        thresholds.put(fitted.thresholds)
        forget()
        yield
    finally:
        trees.SHIPPED = shipped
        thresholds.put(before)
        forget()


def forget() -> None:
    """Let the engine load its weights anew."""
    for name in list(sys.modules):
        if not name.startswith(LEARNED):
            continue
        for value in vars(sys.modules[name]).values():
            clear = getattr(value, "cache_clear", None)
            if clear is not None:
                clear()


def in_force() -> str:
    """A digest of the weights and thresholds by which the engine works now."""
    state = hashlib.sha256()
    for file in sorted(trees.SHIPPED.iterdir(), key=lambda each: each.name):
        state.update(file.name.encode())
        state.update(file.read_bytes())
    state.update(json.dumps(thresholds.values(), sort_keys=True).encode())
    return state.hexdigest()[:16]
