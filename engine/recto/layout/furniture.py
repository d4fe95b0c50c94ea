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
NEAR_TEXT = 0.5  # of the body's size: a head with a number stands further away than that
NUMBERED_SIZE = 1.6  # of the body's size: a larger line is no running head, even with a number
RUNNING_SIZE = 1.25  # of the body's size: the same without a number
NUMBER_SIZE = 1.35  # of the body's size: a larger number is that of a chapter
LEAST_WORDS = 2  # of a head with its number
PAGE_DIGITS = 4  # most digits of a page number at the end of a head
RULE_NEAR = 1.5  # sizes of the line between it and the rule that it stands at
LONG_RULE = 0.5  # of the width of all text: a head's rule is longer, a footnote's shorter
NOTE_DEPTH = 0.6  # of the text's extent: footnotes stand lower
NOTE_RULE_NEAR = 2  # sizes of the body between a footnote and the rule over it
_NUMBER = re.compile(
    r"[-–—\[(|\s]*((page|seite|s\.|p\.|pag\.)\s*)?"
    r"(\d{1,3}|1[0-4]\d\d|[ivxlc]{1,7})"
    r"[-–—\])|.\s]*(/\s*\d+)?",
    re.IGNORECASE,
)
_NOTE_MARK = re.compile(r"(\d{1,2}[.)]?|\*{1,3}\)?|[†‡§¶]|[a-z]\))\s*[^\W\d]")
_CAPTION = re.compile(
    r"(fig(ure|ura|\.)?|abb(ildung|\.)?|tab(le|elle|leau|ela|la|\.)?|taf(el|\.)?"
    r"|plate|pl\.|scheme|chart|map|karte|bild|foto)"
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
    is_list: bool = False  # lines of the text have numbers behind wide gaps


Judge = Callable[[Sequence[TextLine], Surroundings], bool]


def kind(lines: Sequence[TextLine], around: Surroundings) -> BlockKind | None:
    """The first kind that fits, None for ordinary text."""
    for name, judge in _JUDGES:
        if judge(lines, around):
            return name
    return None


def _is_page_number(lines: Sequence[TextLine], around: Surroundings) -> bool:
    """Alone on its line, near the top or the bottom of the text, and not as large as a title."""
    if len(lines) != 1:
        return False
    line = lines[0]
    if line.size > NUMBER_SIZE * around.body:
        return False
    _, middle = line.box.centre
    top, bottom = around.top, around.bottom
    margin = EDGE * (bottom - top)
    upper = top + margin
    lower = bottom - margin
    if upper <= middle <= lower:
        return False
    return is_number(line.text)


def has_number(line: TextLine) -> bool:
    """Beside other words, at an end of the line."""
    words = line.text.split()
    if len(words) < LEAST_WORDS:
        return False
    ends = (words[0], words[-1])
    return any(word.isdecimal() and len(word) <= PAGE_DIGITS for word in ends)


def is_number(text: str) -> bool:
    """Nothing but the number of a page."""
    return _NUMBER.fullmatch(text) is not None


def _is_header(lines: Sequence[TextLine], around: Surroundings) -> bool:
    """The first line of the page, running over it."""
    if len(lines) != 1:
        return False
    line = lines[0]
    if line.box.top > around.top + line.size:
        return False
    return _is_running(line, around, around.below)


def _is_footer(lines: Sequence[TextLine], around: Surroundings) -> bool:
    """The last line of the page, running under it."""
    if len(lines) != 1:
        return False
    line = lines[0]
    if line.box.bottom < around.bottom - line.size:
        return False
    return _is_running(line, around, around.above)


def _is_running(line: TextLine, around: Surroundings, free: float) -> bool:
    """With a number at an end; or short, of ordinary size, and away from the text or at a rule."""
    body = around.body
    size = line.size
    is_apart = free > NEAR_TEXT * body or (line.pieces > 1 and not around.is_list)
    if is_apart and size < NUMBERED_SIZE * body and has_number(line):
        return True
    if size >= RUNNING_SIZE * body:
        return False
    if line.box.width >= SHORT * around.width:
        return False
    nearest = APART * body
    furthest = FAR * body
    if nearest < free < furthest:
        return True
    return _has_rule(line, around)


def _has_rule(line: TextLine, around: Surroundings) -> bool:
    """A long rule stands at its foot."""
    foot = line.box.bottom
    shortest = LONG_RULE * around.width
    furthest = RULE_NEAR * line.size
    for rule in around.rules:
        if rule.length <= shortest:
            continue
        distance = abs(rule.at - foot)
        if distance < furthest:
            return True
    return False


def _is_footnote(lines: Sequence[TextLine], around: Surroundings) -> bool:
    """Small, or under a short rule, in the lower part; begins with a mark and is a sentence."""
    first = lines[0]
    top = first.box.top
    extent = around.bottom - around.top
    highest = around.top + NOTE_DEPTH * extent
    if top <= highest:
        return False
    longest = LONG_RULE * around.width
    furthest = NOTE_RULE_NEAR * around.body
    under_rule = False
    for rule in around.rules:
        if rule.length < longest and 0 < top - rule.at < furthest:
            under_rule = True
    is_small = first.size < SMALLER * around.body
    if not is_small and not under_rule:
        return False
    text = " ".join(line.text for line in lines)
    if len(text) <= LONG_NOTE and not text.endswith("."):
        return False  # "12 Annals of Botany" is a footer
    return bool(_NOTE_MARK.match(text))


def opens_caption(text: str) -> bool:
    """Begins like a caption: "Fig. 3", "Table II", "Abb. 12"."""
    return bool(_CAPTION.match(text))


def _is_caption(lines: Sequence[TextLine], around: Surroundings) -> bool:
    if len(lines) > MOST_CAPTION_LINES:
        return False
    return opens_caption(lines[0].text)


_JUDGES: tuple[tuple[BlockKind, Judge], ...] = (
    ("page-number", _is_page_number),
    ("footnote", _is_footnote),
    ("header", _is_header),
    ("footer", _is_footer),
    ("caption", _is_caption),
)
