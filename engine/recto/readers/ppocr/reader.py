"""PP-OCR as a reader: pixels in, lines and words in px of the original page out.

The models are loaded when first used, once for each process. A word ends where the recogniser sees
a space; its box follows from where its characters stand in the line. Nothing is dropped but lines
in which no character was read: how far a low score can be believed is for the confidence to say.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from time import perf_counter

import cv2
import numpy as np
from numpy.typing import NDArray

from recto.model.page import Box, Line, Pixels, ReaderWord, Reading
from recto.readers.ppocr.detect import Quads, detect
from recto.readers.ppocr.recognise import Recognised, recognise
from recto.readers.ppocr.session import Model, open_model
from recto_preprocessing import View

Quad = NDArray[np.float64]  # (4, 2)


@lru_cache(maxsize=4)
def _model(task: str, threads: int) -> Model:
    return open_model(task, threads)


@dataclass(frozen=True, slots=True)
class Ppocr:
    """How to call PP-OCR; frozen, the models behind it are shared within the process."""

    threads: int = 1  # cores for one call; workers share the machine, so one each

    def detect(self, pixels: Pixels) -> Quads:
        """(height, width[, 3]) -> (N, 4, 2) quadrangles of text lines, px of `pixels`, clockwise
        from the top left.
        """
        return detect(pixels, _model("det", self.threads))

    def crop(self, pixels: Pixels, quad: Quad) -> Pixels:
        """Cut one (4, 2) quadrangle, px of `pixels`, out of the page, turned upright."""
        return crop(pixels, quad)

    def recognise(self, crops: Sequence[Pixels]) -> list[Recognised]:
        """Read cut-out lines."""
        return recognise(crops, _model("rec", self.threads))

    def alphabet(self) -> frozenset[str]:
        """The characters that it can write."""
        return frozenset(_model("rec", self.threads).characters)

    def readability(self, crops: Sequence[Pixels]) -> float:
        """Mean score 0..1 of cut-out lines: low when they stand on their head."""
        read = self.recognise(crops)
        return sum(line.score for line in read) / len(read) if read else 0.0

    def read(self, view: View, quads: Quads | None = None) -> Reading:
        """Read the view; `quads` (px of the view) saves detecting again. Boxes come back in px of
        the original page.
        """
        start = perf_counter()
        boxes = self.detect(view.pixels) if quads is None else quads
        read = self.recognise([crop(view.pixels, quad) for quad in boxes])
        lines = (_line(quad, line, view) for quad, line in zip(boxes, read, strict=True))
        kept = tuple(line for line in lines if line is not None)
        model = _model("rec", self.threads)
        return Reading("ppocr", kept, perf_counter() - start, f"{model.name} {model.engine}")


def crop(pixels: Pixels, quad: Quad) -> Pixels:
    """Cut a (4, 2) quadrangle out, turned upright; upright boxes are cut without warping."""
    width = round(max(np.linalg.norm(quad[1] - quad[0]), np.linalg.norm(quad[2] - quad[3])))
    height = round(max(np.linalg.norm(quad[3] - quad[0]), np.linalg.norm(quad[2] - quad[1])))
    if np.ptp(quad[[0, 1], 1]) < 1 and np.ptp(quad[[0, 3], 0]) < 1:
        left, top = np.maximum(np.round(quad.min(axis=0)).astype(int), 0)
        right, bottom = np.round(quad.max(axis=0)).astype(int)
        return pixels[top:bottom, left:right]
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    matrix = cv2.getPerspectiveTransform(quad.astype(np.float32), target)
    cut = cv2.warpPerspective(
        pixels,
        matrix,
        (max(1, width), max(1, height)),
        flags=cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(cut, dtype=np.uint8)


def _line(quad: Quad, read: Recognised, view: View) -> Line | None:
    """None when no character was read."""
    words = tuple(
        ReaderWord(
            read.text[a:b],
            _span(quad, *ends, view),
            float(np.mean(read.scores[a:b])),
            (),
            read.scores[a:b],
        )
        for a, b, ends in _words(read)
    )
    if not words:
        return None
    x0, y0, x1, y1 = view.geometry.to_original(quad[[3, 2]]).ravel().tolist()
    return Line(words, _span(quad, 0.0, 1.0, view), (x0, y0, x1, y1))


def _words(read: Recognised) -> Iterator[tuple[int, int, tuple[float, float]]]:
    """(first character, past the last, (left, right) 0..1 across the line) of each word.

    A word's ends lie half a character before its first and after its last, and never beyond the
    middle of the space.
    """
    pitch = _pitch(read.columns)
    at = 0
    for part in read.text.split(" "):
        start, end = at, at + len(part)
        at = end + 1
        if part.strip():
            left = read.columns[start] - pitch / 2
            right = read.columns[end - 1] + pitch / 2
            floor = read.columns[start - 1] if start else 0.0
            ceiling = read.columns[end] if end < len(read.columns) else 1.0
            yield start, end, (max(left, floor, 0.0), min(right, ceiling, 1.0))


def _pitch(columns: Sequence[float]) -> float:
    """Median distance of neighbouring characters, 0..1 across the line."""
    return float(np.median(np.diff(columns))) if len(columns) > 1 else 1.0


def _span(quad: Quad, left: float, right: float, view: View) -> Box:
    """The upright box, px of the original page, around a stretch of the line."""
    top = quad[0] + np.outer((left, right), quad[1] - quad[0])
    bottom = quad[3] + np.outer((left, right), quad[2] - quad[3])
    corners = view.geometry.to_original(np.vstack([top, bottom]))
    (x0, y0), (x1, y1) = corners.min(axis=0).tolist(), corners.max(axis=0).tolist()
    return Box(x0, y0, x1, y1)
