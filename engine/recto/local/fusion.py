"""One local reading out of two: PP-OCR's detected lines are the units, Tesseract's words go inside
them.

Two Readings of the same page enter; lines of units leave, in reading order. A unit is the smallest
stretch of a line that ends at a word end in both readings, so "12 ,50" and "12,50" are one unit of
2:1 words. Nothing is decided here: every word of both readings is in exactly one unit. A PP-OCR
line without words is one that it was not asked about. (Re-reading only Tesseract's doubtful lines
instead is far worse: receipts .838 against .960 word F1, because Tesseract misses and merges
lines.)
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from recto.ink.strokes import NO_STROKES, Strokes
from recto.local.facing_page import EVERYWHERE, Edges, facing_page
from recto.model.page import Box, Line, ReaderWord, Reading
from recto.reading_order.order import reading_rows
from recto.text.alignment import segments

# glyphs that two readers may name differently
ALIKE = str.maketrans("’‘`´“”„«»–—−·•ſ…|¦", '\'\'\'\'"""""---..s.ll')
SURE = 0.8  # Tesseract word confidence from which its lone word counts, as arbitration has it
# line heights that a word's middle may lie before or after a line and still belong to it: dashes,
# marks
REACH = 1.2


@dataclass(frozen=True, slots=True)
class Look:
    """What a reader made of a unit's own crop when it was read again."""

    reader: Literal["tesseract", "ppocr"]
    text: str


@dataclass(frozen=True, slots=True)
class AlignedWords:
    """One place on the page as each local reader read it; one side may be empty."""

    tesseract: tuple[ReaderWord, ...]
    ppocr: tuple[ReaderWord, ...]
    looks: tuple[Look, ...] = ()  # only of contested units (reread.py)
    # PP-OCR was not asked here, because Tesseract is sure of the line (sure_lines.py)
    unasked: bool = False

    @property
    def words(self) -> tuple[ReaderWord, ...]:
        """All words of both readers."""
        return self.tesseract + self.ppocr

    @property
    def box(self) -> Box:
        """Tesseract's boxes where it has any (they hug the ink), PP-OCR's otherwise; px of the
        original page.
        """
        words = self.tesseract or self.ppocr
        return words[0].box if len(words) == 1 else Box.around(word.box for word in words)


@dataclass(frozen=True, slots=True)
class LocalLine:
    """One line of the page with its units from first to last."""

    units: tuple[AlignedWords, ...]
    box: Box
    baseline: tuple[float, float, float, float]
    detected_by: str  # "tesseract" or "ppocr": whose line this is
    facing_page: bool = False  # a torn line at the page's edge that belongs to the page beside it


def fuse(
    tesseract: Reading,
    ppocr: Reading | None,
    edges: Edges = EVERYWHERE,
    ruling: Strokes = NO_STROKES,
) -> tuple[LocalLine, ...]:
    """Lines of both readers in reading order, slivers of a facing page last; `edges` of the scan
    and `ruling` in px.
    """
    if ppocr is None:
        lines = [_local(line, line.words, (), "tesseract") for line in tesseract.lines]
    else:
        homes, homeless = assign(tesseract.lines, ppocr.lines)
        lines = [
            _local(line, words, line.words, "ppocr")
            for line, words in zip(ppocr.lines, homes, strict=True)
            if words or line.words
        ]
        lines += [_local(line, line.words, (), "tesseract") for line in homeless]
    shown = [
        Line(tuple(u.words[-1] for u in line.units), line.box, line.baseline) for line in lines
    ]
    beside = facing_page(shown, edges, ruling)
    own = [i for i in range(len(lines)) if i not in beside]
    faint = {at for at, i in enumerate(own) if ppocr is not None and _is_faint(lines[i])}
    rows = reading_rows([shown[i] for i in own], ruling, faint)
    torn = tuple(replace(lines[i], facing_page=True) for i in sorted(beside))
    return tuple(_row([lines[own[i]] for i in row]) for row in rows) + torn


def _is_faint(line: LocalLine) -> bool:
    """No letter or digit of it is PP-OCR's, or a word that Tesseract is sure of."""
    believed = (
        w
        for u in line.units
        for w in (*u.ppocr, *(w for w in u.tesseract if w.raw_confidence >= SURE))
    )
    return not any(map(str.isalnum, "".join(w.text for w in believed)))


def _row(pieces: Sequence[LocalLine]) -> LocalLine:
    """Pieces side by side as one line; its baseline runs from the first one's foot to the last
    one's.
    """
    if len(pieces) == 1:
        return pieces[0]
    units = tuple(unit for piece in pieces for unit in piece.units)
    baseline = (*pieces[0].baseline[:2], *pieces[-1].baseline[2:])
    return LocalLine(
        units, Box.around(piece.box for piece in pieces), baseline, pieces[0].detected_by
    )


