"""What flows through Recto: frozen values from page to reading, and the contract between its parts.

A page enters as pixels in original coordinates; readers hand back lines of words whose boxes are in those pixels. What
goes to an LLM and comes back is in exchange.py, what leaves the engine in result.py. Nothing here computes more than
geometry.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, Self

import numpy as np
from numpy.typing import NDArray

from recto.names import one_line

Pixels = NDArray[np.uint8]

Origin = Literal["tesseract", "ppocr", "llm", "agreed", "text-layer"]


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle in px of the original page; right and bottom are exclusive."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Px."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Px."""
        return self.bottom - self.top

    @property
    def area(self) -> float:
        """Px²; 0 for an empty or inverted box."""
        return max(0.0, self.width) * max(0.0, self.height)

    @property
    def centre(self) -> tuple[float, float]:
        """(x, y) in px."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def intersection(self, other: Box) -> float:
        """Shared area in px²."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(0.0, width) * max(0.0, height)

    def iou(self, other: Box) -> float:
        """Intersection over union, 0..1."""
        shared = self.intersection(other)
        union = self.area + other.area - shared
        return shared / union if union > 0 else 0.0

    @classmethod
    def around(cls, boxes: Iterable[Box]) -> Self:
        """The smallest box that holds all the boxes given (at least one)."""
        lefts, tops, rights, bottoms = zip(*((b.left, b.top, b.right, b.bottom) for b in boxes), strict=True)
        return cls(min(lefts), min(tops), max(rights), max(bottoms))


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """One page as it was found: nothing cleaned, nothing turned (an EXIF orientation is already applied)."""

    source: str  # the path as the user gave it, or "-"
    index: int  # 0-based within its source
    raster: Pixels  # (height, width) grey, or (height, width, 3) RGB
    dpi: float  # pixels an inch
    dpi_is_estimated: bool = False  # True: no metadata; taken from the text height or a default
    notes: tuple[str, ...] = ()  # what the source wants said, e.g. "16-bit reduced to 8"

    @property
    def width(self) -> int:
        """Px."""
        return int(self.raster.shape[1])

    @property
    def height(self) -> int:
        """Px."""
        return int(self.raster.shape[0])

    @property
    def name(self) -> str:
        """File and page for people: "scan.pdf page 3"."""
        return one_line(f"{self.source} page {self.index + 1}")


@dataclass(frozen=True, slots=True)
class Choice:
    """One alternative that a reader weighed for one character."""

    text: str
    probability: float  # 0..1, the reader's own


@dataclass(frozen=True, slots=True)
class Word:
    """One word as one reader read it."""

    text: str
    box: Box
    raw_confidence: float  # 0..1, the reader's own, not calibrated
    # One tuple for each character of `text`, best first; empty when the reader gives none.
    choices: tuple[tuple[Choice, ...], ...] = ()
    # One score 0..1 for each character of `text`; empty when the reader gives none.
    scores: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One text line as one reader found it, words in its own order."""

    words: tuple[Word, ...]
    box: Box
    # (x0, y0, x1, y1): from the first glyph's foot to the last one's, px of the original page; follows rotation.
    baseline: tuple[float, float, float, float]

    @property
    def text(self) -> str:
        """The words joined by single spaces."""
        return " ".join(word.text for word in self.words)


@dataclass(frozen=True, slots=True)
class Usage:
    """What a reading cost: zeros for local readers."""

    input_tokens: int = 0
    output_tokens: int = 0
    cached_tokens: int = 0
    calls: int = 0
    usd: float = 0.0

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            self.input_tokens + other.input_tokens,
            self.output_tokens + other.output_tokens,
            self.cached_tokens + other.cached_tokens,
            self.calls + other.calls,
            self.usd + other.usd,
        )


@dataclass(frozen=True, slots=True)
class Reading:
    """What one reader read on one page."""

    reader: str  # "tesseract", "ppocr", "llm"
    lines: tuple[Line, ...]
    seconds: float
    detail: str = ""  # version, model and languages, for the record
    usage: Usage = field(default_factory=Usage)
    notes: tuple[str, ...] = ()  # named events, e.g. guards that fired

    @property
    def words(self) -> tuple[Word, ...]:
        """All words, in the reader's own order."""
        return tuple(word for line in self.lines for word in line.words)

    @property
    def text(self) -> str:
        """Lines joined by newlines."""
        return "\n".join(line.text for line in self.lines)
