"""One local reading out of several: PP-OCR's detected lines are the units, Tesseract's words go
inside them, and those of further readers where they stand.

Readings of the same page enter; lines of units leave, in reading order. A unit is the smallest
stretch of a line that ends at a word end in all readings, so "12 ,50" and "12,50" are one unit of
2:1 words. Nothing is decided here: every word of every reading is in exactly one unit. A PP-OCR
line without words is one that it was not asked about. (Re-reading only Tesseract's doubtful lines
instead is far worse: receipts .838 against .960 word F1, because Tesseract misses and merges
lines.)
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain

from recto.ink.strokes import NO_STROKES, Strokes
from recto.local.alphabet import is_beyond
from recto.local.by_place import by_place
from recto.local.facing_page import EVERYWHERE, Edges, facing_page
from recto.local.line_homes import assign
from recto.model.page import Box, Line, ReaderWord, Reading
from recto.reading_order.order import reading_order
from recto.text.alignment import segments

# glyphs that two readers may name differently
ALIKE = str.maketrans("’‘`´“”„«»–—−·•ſ…|¦", '\'\'\'\'"""""---..s.ll')
START = "\n"  # no word has it
SURE = 0.8  # Tesseract word confidence from which its lone word counts, as arbitration has it


@dataclass(frozen=True, slots=True)
class AlignedWords:
    """One place on the page as each local reader read it; one side may be empty."""

    tesseract: tuple[ReaderWord, ...]
    ppocr: tuple[ReaderWord, ...]
    # what further readers read here, by their names in witnesses/registry.py
    others: tuple[tuple[str, tuple[ReaderWord, ...]], ...] = ()
    # PP-OCR was not asked here, because Tesseract is sure of the line (sure_lines.py)
    unasked: bool = False

    @property
    def words(self) -> tuple[ReaderWord, ...]:
        """All words of all readers."""
        return sum((words for _, words in self.others), self.tesseract + self.ppocr)

    @property
    def second(self) -> tuple[ReaderWord, ...]:
        """The words that stand against Tesseract's: PP-OCR's, and where it was spared or found
        nothing, a further reader's.
        """
        if self.ppocr:
            return self.ppocr
        for _, words in self.others:
            if words:
                return words
        return ()

    @classmethod
    def joined(cls, units: Sequence[AlignedWords]) -> AlignedWords:
        """Several places as one."""
        tesseract: list[ReaderWord] = []
        ppocr: list[ReaderWord] = []
        others: dict[str, tuple[ReaderWord, ...]] = {}
        for unit in units:
            tesseract += unit.tesseract
            ppocr += unit.ppocr
            for name, words in unit.others:
                others[name] = others.get(name, ()) + words
        return cls(tuple(tesseract), tuple(ppocr), others=tuple(others.items()))

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
    detected_by: str  # the reader whose line this is
    facing_page: bool = False  # a torn line at the page's edge that belongs to the page beside it
    order_sureness: float = 1.0  # that this is its place among the lines of the page, 0..1


def fuse(
    tesseract: Reading,
    ppocr: Reading | None,
    edges: Edges = EVERYWHERE,
    ruling: Strokes = NO_STROKES,
    further: Sequence[Reading] = (),
) -> tuple[LocalLine, ...]:
    """Lines of all readers in reading order, slivers of a facing page last; `edges` of the scan
    and `ruling` in px.
    """
    lines = _lines(tesseract, ppocr)
    for reading in further:
        lines = _heard_too(lines, reading)
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
    for row in reading_order([shown[i] for i in own], ruling, faint):
        pieces = [lines[own[at]] for at in row.lines]
        fused.append(replace(_row(pieces), order_sureness=row.sureness))
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
    """No letter or digit of it is PP-OCR's, or in a word that another reader is sure of."""
    for unit in line.units:
        believed = [word.text for word in unit.ppocr]
        claimed = list(unit.tesseract)
        for _, words in unit.others:
            claimed += words
        believed += [word.text for word in claimed if word.raw_confidence >= SURE]
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


def _local(
    line: Line, tesseract: Sequence[ReaderWord], ppocr: Sequence[ReaderWord], found: str
) -> LocalLine:
    """The words of both readers as the units of a line."""
    units = []
    if found == "ppocr" and not ppocr:
        units = [AlignedWords((word,), (), unasked=True) for word in tesseract]
        return LocalLine(tuple(units), line.box, line.baseline, found)
    if any(is_beyond(word.text) for word in tesseract):
        for own, other in by_place(tesseract, ppocr):
            units += _units(own, other)
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


def _heard_too(lines: Sequence[LocalLine], reading: Reading) -> list[LocalLine]:
    """The lines with a further reader's words in their places; what stands in none of them is lines
    of its own.
    """
    heard = []
    homes, homeless = assign(reading.lines, lines)
    for line, words in zip(lines, homes, strict=True):
        units = _with_words(line.units, reading.reader, words)
        heard.append(replace(line, units=tuple(units)))
    for left in homeless:
        units = _with_words((), reading.reader, left.words)
        heard.append(LocalLine(tuple(units), left.box, left.baseline, reading.reader))
    return heard


def _with_words(
    units: Sequence[AlignedWords], reader: str, words: Sequence[ReaderWord]
) -> list[AlignedWords]:
    """Each word at the unit that it answers; units that one word spans become one."""
    # a common first word: what only one side has at the beginning stands apart
    shown = [START]
    for unit in units:
        read = unit.ppocr or unit.tesseract or unit.words
        shown.append("".join(key(word.text) for word in read))
    written = [START, *(key(word.text) for word in words)]
    heard: list[AlignedWords] = []
    for cut in segments(shown, written)[1:]:
        here = units[cut.a_start - 1 : cut.a_end - 1]
        answer = tuple(words[cut.b_start - 1 : cut.b_end - 1])
        if not answer:
            heard += here
        elif not here:
            for word in answer:
                alone = (reader, (word,))
                heard.append(AlignedWords((), (), others=(alone,)))
        else:
            place = here[0]
            if len(here) > 1:
                place = AlignedWords.joined(here)
            others = (*place.others, (reader, answer))
            heard.append(replace(place, others=others))
    return heard


def key(text: str) -> str:
    """What is compared when two readers of one line are aligned: case and look-alike marks folded,
    nothing dropped.
    """
    composed = unicodedata.normalize("NFC", text)
    return composed.translate(ALIKE).lower()
