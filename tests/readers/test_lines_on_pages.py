"""The recognisers of lines on real pages of old print and of polytonic Greek."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from recto.local.old_print import is_blackletter
from recto.metrics.word_overlap import word_f1
from recto.model.page import Pixels
from recto.readers.lines.reader import LineReader
from recto.readers.lines.typeface import classify, named
from recto.readers.ppocr.reader import Ppocr, crop
from recto_preprocessing import IDENTITY, View

pytestmark = pytest.mark.corpus


def page(corpora: Path, name: str) -> tuple[Pixels, str]:
    """Pixels and truth of a page of old print."""
    folder = corpora / "old-print"
    for row in (folder / "pages.jsonl").read_text(encoding="utf-8").splitlines():
        told = json.loads(row)
        if told["id"] == name:
            pixels = np.asarray(Image.open(folder / told["image"]).convert("RGB"))
            return pixels, (folder / told["truth"]).read_text(encoding="utf-8")
    raise AssertionError(name)


@pytest.mark.parametrize(
    ("name", "blackletter", "least"),
    [("1809-Goethe--0010", True, 0.95), ("1668-Hobbes--0013", False, 0.92)],
)
def test_old_print(corpora: Path, name: str, blackletter: bool, least: float) -> None:
    """Its typeface is told, and nearly all words of it are read (.98 and .97)."""
    pixels, truth = page(corpora, name)
    quads = Ppocr().detect(pixels)
    typefaces = classify([crop(pixels, quad) for quad in quads])
    assert is_blackletter(typefaces) == blackletter
    names = [named(typeface) for typeface in typefaces]
    reading = LineReader("froc").read(View(pixels, IDENTITY, 300.0), quads, names)
    assert word_f1(truth, reading.text) >= least


def test_polytonic_greek(corpora: Path) -> None:
    """Accents and breathings of a scan of 1870 (.90)."""
    pixels, truth = page(corpora, "1870-Zonaras-0010")
    quads = Ppocr().detect(pixels)
    reader = LineReader("multiscript", cyrillic=False)
    reading = reader.read(View(pixels, IDENTITY, 300.0), quads)
    assert word_f1(truth, reading.text) >= 0.85
