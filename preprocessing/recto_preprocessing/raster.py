"""What cleaning hands on: pixels with the map back to the original page, and the record of what was
done.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from .geometry import Geometry
    from .measurements import Measurements

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Step:
    """One cleaning step that was applied: what was measured before, what after, and why."""

    name: str  # "orientation", "deskew", "background", ...
    reason: str  # the trigger in words: "skew 1.4 degrees > 0.2"
    before: float  # the measured quantity before the step, in its own unit
    after: float  # the same quantity after it
    seconds: float


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """Pixels prepared for one kind of reader."""

    pixels: Pixels  # (height, width) grey or (height, width, 3) RGB
    geometry: Geometry  # between these pixels and the original page
    dpi: float  # pixels an inch of these pixels


@dataclass(frozen=True, slots=True, eq=False)
class CleanPage:
    """One page, cleaned for each kind of reader (what helps Tesseract can hurt PP-OCR)."""

    # oriented (and scaled where it pays), colours and shades untouched: PP-OCR, the LLM
    upright: View
    tesseract: View  # grey, background divided out, straightened, scaled
    steps: tuple[Step, ...]
    measured: Measurements | None = None  # of the page as given; None where nothing was measured
