"""A page in its own language: the first reading, and where it is not in that language, a second one
that is kept only where it proves better.

The clean page enters; the reader and the reading that stand leave, with what the notes must say.
With `-l auto` the language is found (local/page_language); with a language named, only that the
page has its letters is checked, and said where it has not. An English page is read once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from recto.local.beside_latin import with_latin
from recto.local.page_language import notes
from recto.local.page_language.choice import (
    choose,
    language_of_text,
    script_beyond,
)
from recto.local.page_language.chosen import Choice
from recto.local.page_language.evidence import Look, look_at
from recto.local.page_language.looks import Looks
from recto.local.page_language.mixed import further_language
from recto.local.page_language.models import blackletter_model
from recto.model.page import Reading
from recto.pipeline.stages import Stages, language_notes
from recto.readers.tesseract.install import installed_languages
from recto.readers.tesseract.lexicon import load
from recto.readers.tesseract.reader import Tesseract
from recto_preprocessing import CleanPage

LESS = 0.05  # mean confidence that a better reading may lose: a list knows its words
# share of words that its list may know less: of a directory's names German's knows .22 to .30 where
# English's knows .25 to .33
NAMES = 0.1
MORE = 0.02  # share of words by which two lists must know more than one


@dataclass(frozen=True, slots=True, eq=False)
class OwnReading:
    """The first reader's reading of a page, as it stands."""

    tesseract: Tesseract  # with the models that it was read with
    reading: Reading
    quads: NDArray[np.float64] | None  # detected lines, px of the upright view
    notes: tuple[str, ...] = ()


def read_in_own_language(
    clean: CleanPage,
    quads: NDArray[np.float64] | None,
    stages: Stages,
    *,
    is_blackletter: bool = False,
) -> OwnReading:
    """`is_blackletter`: by its typefaces. Raises ReaderFailed, MissingDependency, FileAccess."""
    tesseract = stages.tesseract
    model = blackletter_model(installed_languages()) if is_blackletter else ""
    if model and stages.finds_language:
        tesseract = replace(tesseract, language=model)
        reading = tesseract.read(clean.tesseract)
        return OwnReading(tesseract, reading, quads, (notes.found(model),))
    reading = tesseract.read(clean.tesseract)
    first = OwnReading(tesseract, reading, quads)
    if stages.layout == "line":  # a label has too few letters to tell
        return first
    looks = Looks(tesseract, reading, clean.tesseract, clean.upright, stages.ppocr, quads)
    look = look_at(reading, load(tesseract.language))
    if stages.finds_language:
        return _found(first, look, looks, stages)
    script = script_beyond(look, looks, tesseract.language)
    said = (notes.other_script(script, tesseract.language),) if script else ()
    return replace(first, quads=looks.quads, notes=said)


def _found(first: OwnReading, look: Look, looks: Looks, stages: Stages) -> OwnReading:
    """The page in its own language, or languages."""
    choice = choose(look, looks)
    own = replace(first, quads=looks.quads)
    codes = first.tesseract.language
    if choice.code:
        again = _read_with(own, choice.code, looks)
        if _is_better(again, look, choice):
            own, codes = again, choice.code
    beside = further_language(own.reading, own.tesseract.language, looks)
    if beside:
        both = _read_with(own, f"{codes}+{beside}", looks)
        if _is_richer(both, own):
            own, codes = both, f"{codes}+{beside}"
    return _told(own, codes, choice, stages)


def _read_with(own: OwnReading, codes: str, looks: Looks) -> OwnReading:
    """The page read with other models."""
    language = with_latin(codes, looks.installed)
    tesseract = replace(own.tesseract, language=language)
    reading = tesseract.read(looks.grey)
    return replace(own, tesseract=tesseract, reading=reading)


def _is_better(again: OwnReading, look: Look, choice: Choice) -> bool:
    """As sure, and its list knows as much of it. Where the first model has none of the script's
    letters, how sure it is of the page's Latin words says nothing.
    """
    if choice.by_script:
        return True
    now = look_at(again.reading, load(again.tesseract.language))
    return now.known >= look.known - NAMES and now.confidence >= look.confidence - LESS


def _is_richer(both: OwnReading, own: OwnReading) -> bool:
    """Two lists know more of it than one, and Tesseract is as sure."""
    before = look_at(own.reading, load(own.tesseract.language))
    now = look_at(both.reading, load(both.tesseract.language))
    return now.known >= before.known + MORE and now.confidence >= before.confidence - LESS


def _told(own: OwnReading, codes: str, choice: Choice, stages: Stages) -> OwnReading:
    """With what the notes must say; `codes`: what was found, without what is read beside it."""
    language = own.tesseract.language
    said = []
    if choice.missing:
        said.append(notes.missing(choice.missing, language))
    if language != stages.tesseract.language:
        said.append(notes.found(codes))
        has_second = stages.ppocr is not None
        said += language_notes(codes, language, has_second=has_second)
    return replace(own, notes=tuple(said))


def in_language_of(text: str, stages: Stages) -> Stages:
    """The stages for a page whose own text is at hand, and so its language; as they are where the
    text is short, or its model missing.
    """
    if not stages.finds_language:
        return stages
    installed = installed_languages()
    code = language_of_text(text, installed) or stages.tesseract.language
    language = with_latin(code, installed)
    tesseract = replace(stages.tesseract, language=language)
    return replace(stages, tesseract=tesseract, finds_language=False)