def assign(
    tesseract: Sequence[Line], ppocr: Sequence[Line]
) -> tuple[list[list[ReaderWord]], list[Line]]:
    """Tesseract's words for each PP-OCR line, left to right, and what is left as lines of its
    own.
    """
    homes: list[list[ReaderWord]] = [[] for _ in ppocr]
    homeless = []
    finder = _LineFinder.of(ppocr)
    for line in tesseract:
        left: list[ReaderWord] = []
        for word in line.words:
            home = finder.find(word.box)
            (left if home is None else homes[home]).append(word)
        homeless += [_part(line, words) for words in _neighbours(left)]
    return [_along(words) for words in homes], homeless


def _part(line: Line, words: tuple[ReaderWord, ...]) -> Line:
    """Some of a line's words as a line, on their own stretch of its baseline."""
    box = Box.around(w.box for w in words)
    x0, y0, x1, y1 = line.baseline
    if abs(y1 - y0) > abs(x1 - x0):  # it runs down the page: nobody asks for columns there
        return Line(words, box, line.baseline)
    slope = (y1 - y0) / (x1 - x0) if x1 > x0 else 0.0
    return Line(
        words,
        box,
        (box.left, y0 + slope * (box.left - x0), box.right, y0 + slope * (box.right - x0)),
    )


def _neighbours(words: Sequence[ReaderWord]) -> list[tuple[ReaderWord, ...]]:
    """Words left over of one line, parted where others stood between them."""
    groups: list[list[ReaderWord]] = []
    for word in words:
        if groups and word.box.left - groups[-1][-1].box.right < 2 * word.box.height:
            groups[-1].append(word)
        else:
            groups.append([word])
    return [tuple(group) for group in groups]


def _along(words: list[ReaderWord]) -> list[ReaderWord]:
    return sorted(words, key=lambda word: word.box.centre[0])


@dataclass(frozen=True, slots=True)
class _LineFinder:
    """Finds the line that a word's box stands in; lines sorted by top so that few are looked at."""

    lines: Sequence[Line]
    by_top: tuple[int, ...]
    tops: tuple[float, ...]
    tallest: float

    @classmethod
    def of(cls, lines: Sequence[Line]) -> _LineFinder:
        by_top = tuple(sorted(range(len(lines)), key=lambda i: lines[i].box.top))
        tops = tuple(lines[i].box.top for i in by_top)
        return cls(lines, by_top, tops, max((line.box.height for line in lines), default=0.0))

    def find(self, box: Box) -> int | None:
        """Index of the line with most of the word in it, None when the word's middle is in no
        line.
        """
        first = bisect_left(self.tops, box.top - 2 * self.tallest)
        last = bisect_left(self.tops, box.bottom)
        scored = ((_belonging(self.lines[i], box), i) for i in self.by_top[first:last])
        score, best = max(scored, default=(0.0, -1))
        return best if score > 0 else None


def _belonging(line: Line, box: Box) -> float:
    """Share of the word's height inside the line's slanted strip, 0 when its middle lies beyond the
    line's ends.
    """
    x, y = box.centre
    x0, y0, x1, y1 = line.baseline
    slope = (y1 - y0) / (x1 - x0) if x1 - x0 > 1 else 0.0
    height = max(1.0, line.box.height - abs(y1 - y0))
    foot = y0 + slope * (x - x0)
    reach = REACH * height
    if not (
        line.box.left - reach <= x <= line.box.right + reach
        and foot - height <= y <= foot + 0.1 * height
    ):
        return 0.0
    shared = min(foot, box.bottom) - max(foot - height, box.top)
    outside = max(line.box.left - x, x - line.box.right, 0.0) / height
    return shared / max(1.0, box.height) - 0.1 * outside


def _local(
    line: Line, tesseract: Sequence[ReaderWord], ppocr: Sequence[ReaderWord], found: str
) -> LocalLine:
    if found == "ppocr" and not ppocr:
        units = [AlignedWords((word,), (), unasked=True) for word in tesseract]
        return LocalLine(tuple(units), line.box, line.baseline, found)
    cut = segments([key(w.text) for w in tesseract], [key(w.text) for w in ppocr])
    units = [
        unit
        for s in cut
        for unit in _units(tuple(tesseract[s.a_start : s.a_end]), tuple(ppocr[s.b_start : s.b_end]))
    ]
    return LocalLine(tuple(units), line.box, line.baseline, found)


def _units(tesseract: tuple[ReaderWord, ...], ppocr: tuple[ReaderWord, ...]) -> list[AlignedWords]:
    """One unit; words that the other reader has nothing against are one each, to be judged one by
    one.
    """
    if tesseract and ppocr:
        return [AlignedWords(tesseract, ppocr)]
    return [AlignedWords((word,), ()) for word in tesseract] + [
        AlignedWords((), (word,)) for word in ppocr
    ]


def key(text: str) -> str:
    """What is compared when two readers of one line are aligned: case and look-alike marks folded,
    nothing dropped.
    """
    return unicodedata.normalize("NFC", text).translate(ALIKE).lower()
