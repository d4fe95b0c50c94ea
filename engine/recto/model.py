"""The values that flow through Recto, frozen: what a stage receives, it cannot change.

Page -> CleanPage (recto_preprocessing) -> Reading (one a reader) -> Verdict (one a final word) -> PageResult ->
Document.
All boxes are in pixels of the ORIGINAL page: origin top left, right and bottom exclusive, floats allowed. All
confidences are 0..1. Only this file defines what a word, a line and a page are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, Self

import numpy as np
from numpy.typing import NDArray

from recto_preprocessing import Step, View

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
        return f"{self.source} page {self.index + 1}"


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


@dataclass(frozen=True, slots=True)
class ShownLine:
    """One local line as the vision LLM may be shown it: Tesseract's words only, never PP-OCR's."""

    id: int  # index of the line in the local reading
    box: Box
    text: str | None  # None: Tesseract could not read it
    expected_errors: float  # words of the local reading: what asking could gain
    # Words of `text` itself that are expected to be wrong: whether it may speak against a reply. None: expected_errors.
    text_errors: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """What a vision reader gets of one page: pixels, the lines found on it, and what is known of its language."""

    name: str  # file and page for people and logs
    view: View  # upright, unretouched
    lines: tuple[ShownLine, ...]
    language: str  # Tesseract codes, e.g. "eng+deu"
    glossary: tuple[str, ...] = ()


Structure = Literal["", "heading", "list-item", "table-row", "paragraph", "header", "footer", "footnote", "caption"]


@dataclass(frozen=True, slots=True)
class TranscriptLine:
    """One line of what the vision LLM read; `line` is the local line that it answers, None when it named none."""

    text: str
    line: int | None = None
    structure: Structure = ""
    level: int = 0  # headings 1..6, list items: depth from 0
    cells: tuple[str, ...] = ()  # table rows
    confirmed: bool = False  # the model left the line as it was shown: it copied, or agreed by saying nothing
    region: Box | None = None  # the contested region that it answers, when it answers one


@dataclass(frozen=True, slots=True)
class Transcript:
    """What the vision LLM read of one page, validated, with everything that went wrong by name."""

    lines: tuple[TranscriptLine, ...]  # in the model's order
    model: str
    saw: str  # "image", "image+ocr:tesseract"
    asked: tuple[int, ...] | None  # ids of the local lines that were sent; None: the whole page
    dropped: tuple[tuple[int, str], ...] = ()  # (line id, the model's reason)
    events: tuple[str, ...] = ()  # reason codes: "truncated", "refused", "loop-cut", ...
    usage: Usage = field(default_factory=Usage)
    seconds: float = 0.0
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """What routing decided for one region, and why."""

    region: Box
    action: Literal["keep", "lines", "page", "transcribe", "contested"]
    reason: str
    expected_errors: float  # words


@dataclass(frozen=True, slots=True)
class Verdict:
    """One final word: what is printed, how sure, whose it is, and why."""

    text: str
    box: Box
    confidence: float  # calibrated P(the word is right), 0..1
    origin: Origin
    reason: str  # the name of the arbitration rule that decided
    agreement: float | None = None  # 0..1 between independent readings; None with one reading
    alternatives: tuple[str, ...] = ()  # what other readers read here, without the text chosen
    flagged: bool = False  # a person should look
    box_is_estimated: bool = False  # the box was interpolated, not measured


@dataclass(frozen=True, slots=True)
class ResultLine:
    """One line of the result, in reading order."""

    words: tuple[Verdict, ...]
    box: Box
    baseline: tuple[float, float, float, float]

    @property
    def text(self) -> str:
        """The words joined by single spaces."""
        return " ".join(word.text for word in self.words)


BlockKind = Literal["paragraph", "heading", "list", "table", "header", "footer", "page-number", "footnote", "caption"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One table cell: where it stands, what it spans, and the lines' words in it."""

    row: int
    column: int
    row_span: int
    column_span: int
    # (line index, first word, past the last word) into PageResult.lines, in reading order
    spans: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of layout: which lines it holds (indices into PageResult.lines) and what they are."""

    kind: BlockKind
    box: Box
    lines: tuple[int, ...]
    level: int = 0  # headings: 1..6; list items: nesting depth from 0
    marker: str = ""  # list items: the bullet or number as printed
    cells: tuple[Cell, ...] = ()  # tables only
    # Line ends (positions in `lines`) whose hyphen was only a line break: text joins the word over it.
    hyphens: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class UprightMap:
    """One change of coordinates as plain numbers: a matrix from px before to px after, or a row shift's nodes."""

    kind: Literal["matrix", "rows"]
    values: tuple[tuple[float, ...], ...]  # 3 x 3, or the nodes of recto_preprocessing.RowShift
    width: float = 0.0  # rows: px of the page before
    height: float = 0.0


@dataclass(frozen=True, slots=True)
class Upright:
    """How a page was turned and flattened before it was read: enough to make its upright pixels again."""

    width: int  # px of the upright view
    height: int
    dpi: float
    maps: tuple[UprightMap, ...]  # from the original page, one after the other


@dataclass(frozen=True, slots=True)
class LayerDifference:
    """One place where a page's own text and our reading differ; one of the texts is empty where a side has nothing."""

    box: Box
    layer: str
    read: str


@dataclass(frozen=True, slots=True)
class TextLayerUse:
    """What became of the text that a PDF page already had."""

    action: Literal["kept", "read-anew", "compared"]
    quality: Literal["good", "garbage", "partial"]
    reason: str  # what was measured, in words
    agreement: float | None = None  # compared: 2 x shared characters / all characters of both, 0..1
    differences: tuple[LayerDifference, ...] = ()


@dataclass(frozen=True, slots=True)
class PageResult:
    """One page read: lines in reading order, with everything that was done and who read what."""

    source: str
    index: int  # 0-based
    width: int  # px
    height: int
    dpi: float
    language: str
    lines: tuple[ResultLine, ...]
    steps: tuple[Step, ...] = ()
    readings: tuple[Reading, ...] = ()
    decisions: tuple[Decision, ...] = ()
    blocks: tuple[Block, ...] = ()
    seconds: Mapping[str, float] = field(default_factory=dict)  # stage -> wall seconds
    notes: tuple[str, ...] = ()  # what the summary must say, e.g. "dpi estimated from text height"
    guards: Mapping[str, int] = field(default_factory=dict)  # guard reason -> how often it fired
    status: Literal["ok", "blank", "unreadable", "refused", "truncated", "fell-back"] = "ok"
    text_layer: TextLayerUse | None = None  # None: the page had no text of its own, or nobody looked
    upright: Upright | None = None  # None: it was read as it stands

    @property
    def words(self) -> tuple[Verdict, ...]:
        """All final words in reading order."""
        return tuple(word for line in self.lines for word in line.words)

    @property
    def text(self) -> str:
        """Lines joined by newlines."""
        return "\n".join(line.text for line in self.lines)

    @property
    def usage(self) -> Usage:
        """What the page cost."""
        return sum((reading.usage for reading in self.readings), Usage())


@dataclass(frozen=True, slots=True)
class Document:
    """The result of one source: its pages in order, and what made them."""

    source: str
    pages: tuple[PageResult, ...]
    settings_digest: str
    engine_version: str
    source_sha256: str = ""  # of the source's bytes, in hex; empty: not known
    calibration: str = ""  # digest of the user's own calibration of confidence; empty: as shipped

    @property
    def text(self) -> str:
        """Pages joined by form feeds, as Tesseract does."""
        return "\f".join(page.text for page in self.pages)
