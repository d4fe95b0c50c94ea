"""What stands on a page beside its text: running heads, page numbers, footers, footnotes, captions.

A paragraph's lines with the page's facts enter, a block kind (or None) leaves. Heads and footers
stand alone at an edge; footnotes are smaller, at the foot, and begin with a mark; captions begin
with a word that names them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from recto.layout.frame import Rule
from recto.layout.textlines import TextLine
from recto.model.result import BlockKind

EDGE = 0.12  # of the text's extent from top or bottom
APART = 1.6  # usual line heights between a running head and the text
FAR = 12.0  # usual line heights: further away it is a page of its own kind, e.g. a title
SHORT = 0.6  # of the width of all text
LONG_NOTE = 50  # characters
SMALLER = 0.92  # of the body's size
_NUMBER = re.compile(
    r"[-–—\[(|\s]*((page|seite|s\.|p\.|pag\.)\s*)?(\d{1,3}|1[0-4]\d\d|[ivxlc]{1,7})[-–—\])|.\s]*(/\s*\d+)?",
    re.IGNORECASE,
)
_NOTE_MARK = re.compile(r"(\d{1,2}[.)]?|\*{1,3}\)?|[†‡§¶]|[a-z]\))\s*[^\W\d]")
_CAPTION = re.compile(
    r"(fig(ure|ura|\.)?|abb(ildung|\.)?|tab(le|elle|leau|ela|la|\.)?|taf(el|\.)?|plate|pl\.|scheme|chart|map|karte|bild|foto)"
    r"\s*\.?\s*(\d+|[IVXLC]+)\b",
    re.IGNORECASE,
)
MOST_CAPTION_LINES = 5


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a paragraph is judged against; px of the upright frame."""

    top: float  # of all text on the page
    bottom: float
    width: float  # of all text
    body: float  # size of most text
    above: float  # free px over the paragraph; infinite for the first
    below: float
    rules: Sequence[Rule]  # horizontal strokes


Judge = Callable[[Sequence[TextLine], Surroundings], bool]


def kind(lines: Sequence[TextLine], around: Surroundings) -> BlockKind | None:
    """The first kind that fits, None for ordinary text."""
    return next((name for name, judge in _JUDGES if judge(lines, around)), None)


def _at_top(lines: Sequence[TextLine], around: Surroundings) -> bool:
    return lines[0].box.centre[1] < around.top + EDGE * (around.bottom - around.top)


def _at_bottom(lines: Sequence[TextLine], around: Surroundings) -> bool:
    return lines[-1].box.centre[1] > around.bottom - EDGE * (around.bottom - around.top)


def _is_page_number(lines: Sequence[TextLine], around: Surroundings) -> bool:
    at_edge = _at_top(lines, around) or _at_bottom(lines, around)
    return len(lines) == 1 and at_edge and bool(_NUMBER.fullmatch(lines[0].text))


def _is_header(lines: Sequence[TextLine], around: Surroundings) -> bool:
    first = lines[0].box.top <= around.top + lines[0].size
    return len(lines) == 1 and first and _is_running(lines[0], around, around.below)


def _is_footer(lines: Sequence[TextLine], around: Surroundings) -> bool:
    last = lines[0].box.bottom >= around.bottom - lines[0].size
    return len(lines) == 1 and last and _is_running(lines[0], around, around.above)


def _is_running(line: TextLine, around: Surroundings, free: float) -> bool:
    """With a number at an end; or short, of ordinary size, and away from the text or at a rule."""
    words = line.text.split()
    numbered = len(words) > 1 and any(
        word.isdecimal() and len(word) < 5 for word in (words[0], words[-1])
    )
    short = line.box.width < SHORT * around.width
    apart = APART * around.body < free < FAR * around.body
    if numbered and free > 0.5 * around.body and line.size < 1.6 * around.body:
        return True
    return line.size < 1.25 * around.body and short and (apart or _has_rule(line, around))


def _has_rule(line: TextLine, around: Surroundings) -> bool:
    return any(
        abs(rule.at - line.box.bottom) < 1.5 * line.size and rule.length > 0.5 * around.width
        for rule in around.rules
    )


def _is_footnote(lines: Sequence[TextLine], around: Surroundings) -> bool:
    low = lines[0].box.top > around.top + 0.6 * (around.bottom - around.top)
    small = lines[0].size < SMALLER * around.body
    under_rule = any(
        0 < lines[0].box.top - rule.at < 2 * around.body and rule.length < 0.5 * around.width
        for rule in around.rules
    )
    text = " ".join(line.text for line in lines)
    sentence = len(text) > LONG_NOTE or text.endswith(".")  # "12 Annals of Botany" is a footer
    return low and (small or under_rule) and sentence and bool(_NOTE_MARK.match(text))


def opens_caption(text: str) -> bool:
    """Begins like a caption: "Fig. 3", "Table II", "Abb. 12"."""
    return bool(_CAPTION.match(text))


def _is_caption(lines: Sequence[TextLine], around: Surroundings) -> bool:
    return len(lines) <= MOST_CAPTION_LINES and opens_caption(lines[0].text)


_JUDGES: tuple[tuple[BlockKind, Judge], ...] = (
    ("page-number", _is_page_number),
    ("footnote", _is_footnote),
    ("header", _is_header),
    ("footer", _is_footer),
    ("caption", _is_caption),
)
