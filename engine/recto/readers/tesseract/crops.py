"""Many small crops through one Tesseract process: pixels in, one text a crop out.

The command and its model cost .1 to .3 s to start, a crop 10 ms; so the crops go over as a list of
files, each a page. The library has its model loaded.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from recto.errors import FileAccess, ReaderFailed
from recto.model.page import Pixels
from recto.readers.tesseract import library
from recto.readers.tesseract.asked import Asked
from recto.readers.tesseract.by_command import write_pgm
from recto.readers.tesseract.choice import asked_of
from recto.readers.tesseract.install import Engine, resolved
from recto.readers.tesseract.run import DOCTOR, run
from recto.readers.tesseract.scratch import scratch

WORD = 8  # page segmentation mode: the image is one word
PAGE_BREAK = "\f"  # Tesseract 5 writes it between pages, 4 behind each
DPI = 300  # said of every crop
HEIGHT = 56  # px of a word's strip: capitals of about 30 px, which Tesseract reads best
LEAST_WIDTH = 8  # px of the strip without its paper
PAPER = 10  # px of paper around it


def read_crops(
    crops: Sequence[Pixels], language: str, timeout: float, engine: Engine = "auto"
) -> list[str]:
    """Read grey crops of one word each. Raises MissingDependency, ReaderFailed, FileAccess (no
    room).
    """
    if not crops:
        return []
    asked = Asked(resolved(language), WORD, DPI, alternatives=False, threshold=0)
    texts, _ = asked_of(
        engine,
        lambda: library.read_words(asked, crops, timeout),
        lambda: _by_command(crops, asked.language, timeout),
    )
    return [" ".join(words.split()) for words in texts]


def _by_command(crops: Sequence[Pixels], language: str, timeout: float) -> list[str]:
    size = sum(crop.size for crop in crops)
    try:
        with scratch(size) as folder:
            names = ""
            for place, pixels in enumerate(crops):
                file = folder / f"{place}.pgm"
                write_pgm(file, pixels)
                names += f"{file}\n"
            listed = folder / "crops.txt"
            listed.write_text(names, encoding="utf-8")
            output = folder / "read"
            options = ("-l", language, "--psm", str(WORD), "--dpi", str(DPI))
            run((str(listed), str(output), *options), timeout)
            answer = output.with_suffix(".txt")
            text = answer.read_text(encoding="utf-8", errors="replace")
    except OSError as fault:
        what = f"crops cannot be handed to Tesseract ({fault.strerror or fault})"
        raise FileAccess(what, remedy="make room in the temporary folder, or set TMPDIR") from None

    texts = text.split(PAGE_BREAK)
    one_more = len(texts) == len(crops) + 1
    if one_more and not texts[-1].strip():
        texts.pop()
    if len(texts) != len(crops):
        what = f"Tesseract read {len(texts)} of {len(crops)} crops"
        raise ReaderFailed(what, remedy=DOCTOR)
    return texts


def for_tesseract(pixels: Pixels) -> Pixels:
    """The crop in grey, at the height that Tesseract reads best, with paper around it; blank where
    it is empty.
    """
    if not pixels.size:
        return np.full((HEIGHT, HEIGHT), 255, dtype=np.uint8)
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY) if pixels.ndim == 3 else pixels
    height, width = grey.shape
    scale = HEIGHT / height
    strip_width = max(LEAST_WIDTH, round(width * scale))
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    strip = cv2.resize(grey, (strip_width, HEIGHT), interpolation=how)
    bordered = cv2.copyMakeBorder(strip, PAPER, PAPER, PAPER, PAPER, cv2.BORDER_REPLICATE)
    return np.asarray(bordered, dtype=np.uint8)
