"""The page read once more, with the model of its script, where no second local reader has its
letters and that model is installed (local/script_model.py).

The cleaned view that Tesseract read and its reading enter; the script model's reading leaves, or
none. It is a help and no reader that a page needs: where it fails the page says so and stands
without it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from recto.errors import ReaderFailed
from recto.local.script_model import script_model_beside
from recto.model.page import Reading
from recto.pipeline.own_language import OwnReading
from recto.pipeline.stages import Stages
from recto.readers.tesseract.install import installed_languages
from recto.witnesses.script_model import READER
from recto_preprocessing import View

FAILED = "the model of the script ({model}) could not read the page: {what}"


@dataclass(frozen=True, slots=True)
class Beside:
    """What it read."""

    reading: Reading | None = None  # None: it was not asked, or failed
    notes: tuple[str, ...] = ()


def by_script_model(grey: View, own: OwnReading, stages: Stages) -> Beside:
    """Nobody is asked without a second reader, which the user did not want, nor about a label."""
    if stages.ppocr is None or stages.layout == "line" or not own.reading.lines:
        return Beside()
    first = own.tesseract
    model = script_model_beside(first.language, installed_languages())
    if not model:
        return Beside()
    second = replace(first, language=model, alternatives=False, taught=None)
    try:
        reading = second.read(grey)
    except ReaderFailed as fault:
        note = FAILED.format(model=model, what=fault.what)
        return Beside(notes=(note,))
    return Beside(replace(reading, reader=READER))
