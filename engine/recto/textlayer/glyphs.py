"""The characters of a PDF page as PDFium gives them: what each is said to mean, where it stands,
and in which font.

An opened page enters, its Glyphs leave, boxes in px of the page. Which codes have no meaning is
decided here: nothing that a font says of them can be printed, and nothing of it is lost either.
"""

from __future__ import annotations

import ctypes
import unicodedata
from array import array
from collections.abc import Iterable, Iterator, MutableSequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import atan2, degrees
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from recto.model.page import Box
from recto.textlayer.opened import OpenedPage

Key = tuple[str, str]  # font, character
NO_MEANING = "\ufffd"
LAST_CODE = 0x10FFFF
HYPHEN = 2  # PDFium's code for a hyphen at a line's end
SPACES = frozenset(" \t\r\n")
# Cc, Co, Cn, Cs: control codes, private use, not characters, halves of characters.
MEANINGLESS = frozenset({"Cc", "Co", "Cn", "Cs"})
# What private use means in the symbol fonts of word processors; anything else there is read from
# the pixels.
SYMBOLS = {"\uf0b7": "•", "\uf0a7": "▪", "\uf0d8": "➢", "\uf0fc": "✓", "\uf0e0": "→"}
MOST_TURN = 4.0  # degrees: a reader reads a line that leans by less
NAME_BYTES = 200  # of a font's name


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character; boxes in px of the page."""

    text: str
    box: Box  # as high as the font, as wide as the advance
    mapped: bool = True  # False: the font does not say what it means
    printed: bool = True  # False: it is there to be found, not to be seen
    ink: Box | None = None  # around the outline that is drawn; None: not known
    font: str = ""  # the font's name, subset tag included
    slanted: bool = False  # it stands neither upright nor turned by a right angle

    @property
    def key(self) -> Key:
        """What all glyphs have that stand for one character in one font."""
        return self.font, self.text

    @property
    def is_space(self) -> bool:
        """Whether it parts words."""
        return is_space(self.text)


@lru_cache(maxsize=4096)
def is_space(text: str) -> bool:
    """White space that is laid out; control codes that Python takes for space are none."""
    if text in SPACES:
        return True
    category = unicodedata.category(text[0])
    return category in ("Zs", "Zl", "Zp")


def page_glyphs(opened: OpenedPage) -> list[Glyph]:
    """All characters in the file's order. Raises pypdfium2.PdfiumError."""
    text = opened.page.get_textpage()
    edges = array("d")
    raw = list(_characters(text, edges))
    corners = np.array(edges).reshape(-1, 8)
    loose = corners[:, :4]
    tight = corners[:, 4:]
    boxes = _boxes(loose, opened.to_px)
    outlines = _boxes(tight, opened.to_px)
    glyphs = []
    for character, box, outline in zip(raw, boxes, outlines, strict=True):
        # The outline of a glyph that is never drawn may be anything: our own font's is a dot.
        ink = _near(outline, box) if character.printed else None
        glyph = Glyph(
            character.text,
            box,
            character.mapped,
            character.printed,
            ink,
            character.font,
            character.slanted,
        )
        glyphs.append(glyph)
    return [with_meaning(glyph) for glyph in _whole(glyphs)]


def _near(ink: Box, box: Box) -> Box | None:
    """The ink's box, unless it is empty or elsewhere: then PDFium does not know the outline."""
    if ink.width <= 0 or ink.height <= 0:
        return None
    x, y = ink.centre
    reach = box.height
    is_across = box.left - reach <= x <= box.right + reach
    if not is_across:
        return None
    is_down = box.top - reach <= y <= box.bottom + reach
    if not is_down:
        return None
    return ink


def _boxes(edges: NDArray[np.float64], to_px: NDArray[np.float64]) -> list[Box]:
    """(N, 4) left, bottom, right, top in PDF units -> boxes in px."""
    left, bottom, right, top = edges.T
    ones = np.ones_like(left)
    first = to_px @ np.stack([left, top, ones])
    second = to_px @ np.stack([right, bottom, ones])
    lefts, tops, _ = np.minimum(first, second)
    rights, bottoms, _ = np.maximum(first, second)
    sides = np.stack([lefts, tops, rights, bottoms], axis=1)
    return [Box(*row) for row in sides.tolist()]


