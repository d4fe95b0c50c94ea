"""Characters that a font gives no meaning: read from the pixels or flagged, never dropped, whatever
the code.
"""

from pathlib import Path

import pikepdf
import pytest
from tests.textlayer.made import (
    ALONE,
    PROSE,
    drawn,
    edited,
    font_file,
    read,
    typeset,
    with_codes,
    word,
)

from recto.model.page import Box
from recto.textlayer import text_layer
from recto.textlayer.glyphs import Glyph, with_meaning

# Enough words that what is unmapped stays under a twentieth of the characters.
CODES = [0x0000, 0x001C, 0x0085, 0xD800, 0xE123, 0xFFFD]


@pytest.mark.parametrize("code", CODES)
def test_a_code_without_meaning_is_read_from_the_pixels(code: int, tmp_path: Path) -> None:
    """Commas and full stops that the font calls a control code, half a character, private use, or
    nothing.
    """
    path = with_codes(
        typeset(tmp_path / "x.pdf", PROSE, font=font_file(tmp_path)), {ord(","): code}
    )
    found = read(path, stages=ALONE)
    assert found.text.splitlines() == list(PROSE)
    barrels = word(found, "barrels,")
    assert barrels.reason == "text-layer-filled"
    assert (
        "words of the text layer with characters without meaning, read from the pixels: 3"
        in found.notes
    )


CODES_OF_THREE_BYTES = b"""begincmap
/CMapType 1 def
/CMapName/Three def
4 begincodespacerange
<00><7f>
<c080><dfbf>
<e08080><efbfbf>
<f0808080><f7bfbfbf>
endcodespacerange
1 begincidchar
<e0>5
endcidchar
1 begincidrange
<61><6f>7
endcidrange
endcmap"""


def test_a_code_beyond_unicode_is_no_crash(tmp_path: Path) -> None:
    """A font with codes of three bytes and no map: PDFium gives E0E0E0 for a character."""

    def three(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
        (font,) = page.Resources.Font.values()
        del font.ToUnicode
        font.Encoding = pdf.make_stream(
            CODES_OF_THREE_BYTES, Type=pikepdf.Name.CMap, CMapName=pikepdf.Name.Three
        )
        name = next(iter(page.Resources.Font.keys()))
        page.Contents = pdf.make_stream(f"BT {name} 20 Tf 30 150 Td <E0E0E0636D> Tj ET".encode())

    path = edited(typeset(tmp_path / "x.pdf", PROSE, font=font_file(tmp_path)), three)
    layer = text_layer(drawn(path))
    assert layer
    assert "\ufffd" in layer.reading.text
    assert layer.judgement.fault == "characters without meaning"


@pytest.mark.parametrize(
    ("text", "mapped", "said"),
    [
        ("a", True, "a"),
        ("a", False, "\ufffd"),
        ("\x00", True, "\ufffd"),
        ("\x1f", True, "\ufffd"),
        ("\x85", True, "\ufffd"),
        ("\ue000", True, "\ufffd"),
        ("\ud800", True, "\ufffd"),
        ("\uf0b7", True, "•"),
        (" ", True, " "),
        ("\xa0", True, "\xa0"),
        ("\u200d", True, "\u200d"),
    ],
)
def test_what_has_a_meaning(text: str, mapped: bool, said: str) -> None:
    """Control codes that Python takes for white space have none; a bullet of a symbol font has."""
    glyph = with_meaning(Glyph(text, Box(0, 0, 1, 1), mapped))
    assert (glyph.text, glyph.mapped) == (said, said != "\ufffd")


def test_what_nobody_can_read_is_flagged_and_stays(tmp_path: Path) -> None:
    """A mark that no reader knows, in a word of its own."""
    lines = (*PROSE, "see (fi) there")
    path = with_codes(
        typeset(tmp_path / "x.pdf", lines, font=font_file(tmp_path)), {ord("("): 1, ord(")"): 2}
    )
    found = read(path)
    last = found.lines[-1].words
    assert [each.text for each in (last[0], last[-1])] == ["see", "there"]
    middle = last[1]
    assert middle.text == "(fi)" or (middle.flagged and "\ufffd" in middle.text)
