"""Recto's two local readers with their outputs kept on disk, so that arbitration can be re-run in seconds.

They stand where the pipeline takes a Tesseract and a Ppocr, and give the same readings. An engine's version and
settings are part of the key; the key of PP-OCR also holds the quadrangles that it was given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from benchmarks.sheet import Sheet
from recto.model import Pixels, Reading
from recto.readers.ppocr import Ppocr
from recto.readers.ppocr.detect import Quads
from recto.readers.ppocr.recognise import Recognised
from recto.readers.tesseract import Tesseract
from recto.readers.tesseract_install import installation
from recto_preprocessing import View

REVISION = 1  # raise it when a reader's code changes what it returns for the same pixels


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredTesseract(Tesseract):
    """Tesseract, with its readings kept."""

    sheet: Sheet

    def read(self, view: View) -> Reading:
        """As Tesseract.read."""
        plain = Tesseract(self.language, self.psm, self.timeout, self.alternatives, self.threshold)
        key = f"{REVISION} {installation().version} {replace(plain, timeout=0)} {_place(view)}"
        return self.sheet.stored(key, view.pixels, lambda: plain.read(view))


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPpocr(Ppocr):
    """PP-OCR, with its boxes and readings kept."""

    sheet: Sheet

    def detect(self, pixels: Pixels) -> Quads:
        """As Ppocr.detect."""
        return self.sheet.stored(f"{REVISION} detect", pixels, lambda: Ppocr(self.threads).detect(pixels))

    def recognise(self, crops: Sequence[Pixels]) -> list[Recognised]:
        """As Ppocr.recognise."""
        if not crops:
            return []
        joined = np.concatenate([crop.reshape(-1) for crop in crops])
        shapes = [crop.shape for crop in crops]
        return self.sheet.stored(f"{REVISION} {shapes}", joined, lambda: Ppocr(self.threads).recognise(crops))

    def read(self, view: View, quads: Quads | None = None) -> Reading:
        """As Ppocr.read."""
        boxes = self.detect(view.pixels) if quads is None else quads
        key = f"{REVISION} read {_place(view)} {np.asarray(boxes).round(3).tolist()}"
        return self.sheet.stored(key, view.pixels, lambda: Ppocr(self.threads).read(view, boxes))


def _place(view: View) -> str:
    """Where the view's corners lie on the page: readings hold boxes of the original page."""
    height, width = view.pixels.shape[:2]
    corners = view.geometry.to_original(np.array([[0.0, 0.0], [width, 0.0], [0.0, height]]))
    return f"{corners.round(4).tolist()} {view.dpi:.1f}"
