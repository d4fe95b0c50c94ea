"""A font without ink that can say any text: one code for each grapheme of a page, each naming its
Unicode text.

Graphemes enter, a Type 0 font leaves. Every code has the same half-em advance and a glyph without
area; ToUnicode (ISO 32000, 9.10.3) maps a code to as many characters as the grapheme has, so
combining marks and emoji outside the BMP come through whole, which a fixed UTF-16 mapping (one code
a code unit) does not achieve in poppler.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pikepdf import Object, Pdf

ADVANCE = 0.5  # em, of every code
# em below the baseline; poppler's boxes span ascent to descent, together exactly one em
DESCENT = 0.2
EXTENDING = frozenset({"Mn", "Mc", "Me", "Cf"})  # categories of marks and format characters
_ZERO_WIDTH_JOINER = "\N{ZERO WIDTH JOINER}"
_PER_BLOCK = 100  # mappings in one bfchar block (Adobe Technical Note 5014)
# seconds since 1904: one fixed moment, so that every run writes the same bytes
_CREATED = 3_800_000_000


def graphemes(text: str) -> list[str]:
    """What a person sees as characters: marks, joiners and modifiers stay with their base (after
    UAX 29).
    """
    parts: list[str] = []
    for character in text:
        if not parts:
            parts.append(character)
            continue
        is_skin_tone = "\U0001f3fb" <= character <= "\U0001f3ff"
        extends = is_skin_tone or unicodedata.category(character) in EXTENDING
        if extends or parts[-1].endswith(_ZERO_WIDTH_JOINER):
            parts[-1] += character
        else:
            parts.append(character)
    return parts


def numbered(parts: Iterable[str]) -> dict[str, int]:
    """A code from 1 for each distinct grapheme (0 is .notdef)."""
    return {part: code for code, part in enumerate(dict.fromkeys(parts), 1)}


def font(pdf: Pdf, codes: Mapping[str, int], program: Object) -> Object:
    """The font for `codes`; `program` is `font_file(pdf)`, which pages of a file can share."""
    from pikepdf import Array, Dictionary, Name, String

    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=Name.RectoGlyphless,
        Flags=5,  # fixed pitch, symbolic
        FontBBox=Array([0, -200, 500, 800]),
        ItalicAngle=0,
        Ascent=800,
        Descent=-200,
        CapHeight=800,
        StemV=80,
        FontFile2=program,
    )
    system = Dictionary(Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0)
    descendant = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=Name.RectoGlyphless,
        CIDSystemInfo=system,
        DW=500,
        CIDToGIDMap=pdf.make_stream(b"\0\0" + b"\0\1" * len(codes)),
        FontDescriptor=pdf.make_indirect(descriptor),
    )
    composite = Dictionary(
        Type=Name.Font,
        Subtype=Name.Type0,
        BaseFont=Name.RectoGlyphless,
        Encoding=Name("/Identity-H"),
        DescendantFonts=Array([pdf.make_indirect(descendant)]),
        ToUnicode=pdf.make_stream(_to_unicode(codes)),
    )
    return pdf.make_indirect(composite)


def font_file(pdf: Pdf) -> Object:
    """The embedded TrueType program: .notdef and one glyph without area (PDF/A wants every font
    embedded).
    """
    program = _program()
    return pdf.make_stream(program, Length1=len(program))


def _diagonal() -> Any:
    """A line through the em box, there and back: no area, so no ink, but a height.

    PDFium finds no text whose glyphs are flat across the page (CPDF_TextPage passes over what is
    narrower than .01), which is every word that runs upwards or downwards when the glyph is empty.
    """
    # Ships no type information
    from fontTools.pens.ttGlyphPen import TTGlyphPen  # type: ignore[import-untyped]

    pen = TTGlyphPen(None)
    pen.moveTo((0, -200))
    pen.lineTo((500, 800))
    pen.closePath()
    return pen.glyph()


@cache
def _program() -> bytes:
    # Ships no type information
    from fontTools.fontBuilder import FontBuilder  # type: ignore[import-untyped]
    from fontTools.ttLib.tables._g_l_y_f import Glyph  # type: ignore[import-untyped]  # the same

    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "empty"])
    builder.setupCharacterMap({0x20: "empty"})
    builder.setupGlyf({".notdef": Glyph(), "empty": _diagonal()})
    builder.setupHorizontalMetrics({".notdef": (500, 0), "empty": (500, 0)})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable(
        {"familyName": "RectoGlyphless", "styleName": "Regular", "psName": "RectoGlyphless"}
    )
    builder.setupOS2(sTypoAscender=800, sTypoDescender=-200)
    builder.setupPost()
    builder.font["head"].created = builder.font["head"].modified = _CREATED
    builder.font.recalcTimestamp = False
    out = BytesIO()
    builder.save(out)
    return out.getvalue()


def _to_unicode(codes: Mapping[str, int]) -> bytes:
    pairs = []
    for text, code in codes.items():
        units = text.encode("utf-16-be").hex().upper()
        pairs.append(f"<{code:04X}> <{units}>")
    blocks = []
    for start in range(0, len(pairs), _PER_BLOCK):
        block = pairs[start : start + _PER_BLOCK]
        listed = "\n".join(block)
        blocks.append(f"{len(block)} beginbfchar\n{listed}\nendbfchar")
    mappings = "\n".join(blocks)
    return _TO_UNICODE.format(mappings=mappings).encode()


_TO_UNICODE = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
{mappings}
endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""
