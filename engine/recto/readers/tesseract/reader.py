"""The first reader: Tesseract 5 through pytesseract, one process a page.

A View enters (grey is best), a Reading in px of the original page leaves. One call gives words,
boxes, confidences and per-character alternatives (hOCR), and plain text, which alone knows the
spaces of every script and costs nothing beside it. The image goes over as PGM: encoding PNG
costs more than reading a page of text (7.0 s against 2.5 s for a receipt through pytesseract's own
RGB path). What is asked of Tesseract, and how its boxes find the way home, lives only here; the
process is run.py's business, its output hocr.py's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import starmap
from pathlib import Path
from time import perf_counter

import numpy as np

from recto.errors import FileAccess, ReaderFailed
from recto.model.page import Box, Line, Pixels, Reading
from recto.readers.tesseract.hocr import parse
from recto.readers.tesseract.install import new_enough, resolved
from recto.readers.tesseract.run import DOCTOR, run
from recto.readers.tesseract.scratch import scratch
from recto_preprocessing import View
from recto_preprocessing.geometry import Geometry

_SYSTEM = re.compile(r"<meta name='ocr-system' content='tesseract v?(\d+\.\d+[.\w-]*)")
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
        options = ["-l", language, "--psm", str(self.psm), "--dpi", str(dpi)]
        options += ("-c", "tessedit_create_hocr=1", "-c", "hocr_char_boxes=1")
        options += ("-c", "tessedit_create_txt=1")
        if self.alternatives:
            options += ("-c", "lstm_choice_mode=2")
        if self.threshold:
            options += ("-c", f"thresholding_method={self.threshold}")
        try:
            with scratch(view.pixels.size) as folder:
                image = folder / "page.pgm"
                output = folder / "page"
                write_pgm(image, view.pixels)
                run((str(image), str(output), *options), self.timeout)
                hocr = _text(output.with_suffix(".hocr"))
                written = _written(output.with_suffix(".txt"))
        except OSError as fault:
            what = f"the page cannot be handed to Tesseract ({fault.strerror or fault})"
            remedy = "make room in the folder for temporary files, or name another as TMPDIR"
            raise FileAccess(what, remedy=remedy) from None

        lines = tuple(parse(hocr, written))
        on_page = to_page(lines, view.geometry)
        system = _SYSTEM.search(hocr)
        version = new_enough(system[1]) if system else "of unknown version"
        detail = f"tesseract {version} {language} psm {self.psm}"
        seconds = perf_counter() - start
        return Reading("tesseract", on_page, seconds, detail)


def write_pgm(path: Path, pixels: Pixels) -> None:
    """Write grey px (height, width) or RGB px (height, width, 3, turned grey) as binary PGM."""
    if pixels.ndim == 3:
        import cv2

        grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
        pixels = np.asarray(grey, dtype=np.uint8)
    height, width = pixels.shape
    header = b"P5\n%d %d\n255\n" % (width, height)
    rows = np.ascontiguousarray(pixels)
    with path.open("wb") as out:
        out.write(header)
        out.write(rows.data)


def _text(path: Path) -> str:
    """The whole hOCR file. Raises ReaderFailed when it is absent, cut off, or not hOCR."""
    try:
        text = path.read_bytes().decode("utf-8")
    except OSError:
        raise ReaderFailed("Tesseract wrote no output", remedy=DOCTOR) from None
    except UnicodeDecodeError:
        raise ReaderFailed("Tesseract's output is not UTF-8", remedy=DOCTOR) from None
    if not text:
        raise ReaderFailed("Tesseract's output is empty", remedy=DOCTOR)
    if "class='ocr_page'" not in text:
        raise ReaderFailed("Tesseract's output is not hOCR", remedy=DOCTOR)
    if not text.rstrip().endswith("</html>"):
        raise ReaderFailed("Tesseract's output is cut off", remedy="is the disk full?")
    return text


def _written(path: Path) -> str:
    """The plain text; empty where there is none: hOCR alone says all but the spaces of some
    scripts.
    """
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


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
    corners = np.array(sides, dtype=np.float64)[:, CORNERS]
    mapped = geometry.to_original(corners.reshape(-1, 2))
    quads = mapped.reshape(-1, 4, 2)
    first = quads.min(axis=1)
    last = quads.max(axis=1)
    hulls = np.hstack([first, last])
    boxes_on_page = starmap(Box, hulls.tolist())

    baselines = np.array([line.baseline for line in lines], dtype=np.float64)
    feet = geometry.to_original(baselines.reshape(-1, 2))
    baselines_on_page = feet.reshape(-1, 4).tolist()
    moved = []
    for line, (x0, y0, x1, y1) in zip(lines, baselines_on_page, strict=True):
        line_box = next(boxes_on_page)
        words = [replace(word, box=next(boxes_on_page)) for word in line.words]
        baseline = (x0, y0, x1, y1)
        moved.append(Line(tuple(words), line_box, baseline))
    return tuple(moved)
