"""From a page's pixels to what the local readers read on them: detect lines, clean, read with
Tesseract, read with PP-OCR where that is wanted.

A Page and the stages enter; the clean page and one or two Readings leave, in px of the original
page, with the models that read it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from recto.local.small_image import line_page
from recto.local.sure_lines import read_unsure, sure_page
from recto.model.page import Page, Reading
from recto.pipeline.own_language import OwnReading, read_in_own_language
from recto.pipeline.script_model import by_script_model
from recto.pipeline.stages import Stages, Stopwatch
from recto.pipeline.third_reader import (
    Typeset,
    in_many_scripts,
    in_old_print,
    respelled,
    second_beside,
    typeset,
    with_blackletter_words,
)
from recto.readers.lines.scripts import has_cyrillic
from recto.readers.tesseract import lexicon
from recto.readers.tesseract.reader import Tesseract
from recto.text.comma_below import is_romanian, with_comma
from recto.text.old_letters import has_capital_i, written_today
from recto.text.one_script import in_cyrillic
from recto.witnesses.local import is_blackletter
from recto_preprocessing import CleanPage, Step, View
from recto_preprocessing.page_in_work import NONE
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
    third: Reading | None = None  # of a reader for such pages; None: of others
    script_model: Reading | None = None  # of the page's script; None: it was not asked
    notes: tuple[str, ...] = ()  # of the page's language
    is_blackletter: bool = False
    looks: tuple[str, ...] = ()  # of a small image, what each cleaning of it was read as

    @property
    def readings(self) -> tuple[Reading, ...]:
        """Tesseract's first."""
        later = (self.ppocr, self.third, self.script_model)
        asked = [reading for reading in later if reading is not None]
        return (self.tesseract, *asked)


def local_readings(page: Page, stages: Stages, watch: Stopwatch | None = None) -> LocalReadings:
    """Clean the page and read it with both local readers, in its own language where none was
    named.
    """
    watch = watch or Stopwatch()
    prepared = _prepared(page, stages, watch)
    clean, quads = prepared.clean, prepared.quads
    with watch.time("typeface"):
        lines = typeset(clean.upright, quads, stages)
    with watch.time("tesseract"):
        own = read_in_own_language(clean, quads, stages, is_blackletter=lines.is_blackletter)
    if not stages.keeps_old_letters:
        own = replace(own, reading=respelled(own.reading, written_today))
    language = own.tesseract.language
    found = lines.is_blackletter if lines.typefaces else is_blackletter(language)
    spelling = _spelling(language)
    is_today = not stages.keeps_old_letters
    if found and is_today and has_capital_i(language):
        from recto.local.page_language.capital import capital_spelled

        spelling = partial(capital_spelled, page=own.reading.text)
    own = replace(own, reading=respelled(own.reading, spelling))
    reading = with_blackletter_words(own.reading, lines, clean.upright, own, stages)
    others = _others(stages, own, clean, lines, watch)
    ppocr, third = (each and respelled(each, spelling) for each in others)
    with watch.time("script model"):
        beside = by_script_model(clean.tesseract, own, stages)
    notes = (*own.notes, *beside.notes)
    return LocalReadings(
        clean,
        own.tesseract,
        reading,
        ppocr,
        third,
        beside.reading,
        notes,
        found,
        prepared.looks,
    )


def _spelling(language: str) -> Callable[[str], str]:
    """How words of these languages are written, of the ways that look alike."""
    if is_romanian(language):
        return with_comma
    if has_cyrillic(language):
        return partial(in_cyrillic, language=language)
    return str


def _others(
    stages: Stages, own: OwnReading, clean: CleanPage, lines: Typeset, watch: Stopwatch
) -> tuple[Reading | None, Reading | None]:
    """PP-OCR's reading and a third reader's."""
    view, language = clean.upright, own.tesseract.language
    with watch.time("third"):
        old = in_old_print(view, lines, own, stages)
    if old is not None and stages.ppocr is not None:
        with watch.time("ppocr"):
            beside = second_beside(stages.ppocr, own.reading, old, view, lines.quads)
        return beside, old
    read = _second(stages, own, lines, view, watch)
    if read is None:
        return None, None
    ppocr = with_blackletter_words(read, lines, view, own, stages)
    with watch.time("third"):
        return ppocr, in_many_scripts(view, lines, language)


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
    found = None
    if stages.ppocr is not None:
        with watch.time("detect"):
            found = stages.ppocr.detect_lines(page.raster)
    with watch.time("clean"):
        clean = clean_page(
            page.raster,
            page.dpi,
            quads=found.whole if found else None,
            bent=found.bent if found else NONE,
            read_strip=read_strip,
            steps=stages.cleaning,
            dpi_down=page.dpi_down,
        )
    if found is None:
        return clean, None
    return clean, in_view(found.all, clean.upright, clean.steps)


def in_view(
    quads: NDArray[np.float64], view: View, steps: Sequence[Step]
) -> NDArray[np.float64] | None:
    """Line boxes detected on the page, in px of the upright view; None: they are to be detected
    again, there.
    """
    has_moved = any(step.name in MOVED for step in steps)
    if not len(quads) or has_moved:
        return None
    flat = view.geometry.from_original(quads.reshape(-1, 2))
    return flat.reshape(-1, 4, 2)


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
    stages: Stages, own: OwnReading, lines: Typeset, view: View, watch: Stopwatch
) -> Reading | None:
    """PP-OCR's reading; of a page that no LLM will see only the lines that Tesseract leaves in
    doubt, since an LLM needs a witness that it never saw.
    """
    skips = stages.second_reader == "auto" and stages.llm.mode == "off"
    if stages.ppocr is None or (skips and sure_page(own.reading, own.quads)):
        return None
    # where cleaning has moved the lines, they were found anew for the typefaces
    quads = lines.quads if own.quads is None else own.quads
    with watch.time("ppocr"):
        if skips:
            known = lexicon.load(own.tesseract.language)
            return read_unsure(stages.ppocr, own.reading, view, quads, known)
        return stages.ppocr.read(view, quads)
