"""Characters that a font gives no meaning: read from the pixels or flagged, never dropped, whatever the code."""

from pathlib import Path

import pytest
from tests.textlayer.made import ALONE, PROSE, drawn, font_file, read, typeset, with_codes, word

from recto.model import Box
from recto.textlayer import text_layer
from recto.textlayer.glyphs import Glyph, with_meaning

# Enough words that what is unmapped stays under a twentieth of the characters.
CODES = [0x0000, 0x0001, 0x001C, 0x0085, 0xD800, 0xDC00, 0xE123, 0xF0FF, 0xFFFD, 0xFFFF]


@pytest.mark.parametrize("code", CODES)
def test_a_code_without_meaning_is_read_from_the_pixels(code: int, tmp_path: Path) -> None:
    """Commas and full stops that the font calls a control code, half a character, private use, or nothing."""
    path = with_codes(typeset(tmp_path / "x.pdf", PROSE, font=font_file(tmp_path)), {ord(","): code})
    found = read(path, stages=ALONE)
    assert found.text.splitlines() == list(PROSE)
    barrels = word(found, "barrels,")
    assert barrels.reason == "text-layer-filled"
    assert "words of the text layer with characters without meaning, read from the pixels: 3" in found.notes


def test_a_code_beyond_unicode_is_no_crash(tmp_path: Path) -> None:
    """Two UTF-16 units that make no character, and a target of four bytes beyond the last code."""
    path = typeset(tmp_path / "x.pdf", PROSE, font=font_file(tmp_path))
    path.write_bytes(path.read_bytes())
    layer = text_layer(drawn(with_codes(path, {ord(","): 0xDBFF})))
    assert layer
    assert layer.reading.text.count("\ufffd") == 3


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
    path = with_codes(typeset(tmp_path / "x.pdf", lines, font=font_file(tmp_path)), {ord("("): 1, ord(")"): 2})
    found = read(path)
    last = found.lines[-1].words
    assert [each.text for each in (last[0], last[-1])] == ["see", "there"]
    middle = last[1]
    assert middle.text == "(fi)" or (middle.flagged and "\ufffd" in middle.text)
