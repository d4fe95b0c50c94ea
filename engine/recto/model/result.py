"""What leaves the engine: final words with their reasons, blocks, pages and documents.

Boxes are in px of the original page. Writers, programs and later runs read nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

from recto.model.bounds import (
    CONTRACT,
    MOST_DPI,
    MOST_PAGES,
    MOST_PX,
    MOST_ROWS,
    Count,
    Dpi,
    Language,
    Place,
    Px,
    Says,
    Seconds,
    Share,
    Size,
    Within,
)
from recto.model.page import Box, Origin, Reading, Usage
from recto.model.transcript import Decision
from recto.reasons import Reason
from recto.text.spacing import joined
from recto_preprocessing import Step


@dataclass(frozen=True, slots=True)
class Word:
    """One final word: what is printed, how sure, whose it is, and why."""

    text: str
    box: Box
    confidence: Annotated[float, Within(0, 1, "calibrated probability that the word is right")]
    origin: Origin
    reason: Annotated[Reason, Says("the rule that decided")]
    agreement: Annotated[Share | None, Says("between independent readings; null with one")] = None
    alternatives: Annotated[tuple[str, ...], Says("what other readers read here")] = ()
    flagged: Annotated[bool, Says("a person should look")] = False
    box_is_estimated: Annotated[bool, Says("the box was interpolated, not measured")] = False


@dataclass(frozen=True, slots=True)
class ResultLine:
    """One line of the result, in reading order."""

    words: tuple[Word, ...]
    box: Box
    baseline: Annotated[tuple[Px, Px, Px, Px], Says("[x0, y0, x1, y1] in px of the original page")]

    @property
    def text(self) -> str:
        """The words joined by single spaces, where their script has any."""
        texts = [word.text for word in self.words]
        return joined(texts)


BlockKind = Literal[
    "paragraph",
    "heading",
    "list",
    "table",
    "header",
    "footer",
    "page-number",
    "footnote",
    "caption",
]


@dataclass(frozen=True, slots=True)
class Cell:
    """One table cell: where it stands, what it spans, and the lines' words in it."""

    row: Annotated[int, Within(0, MOST_ROWS - 1)]
    column: Annotated[int, Within(0, MOST_ROWS - 1)]
    row_span: Annotated[int, Within(1, MOST_ROWS)]
    column_span: Annotated[int, Within(1, MOST_ROWS)]
    spans: Annotated[
        tuple[tuple[Place, Place, Place], ...],
        Says("[line, first word, past the last word] into the page's lines, in reading order"),
    ]


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of layout: which lines it holds (indices into PageResult.lines) and what they are."""

    kind: BlockKind
    box: Box
    lines: Annotated[tuple[Place, ...], Says("indices into the page's lines")]
    level: Annotated[int, Within(0, 100, "headings: 1 to 6; list items: nesting depth from 0")] = 0
    marker: Annotated[str, Says("list items: the bullet or number as printed")] = ""
    cells: Annotated[tuple[Cell, ...], Says("tables only")] = ()
    hyphens: Annotated[
        tuple[Place, ...],
        Says(
            "positions in `lines` whose last hyphen was only a line break: text joins the word"
            " over it"
        ),
    ] = ()


@dataclass(frozen=True, slots=True)
class UprightMap:
    """One change of coordinates as plain numbers: a matrix from px before to px after, or a row
    shift's nodes.
    """

    kind: Literal["matrix", "rows"]
    values: Annotated[tuple[tuple[float, ...], ...], Says("3 x 3, or the nodes of a row shift")]
    width: Annotated[float, Within(0, MOST_PX, "rows: px of the page before")] = 0.0
    height: Annotated[float, Within(0, MOST_PX, "rows: px of the page before")] = 0.0


@dataclass(frozen=True, slots=True)
class Upright:
    """How a page was turned and flattened before it was read: enough to make its upright pixels
    again.
    """

    width: Annotated[int, Within(1, MOST_PX, "px of the upright view")]
    height: Annotated[int, Within(1, MOST_PX, "px of the upright view")]
    dpi: Dpi
    maps: Annotated[tuple[UprightMap, ...], Says("from the original page, one after the other")]


@dataclass(frozen=True, slots=True)
class LayerDifference:
    """One place where a page's own text and our reading differ; one of the texts is empty where a
    side has nothing.
    """

    box: Box
    layer: str
    read: str


@dataclass(frozen=True, slots=True)
class TextLayerUse:
    """What became of the text that a PDF page already had."""

    action: Literal["kept", "read-anew", "compared"]
    quality: Literal["good", "garbage", "partial"]
    reason: Annotated[str, Says("what was measured, in words")]
    agreement: Annotated[Share | None, Says("compared: shared characters of both texts")] = None
    differences: tuple[LayerDifference, ...] = ()


@dataclass(frozen=True, slots=True)
class Unsettled:
    """What is in doubt of a page beside its words' confidence."""

    unread: Annotated[Count, Says("characters of ink that looks like text and has no word")] = 0
    order: Annotated[Share, Says("of the words, those whose place in the order is unsure")] = 0.0
    script: Annotated[
        bool, Says("the readers, or the languages asked for, cannot read what is there")
    ] = False


@dataclass(frozen=True, slots=True)
class PageResult:
    """One page read: lines in reading order, with everything that was done and who read what."""

    source: str
    index: Annotated[int, Within(0, MOST_PAGES - 1, "0-based")]
    width: Annotated[Size, Says("px")]
    height: Annotated[Size, Says("px")]
    dpi: Dpi
    language: Language
    lines: Annotated[tuple[ResultLine, ...], Says("in reading order")]
    steps: tuple[Step, ...] = ()
    readings: tuple[Reading, ...] = ()
    decisions: tuple[Decision, ...] = ()
    blocks: tuple[Block, ...] = ()
    seconds: Annotated[Mapping[str, Seconds], Says("stage: wall seconds")] = field(
        default_factory=dict
    )
    notes: tuple[str, ...] = ()  # what the summary must say, e.g. "dpi estimated from text height"
    guards: Annotated[Mapping[str, Count], Says("guard: how often it fired")] = field(
        default_factory=dict
    )
    status: Literal["ok", "blank", "unreadable", "refused", "truncated", "fell-back"] = "ok"
    # None: the page had no text of its own, or nobody looked
    text_layer: TextLayerUse | None = None
    upright: Upright | None = None  # None: it was read as it stands
    dpi_down: Annotated[
        float,
        Within(
            0,
            MOST_DPI,
            "px an inch down the page, where they are not those across; absent: the same",
        ),
    ] = 0.0
    # None: of an earlier version, or of a PDF's own text
    unsettled: Annotated[
        Unsettled | None, Says("what is in doubt beside the words; absent: nobody looked")
    ] = None
    collection: Annotated[
        str, Says("digest of the collection that taught the page's reading; absent: none")
    ] = ""

    __pydantic_config__ = CONTRACT

    @property
    def words(self) -> tuple[Word, ...]:
        """All final words in reading order."""
        words: list[Word] = []
        for line in self.lines:
            words += line.words
        return tuple(words)

    @property
    def text(self) -> str:
        """Lines joined by newlines."""
        texts = [line.text for line in self.lines]
        return "\n".join(texts)

    @property
    def usage(self) -> Usage:
        """What the page cost."""
        usages = [reading.usage for reading in self.readings]
        return sum(usages, Usage())


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
        texts = [page.text for page in self.pages]
        return "\f".join(texts)
