"""Recto's two local readers with their outputs kept on disk, so that arbitration can be re-run in
seconds.

They stand where the pipeline takes a Tesseract and a Ppocr, and give the same readings. An engine's
version, its reader's source and its settings are part of the key; the key of PP-OCR also holds the
quadrangles that it was given.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from pathlib import Path

import numpy as np

import recto.readers
from benchmarks.page_under_test import PageUnderTest
from recto.model.page import Pixels, ReaderWord, Reading
from recto.readers.placed import Recognised
from recto.readers.ppocr.detect import DetectedLines, Quads
from recto.readers.ppocr.reader import Ppocr
from recto.readers.tesseract.install import version
from recto.readers.tesseract.reader import Tesseract
from recto_preprocessing import View


@lru_cache(maxsize=8)
def _revision(*patterns: str) -> str:
    """A digest of the reader's own source and of what a reading holds: a stored output of another
    revision is not used.
    """
    folder = Path(recto.readers.__file__).parent
    held = [field.name for kind in (Reading, ReaderWord) for field in fields(kind)]
    state = hashlib.sha256(" ".join(held).encode())
    for file in sorted(file for pattern in patterns for file in folder.glob(pattern)):
        state.update(file.read_bytes())
    return state.hexdigest()[:12]


def _tesseract() -> str:
    return f"{version()} {_revision('tesseract/[!l]*.py', 'tesseract/library*.py')}"


def _ppocr() -> str:
    return _revision("ppocr/*.py")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredTesseract(Tesseract):
    """Tesseract, with its readings kept."""

    sheet: PageUnderTest

    def read(self, view: View) -> Reading:
        """As Tesseract.read."""
        # the command, whose version is in the key
        plain = Tesseract(
            self.language, self.psm, self.timeout, self.alternatives, self.threshold, "command"
        )
        key = f"{_tesseract()} {replace(plain, timeout=0)} {_place(view)}"
        return self.sheet.stored(key, view.pixels, lambda: plain.read(view))


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPpocr(Ppocr):
    """PP-OCR, with its boxes and readings kept."""

    sheet: PageUnderTest

    def detect_lines(self, pixels: Pixels) -> DetectedLines:
        """As Ppocr.detect_lines."""
        plain = Ppocr(self.threads)
        return self.sheet.stored(f"{_ppocr()} lines", pixels, lambda: plain.detect_lines(pixels))

    def recognise(self, crops: Sequence[Pixels]) -> list[Recognised]:
        """As Ppocr.recognise."""
        if not crops:
            return []
        joined = np.concatenate([crop.reshape(-1) for crop in crops])
        shapes = [crop.shape for crop in crops]
        return self.sheet.stored(
            f"{_ppocr()} {shapes}", joined, lambda: Ppocr(self.threads).recognise(crops)
        )

    def read(self, view: View, quads: Quads | None = None) -> Reading:
        """As Ppocr.read."""
        boxes = self.detect_lines(view.pixels).all if quads is None else quads
        key = f"{_ppocr()} read {_place(view)} {np.asarray(boxes).round(3).tolist()}"
        return self.sheet.stored(key, view.pixels, lambda: Ppocr(self.threads).read(view, boxes))


def _place(view: View) -> str:
    """Where the view's corners lie on the page: readings hold boxes of the original page."""
    height, width = view.pixels.shape[:2]
    corners = view.geometry.to_original(np.array([[0.0, 0.0], [width, 0.0], [0.0, height]]))
    return f"{corners.round(4).tolist()} {view.dpi:.1f}"
