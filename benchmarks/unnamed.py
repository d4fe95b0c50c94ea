"""A page read without being told its language, as `recto read` reads it, from what a run stored.

A PageUnderTest enters, the models that its text was read with and that text leave. The run read the
page with its language; where the page's own signs lead to the same models, its text is the same and
nothing is read. A page that was read as English tells by that reading alone whether it stays so.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from benchmarks.engines import StoredPpocr, StoredTesseract
from benchmarks.local_page_cache import begun
from benchmarks.page_under_test import PageUnderTest
from benchmarks.systems.local import Local
from recto.local.coloured import visible
from recto.local.page_language.choice import choose
from recto.local.page_language.chosen import STAYS
from recto.local.page_language.evidence import look_at
from recto.local.page_language.looks import Looks
from recto.local.page_language.mixed import further_language
from recto.local.page_language.sample import Sample
from recto.model.page import Reading
from recto.pipeline.begin import begin
from recto.pipeline.finish import finish
from recto.pipeline.local_page import LocalPage
from recto.pipeline.own_language import OwnReading, read_in_own_language
from recto.pipeline.reading import in_view
from recto.pipeline.stages import Stages, prepare
from recto.pipeline.third_reader import typeset
from recto.readers.tesseract import lexicon
from recto.readers.tesseract.osd import Guess
from recto.settings.groups import Input, Settings
from recto_preprocessing.recipe import clean as clean_page

ENGLISH = "eng"
PATIENCE = 600  # s for a reading; the machine may be busy


@dataclass(frozen=True, slots=True)
class Found:
    """How a page is read by whom nobody told its language."""

    language: str  # Tesseract codes, those read beside it, too
    is_as_told: bool  # the same as with the corpus's language


class _PixelsNeeded(Exception):
    """A rule looks at the page."""


class _OnlyRead(Looks):
    """Of a page whose reading alone is at hand."""

    @property
    def sample(self) -> Sample | None:
        """Of lines."""
        raise _PixelsNeeded

    def read(self, code: str) -> Reading:
        """With another model."""
        raise _PixelsNeeded

    def guess(self) -> Guess | None:
        """At the script."""
        raise _PixelsNeeded


def found_by(sheet: PageUnderTest) -> Found:
    """The models; the page is cleaned and read again only where its English reading is not
    enough.
    """
    told = begun(sheet)
    if told.read.language == ENGLISH and _stays_english(told):
        return Found(ENGLISH, is_as_told=True)
    own = _own_reading(sheet)
    language = own.tesseract.language
    return Found(language, is_as_told=language == told.read.language)


def text_of(sheet: PageUnderTest, found: Found) -> str:
    """As `recto read --llm off` prints it."""
    if found.is_as_told:
        return Local().read(sheet).text
    stages = _stages(sheet)
    return finish(begin(sheet.raster, stages), None, stages).text


def _stays_english(told: LocalPage) -> bool:
    """By rules that look at the reading only."""
    if told.read.is_blackletter:
        return False
    reading = told.read.tesseract
    unseen: Any = None  # no rule asks for pixels but by what _OnlyRead refuses
    tesseract = prepare(Settings()).tesseract
    looks = _OnlyRead(tesseract, reading, unseen, unseen, unseen, unseen)
    look = look_at(reading, lexicon.load(ENGLISH))
    try:
        is_other = choose(look, looks) != STAYS
        return not is_other and not further_language(reading, ENGLISH, looks)
    except _PixelsNeeded:
        return False


def _own_reading(sheet: PageUnderTest) -> OwnReading:
    """The first reader's; as pipeline/reading.py comes to it."""
    stages = _stages(sheet)
    page = visible(sheet.raster)
    ppocr = stages.ppocr
    if ppocr is None:
        raise RuntimeError("no second reader")
    quads = ppocr.detect(page.raster)
    clean = clean_page(
        page.raster,
        page.dpi,
        quads=quads,
        read_strip=ppocr.readability,
        steps=stages.cleaning,
        dpi_down=page.dpi_down,
    )
    placed = in_view(quads, clean.upright, clean.steps)
    lines = typeset(clean.upright, placed, stages)
    return read_in_own_language(clean, placed, stages, is_blackletter=lines.is_blackletter)


def _stages(sheet: PageUnderTest) -> Stages:
    """With `-l auto`, and with what engines have read of the page."""
    plain = prepare(Settings(Input()))
    first = plain.tesseract
    tesseract = StoredTesseract(
        language=first.language,
        alternatives=first.alternatives,
        timeout=PATIENCE,
        sheet=sheet,
    )
    return replace(plain, tesseract=tesseract, ppocr=plain.ppocr and StoredPpocr(sheet=sheet))
