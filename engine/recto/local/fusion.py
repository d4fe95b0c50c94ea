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
from itertools import chain
from math import inf
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
BELOW = 0.1  # line heights that a word's middle may lie below the baseline
OUTSIDE = 0.1  # of a word's share in a line is lost for each line height that it lies outside
NEIGHBOURS = 2  # heights of a word: words of one line that stand closer stay together


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
    # what further readers read here, by their names in witnesses/registry.py
    others: tuple[tuple[str, tuple[ReaderWord, ...]], ...] = ()
    # PP-OCR was not asked here, because Tesseract is sure of the line (sure_lines.py)
    unasked: bool = False

    @property
    def words(self) -> tuple[ReaderWord, ...]:
        """All words of all readers."""
        return sum((words for _, words in self.others), self.tesseract + self.ppocr)

    @property
    def box(self) -> Box:
        """Tesseract's boxes where it has any (they hug the ink), PP-OCR's or another's otherwise;
        px of the original page.
        """
        words = self.tesseract or self.ppocr or self.words
        if len(words) == 1:
            return words[0].box
        return Box.around(word.box for word in words)


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
    lines = _lines(tesseract, ppocr)
    shown = []
    for line in lines:
        # one word a unit is what reading order needs
        words = tuple(unit.words[-1] for unit in line.units)
        shown.append(Line(words, line.box, line.baseline))
    beside = facing_page(shown, edges, ruling)
    own = sorted(set(range(len(lines))) - beside)
    faint: set[int] = set()
    if ppocr is not None:
        faint = {at for at, i in enumerate(own) if _is_faint(lines[i])}
    fused = []
    for row in reading_rows([shown[i] for i in own], ruling, faint):
        pieces = [lines[own[at]] for at in row]
        fused.append(_row(pieces))
    fused += [replace(lines[i], facing_page=True) for i in sorted(beside)]
    return tuple(fused)


def _lines(tesseract: Reading, ppocr: Reading | None) -> list[LocalLine]:
    """PP-OCR's lines with Tesseract's words in them, then what of Tesseract's is in none."""
    if ppocr is None:
        return [_local(line, line.words, (), "tesseract") for line in tesseract.lines]
    lines = []
    homes, homeless = assign(tesseract.lines, ppocr.lines)
    for line, words in zip(ppocr.lines, homes, strict=True):
        if words or line.words:
            lines.append(_local(line, words, line.words, "ppocr"))
    lines += [_local(line, line.words, (), "tesseract") for line in homeless]
    return lines


def _is_faint(line: LocalLine) -> bool:
    """No letter or digit of it is PP-OCR's, or a word that Tesseract is sure of."""
    for unit in line.units:
        believed = [word.text for word in unit.ppocr]
        believed += [word.text for word in unit.tesseract if word.raw_confidence >= SURE]
        if any(map(str.isalnum, "".join(believed))):
            return False
    return True


def _row(pieces: Sequence[LocalLine]) -> LocalLine:
    """Pieces side by side as one line; its baseline runs from the first one's foot to the last
    one's.
    """
    first, last = pieces[0], pieces[-1]
    if len(pieces) == 1:
        return first
    units = tuple(chain.from_iterable(piece.units for piece in pieces))
    box = Box.around(piece.box for piece in pieces)
    x0, y0, _, _ = first.baseline
    _, _, x1, y1 = last.baseline
    return LocalLine(units, box, (x0, y0, x1, y1), first.detected_by)


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
        left = []
        for word in line.words:
            home = finder.find(word.box)
            if home is None:
                left.append(word)
            else:
                homes[home].append(word)
        homeless += [_part(line, words) for words in _neighbours(left)]
    for words in homes:
        words.sort(key=lambda word: word.box.centre[0])
    return homes, homeless


def _part(line: Line, words: tuple[ReaderWord, ...]) -> Line:
    """Some of a line's words as a line, on their own stretch of its baseline."""
    box = Box.around(word.box for word in words)
    x0, y0, x1, y1 = line.baseline
    run, rise = x1 - x0, y1 - y0
    if abs(rise) > abs(run):  # it runs down the page: nobody asks for columns there
        return Line(words, box, line.baseline)
    slope = rise / run if x1 > x0 else 0.0
    foot_left = y0 + slope * (box.left - x0)
    foot_right = y0 + slope * (box.right - x0)
    return Line(words, box, (box.left, foot_left, box.right, foot_right))


