"""Everything outside tables: paragraphs first, then what each of them is.

TextLines of a page enter, Blocks leave. Items of lists keep their marker and depth; headings get
their level when all of the page's headings are known; a paragraph that goes on in the next column
is one block.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from recto.layout.frame import Frame, Piece
from recto.layout.furniture import Surroundings, has_number, kind
from recto.layout.headings import (
    DEEPEST,
    MOST_LINES,
    SAME_SIZE,
    heading_size,
    levels,
    ranked_size,
)
from recto.layout.hyphens import known_words, line_hyphens
from recto.layout.learned_headings import taken_for_headings
from recto.layout.markers import Marker, item_starts
from recto.layout.paragraphs import Paragraph, paragraphs
from recto.layout.refine import Structures, claimed
from recto.layout.textlines import TextLine, body_size, column_runs
from recto.model.page import Box
from recto.model.result import Block, BlockKind, ResultLine

HEADING_STEP = 1.7  # sizes of the larger line between the middles of two lines of one heading
LEAST_TEXT = 2  # lines of the text under a numbered head
MOST_NUMBERED = 2  # lines of a page with a number behind a wide gap: head and footer
HIGHEST = 1  # level of headings
HAS_LEVEL = frozenset({"heading", "list-item"})  # what the LLM gives a level to

# whether the second text goes on with the first
GoesOn = Callable[["_Text", "_Text"], bool]


class _Pieces(NamedTuple):
    """Where the page's pieces stand, px of the upright frame, and the line that each is of."""

    line: NDArray[np.intp]
    left: NDArray[np.float64]
    top: NDArray[np.float64]
    right: NDArray[np.float64]
    bottom: NDArray[np.float64]
    y: NDArray[np.float64]  # centre


@dataclass(frozen=True, slots=True, eq=False)
class _Page:
    """What every paragraph of the page is judged with."""

    frame: Frame
    pieces: _Pieces
    extent: Box  # of all text, tables too, in the upright frame
    body: float  # size of most text, px
    is_list: bool  # more lines than a head and a footer have numbers behind wide gaps


@dataclass(frozen=True, slots=True)
class _Text:
    """One paragraph with what it was judged to be."""

    lines: tuple[TextLine, ...]
    kind: BlockKind
    marker: Marker | None = None
    level: int = 0  # as the LLM gave it; 0: by size
    goes_on: bool = False  # what stands before it in another column goes on here


def flowing_blocks(
    lines: Sequence[ResultLine],
    text: Sequence[TextLine],
    page: Frame,
    structures: Structures,
    in_tables: Sequence[TextLine] = (),
) -> list[Block]:
    """Blocks of the text lines; `lines` are the page's, for the boxes; those `in_tables` are what
    the text is large or small beside, too.
    """
    if not text:
        return []
    texts = _texts(text, page, structures, in_tables)
    sizes = []
    for each in texts:
        if each.kind == "heading":
            size = heading_size(each.lines)
            sizes.append(ranked_size(size, each.lines[0].text))
    ranks = iter(levels(sizes))
    line_texts = [line.text for line in text]
    known = known_words(line_texts)
    blocks = []
    for each in texts:
        rank = 0
        if each.kind == "heading":
            rank = next(ranks)
        block = _block(lines, each, rank, known)
        blocks.append(block)
    return blocks


def _texts(
    text: Sequence[TextLine],
    page: Frame,
    structures: Structures,
    in_tables: Sequence[TextLine],
) -> list[_Text]:
    """The paragraphs with their kinds, those joined that are one over several columns."""
    runs = column_runs(text)
    items: dict[int, Marker] = {}
    for run in runs:
        items.update(item_starts(run))
    cut = paragraphs(runs, items, page.horizontal, structures)
    lines_of = [paragraph.lines for paragraph in cut]
    arounds = surroundings_of(lines_of, page, in_tables)
    headings = taken_for_headings(lines_of, arounds, in_tables)
    texts = []
    afters = [*lines_of[1:], ()]
    for paragraph, around, heading, after in zip(cut, arounds, headings, afters, strict=True):
        is_item = paragraph.lines[0].index in items
        is_heading = heading and (not is_item or _is_running_text(after, items))
        judged = _judged(paragraph, items, structures, around, heading=is_heading)
        texts.append(judged)
    texts = _joined(texts, _is_same_heading)
    return _joined(texts, _is_same_paragraph)


def _is_running_text(lines: Sequence[TextLine], items: Mapping[int, Marker]) -> bool:
    """What stands under a numbered head; under an item stands the next."""
    return len(lines) >= LEAST_TEXT and lines[0].index not in items


def surroundings_of(
    paragraphs: Sequence[Sequence[TextLine]], page: Frame, in_tables: Sequence[TextLine] = ()
) -> list[Surroundings]:
    """What is around each of a page's paragraphs."""
    extent = Box.around(piece.box for piece in page.pieces)
    text = [line for lines in paragraphs for line in lines]
    numbered = [line for line in text if line.pieces > 1 and has_number(line)]
    is_list = len(numbered) > MOST_NUMBERED
    body = body_size([*text, *in_tables])
    facts = _Page(page, _pieces(page), extent, body, is_list)
    return [_surroundings(lines, facts) for lines in paragraphs]


