"""A page through the `tesseract` command: pixels in, its hOCR and plain text out.

The image goes over as PGM: encoding PNG costs more than reading a page of text (7.0 s against 2.5 s
for a receipt through pytesseract's own RGB path). The process is run.py's business.
"""

from __future__ import annotations

import re
from pathlib import Path

from recto.errors import FileAccess, ReaderFailed
from recto.model.page import Pixels
from recto.readers.tesseract.asked import Asked, Said, grey
from recto.readers.tesseract.install import new_enough
from recto.readers.tesseract.run import DOCTOR, run
from recto.readers.tesseract.scratch import scratch

_SYSTEM = re.compile(r"<meta name='ocr-system' content='tesseract v?(\d+\.\d+[.\w-]*)")


def read_page(asked: Asked, pixels: Pixels, timeout: float) -> Said:
    """Raises MissingDependency (no Tesseract), ReaderFailed (crash, hang, garbage), FileAccess (no
    room).
    """
    options = ["-l", asked.language, "--psm", str(asked.psm), "--dpi", str(asked.dpi)]
    options += ("-c", "tessedit_create_hocr=1", "-c", "tessedit_create_txt=1")
    if asked.tessdata:
        options += ("--tessdata-dir", asked.tessdata)
    for name, value in asked.variables.items():
        options += ("-c", f"{name}={value}")
    try:
        with scratch(pixels.size) as folder:
            image = folder / "page.pgm"
            output = folder / "page"
            write_pgm(image, pixels)
            run((str(image), str(output), *options), timeout)
            hocr = _text(output.with_suffix(".hocr"))
            written = _written(output.with_suffix(".txt"))
    except OSError as fault:
        what = f"the page cannot be handed to Tesseract ({fault.strerror or fault})"
        remedy = "make room in the folder for temporary files, or name another as TMPDIR"
        raise FileAccess(what, remedy=remedy) from None

    system = _SYSTEM.search(hocr)
    version = new_enough(system[1]) if system else "of unknown version"
    return Said(hocr, written, version)


def write_pgm(path: Path, pixels: Pixels) -> None:
    """Write grey px (height, width) or RGB px (height, width, 3, turned grey) as binary PGM."""
    rows = grey(pixels)
    height, width = rows.shape
    header = b"P5\n%d %d\n255\n" % (width, height)
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
