"""Tesseract's own guess at the script of a page, from its glyphs alone (`--psm 0`, the osd model).

A View enters, the name of a script with Tesseract's confidence leaves; nothing where the model is
missing or the page has too few characters. It costs .6 to 1.4 CPU seconds and takes capitals and
receipts for Cyrillic, so it is asked only of pages that no reader so far can read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from recto.errors import FileAccess, ReaderFailed
from recto.readers.tesseract.install import installed_languages
from recto.readers.tesseract.reader import write_pgm
from recto.readers.tesseract.run import run
from recto.readers.tesseract.scratch import scratch
from recto_preprocessing import View

MODEL = "osd"
_SCRIPT = re.compile(r"Script: (\S+)\s+Script confidence: ([\d.]+)")


@dataclass(frozen=True, slots=True)
class Guess:
    """A script, "Cyrillic" or "Han", and how far it lies before the next (0 and more)."""

    script: str
    confidence: float


def script_of_page(view: View, timeout: float) -> Guess | None:
    """Raises MissingDependency (no Tesseract), FileAccess (no room)."""
    if MODEL not in installed_languages():
        return None
    try:
        with scratch(view.pixels.size) as folder:
            image = folder / "page.pgm"
            output = folder / "page"
            write_pgm(image, view.pixels)
            options = ("-l", MODEL, "--psm", "0", "--dpi", str(round(view.dpi)))
            run((str(image), str(output), *options), timeout)
            said = output.with_suffix(".osd").read_text(encoding="utf-8", errors="replace")
    except ReaderFailed:  # too few characters
        return None
    except OSError as fault:
        what = f"the page cannot be handed to Tesseract ({fault.strerror or fault})"
        raise FileAccess(what, remedy="make room in the temporary folder, or set TMPDIR") from None
    found = _SCRIPT.search(said)
    return Guess(found[1], float(found[2])) if found else None
