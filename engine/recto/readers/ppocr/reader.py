"""PP-OCR as a reader: pixels in, lines and words in px of the original page out.

The models are loaded when first used, once for each process. Nothing is dropped but lines in which
no character was read: how far a low score can be believed is for the confidence to say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from time import perf_counter

import cv2
import numpy as np

from recto.model.page import Pixels, Reading
from recto.readers.placed import Quad, Recognised, placed
from recto.readers.ppocr.detect import DetectedLines, Quads, detect
from recto.readers.ppocr.device import Device
from recto.readers.ppocr.recognise import recognise
from recto.readers.ppocr.session import Model, Recogniser, open_detector, open_recogniser
from recto_preprocessing import View

# px by which an edge may slant that is cut without warping
UPRIGHT = 1.0
SAMPLE = 12  # pieces of bent lines that are read to tell print, the longest
# their mean score: bent print .94 to .99 (five photos), others .00 to .83 (six: handwriting)
AS_PRINT = 0.9


@lru_cache(maxsize=2)
def _detector(threads: int, device: Device) -> Model:
    return open_detector(threads, device)


@lru_cache(maxsize=2)
def _recogniser(threads: int, device: Device) -> Recogniser:
    return open_recogniser(threads, device)


@dataclass(frozen=True, slots=True)
class Ppocr:
    """How to call PP-OCR; frozen, the models behind it are shared within the process."""

    threads: int = 1  # cores for one call; workers share the machine, so one each
    device: Device = "auto"  # what runs the models

    def detect(self, pixels: Pixels) -> Quads:
        """(height, width[, 3]) -> (N, 4, 2) quadrangles of text lines, px of `pixels`, clockwise
        from the top left.
        """
        return self.detect_lines(pixels).whole

    def detect_lines(self, pixels: Pixels) -> DetectedLines:
        """The same, with the pieces of lines that bend out of their rectangle, where they read as
        print does: strokes of handwriting bend, too.
        """
        model = _detector(self.threads, self.device)
        found = detect(pixels, model)
        if not len(found.bent):
            return found
        extents = np.ptp(found.bent, axis=1)
        lengths = extents.max(axis=1)
        longest_first = np.argsort(-lengths, kind="stable")
        some = longest_first[:SAMPLE]
        crops = [crop(pixels, piece) for piece in found.bent[some]]
        score = self.readability(crops)
        return found if score >= AS_PRINT else DetectedLines(found.whole)

    def crop(self, pixels: Pixels, quad: Quad) -> Pixels:
        """Cut one (4, 2) quadrangle, px of `pixels`, out of the page, turned upright."""
        return crop(pixels, quad)

    def recognise(self, crops: Sequence[Pixels]) -> list[Recognised]:
        """Read cut-out lines."""
        model = _recogniser(self.threads, self.device)
        return recognise(crops, model)

    def alphabet(self) -> frozenset[str]:
        """The characters that it can write."""
        model = _recogniser(self.threads, self.device)
        return frozenset(model.characters)

    def readability(self, crops: Sequence[Pixels]) -> float:
        """Mean score 0..1 of cut-out lines: low when they stand on their head."""
        lines = self.recognise(crops)
        if not lines:
            return 0.0
        total = sum(line.score for line in lines)
        return total / len(lines)

    def read(self, view: View, quads: Quads | None = None) -> Reading:
        """Read the view; `quads` (px of the view) saves detecting again. Boxes come back in px of
        the original page.
        """
        start = perf_counter()
        if quads is None:
            quads = self.detect_lines(view.pixels).all
        crops = [crop(view.pixels, quad) for quad in quads]
        lines = []
        for quad, read in zip(quads, self.recognise(crops), strict=True):
            line = placed(read, quad, view)
            if line is not None:
                lines.append(line)
        model = _recogniser(self.threads, self.device)
        seconds = perf_counter() - start
        detail = f"{model.name} {model.engine}"
        return Reading("ppocr", tuple(lines), seconds, detail)


def crop(pixels: Pixels, quad: Quad) -> Pixels:
    """Cut a (4, 2) quadrangle out, turned upright; upright boxes are cut without warping."""
    top_left, top_right, bottom_right, bottom_left = quad
    level = abs(top_left[1] - top_right[1]) < UPRIGHT
    plumb = abs(top_left[0] - bottom_left[0]) < UPRIGHT
    if level and plumb:
        first = np.round(quad.min(axis=0)).astype(int)
        left, top = np.maximum(first, 0)
        right, bottom = np.round(quad.max(axis=0)).astype(int)
        return pixels[top:bottom, left:right]

    top_edge = np.linalg.norm(top_right - top_left)
    bottom_edge = np.linalg.norm(bottom_right - bottom_left)
    left_edge = np.linalg.norm(bottom_left - top_left)
    right_edge = np.linalg.norm(bottom_right - top_right)
    width = round(max(top_edge, bottom_edge))
    height = round(max(left_edge, right_edge))
    upright = [(0, 0), (width, 0), (width, height), (0, height)]
    target = np.array(upright, dtype=np.float32)
    source = quad.astype(np.float32)
    turn = cv2.getPerspectiveTransform(source, target)
    size = (max(1, width), max(1, height))
    cut = cv2.warpPerspective(
        pixels,
        turn,
        size,
        flags=cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(cut, dtype=np.uint8)
