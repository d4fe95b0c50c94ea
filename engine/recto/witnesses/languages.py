"""How many independent local readers each language has.

A Tesseract code enters, the names of the readers that have its letters leave. Agreement of two is
what a word's confidence rests on; where there is one, words rest on its own word for them. Debian's
model of a script beside the model of a language is no second one: both repeat 14 to 39 % of each
other's errors (docs/decisions.md).
"""

from __future__ import annotations

from recto.readers.lines.scripts import reads
from recto.readers.ppocr.scripts import unreadable


def witnesses_of(code: str) -> tuple[str, ...]:
    """Tesseract, PP-OCR where its alphabet has the language's letters, and the recogniser of many
    scripts.
    """
    names = ["Tesseract"]
    if not unreadable(code):
        names.append("PP-OCR")
    if reads(code):
        names.append("many scripts")
    return tuple(names)
