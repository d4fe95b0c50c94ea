"""The lines of a known page that the recogniser of old print reads, with what is printed on each.

A KnownPage with its whole result enters, a SeenPage leaves: the crops that the recogniser was shown
when the page was read, found and cut by the same functions, and the text of those that a truth, or
what people said, has whole. What is not surely the line's own text teaches nothing.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from rapidfuzz.distance import Levenshtein

from recto.learning.places import KnownPage, is_inside
from recto.local.coloured import visible
from recto.local.old_print import recognisers_of
from recto.local.sure_lines import outlined
from recto.model.page import Box, Pixels
from recto.model.result import PageResult
from recto.model.upright import made_again
from recto.pipeline.previous_result import pixels_of
from recto.pipeline.reading import in_view
from recto.pipeline.stages import Stages
from recto.pipeline.third_reader import typeset
from recto.readers.lines.model import by_lanczos
from recto.readers.lines.reader import LineReader
from recto.readers.ppocr.detect import Quads
from recto.readers.ppocr.reader import crop
from recto.settings.collection import Taught
from recto.text.old_letters import written_today
from recto.text.spacing import words_of
from recto.text.whole_lines import whole_lines
from recto_preprocessing import View

SHORTEST = 4  # characters: shorter lines are alike by chance
# Of the characters that may differ between a line as it is read and as it is printed: where more
# do, it is another line. The worst pages that the reader is asked about have a tenth wrong.
DIFFERENT = 0.4
DASHES = str.maketrans("—–=‐‑⸗", "------")  # the network has one of them


@dataclass(frozen=True, slots=True, eq=False)
class SeenLine:
    """One line as the recogniser is shown it."""

    name: Taught  # which one reads it
    image: Pixels  # (32, width) grey
    number: int  # of the page's detected lines
    box: Box  # px of the page
    read: str  # by the shipped one
    text: str = ""  # what is printed there; empty: it is not known


@dataclass(frozen=True, slots=True, eq=False)
class SeenPage:
    """A page in old print."""

    known: KnownPage
    result: PageResult  # with all its readings
    view: View  # its geometry; the pixels are left out
    quads: Quads  # of all detected lines, px of the view
    lines: tuple[SeenLine, ...]  # those that are read

    @property
    def taught(self) -> list[SeenLine]:
        """Those whose text is known."""
        return [line for line in self.lines if line.text]


def view_of(result: PageResult) -> View:
    """What the readers saw. Raises what opening the source does."""
    page = visible(pixels_of(result))
    return made_again(
        page.raster,
        page.dpi,
        result.upright,
        result.steps,
    )


def seen_page(known: KnownPage, result: PageResult, stages: Stages) -> SeenPage | None:
    """None for a page that the recogniser was not asked about: what the run has counts, since
    whoever learns from it need not name its language again. Raises as `view_of`.
    """
    names = [reading.reader for reading in result.readings]
    if "froc" not in names or stages.ppocr is None:
        return None
    page = visible(pixels_of(result))
    view = view_of(result)
    quads = in_view(stages.ppocr.detect_lines(page.raster).all, view, result.steps)
    found = typeset(view, quads, stages)
    lines = _read(view, found.quads, recognisers_of(found.typefaces))
    texts = from_text(lines, known.text) if known.text else from_words(lines, known)
    with_texts = []
    for line, text in zip(lines, texts, strict=True):
        with_text = replace(line, text=text)
        with_texts.append(with_text)
    nothing = np.empty((0, 0), np.uint8)
    light = replace(view, pixels=nothing)
    return SeenPage(
        known,
        result,
        light,
        found.quads,
        tuple(with_texts),
    )


def _read(view: View, quads: Quads, names: Sequence[str | None]) -> list[SeenLine]:
    reader = LineReader("froc")
    found = []
    boxes = outlined(quads, view.geometry)
    for number, name in enumerate(names):
        pixels = crop(view.pixels, quads[number])
        if name not in {"fraktur", "all"} or not pixels.size:
            continue
        kind: Taught = "fraktur" if name == "fraktur" else "all"
        (image,) = by_lanczos(pixels)[0]
        levels = np.rint(255 * image)
        small = levels.astype(np.uint8)
        read = reader.recognise(small, kind)
        box = boxes[number].box
        line = SeenLine(kind, small, number, box, read.text)
        found.append(line)
    return found


def from_text(lines: Sequence[SeenLine], text: str) -> list[str]:
    """What a truth has on each line; empty where it is not surely the line's."""
    shown = [line.read.split() for line in lines]
    found = []
    for line, printed in zip(lines, whole_lines(shown, words_of(text)), strict=True):
        accepted = _accepted(printed, line.read)
        found.append(accepted)
    return found


def from_words(lines: Sequence[SeenLine], known: KnownPage) -> list[str]:
    """What people said of all words of a line."""
    found = []
    for line in lines:
        inside = [word for word in known.said if is_inside(word.box, line.box)]
        inside.sort(key=lambda word: word.box.left)
        printed = [word.text for word in inside]
        text = _accepted(printed, line.read)
        found.append(text)
    return found


def _accepted(printed: Sequence[str], read: str) -> str:
    """As the network may be taught it; empty where it is of another line."""
    joined = " ".join(printed)
    text = normal(joined)
    shown = normal(read)
    if len(text) < SHORTEST:
        return ""
    wrong = Levenshtein.distance(text, shown)
    return text if wrong <= DIFFERENT * len(text) else ""


def normal(text: str) -> str:
    """As it is written today, with one kind of dash."""
    composed = unicodedata.normalize("NFC", text)
    today = written_today(composed)
    words = today.translate(DASHES).split()
    return " ".join(words)


def known_lines(pages: Sequence[SeenPage], name: Taught) -> Iterator[tuple[SeenPage, SeenLine]]:
    """The lines that teach one recogniser."""
    for page in pages:
        for line in page.taught:
            if line.name == name:
                yield page, line
