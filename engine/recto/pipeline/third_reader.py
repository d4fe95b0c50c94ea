"""The third local reader of a page: which one, of which lines, and what is left for PP-OCR then.

The upright view with its detected lines enters; the typefaces of the lines, and the third reader's
reading, leave. A page of today's Latin type costs the classifier and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import compress
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from recto.local.line_homes import assign
from recto.local.old_print import OldPrint, is_blackletter, old_print
from recto.local.sure_lines import outlined
from recto.local.upright import seen_upright
from recto.model.page import Line, ReaderWord, Reading
from recto.pipeline.own_language import OwnReading
from recto.pipeline.stages import Stages
from recto.readers.lines.scripts import has_cyrillic, reads_some
from recto.readers.tesseract import lexicon
from recto.text.agreement import letters
from recto.text.old_letters import with_capital_i
from recto.witnesses import local as by_language
from recto_preprocessing import View

if TYPE_CHECKING:
    from recto.readers.lines.typeface import Typeface
    from recto.readers.ppocr.detect import Quads
    from recto.readers.ppocr.reader import Ppocr

# Mean confidence of a line of print: of two handwritten Russian pages all lines are below, of
# printed ones none to .1; its guesses would take the characters in error from .63 to .83.
LEAST = 0.7
BLACKLETTER = "blackletter"  # how a reading of such a page begins its detail


@dataclass(frozen=True, slots=True, eq=False)
class Typeset:
    """The detected lines of a page with their typefaces; none where nobody looked."""

    quads: Quads = field(default_factory=partial(np.empty, (0, 4, 2)))  # px of the upright view
    typefaces: tuple[Typeface, ...] = ()
    is_named: bool = False  # the user asked for a model of blackletter

    @property
    def is_blackletter(self) -> bool:
        """By its lines."""
        return is_blackletter(self.typefaces, is_named=self.is_named)


def typeset(view: View, quads: Quads | None, stages: Stages) -> Typeset:
    """`quads` None: detect them; nobody looks without a second reader, nor at a label."""
    if stages.ppocr is None or stages.layout == "line":
        return Typeset()
    from recto.readers.lines.typeface import classify

    boxes = stages.ppocr.detect_lines(view.pixels).all if quads is None else quads
    crops = [stages.ppocr.crop(view.pixels, quad) for quad in boxes]
    typefaces = tuple(classify(crops))
    is_named = by_language.is_blackletter(stages.tesseract.language)
    return Typeset(boxes, typefaces, is_named)


def in_many_scripts(view: View, lines: Typeset, language: str) -> Reading | None:
    """Of a page in a language that PP-OCR cannot spell; None for others."""
    if not lines.typefaces or not reads_some(language):
        return None
    from recto.readers.lines.reader import LineReader

    cyrillic = has_cyrillic(language)
    reader = LineReader("multiscript", cyrillic=cyrillic)
    reading = reader.read(view, lines.quads)
    read = tuple(filter(_is_print, reading.lines))
    return replace(reading, lines=read) if read else None


def _is_print(line: Line) -> bool:
    """It has read the line, and not guessed at handwriting or a formula."""
    sure = [word.raw_confidence for word in line.words]
    mean = sum(sure) / len(sure)
    return mean >= LEAST


def in_old_print(view: View, lines: Typeset, own: OwnReading, stages: Stages) -> Reading | None:
    """Of a page in old print; None for others."""
    known = lexicon.load(own.tesseract.language)
    old = old_print(lines.typefaces, own.reading.text, known, is_named=lines.is_named)
    if old is None:
        return None
    return _read_old(view, lines.quads, old, stages)


def _read_old(view: View, quads: Quads, old: OldPrint, stages: Stages) -> Reading:
    from recto.readers.lines.reader import LineReader

    read = [at for at, name in enumerate(old.names) if name is not None]
    names = [name for name in old.names if name is not None]
    reader = LineReader(
        "froc",
        keeps_old_letters=stages.keeps_old_letters,
        taught=stages.recognisers,
    )
    boxes = quads[read]
    reading = reader.read(view, boxes, names)
    detail = f"{old.kind}: {reading.detail}"
    return replace(reading, detail=detail)


def with_blackletter_words(
    reading: Reading, lines: Typeset, view: View, own: OwnReading, stages: Stages
) -> Reading:
    """With the words of blackletter lines as they are meant, on a page that has only a few."""
    if not lines.typefaces or lines.is_blackletter or stages.keeps_old_letters:
        return reading
    from recto.local.blackletter_words import as_meant, old_lines, stands_in

    old = old_lines(lines.quads, lines.typefaces)
    if not len(old):
        return reading
    known = lexicon.load(own.tesseract.language)
    spelling = partial(as_meant, known=known)

    def meant(word: ReaderWord) -> ReaderWord:
        if stands_in(word, old, view.geometry):
            return _respelled(word, spelling)
        return word

    return _with_words(reading, meant)


def respelled(reading: Reading, spelling: Callable[[str], str]) -> Reading:
    """With each word's text as `spelling` writes it."""
    return _with_words(reading, partial(_respelled, spelling=spelling))


def _with_words(reading: Reading, changed_word: Callable[[ReaderWord], ReaderWord]) -> Reading:
    lines = []
    for line in reading.lines:
        words = tuple(map(changed_word, line.words))
        if words == line.words:
            lines.append(line)
        else:
            changed = replace(line, words=words)
            lines.append(changed)
    return replace(reading, lines=tuple(lines))


def _respelled(word: ReaderWord, spelling: Callable[[str], str]) -> ReaderWord:
    text = spelling(word.text)
    if text == word.text:
        return word
    if len(text) != len(word.text):  # what belongs to single characters no longer fits
        return replace(word, text=text, choices=(), scores=())
    return replace(word, text=text)


def was_blackletter(readings: Sequence[Reading], language: str) -> bool:
    """Of an earlier result: as its third reader found, else as its language says."""
    for reading in readings:
        if reading.reader == "froc":
            return reading.detail.startswith(BLACKLETTER)
    return by_language.is_blackletter(language)


def second_beside(
    ppocr: Ppocr, tesseract: Reading, third: Reading, view: View, quads: Quads
) -> Reading:
    """PP-OCR's reading of the lines that the other two do not read alike; the others stand in it
    without words.
    """
    outlines = outlined(quads, view.geometry)
    alike = lines_alike(tesseract, third, outlines, view)
    contested = quads[~alike]
    read = ppocr.read(view, contested)
    skipped = tuple(compress(outlines, alike))
    lines = read.lines + skipped
    return replace(read, lines=lines)


def lines_alike(
    tesseract: Reading, third: Reading, outlines: Sequence[Line], view: View
) -> NDArray[np.bool_]:
    """For each outline, whether both have the same letters and digits in it."""
    bare = Reading("ppocr", tuple(outlines), 0.0)
    detected = seen_upright(bare, view.geometry, {})
    homes = []
    for reading in (tesseract, third):
        read = seen_upright(reading, view.geometry, {})
        words, _ = assign(read.lines, detected.lines)
        homes.append(words)
    alike = []
    for both in zip(*homes, strict=True):
        first, second = map(_letters, both)
        alike.append(bool(first) and first == second)
    return np.array(alike, dtype=bool)


def _letters(words: Sequence[ReaderWord]) -> str:
    texts = [with_capital_i(word.text) for word in words]
    return letters(texts)
