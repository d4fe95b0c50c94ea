"""Known pages made by hand: what two readers have of each line, and what is printed."""

from __future__ import annotations

from collections.abc import Sequence

from tests.arbitration.made import facts, page

from recto.arbitration.local_reading import judge_page
from recto.learning.places import KnownPage, from_text
from recto.learning.sources import known_page
from recto.model.result import PageResult

NAMES = (
    "Amman", "Bremmer", "Cammerer", "Dammann", "Emmerich", "Fromm", "Grimm", "Hammer", "Immler",
    "Kammer", "Lemm", "Mommsen", "Nimmich", "Ommer", "Pommer", "Rammler",
)  # fmt: skip


def known(
    tesseract: Sequence[str], ppocr: Sequence[str], printed: Sequence[str], name: str, sure: float
) -> KnownPage:
    """A page of its own document; `sure`: Tesseract's confidence."""
    lines = page(list(tesseract), list(ppocr), sure)
    reading = judge_page(lines, facts(lines))
    text = "\n".join(printed)
    result = PageResult(name, 0, 2000, 2000, 300.0, "eng", ())
    return known_page(name, name, reading, result, from_text(reading, text), text)


def mistaken(number: int, sure: float = 0.9) -> KnownPage:
    """PP-OCR has the right word, Tesseract reads every mm as nun, and is believed as shipped."""
    printed = [f"{NAMES[(number + k) % len(NAMES)]} Kaufmann Hafenstrasse" for k in range(8)]
    wrong = [line.replace("mm", "nun") for line in printed]
    return known(wrong, printed, printed, f"page-{number:02}", sure)
