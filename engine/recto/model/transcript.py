"""What goes to a vision LLM and what comes back: evidence and decisions out, a transcript in.

Only Tesseract's text is in the evidence. Lines carry ids, so that edits, order and structure can be
checked against the page.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Annotated, Literal

from recto.errors import trace_of
from recto.model.bounds import Within
from recto.model.page import Box, Usage
from recto.reasons import Reason
from recto_preprocessing import View


@dataclass(frozen=True, slots=True)
class ShownLine:
    """One local line as the vision LLM may be shown it: Tesseract's words only, never PP-OCR's."""

    id: int  # index of the line in the local reading
    box: Box
    text: str | None  # None: Tesseract could not read it
    expected_errors: float  # words of the local reading: what asking could gain
    # Words of `text` itself that are expected to be wrong: whether it may speak against a reply.
    # None: expected_errors.
    text_errors: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """What a vision reader gets of one page: pixels, the lines found on it, and what is known of
    its language.
    """

    name: str  # file and page for people and logs
    view: View  # upright, unretouched
    lines: tuple[ShownLine, ...]
    language: str  # Tesseract codes, e.g. "eng+deu"
    glossary: tuple[str, ...] = ()
    # lines of earlier pages, as Tesseract read them and as they are printed
    examples: tuple[tuple[str, str], ...] = ()


Structure = Literal[
    "", "heading", "list-item", "table-row", "paragraph", "header", "footer", "footnote", "caption"
]


@dataclass(frozen=True, slots=True)
class TranscriptLine:
    """One line of what the vision LLM read; `line` is the local line that it answers, None when it
    named none.
    """

    text: str
    line: int | None = None
    structure: Structure = ""
    level: int = 0  # headings 1..6, list items: depth from 0
    cells: tuple[str, ...] = ()  # table rows
    # the model left the line as it was shown: it copied, or agreed by saying nothing
    confirmed: bool = False
    region: Box | None = None  # the contested region that it answers, when it answers one
    # the block that a reader made for pages puts it in, px of the original page; lines of one block
    # have one box
    block: Box | None = None


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
    traces: tuple[str, ...] = ()  # of errors inside Recto while an answer was handled, for -vv
    order: tuple[Box, ...] = ()  # blocks of the page as they are read, where that was asked
    # what another model read of contested places, with no text shown: its own transcript
    second: Transcript | None = None
    # what another model read of the page whole, with no text shown: its own transcript
    other: Transcript | None = None
    said: tuple[str, ...] = ()  # of its page, for the result's notes on this reader

    @property
    def is_order_alone(self) -> bool:
        """Nothing was asked but the order of the blocks: it says nothing of any text."""
        return not self.lines and not self.dropped and self.asked == ()

    @property
    def waits(self) -> bool:
        """Whether something that was asked is still to be answered, by a batch job."""
        return WAITING in self.events


# the LLM's part in a page of which it has read nothing
UNHEARD = Transcript((), "none", "nothing", None)
LOST = f"{Reason.FELL_BACK}:{Reason.INTERNAL_ERROR}"
WAITING = f"{Reason.FELL_BACK}:{Reason.WAITS_FOR_BATCH}"


def lost(transcript: Transcript, error: BaseException) -> Transcript:
    """The transcript after an error inside Recto: nothing of its text is used, what it cost and
    went through stays.
    """
    return replace(
        transcript,
        lines=(),
        dropped=(),
        asked=None,
        order=(),
        events=(*transcript.events, LOST),
        traces=(*transcript.traces, trace_of(error)),
    )


@dataclass(frozen=True, slots=True)
class Decision:
    """What routing decided for one region, and why."""

    region: Box
    action: Literal["keep", "lines", "page", "transcribe", "contested", "order"]
    reason: Reason
    expected_errors: Annotated[float, Within(0, 1e9, "wrong words expected in the region")]


@dataclass(frozen=True, slots=True)
class Disputed(Decision):
    """A contested place where the local readers agree against the LLM. What it read there is for
    counting alone: nobody who is asked is shown it.
    """

    llm: str  # letters and digits

    @property
    def plain(self) -> Decision:
        """As a result keeps it."""
        return Decision(self.region, self.action, self.reason, self.expected_errors)