def _pieces(page: Frame) -> _Pieces:
    boxes = []
    numbers = []
    for piece in page.pieces:
        boxes.append(piece.box.edges)
        numbers.append(piece.line)
    edges = np.array(boxes)
    left, top, right, bottom = edges.T
    both = top + bottom
    middle = both / 2
    line = np.array(numbers)
    return _Pieces(line, left, top, right, bottom, middle)


def _judged(
    paragraph: Paragraph,
    items: dict[int, Marker],
    structures: Structures,
    around: Surroundings,
    *,
    heading: bool,
) -> _Text:
    """The paragraph with its kind: what an LLM saw, where it may be, before what geometry and
    wording say; page furniture before headings, numbered ones too, before lists.
    """
    lines = paragraph.lines
    first = lines[0].index
    found = claimed(lines, structures, around) or kind(lines, around)
    if found is None and heading:
        found = "heading"
    if found is None:
        found = "list" if first in items else "paragraph"
    said = structures.get(first)
    level = 0
    if said and said.structure in HAS_LEVEL:
        level = said.level
    return _Text(lines, found, items.get(first), level, paragraph.goes_on)


def _surroundings(lines: Sequence[TextLine], facts: _Page) -> Surroundings:
    """The page's facts, and the free px above and below among what shares the lines' width."""
    box = Box.around(line.box for line in lines)
    _, middle = box.centre
    pieces = facts.pieces
    indices = [line.index for line in lines]
    own = np.array(indices)
    is_one = pieces.line[:, None] == own
    is_own = is_one.any(axis=1)
    is_left = pieces.right <= box.left
    is_right = pieces.left >= box.right
    counts = ~(is_own | is_left | is_right)
    is_above = counts & (pieces.y < middle)
    is_below = counts & (pieces.y > middle)
    bottoms = pieces.bottom[is_above]
    tops = pieces.top[is_below]
    above = box.top - bottoms
    below = tops - box.bottom
    extent = facts.extent
    return Surroundings(
        top=extent.top,
        bottom=extent.bottom,
        width=extent.width,
        body=facts.body,
        above=float(above.min(initial=np.inf)),
        below=float(below.min(initial=np.inf)),
        rules=facts.frame.horizontal,
        is_list=facts.is_list,
    )


def _joined(texts: Sequence[_Text], goes_on: GoesOn) -> list[_Text]:
    """Each text that goes on with the one before it is a part of that one."""
    joined: list[_Text] = []
    for text in texts:
        if not joined or not goes_on(joined[-1], text):
            joined.append(text)
            continue
        before = joined[-1]
        lines = before.lines + text.lines
        joined[-1] = replace(before, lines=lines)
    return joined


def _is_same_heading(above: _Text, below: _Text) -> bool:
    """A heading on several lines, each of which ends early, is one."""
    if above.kind != "heading" or below.kind != "heading":
        return False
    if above.level != below.level:
        return False
    count = len(above.lines) + len(below.lines)
    if count > MOST_LINES:
        return False
    size_above = heading_size(above.lines)
    size_below = heading_size(below.lines)
    larger = max(size_above, size_below)
    smaller = min(size_above, size_below)
    if larger >= SAME_SIZE * smaller:
        return False
    _, y_above = above.lines[-1].box.centre
    _, y_below = below.lines[0].box.centre
    step = y_below - y_above
    return 0 < step < HEADING_STEP * larger


def _is_same_paragraph(above: _Text, below: _Text) -> bool:
    """A paragraph that stops in mid-sentence goes on in the next column."""
    if above.kind != "paragraph" or below.kind != "paragraph":
        return False
    return below.goes_on


def _block(lines: Sequence[ResultLine], text: _Text, rank: int, known: frozenset[str]) -> Block:
    """`rank` is a heading's level by its size, `known` the words of the page."""
    indices = tuple(line.index for line in text.lines)
    box = Box.around(lines[index].box for index in indices)
    texts = [line.text for line in text.lines]
    hyphens = line_hyphens(texts, known)
    level = 0
    marker = ""
    if text.kind == "heading":
        level = text.level or rank
        level = min(DEEPEST, level)
        level = max(HIGHEST, level)
    elif text.kind == "list":
        item = text.marker or Marker("", 0)
        level = text.level or item.level
        marker = item.text
    return Block(text.kind, box, indices, level=level, marker=marker, hyphens=hyphens)


def leftover(page: Frame, lines: Sequence[ResultLine], taken: set[Piece]) -> list[int]:
    """Lines with words but without a piece (leaders, strokes): they are blocks of their own,
    nothing is lost.
    """
    held = {piece.line for piece in page.pieces}
    held.update(piece.line for piece in taken)
    without = []
    for i, line in enumerate(lines):
        if line.words and i not in held:
            without.append(i)
    return without
