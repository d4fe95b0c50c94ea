"""The lines outside tables as flowing text is judged by: where they stand, how large they are, in
what column.

ResultLines enter, TextLines in the upright frame and runs of them leave: a run is a stretch of one
column, line below line, so that margins and the usual distance of lines mean something.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from statistics import median

from recto.layout.frame import Frame, Piece
from recto.layout.type_sizes import set_sizes
from recto.model.page import Box

NEAR, FAR = 0.3, 6  # sizes of the text: the least and the most step to the next line of a column
SHARED = 0.3  # of the narrower line's width that the lines of one column share
SPREAD = 1.25  # sizes of the text between lines, where a page has too few to tell
FEW = 4  # steps between lines: fewer tell nothing of what is usual


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line outside tables; px of the upright frame."""

    index: int  # into the page's lines
    box: Box
    text: str
    size: float  # as it is set: of its words' heights (type_sizes.py)
    height: float  # median height of its words
    first_width: float  # of its first word
    pieces: int  # more than one: it has wide gaps
    stroke: float = 0.0  # thickness of its letters, px; 0: not known


def text_lines(page: Frame, taken: set[Piece]) -> list[TextLine]:
    """Lines in reading order, each with the pieces that no table holds."""
    text, _ = parted_lines(page, taken)
    return text


def parted_lines(page: Frame, taken: set[Piece]) -> tuple[list[TextLine], list[TextLine]]:
    """The same, and the lines of what tables hold: all sizes are told together."""
    pieces_of_lines: dict[tuple[bool, int], list[Piece]] = {}
    for piece in page.pieces:
        part = (piece in taken, piece.line)
        pieces = pieces_of_lines.setdefault(part, [])
        pieces.append(piece)
    text: list[TextLine] = []
    in_tables: list[TextLine] = []
    heights = [_heights(pieces) for pieces in pieces_of_lines.values()]
    sizes = set_sizes(heights)
    parts = zip(pieces_of_lines.items(), heights, sizes, strict=True)
    for ((is_taken, index), pieces), high, size in parts:
        lines = in_tables if is_taken else text
        words = list(chain.from_iterable(piece.words for piece in pieces))
        line = TextLine(
            index=index,
            box=Box.around(words),
            text=" ".join(piece.text for piece in pieces),
            size=max(1.0, size),
            height=max(1.0, median(height for _, height in high)),
            first_width=words[0].width,
            pieces=len(pieces),
            stroke=page.strokes[index] if page.strokes else 0.0,
        )
        lines.append(line)
    return text, in_tables


def _heights(pieces: Sequence[Piece]) -> list[tuple[str, float]]:
    """Words with their heights, px."""
    found = []
    for piece in pieces:
        texts = piece.text.split(" ")
        if len(texts) != len(piece.words):
            texts = [piece.text] * len(piece.words)
        found += [(text, word.height) for text, word in zip(texts, piece.words, strict=True)]
    return found


def column_runs(lines: Sequence[TextLine]) -> list[list[TextLine]]:
    """Stretches of lines that stand below each other and share most of the narrower one's width."""
    runs: list[list[TextLine]] = []
    for line in lines:
        if not runs:
            runs.append([line])
            continue
        run = runs[-1]
        if is_below(run[-1], line):
            run.append(line)
        else:
            runs.append([line])
    return runs


def is_below(above: TextLine, line: TextLine) -> bool:
    """`line` comes next in the column of `above`."""
    step = _step(above, line)
    nearest = NEAR * line.size
    furthest = FAR * max(above.size, line.size)
    if not nearest < step < furthest:
        return False
    box, box_above = line.box, above.box
    right = min(box_above.right, box.right)
    left = max(box_above.left, box.left)
    narrower = min(box_above.width, box.width)
    return right - left > SHARED * narrower


def _step(above: TextLine, line: TextLine) -> float:
    """Px from the middle of one line down to that of the other."""
    _, y_above = above.box.centre
    _, y = line.box.centre
    return y - y_above


def usual_pitch(run: Sequence[TextLine], spread: float) -> float:
    """Median distance between a run's lines, px; `spread` times the text's size where lines are
    few.
    """
    steps = [_step(above, line) for above, line in pairwise(run)]
    if len(steps) >= FEW:
        return median(steps)
    sizes = [line.size for line in run]
    return spread * median(sizes)


def usual_spread(runs: Sequence[Sequence[TextLine]]) -> float:
    """The page's median distance between lines, in sizes of the text."""
    spreads = []
    for run in runs:
        for above, line in pairwise(run):
            step = _step(above, line)
            spreads.append(step / above.size)
    if len(spreads) < FEW:
        return SPREAD
    return median(spreads)


def body_size(lines: Sequence[TextLine]) -> float:
    """The height of most of the page's text, px: the median line, weighted by its length."""
    weighted = []
    for line in lines:
        length = len(line.text)
        weighted.append((line.size, length))
    weighted.sort()
    half = sum(length for _, length in weighted) / 2
    for size, length in weighted:
        half -= length
        if half <= 0:
            return size
    return 1.0
