"""The engine that OCRmyPDF asks: orientation, skew, and the words of one page at a time.

The picture of a page and OCRmyPDF's options enter; its tree of elements leaves, with our
confidences and in our reading order; what must be said of a page goes into its log. OCRmyPDF cleans
nothing for us: Recto does, and boxes come back in the px of the picture. Only here: which of
OCRmyPDF's errors each of ours becomes.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from ocrmypdf import OcrEngine
from ocrmypdf.exceptions import (
    BadArgsError,
    ExitCodeException,
    InputFileError,
    MissingDependencyError,
    SubprocessOutputError,
)
from ocrmypdf.hocrtransform import OcrElement
from ocrmypdf.pluginspec import OrientationConfidence
from PIL import Image

from recto._version import __version__
from recto.batch.facts import GOOD
from recto.errors import BadArguments, InputError, InvalidConfig, MissingDependency, RectoError
from recto.model.result import Document, PageResult
from recto.pipeline.vision import sent_by_programs, vision_for
from recto.plugins.desk import office
from recto.plugins.ocrmypdf_elements import page_element
from recto.plugins.plugin_options import PREFIX, settings_of
from recto.readers.tesseract.install import check_language, installed_languages
from recto.settings.groups import Settings
from recto.text.messages import one_line
from recto.writers import WRITERS
from recto_preprocessing.deskew import LARGEST, exact_skew

BUDGET = f"{PREFIX}budget"  # among OCRmyPDF's options: where its processes keep what is spent
log = logging.getLogger(__name__)
# Ours -> OCRmyPDF's of the same exit code.
REFUSALS: tuple[tuple[type[RectoError], type[ExitCodeException]], ...] = (
    (BadArguments, BadArgsError),
    (InvalidConfig, BadArgsError),
    (MissingDependency, MissingDependencyError),
    (InputError, InputFileError),
    (RectoError, SubprocessOutputError),
)
# That a page is turned is settled by reading its lines both ways: above any threshold that users
# give (OCRmyPDF's own is 14, in Tesseract's measure).
SURE = 1000.0


class RectoEngine(OcrEngine):
    """What OCRmyPDF asks of an engine; every page is read by a worker process."""

    @staticmethod
    def version() -> str:
        """Recto's."""
        return __version__

    @staticmethod
    def creator_tag(options: Any) -> str:
        """For the PDF's metadata."""
        return f"Recto {__version__}"

    def __str__(self) -> str:
        return f"Recto {__version__}"

    @staticmethod
    def languages(options: Any) -> set[str]:
        """Installed ones; those that were asked for were checked, by names that people use."""
        with refusing():
            return {*installed_languages(), *options.languages}

    @staticmethod
    def get_orientation(input_file: Path, options: Any) -> OrientationConfidence:
        """Degrees to turn counter-clockwise, by reading a few lines both ways."""
        with refusing():
            turns = _quarter_turns(input_file)
        confidence = SURE if turns else 0.0
        return OrientationConfidence(angle=90 * turns, confidence=confidence)

    @staticmethod
    def get_deskew(input_file: Path, options: Any) -> float:
        """Degrees to turn counter-clockwise until lines are level."""
        with Image.open(input_file) as image:
            grey = np.asarray(image.convert("L"))
        skew = exact_skew(grey)
        if abs(skew) > LARGEST:
            return 0.0
        return skew

    @staticmethod
    def supports_generate_ocr() -> bool:
        """Elements, not files."""
        return True

    @staticmethod
    def generate_ocr(
        input_file: Path, options: Any, page_number: int = 0
    ) -> tuple[OcrElement, str]:
        """The page's elements and its text; what must be said of it is logged."""
        page = _read(input_file, options)
        return page_element(page, page_number), page.text

    @staticmethod
    def generate_hocr(input_file: Path, output_hocr: Path, output_text: Path, options: Any) -> None:
        """For those who want hOCR of OCRmyPDF."""
        page = _read(input_file, options)
        document = Document(str(input_file), (page,), "", __version__)
        with output_hocr.open("wb") as out:
            WRITERS["hocr"].write(document, out)
        output_text.write_text(page.text, encoding="utf-8")

    @staticmethod
    def generate_pdf(input_file: Path, output_pdf: Path, output_text: Path, options: Any) -> None:
        """OCRmyPDF draws the text out of the elements."""
        raise NotImplementedError("--pdf-renderer sandwich is for Tesseract alone")


def settings_for(options: Any) -> Settings:
    """What the user chose. Raises BadArguments."""
    language = "+".join(options.languages)
    return settings_of(options.extra_attrs, language)


def check(options: Any) -> bool:
    """Refuse what would be refused on every page; whether an LLM is asked."""
    with refusing():
        settings = settings_for(options)
        check_language(settings.input.language, ["page.png"], "-l")
        vision_for(settings.llm, sent_by_programs(), settings.spelled)
    return settings.llm.mode != "off"


def _read(input_file: Path, options: Any) -> PageResult:
    with refusing():
        settings = settings_for(options)
        here = office()
        vision = None
        if settings.llm.mode != "off":
            budget = Path(options.extra_attrs[BUDGET])
            vision = here.vision(settings, budget)
        desk = here.desk(settings)
        page = desk.read(str(input_file), vision)
    tell(page)
    if vision is not None and vision.no_answer:
        log.warning("%s", one_line(vision.no_answer))
    return page


def tell(page: PageResult) -> None:
    """What people must know of a page; OCRmyPDF's log has its number."""
    words = page.words
    flagged = sum(word.flagged for word in words)
    log.info("%d words, %d to look at", len(words), flagged)
    for note in page.notes:
        log.info("%s", one_line(note))
    if page.status not in GOOD:
        log.warning("the page is %s", page.status)


def _quarter_turns(input_file: Path) -> int:
    """Counter-clockwise."""
    from recto.batch.opening import find_page
    from recto.readers.ppocr.reader import Ppocr
    from recto.sources.turns import ONE_AT_A_TIME
    from recto_preprocessing.orientation import quarter_turns

    with ONE_AT_A_TIME:
        page = find_page(str(input_file), 0, None)
        reader = Ppocr()
        quads = reader.detect(page.raster)
        return quarter_turns(page.raster, quads, reader.readability)


@contextmanager
def refusing() -> Iterator[None]:
    """A RectoError as the error of OCRmyPDF that has its exit code."""
    try:
        yield
    except RectoError as error:
        kind = next(theirs for ours, theirs in REFUSALS if isinstance(error, ours))
        raise kind(str(error)) from error
