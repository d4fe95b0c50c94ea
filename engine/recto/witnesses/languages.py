"""How many independent local readers each language has.

A Tesseract code enters, the names of the readers that have its letters leave. Agreement of two is
what a word's confidence rests on; where there is one, words rest on its own word for them. Debian's
model of a script beside the model of a language is no second one: the one repeats a third of the
other's errors (docs/decisions/scripts.md). It is half a witness, and counted as none.
"""

from __future__ import annotations

from collections.abc import Collection

from recto.local.script_model import script_model_beside
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


def half_witness(code: str, installed: Collection[str]) -> str:
    """The model of the script that is read beside this language's; empty without one."""
    return script_model_beside(code, installed)