class _Raw(NamedTuple):
    text: str
    mapped: bool
    printed: bool
    font: str
    slanted: bool


def _characters(text: Any, edges: MutableSequence[float]) -> Iterator[_Raw]:
    """The characters; of each, `edges` grows by left, bottom, right, top in PDF units: the font's
    box, then the ink's.

    Plain numbers in a row: a tuple for every box made the garbage collector go over all of them,
    again and again.
    """
    import pypdfium2.raw as pdfium

    objects: dict[int, tuple[str, bool, bool]] = {}  # address -> font name, printed, slanted
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    loose = pdfium.FS_RECTF()
    for i in range(text.count_chars()):
        item = pdfium.FPDFText_GetTextObject(text, i)
        address = ctypes.addressof(item.contents) if item else 0
        if address not in objects:
            objects[address] = _described(item)
        font, printed, slanted = objects[address]
        code = pdfium.FPDFText_GetUnicode(text, i)
        is_hyphen = code == HYPHEN and pdfium.FPDFText_IsHyphen(text, i) == 1
        character = NO_MEANING  # a ToUnicode map may name codes that no character has
        if is_hyphen:
            character = "-"
        elif 0 <= code <= LAST_CODE:
            character = chr(code)

        mapped = not pdfium.FPDFText_HasUnicodeMapError(text, i)
        pdfium.FPDFText_GetCharBox(text, i, left, right, bottom, top)
        pdfium.FPDFText_GetLooseCharBox(text, i, loose)
        around = (loose.left, loose.bottom, loose.right, loose.top)
        ink = (left.value, bottom.value, right.value, top.value)
        place = (*around, *ink)
        edges.extend(place)
        yield _Raw(character, mapped, printed, font, slanted)
        if is_hyphen:  # PDFium runs on into the next line, as if the word were set in one piece
            edges.extend(place)
            yield _Raw("\n", True, printed, font, slanted)


def _described(item: Any) -> tuple[str, bool, bool]:
    """Name of a text object's font, whether the object is painted, and whether it is slanted."""
    import pypdfium2.raw as pdfium

    if not item:
        return "", True, False
    mode = pdfium.FPDFTextObj_GetTextRenderMode(item)
    name = ctypes.create_string_buffer(NAME_BYTES)
    font = pdfium.FPDFTextObj_GetFont(item)
    if font:
        pdfium.FPDFFont_GetBaseFontName(font, name, NAME_BYTES)
    printed = mode != pdfium.FPDF_TEXTRENDERMODE_INVISIBLE
    slanted = False
    matrix = pdfium.FS_MATRIX()
    if pdfium.FPDFPageObj_GetMatrix(item, matrix):
        angle = atan2(matrix.b, matrix.a)
        turn = degrees(angle) % 90
        slanted = MOST_TURN < turn < 90 - MOST_TURN
    return name.value.decode("utf-8", "replace"), printed, slanted


def _whole(glyphs: Iterable[Glyph]) -> Iterator[Glyph]:
    """Characters beyond U+FFFF come from PDFium in two halves."""
    high: Glyph | None = None
    for glyph in glyphs:
        if high is None and not "\ud800" <= glyph.text <= "\udbff":
            yield glyph  # nearly all
            continue
        if high is not None and "\udc00" <= glyph.text <= "\udfff":
            halves = (high.text + glyph.text).encode("utf-16-le", "surrogatepass")
            yield replace(high, text=halves.decode("utf-16-le"))
            high = None
            continue
        if high is not None:
            yield high
            high = None
        if "\ud800" <= glyph.text <= "\udbff":
            high = glyph
        else:
            yield glyph
    if high is not None:
        yield high


def with_meaning(glyph: Glyph) -> Glyph:
    """The glyph; where its code means nothing it is not mapped, and its text is U+FFFD."""
    known = SYMBOLS.get(glyph.text)
    if known is not None:
        return replace(glyph, text=known, mapped=True)
    if glyph.is_space and glyph.mapped:
        return glyph
    if glyph.mapped and not is_meaningless(glyph.text):
        return glyph
    return replace(glyph, text=NO_MEANING, mapped=False)


@lru_cache(maxsize=4096)
def is_meaningless(text: str) -> bool:
    """Whether a code point stands for no character that can be printed."""
    if text == NO_MEANING:
        return True
    category = unicodedata.category(text[0])
    return category in MEANINGLESS
