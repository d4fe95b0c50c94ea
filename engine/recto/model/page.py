"""What flows through Recto: frozen values from page to reading, and the contract between its parts.

A page enters as pixels in original coordinates; readers hand back lines of words whose boxes are in
those pixels. What goes to an LLM and comes back is in transcript.py, what leaves the engine in
result.py. Nothing here computes more than geometry.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal, Self

import numpy as np
from numpy.typing import NDArray

from recto.model.bounds import MOST_PX, Count, Place, Px, Says, Score, Seconds, Within
from recto.text.messages import one_line
from recto.text.spacing import joined

Pixels = NDArray[np.uint8]

# ratio of a pixel's two sides up to which it counts as square: standard fax has 204 x 196 dpi
SQUARE = 1.1

Origin = Literal[
    "tesseract",
    "ppocr",
    "froc",
    "multiscript",
    "llm",
    "second-llm",
    "agreed",
    "text-layer",
    "human",
]


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle in px of the original page; right and bottom are exclusive."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def edges(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom."""
        return self.left, self.top, self.right, self.bottom

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
        width = max(0.0, self.width)
        height = max(0.0, self.height)
        return width * height

    @property
    def centre(self) -> tuple[float, float]:
        """(x, y) in px."""
        x = (self.left + self.right) / 2
        y = (self.top + self.bottom) / 2
        return x, y

    def intersection(self, other: Box) -> float:
        """Shared area in px²."""
        left = max(self.left, other.left)
        right = min(self.right, other.right)
        width = max(0.0, right - left)

        top = max(self.top, other.top)
        bottom = min(self.bottom, other.bottom)
        height = max(0.0, bottom - top)
        return width * height

    def iou(self, other: Box) -> float:
        """Intersection over union, 0..1."""
        shared = self.intersection(other)
        union = self.area + other.area - shared
        if union > 0:
            return shared / union
        return 0.0

    @classmethod
    def around(cls, boxes: Iterable[Box]) -> Self:
        """The smallest box that holds all the boxes given (at least one)."""
        sides = [(box.left, box.top, box.right, box.bottom) for box in boxes]
        lefts, tops, rights, bottoms = zip(*sides, strict=True)
        return cls(
            min(lefts),
            min(tops),
            max(rights),
            max(bottoms),
        )

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Callable[[Any], Any]) -> Any:
        """In JSON a box is [left, top, right, bottom]."""
        from pydantic_core import core_schema

        number = core_schema.float_schema(ge=-MOST_PX, le=MOST_PX, allow_inf_nan=False, strict=True)
        sides = core_schema.tuple_schema([number] * 4)
        return core_schema.no_info_after_validator_function(
            lambda values: cls(*values), sides, ref="recto.model.Box"
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core: Any, handler: Callable[[Any], dict[str, Any]]
    ) -> dict[str, Any]:
        made = handler(core)
        if "$ref" in made:
            return {"$ref": made["$ref"]}
        description = (
            "[left, top, right, bottom] in px of the original page, origin top left, right and"
            " bottom exclusive"
        )
        return {**made, "description": description}


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """One page as it was found: nothing cleaned, nothing turned (an EXIF orientation is already
    applied).
    """

    source: str  # the path as the user gave it, or "-"
    index: int  # 0-based within its source
    raster: Pixels  # (height, width) grey, or (height, width, 3) RGB
    dpi: float  # pixels an inch
    dpi_is_estimated: bool = False  # True: no metadata; taken from the text height or a default
    notes: tuple[str, ...] = ()  # what the source wants said, e.g. "16-bit reduced to 8"
    # pixels an inch down the page, where they are not those across (`dpi`); 0: the same
    dpi_down: float = 0.0
    partial: bool = False  # the file ends before its page does

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
        page = self.index + 1
        return one_line(f"{self.source} page {page}")


@dataclass(frozen=True, slots=True)
class Choice:
    """One alternative that a reader weighed for one character."""

    text: str
    probability: Score  # the reader's own

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Callable[[Any], Any]) -> Any:
        """In JSON a choice is [text, probability]."""
        from pydantic_core import core_schema

        pair = handler(tuple[str, Score])
        return core_schema.no_info_after_validator_function(lambda values: cls(*values), pair)


@dataclass(frozen=True, slots=True)
class ReaderWord:
    """One word as one reader read it."""

    text: str
    box: Box
    raw_confidence: Annotated[float, Within(0, 1, "the reader's own, not calibrated")]
    choices: Annotated[
        tuple[tuple[Choice, ...], ...],
        Says(
            "for each character, [alternative, probability] pairs, best first; absent when the"
            " reader gives none"
        ),
    ] = ()
    scores: Annotated[
        tuple[Score, ...], Says("one for each character; absent when the reader gives none")
    ] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One text line as one reader found it, words in its own order."""

    words: tuple[ReaderWord, ...]
    box: Box
    baseline: Annotated[
        tuple[Px, Px, Px, Px],
        Says(
            "[x0, y0, x1, y1]: from the first glyph's foot to the last one's, px of the original"
            " page"
        ),
    ]

    @property
    def text(self) -> str:
        """The words joined by single spaces, where their script has any."""
        texts = [word.text for word in self.words]
        return joined(texts)


@dataclass(frozen=True, slots=True)
class Usage:
    """What a reading cost: zeros for local readers."""

    input_tokens: Count = 0
    output_tokens: Count = 0
    cached_tokens: Count = 0
    calls: Count = 0
    usd: Annotated[float, Within(0, 1e9, "US dollars")] = 0.0

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            self.input_tokens + other.input_tokens,
            self.output_tokens + other.output_tokens,
            self.cached_tokens + other.cached_tokens,
            self.calls + other.calls,
            self.usd + other.usd,
        )


@dataclass(frozen=True, slots=True)
class WrittenLine:
    """One line as an LLM wrote it, before anything was decided."""

    text: str
    line: Annotated[Place | None, Says("of the local lines, the one that it answers")] = None
    confirmed: Annotated[bool, Says("it gave the line back as it was shown")] = False


@dataclass(frozen=True, slots=True)
class Reading:
    """What one reader read on one page."""

    reader: Annotated[
        str,
        Says("tesseract, ppocr, froc, multiscript, script-model, llm, second-llm or text-layer"),
    ]
    lines: Annotated[tuple[Line, ...], Says("in the reader's own order")]
    seconds: Seconds
    detail: str = ""  # version, model and languages, for the record
    usage: Usage = field(default_factory=Usage)
    notes: tuple[str, ...] = ()  # named events, e.g. guards that fired
    written: Annotated[tuple[WrittenLine, ...], Says("an LLM's own text, line by line")] = ()

    @property
    def words(self) -> tuple[ReaderWord, ...]:
        """All words, in the reader's own order."""
        words: list[ReaderWord] = []
        for line in self.lines:
            words += line.words
        return tuple(words)

    @property
    def text(self) -> str:
        """Lines joined by newlines."""
        texts = [line.text for line in self.lines]
        return "\n".join(texts)
