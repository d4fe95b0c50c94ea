"""How to read a page, as it travels from who finds its language to who reads it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Choice:
    """Tesseract codes."""

    code: str = ""  # to read it with; empty: the first reading stands
    missing: str = ""  # of what the page seems to be in, whose model is not installed
    by_script: bool = False  # found by its letters: the first model has none of them


STAYS = Choice()
