"""What leaves the engine: final words with their reasons, blocks, pages and documents.

Boxes are in px of the original page. Writers, programs and later runs read nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from recto.exchange import Decision
from recto.model import Box, Origin, Reading, Usage
from recto_preprocessing import Step


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
    dpi_down: float = 0.0  # pixels an inch down the page, where they are not those across (`dpi`); 0: the same

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
