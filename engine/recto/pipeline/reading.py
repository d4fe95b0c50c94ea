"""From a page's pixels to what the local readers read on them: detect lines, clean, read with
Tesseract, read with PP-OCR where that is wanted.

A Page and the stages enter; the clean page and one or two Readings leave, in px of the original
page, with the models that read it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from recto.local.small_image import line_page
from recto.local.sure_lines import read_unsure, sure_page
from recto.model.page import Page, Reading
from recto.pipeline.own_language import read_in_own_language
from recto.pipeline.stages import Stages, Stopwatch
from recto.readers.tesseract import lexicon
from recto.readers.tesseract.reader import Tesseract
from recto.witnesses.local import is_blackletter
from recto_preprocessing import CleanPage
from recto_preprocessing.recipe import clean as clean_page

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOVED = ("square", "inversion", "orientation", "dewarp")  # steps after which lines are found anew


@dataclass(frozen=True, slots=True, eq=False)
class LocalReadings:
    """What both local readers read on a page."""

    clean: CleanPage
    reader: Tesseract  # with the models that the page was read with
    tesseract: Reading
    ppocr: Reading | None  # None: it was not asked
    notes: tuple[str, ...] = ()  # of the page's language
    looks: tuple[str, ...] = ()  # of a small image, what each cleaning of it was read as

    @property
    def readings(self) -> tuple[Reading, ...]:
        """Tesseract's first."""
        return (self.tesseract, self.ppocr) if self.ppocr else (self.tesseract,)


def local_readings(page: Page, stages: Stages, watch: Stopwatch | None = None) -> LocalReadings:
    """Clean the page and read it with both local readers, in its own language where none was
    named.
    """
    watch = watch or Stopwatch()
    found = _prepared(page, stages, watch)
    clean = found.clean
    with watch.time("tesseract"):
        own = read_in_own_language(clean, found.quads, stages)
    reading, language = own.reading, own.tesseract.language
    ppocr = _second(stages, language, reading, clean, own.quads, watch)
    return LocalReadings(clean, own.tesseract, reading, ppocr, own.notes, found.looks)


@dataclass(frozen=True, slots=True, eq=False)
class _Prepared:
    """A page before anybody reads it."""

    clean: CleanPage
    quads: NDArray[np.float64] | None  # as _cleaned gives them
    looks: tuple[str, ...] = ()


def _prepared(page: Page, stages: Stages, watch: Stopwatch) -> _Prepared:
    if stages.layout != "line":
        return _Prepared(*_cleaned(page, stages, watch))
    recognise = stages.ppocr.recognise if stages.ppocr else None
    with watch.time("clean"):
        line = line_page(page, recognise)
    return _Prepared(line.clean, _whole(line.clean), line.texts)


def _cleaned(
    page: Page, stages: Stages, watch: Stopwatch
) -> tuple[CleanPage, NDArray[np.float64] | None]:
    """The clean page, and the detected line boxes in the upright view's px (None: detect again, or
    no detector).
    """
    read_strip = stages.ppocr.readability if stages.ppocr else None
    quads = None
    if stages.ppocr is not None:
        with watch.time("detect"):
            quads = stages.ppocr.detect(page.raster)
    with watch.time("clean"):
        clean = clean_page(
            page.raster,
            page.dpi,
            quads=quads,
            read_strip=read_strip,
            steps=stages.cleaning,
            dpi_down=page.dpi_down,
        )
    has_moved = any(step.name in MOVED for step in clean.steps)
    if quads is None or not len(quads) or has_moved:
        return clean, None
    flat = clean.upright.geometry.from_original(quads.reshape(-1, 2))
    return clean, flat.reshape(-1, 4, 2)


def _whole(clean: CleanPage) -> NDArray[np.float64]:
    """The whole view as the one line box."""
    height, width = clean.upright.pixels.shape[:2]
    quad = [
        [0, 0],
        [width, 0],
        [width, height],
        [0, height],
    ]
    return np.array([quad], dtype=np.float64)


def _second(
    stages: Stages,
    language: str,
    tesseract: Reading,
    clean: CleanPage,
    quads: NDArray[np.float64] | None,
    watch: Stopwatch,
) -> Reading | None:
    """PP-OCR's reading; of a page that no LLM will see only the lines that Tesseract leaves in
    doubt, since an LLM needs a witness that it never saw.
    """
    skips = stages.second_reader == "auto" and stages.llm.mode == "off"
    if stages.ppocr is None or (skips and sure_page(tesseract, quads)):
        return None
    with watch.time("ppocr"):
        # Blackletter's contested words are read again with both readers (look_again), and few of
        # its lines are sure.
        if skips and not is_blackletter(language):
            known = lexicon.load(language)
            return read_unsure(stages.ppocr, tesseract, clean.upright, quads, known)
        return stages.ppocr.read(clean.upright, quads)
