"""The first reader: Tesseract 5 through pytesseract, one process a page.

A View enters (grey is best), a Reading in px of the original page leaves. One call gives words, boxes, confidences and
per-character alternatives (hOCR). The image goes over as PGM: encoding PNG costs more than reading a page of text
(7.0 s against 2.5 s for a receipt through pytesseract's own RGB path). OMP_THREAD_LIMIT is 1 unless the user set it:
Tesseract's threads fight each other (14 s a page against 2.7 s).
"""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter

import numpy as np

from recto.errors import MissingDependency, ReaderFailed
from recto.model import Box, Line, Pixels, Reading, Word
from recto.readers.hocr import parse
from recto.readers.tesseract_install import how_to_install, installation, require_languages
from recto_preprocessing import View

RAM_DISK = Path("/dev/shm")  # noqa: S108 - only used where it is a writable folder, through tempfile


@dataclass(frozen=True, slots=True)
class Tesseract:
    """How to call Tesseract; frozen, so one value serves every page and worker."""

    language: str = "eng"  # codes joined by "+": "eng+deu", "script/Fraktur"
    psm: int = 3  # page segmentation mode: 3 whole page, 6 one block, 7 one line, 11 sparse
    timeout: float = 120.0  # seconds a page
    alternatives: bool = True  # per-character choices (+18 % CPU)
    threshold: int = 0  # thresholding_method: 2 (Sauvola) under strongly uneven light; it hurts flat pages

    def read(self, view: View) -> Reading:
        """Read the page. Raises MissingDependency (no Tesseract or language), ReaderFailed (crash, hang, garbage)."""
        require_languages(self.language)
        start = perf_counter()
        lines = tuple(_to_page(line, view) for line in parse(self._hocr(view)))
        detail = f"tesseract {installation().version} {self.language} psm {self.psm}"
        return Reading("tesseract", lines, perf_counter() - start, detail)

    def _hocr(self, view: View) -> str:
        os.environ.setdefault("OMP_THREAD_LIMIT", "1")
        with tempfile.TemporaryDirectory(prefix="recto-", dir=_scratch()) as folder:
            image, output = Path(folder) / "page.pgm", Path(folder) / "page"
            write_pgm(image, view.pixels)
            _run(str(image), str(output), self.language, self._config(view), self.timeout)
            return _text(output.with_suffix(".hocr"))

    def _config(self, view: View) -> str:
        settings = [f"--psm {self.psm} --dpi {round(min(max(view.dpi, 70), 2400))}"]
        settings += ["-c tessedit_create_hocr=1 -c hocr_char_boxes=1"]
        settings += ["-c lstm_choice_mode=2"] if self.alternatives else []
        settings += [f"-c thresholding_method={self.threshold}"] if self.threshold else []
        return " ".join(settings)


def _scratch() -> str | None:
    return str(RAM_DISK) if os.access(RAM_DISK, os.W_OK) else None


def write_pgm(path: Path, pixels: Pixels) -> None:
    """Write grey px (height, width) or RGB px (height, width, 3, turned grey) as binary PGM."""
    if pixels.ndim == 3:
        import cv2

        pixels = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
    height, width = pixels.shape
    with path.open("wb") as out:
        out.write(b"P5\n%d %d\n255\n" % (width, height))
        out.write(np.ascontiguousarray(pixels).data)


def _run(image: str, output: str, language: str, config: str, timeout: float) -> None:
    from pytesseract import pytesseract

    try:
        pytesseract.run_tesseract(image, output, "", language, config, timeout=timeout)
    except pytesseract.TesseractNotFoundError:
        raise MissingDependency("Tesseract is not installed", remedy=how_to_install()) from None
    except pytesseract.TesseractError as fault:
        raise ReaderFailed(_fault(fault.status, str(fault.message)), remedy="see `recto doctor`") from None
    except UnicodeDecodeError:
        raise ReaderFailed("Tesseract's messages are not UTF-8", remedy="see `recto doctor`") from None
    except RuntimeError:  # pytesseract's word for a timeout; the process is killed by then
        remedy = "raise --timeout-per-page, or cut the page"
        raise ReaderFailed(f"Tesseract did not finish in {timeout:g} s", remedy=remedy) from None


def _fault(status: int, message: str) -> str:
    last = " ".join(message.split())[:200] or "no message"
    return f"Tesseract was killed by signal {-status}" if status < 0 else f"Tesseract failed ({status}): {last}"


def _text(path: Path) -> str:
    try:
        text = path.read_bytes().decode("utf-8")
    except OSError:
        raise ReaderFailed("Tesseract wrote no output", remedy="see `recto doctor`") from None
    except UnicodeDecodeError:
        raise ReaderFailed("Tesseract's output is not UTF-8", remedy="see `recto doctor`") from None
    if "ocr_page" not in text:
        raise ReaderFailed("Tesseract's output is not hOCR", remedy="see `recto doctor`")
    return text


def _to_page(line: Line, view: View) -> Line:
    """From px of the view to px of the original page."""
    x0, y0, x1, y1 = view.geometry.to_original(np.array(line.baseline).reshape(2, 2)).ravel().tolist()
    words = tuple(_word_to_page(word, view) for word in line.words)
    return Line(words, to_page_box(line.box, view), (x0, y0, x1, y1))


def _word_to_page(word: Word, view: View) -> Word:
    return replace(word, box=to_page_box(word.box, view))


def to_page_box(box: Box, view: View) -> Box:
    """The upright box around the mapped corners."""
    corners = np.array([[box.left, box.top], [box.right, box.top], [box.right, box.bottom], [box.left, box.bottom]])
    mapped = view.geometry.to_original(corners)
    (left, top), (right, bottom) = mapped.min(axis=0).tolist(), mapped.max(axis=0).tolist()
    return Box(left, top, right, bottom)
