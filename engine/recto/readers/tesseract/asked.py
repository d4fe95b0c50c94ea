"""What is asked of Tesseract and what it answers, whoever runs it: the command or the library.

Frozen values, and the grey pixels that both are shown. Names and values of Tesseract's variables
stand here once, so that the two are asked the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from recto.model.page import Pixels


@dataclass(frozen=True, slots=True)
class Asked:
    """How a page is to be read."""

    language: str  # as this machine spells it
    psm: int
    dpi: int
    alternatives: bool
    threshold: int
    tessdata: str = ""  # a folder of models; empty: the installed ones

    @property
    def variables(self) -> Mapping[str, str]:
        """Tesseract's own, but for those that the number of dots sets."""
        chosen = {"hocr_char_boxes": "1"}
        if self.alternatives:
            chosen["lstm_choice_mode"] = "2"
        if self.threshold:
            chosen["thresholding_method"] = str(self.threshold)
        return chosen


@dataclass(frozen=True, slots=True)
class Said:
    """What Tesseract read of a page."""

    hocr: str
    written: str  # its plain text; empty where it wrote none
    who: str  # "5.3.0", or "5.5.4 as a library"


def grey(pixels: Pixels) -> Pixels:
    """Grey px (height, width) or RGB px (height, width, 3) as grey ones, row by row in memory."""
    if pixels.ndim == 3:
        import cv2

        one_channel = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
        pixels = np.asarray(one_channel, dtype=np.uint8)
    return np.ascontiguousarray(pixels)
