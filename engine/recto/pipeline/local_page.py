"""A page between its local readers and the vision LLM: what travels, whole and frozen.

ReadPage is what cleaning and the readers left of a page; LocalPage holds it with the local reading
that was judged of it, what is to be asked and what may be shown. The page's result is put together
from these once, by page.finish.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from recto.arbitration.page.wrong_language import WrongLanguage
from recto.ink.leftover import NOTHING_LEFT, Leftover
from recto.ink.strokes import Strokes
from recto.ink.unread import NOTHING_UNREAD, UnreadInk
from recto.local.fusion import LocalLine
from recto.model.page import Reading
from recto.model.result import TextLayerUse, Upright
from recto.model.transcript import Decision, Evidence
from recto.witnesses.local import LocalReading
from recto.witnesses.script_model import READER as SCRIPT_MODEL
from recto_preprocessing import Step

if TYPE_CHECKING:
    from recto.textlayer import TextLayer


@dataclass(frozen=True, slots=True)
class ReadPage:
    """A page that was cleaned and read; nothing of it is decided."""

    source: str
    index: int  # 0-based
    width: int  # px
    height: int
    dpi: float
    dpi_down: float  # down the page, where it differs; 0: the same
    language: str  # Tesseract codes
    steps: tuple[Step, ...]  # of cleaning
    upright: Upright | None  # None: it was read as it stands
    readings: tuple[Reading, ...]  # Tesseract's first
    notes: tuple[str, ...]
    is_cut_off: bool  # the file ends before the page does
    seconds: Mapping[str, float]  # wall seconds by stage
    text_layer: TextLayerUse | None = None  # what an earlier run made of the page's own text
    is_blackletter: bool = False  # by its typefaces; by the language where nobody looked
    looks: tuple[str, ...] = ()  # of a small image, what each cleaning of it was read as

    @property
    def tesseract(self) -> Reading:
        """The first reader's."""
        return self.readings[0]

    @property
    def ppocr(self) -> Reading | None:
        """The second reader's, None where it was not asked."""
        for reading in self.readings:
            if reading.reader == "ppocr":
                return reading
        return None

    @property
    def further(self) -> tuple[Reading, ...]:
        """Of readers beyond these two; the script's model is none that has words of its own."""
        known = ("tesseract", "ppocr", SCRIPT_MODEL)
        return tuple(reading for reading in self.readings if reading.reader not in known)


@dataclass(frozen=True, slots=True, eq=False)
class LocalPage:
    """A page up to the point where an LLM may be asked; holds all that finishing it takes, and
    pickles.
    """

    read: ReadPage
    reading: LocalReading
    decisions: tuple[Decision, ...]  # what to ask, and why
    evidence: Evidence  # what an LLM may be shown
    strokes: Strokes
    is_unreadable: bool = False  # by the local readers: handwriting above all
    wrong_language: WrongLanguage | None = None  # the languages asked for cannot write the page
    own: TextLayer | None = None  # the page's own text, which was not to be kept
    unread: UnreadInk = NOTHING_UNREAD
    left: Leftover = NOTHING_LEFT  # ink that the local reading has no word for

    @property
    def lines(self) -> tuple[LocalLine, ...]:
        """Of the local reading."""
        return self.reading.lines