def _neighbours(words: Sequence[ReaderWord]) -> list[tuple[ReaderWord, ...]]:
    """Words left over of one line, parted where others stood between them."""
    groups: list[list[ReaderWord]] = []
    reached = -inf
    for word in words:
        box = word.box
        if box.left - reached < NEIGHBOURS * box.height:
            groups[-1].append(word)
        else:
            groups.append([word])
        reached = box.right
    return [tuple(group) for group in groups]


@dataclass(frozen=True, slots=True)
class _LineFinder:
    """Finds the line that a word's box stands in; lines sorted by top so that few are looked at."""

    lines: Sequence[Line]
    by_top: tuple[int, ...]
    tops: tuple[float, ...]
    tallest: float

    @classmethod
    def of(cls, lines: Sequence[Line]) -> _LineFinder:
        boxes = [line.box for line in lines]
        by_top = sorted(range(len(boxes)), key=lambda i: boxes[i].top)
        tops = tuple(boxes[i].top for i in by_top)
        tallest = max((box.height for box in boxes), default=0.0)
        return cls(lines, tuple(by_top), tops, tallest)

    def find(self, box: Box) -> int | None:
        """Index of the line with most of the word in it, None when the word's middle is in no
        line.
        """
        highest = box.top - 2 * self.tallest
        first = bisect_left(self.tops, highest)
        past = bisect_left(self.tops, box.bottom)
        near = self.by_top[first:past]
        shares = ((_belonging(self.lines[i], box), i) for i in near)
        most, best = max(shares, default=(0.0, -1))
        return best if most > 0 else None


def _belonging(line: Line, box: Box) -> float:
    """Share of the word's height inside the line's slanted strip, 0 when its middle lies beyond the
    line's ends.
    """
    x, y = box.centre
    left, right = line.box.left, line.box.right
    x0, y0, x1, y1 = line.baseline
    run, rise = x1 - x0, y1 - y0
    slope = rise / run if run > 1 else 0.0
    height = max(1.0, line.box.height - abs(rise))
    reach = REACH * height
    if not left - reach <= x <= right + reach:
        return 0.0
    foot = y0 + slope * (x - x0)
    head = foot - height
    lowest = foot + BELOW * height
    if not head <= y <= lowest:
        return 0.0
    bottom = min(foot, box.bottom)
    top = max(head, box.top)
    share = (bottom - top) / max(1.0, box.height)
    outside = max(left - x, x - right, 0.0) / height
    return share - OUTSIDE * outside


def _local(
    line: Line, tesseract: Sequence[ReaderWord], ppocr: Sequence[ReaderWord], found: str
) -> LocalLine:
    """The words of both readers as the units of a line."""
    units = []
    if found == "ppocr" and not ppocr:
        units = [AlignedWords((word,), (), unasked=True) for word in tesseract]
        return LocalLine(tuple(units), line.box, line.baseline, found)
    tesseract_keys = [key(word.text) for word in tesseract]
    ppocr_keys = [key(word.text) for word in ppocr]
    for cut in segments(tesseract_keys, ppocr_keys):
        own = tuple(tesseract[cut.a_start : cut.a_end])
        other = tuple(ppocr[cut.b_start : cut.b_end])
        units += _units(own, other)
    return LocalLine(tuple(units), line.box, line.baseline, found)


def _units(tesseract: tuple[ReaderWord, ...], ppocr: tuple[ReaderWord, ...]) -> list[AlignedWords]:
    """One unit; words that the other reader has nothing against are one each, to be judged one by
    one.
    """
    if tesseract and ppocr:
        return [AlignedWords(tesseract, ppocr)]
    units = [AlignedWords((word,), ()) for word in tesseract]
    units += [AlignedWords((), (word,)) for word in ppocr]
    return units


def key(text: str) -> str:
    """What is compared when two readers of one line are aligned: case and look-alike marks folded,
    nothing dropped.
    """
    composed = unicodedata.normalize("NFC", text)
    return composed.translate(ALIKE).lower()
