"""Tesseract's own guess at the script of a page, from its glyphs alone (`--psm 0`, the osd model).

A View enters, the name of a script with Tesseract's confidence leaves; nothing where the model is
missing or the page has too few characters. It costs .6 to 1.4 CPU seconds and takes capitals and
receipts for Cyrillic, so it is asked only of pages that no reader so far can read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from recto.errors import FileAccess, ReaderFailed
from recto.model.page import Pixels
from recto.readers.tesseract import library
from recto.readers.tesseract.asked import Asked
from recto.readers.tesseract.by_command import write_pgm
from recto.readers.tesseract.choice import asked_of
from recto.readers.tesseract.install import Engine, installed_languages
from recto.readers.tesseract.run import run
from recto.readers.tesseract.scratch import scratch
from recto_preprocessing import View

MODEL = "osd"
NO_WORDS = 0  # page segmentation mode: the script and which way is up, nothing else
_SCRIPT = re.compile(r"Script: (\S+)\s+Script confidence: ([\d.]+)")


@dataclass(frozen=True, slots=True)
class Guess:
    """A script, "Cyrillic" or "Han", and how far it lies before the next (0 and more)."""

    script: str
    confidence: float


def script_of_page(view: View, timeout: float, engine: Engine = "auto") -> Guess | None:
    """Raises MissingDependency (no Tesseract), FileAccess (no room)."""
    if MODEL not in installed_languages():
        return None
    asked = Asked(MODEL, NO_WORDS, round(view.dpi), alternatives=False, threshold=0)
    try:
        said, _ = asked_of(
            engine,
            lambda: library.guess_script(asked, view.pixels, timeout),
            lambda: _by_command(asked, view.pixels, timeout),
        )
    except ReaderFailed:  # too few characters
        return None
    found = _SCRIPT.search(said)
    return Guess(found[1], float(found[2])) if found else None


def _by_command(asked: Asked, pixels: Pixels, timeout: float) -> str:
    try:
        with scratch(pixels.size) as folder:
            image = folder / "page.pgm"
            output = folder / "page"
            write_pgm(image, pixels)
            options = ("-l", asked.language, "--psm", str(asked.psm), "--dpi", str(asked.dpi))
            run((str(image), str(output), *options), timeout)
            return output.with_suffix(".osd").read_text(encoding="utf-8", errors="replace")
    except OSError as fault:
        what = f"the page cannot be handed to Tesseract ({fault.strerror or fault})"
        raise FileAccess(what, remedy="make room in the temporary folder, or set TMPDIR") from None
