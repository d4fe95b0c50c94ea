"""Everything outside tables: paragraphs first, then what each of them is.

TextLines of a page enter, Blocks leave. Items of lists keep their marker and depth; headings get
their level when all of the page's headings are known; a paragraph that goes on in the next column
is one block.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from recto.layout.frame import Frame, Piece
from recto.layout.furniture import Surroundings, kind, opens_caption
from recto.layout.headings import MOST_LINES, SAME_SIZE, heading_size, is_heading, levels
from recto.layout.hyphens import known_words, line_hyphens
from recto.layout.markers import Marker, item_starts
from recto.layout.paragraphs import paragraphs
from recto.layout.refine import Structures, claimed, starts_paragraph
from recto.layout.textlines import TextLine, body_size, column_runs, is_below, usual_spread
from recto.model.page import Box
from recto.model.result import Block, BlockKind, ResultLine

CLOSED = ".!?:;…\"'”»)"  # a text that ends so does not go on in the next column


@dataclass(frozen=True, slots=True)
class _Page:
    """What every paragraph of the page is judged with."""

    frame: Frame
    body: float  # size of most text, px
    spread: float  # usual distance of lines, in sizes
    structures: Structures


@dataclass(frozen=True, slots=True)
class _Text:
    """One paragraph with what it was judged to be."""

    lines: tuple[TextLine, ...]
    kind: BlockKind
    marker: Marker | None = None
    level: int = 0  # as the LLM gave it; 0: by size


def flowing_blocks(
    lines: Sequence[ResultLine], text: Sequence[TextLine], page: Frame, structures: Structures
) -> list[Block]:
    """Blocks of the text lines; `lines` are the page's, for the boxes."""
    runs = column_runs(text)
    facts = _Page(page, body_size(text), usual_spread(runs), structures)
    judged = _joined_headings([found for run in runs for found in _judged(run, facts)])
    judged = _joined_columns(judged)
    by_size = levels([heading_size(found.lines) for found in judged if found.kind == "heading"])
    ranks = iter(by_size)
    known = known_words([line.text for line in text])
    return [
        _block(lines, found, next(ranks) if found.kind == "heading" else 0, known)
        for found in judged
    ]


def _judged(run: Sequence[TextLine], facts: _Page) -> list[_Text]:
    markers = item_starts(run)
    above = {line.index: before for before, line in pairwise(run)}

    def starts(line: TextLine) -> bool:
        told = starts_paragraph(line, above.get(line.index), facts.structures)
        return told or line.index in markers or opens_caption(line.text)

    found = []
    for lines in paragraphs(run, starts, markers, facts.spread):
        around = _surroundings(lines, facts)
        told = facts.structures.get(lines[0].index)
        name = claimed(lines, facts.structures, around) or _kind(lines, around, markers)
        level = told.level if told and told.structure in {"heading", "list-item"} else 0
        found.append(_Text(tuple(lines), name, markers.get(lines[0].index), level))
    return found


def _kind(lines: Sequence[TextLine], around: Surroundings, markers: dict[int, Marker]) -> BlockKind:
    furniture = kind(lines, around)
    if furniture is None and lines[0].index in markers:
        return "list"
    return furniture or ("heading" if is_heading(lines, around) else "paragraph")


def _surroundings(lines: Sequence[TextLine], facts: _Page) -> Surroundings:
    box = Box.around(line.box for line in lines)
    pieces = facts.frame.pieces
    mine = {line.index for line in lines}
    others = [
        p.box
        for p in pieces
        if p.line not in mine and p.box.right > box.left and p.box.left < box.right
    ]
    middle = box.centre[1]
    return Surroundings(
        top=min(p.box.top for p in pieces),
        bottom=max(p.box.bottom for p in pieces),
        width=max(p.box.right for p in pieces) - min(p.box.left for p in pieces),
        body=facts.body,
        above=min(
            (box.top - other.bottom for other in others if other.centre[1] < middle),
            default=float("inf"),
        ),
        below=min(
            (other.top - box.bottom for other in others if other.centre[1] > middle),
            default=float("inf"),
        ),
        rules=facts.frame.horizontal,
    )


def _joined_headings(texts: Sequence[_Text]) -> list[_Text]:
    """A heading on several lines, each of which ends early, is one."""
    joined: list[_Text] = []
    for found in texts:
        if joined and _same_heading(joined[-1], found):
            joined[-1] = replace(joined[-1], lines=joined[-1].lines + found.lines)
        else:
            joined.append(found)
    return joined


def _same_heading(a: _Text, b: _Text) -> bool:
    if (
        a.kind != "heading"
        or b.kind != "heading"
        or len(a.lines) + len(b.lines) > MOST_LINES
        or a.level != b.level
    ):
        return False
    sizes = sorted((heading_size(a.lines), heading_size(b.lines)))
    step = b.lines[0].box.centre[1] - a.lines[-1].box.centre[1]
    return 0 < step < 1.7 * sizes[1] and sizes[1] < SAME_SIZE * sizes[0]


def _joined_columns(texts: Sequence[_Text]) -> list[_Text]:
    """A paragraph that stops in mid-sentence goes on in the next one, when that starts in lower
    case.
    """
    joined: list[_Text] = []
    for found in texts:
        before = joined[-1] if joined else None
        if (
            before
            and before.kind == found.kind == "paragraph"
            and _goes_on(before.lines, found.lines)
        ):
            joined[-1] = replace(before, lines=before.lines + found.lines)
        else:
            joined.append(found)
    return joined


def _goes_on(above: Sequence[TextLine], below: Sequence[TextLine]) -> bool:
    if is_below(above[-1], below[0]):
        return False  # one column: what parted them there holds
    long = len(above) > 1 and len(above[-1].text) > 0.7 * len(above[0].text)
    return long and above[-1].text[-1:] not in CLOSED and below[0].text[:1].islower()


def _block(lines: Sequence[ResultLine], found: _Text, rank: int, known: frozenset[str]) -> Block:
    indices = tuple(line.index for line in found.lines)
    marker = found.marker if found.kind == "list" else None
    depth = found.level or (marker.level if marker else 0)
    return Block(
        found.kind,
        Box.around(lines[index].box for index in indices),
        indices,
        level=max(1, min(6, found.level or rank))
        if found.kind == "heading"
        else depth
        if found.kind == "list"
        else 0,
        marker=marker.text if marker else "",
        hyphens=line_hyphens([line.text for line in found.lines], known),
    )


def leftover(page: Frame, lines: Sequence[ResultLine], taken: set[Piece]) -> list[int]:
    """Lines with words but without a piece (leaders, strokes): they are blocks of their own,
    nothing is lost.
    """
    held = {piece.line for piece in page.pieces} | {piece.line for piece in taken}
    return [i for i, line in enumerate(lines) if line.words and i not in held]
