"""One kind of layout: how it is composed, in which languages, how often in blackletter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.layouts.sheet import Sheet

WESTERN = ("eng", "deu", "fra", "ita", "spa", "nld", "por", "swe", "pol")


@dataclass(frozen=True, slots=True)
class Family:
    """A function from a Sheet to HTML, and what it is composed of."""

    compose: Callable[[Sheet], str]
    languages: tuple[str, ...] = WESTERN  # Tesseract codes
    old: float = 0.3  # share of the German pages that are set in blackletter

    @property
    def name(self) -> str:
        """That of the function."""
        return self.compose.__name__
