"""The first reader: Tesseract 5, its command or its library, one page at a time.

A View enters (grey is best), a Reading in px of the original page leaves. One call gives words,
boxes, confidences and per-character alternatives (hOCR), and plain text, which alone knows the
spaces of every script and costs nothing beside it. What is asked of Tesseract, and how its boxes
find the way home, lives only here; who is asked is choice.py's business, the command
by_command.py's, the library library.py's, their output hocr.py's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import starmap
from time import perf_counter

import numpy as np

from recto.model.page import Box, Line, Reading
from recto.readers.tesseract import by_command, library
from recto.readers.tesseract.asked import Asked
from recto.readers.tesseract.choice import asked_of
from recto.readers.tesseract.hocr import parse
from recto.readers.tesseract.install import Engine, resolved
from recto.readers.tesseract.taught_model import taught_folder
from recto.settings.collection import TesseractModel
from recto_preprocessing import View
from recto_preprocessing.geometry import Geometry

# Tesseract 5.3.0 takes 70 to 2400 dpi and guesses outside of them.
DPI = (70, 2400)
# columns of (left, top, right, bottom): x and y of the corners, clockwise from the top left
CORNERS = [0, 1, 2, 1, 2, 3, 0, 3]


@dataclass(frozen=True, slots=True)
class Tesseract:
    """How to call Tesseract; frozen, so one value serves every page and worker."""

    language: str = "eng"  # codes joined by "+": "eng+deu", "script/Fraktur"
    psm: int = 3  # page segmentation mode: 3 whole page, 6 one block, 7 one line, 11 sparse
    timeout: float = 120.0  # seconds a page
    alternatives: bool = True  # per-character choices (+3 to +18 % CPU)
    # thresholding_method: 2 (Sauvola) under strongly uneven light; it hurts flat pages
    threshold: int = 0
    # the library where it is installed, and the command of a page that it fails at; or one of them
    engine: Engine = "auto"
    taught: TesseractModel | None = None  # in place of the installed one of its language

    def read(self, view: View) -> Reading:
        """Read the page.

        Raises MissingDependency (no Tesseract or language), ReaderFailed (crash, hang, garbage),
        FileAccess (no room).
        """
        start = perf_counter()
        language = resolved(self.language)
        lowest, highest = DPI
        at_least = max(view.dpi, lowest)
        dpi = round(min(at_least, highest))
        folder = taught_folder(self.taught, language)
        asked = Asked(
            language,
            self.psm,
            dpi,
            self.alternatives,
            self.threshold,
            folder,
        )
        said, fault = asked_of(
            self.engine,
            lambda: library.read_page(asked, view.pixels, self.timeout),
            lambda: by_command.read_page(asked, view.pixels, self.timeout),
        )
        lines = tuple(parse(said.hocr, said.written))
        on_page = to_page(lines, view.geometry)
        detail = f"tesseract {said.who} {language} psm {self.psm}"
        if folder and self.taught:
            detail += f"; {self.taught.language} taught {self.taught.sha256[:16]}"
        if fault:
            detail += f"; {fault}"
        seconds = perf_counter() - start
        return Reading("tesseract", on_page, seconds, detail)


def to_page(lines: Sequence[Line], geometry: Geometry) -> tuple[Line, ...]:
    """The same lines in px of the original page: upright boxes around the mapped corners, baselines
    turned along.

    All points go through the map at once: one call a word costs 40 ms on a dense page.
    """
    if not lines:
        return ()
    boxes: list[Box] = []
    for line in lines:
        boxes.append(line.box)
        boxes += [word.box for word in line.words]
    sides = [(box.left, box.top, box.right, box.bottom) for box in boxes]
    exact = np.array(sides, dtype=np.float64)
    corners = exact[:, CORNERS]
    mapped = geometry.to_original(corners.reshape(-1, 2))
    quads = mapped.reshape(-1, 4, 2)
    first = quads.min(axis=1)
    last = quads.max(axis=1)
    hulls = np.hstack([first, last])
    boxes_on_page = starmap(Box, hulls.tolist())

    baselines = np.array([line.baseline for line in lines], dtype=np.float64)
    ends = baselines.reshape(-1, 2)
    feet = geometry.to_original(ends)
    baselines_on_page = feet.reshape(-1, 4).tolist()
    moved = []
    for line, (x0, y0, x1, y1) in zip(lines, baselines_on_page, strict=True):
        line_box = next(boxes_on_page)
        words = [replace(word, box=next(boxes_on_page)) for word in line.words]
        baseline = (x0, y0, x1, y1)
        moved.append(Line(tuple(words), line_box, baseline))
    return tuple(moved)
