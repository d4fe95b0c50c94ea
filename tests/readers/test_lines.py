"""The recognisers of lines that Recto ships: what they read on drawn lines, with scores and places
as PP-OCR's, and what their output means.
"""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont
from tests.textlayer.made import dejavu

from recto.metrics.errors import characters
from recto.model.page import Pixels
from recto.readers.lines.decode import decoded
from recto.readers.lines.model import letters_of, line_model
from recto.readers.lines.reader import LineReader
from recto.readers.lines.scripts import has_cyrillic, reads, reads_some
from recto.readers.lines.typeface import TYPEFACES, classify, named
from recto_preprocessing import IDENTITY, View

MANY = LineReader("multiscript")
OLD = LineReader("froc")
LETTERS = ("", " ", "a", "b", "o\u0364", "")
BLANK, SPACE, A, B, OE, PAD = range(6)


def line(text: str, size: int = 30, face: str = "DejaVuSerif") -> Pixels:
    """One drawn line, grey, with a little paper around."""
    font = ImageFont.truetype(str(dejavu(face)), size)
    left, top, right, bottom = font.getbbox(text)
    image = Image.new("L", (round(right - left) + 16, round(bottom - top) + 10), 255)
    ImageDraw.Draw(image).text((8 - left, 5 - top), text, fill=0, font=font)
    return np.array(image)


def outputs(*classes: int) -> np.ndarray:
    """(steps, classes) of a network that is sure of each step."""
    logits = np.zeros((len(classes), len(LETTERS)), dtype=np.float32)
    logits[np.arange(len(classes)), classes] = 20.0
    return logits


@pytest.mark.parametrize(
    ("classes", "text"),
    [
        ((A, A, BLANK, B), "ab"),
        ((A, BLANK, A), "aa"),
        ((A, PAD, A, PAD), "aa"),
        ((BLANK, BLANK), ""),
        ((A, SPACE, OE), "a o\u0364"),
    ],
)
def test_repeats_and_blanks_fall_away(classes: tuple[int, ...], text: str) -> None:
    """One score and one place for each character, a letter's mark included."""
    read = decoded(outputs(*classes), LETTERS)
    assert read.text == text
    assert len(read.scores) == len(read.columns) == len(text)
    assert all(score > 0.99 for score in read.scores)
    assert list(read.columns) == sorted(read.columns)


def test_padding_is_no_part_of_the_line() -> None:
    """A character in the middle of the crop's own steps stands in the middle."""
    read = decoded(outputs(BLANK, BLANK, A, BLANK, BLANK, PAD, PAD), LETTERS, share=5 / 7)
    assert read.columns == pytest.approx((0.5,))


@pytest.mark.parametrize(
    "text",
    [
        "Съешь же ещё этих мягких булок",
        "Жебракують філософи при ґанку",
        "Τρέχει το αγόρι στο δρόμο με τη μπάλα",
        "Chúng tôi đã đọc những quyển sách này",
        "Příliš žluťoučký kůň úpěl ďábelské ódy",
    ],
)
def test_many_scripts_are_read(text: str) -> None:
    """Drawn lines come back but for a letter or two, accents and marks included."""
    read = MANY.recognise(line(text))
    assert characters(text, read.text).rate < 0.08, read.text
    assert read.score > 0.8


def test_long_s_is_written_as_today_or_kept() -> None:
    """The same line, folded and as printed."""
    text = "the houſe ſtood beſide the ſea"
    pixels = line(text)
    kept = LineReader("froc", keeps_old_letters=True)
    assert OLD.recognise(pixels, "all").text == text.replace("ſ", "s")
    assert kept.recognise(pixels, "all").text == text


def test_a_latin_letter_is_no_cyrillic_one() -> None:
    """On a page without Cyrillic nothing is written in it."""
    for text in ("В. Т. Е. КОМОРА", "АВТОР"):
        read = LineReader("multiscript", cyrillic=False).recognise(line(text)).text
        assert not any("\u0400" <= char <= "\u04ff" for char in read), read


def test_lines_stand_where_they_were_detected() -> None:
    """Words lie side by side within their quadrangle, px of the page."""
    pixels = np.full((200, 700), 255, dtype=np.uint8)
    drawn = line("Москва и Петербург")
    height, width = drawn.shape
    pixels[50 : 50 + height, 40 : 40 + width] = drawn
    quad = [[40, 50], [40 + width, 50], [40 + width, 50 + height], [40, 50 + height]]
    reading = MANY.read(View(pixels, IDENTITY, 150.0), np.array([quad], dtype=np.float64))
    (found,) = reading.lines
    assert reading.reader == "multiscript"
    assert [word.text for word in found.words] == ["Москва", "и", "Петербург"]
    lefts = [word.box.left for word in found.words]
    assert lefts == sorted(lefts)
    assert found.box.edges == pytest.approx((40, 50, 40 + width, 50 + height))
    assert all(len(word.scores) == len(word.text) for word in found.words)


def test_an_empty_crop_reads_as_nothing() -> None:
    """As with PP-OCR."""
    empty = np.zeros((0, 0), dtype=np.uint8)
    assert MANY.recognise(empty).text == ""
    assert classify([empty]) == ["none"]


@pytest.mark.parametrize("name", ["fraktur", "all", "multiscript"])
def test_every_class_has_a_letter(name: str) -> None:
    """The file of letters is as long as the network is wide."""
    model = line_model(name, 1)
    image = model.image(line("abc"))
    assert image.shape[2] == model.height
    assert model.steps(image).shape[1] == len(model.letters)


def test_the_two_alphabets() -> None:
    """What each is for is in it."""
    old, many = (frozenset("".join(letters_of(is_old=is_old))) for is_old in (True, False))
    assert set("ſꝛ\u0364äöüß") <= old
    assert set("жщґϊώấộřşß") <= many
    assert not set("жώ") & old


def test_todays_type_is_antiqua() -> None:
    """And it is read by the recogniser of all typefaces; Fraktur has its own."""
    faces = classify([line("the quick brown fox jumps over the lazy dog", 24)])
    assert faces == ["antiqua"]
    assert [named(face) for face in ("fraktur", "antiqua", "textura")] == ["fraktur", "all", "all"]
    assert len(set(TYPEFACES)) == 13


@pytest.mark.parametrize(
    ("languages", "is_read", "is_cyrillic"),
    [
        ("rus", True, True),
        ("rus+eng", True, True),
        ("script/Cyrillic", True, True),
        ("ell", True, False),
        ("vie+eng", True, False),
        ("tur", True, False),
        ("eng+ces", True, False),
        ("eng", False, False),
        ("deu+fra", False, False),
        ("pol", False, False),
        ("ara", False, False),
    ],
)
def test_which_languages_it_is_asked_about(
    languages: str, is_read: bool, is_cyrillic: bool
) -> None:
    """Those whose letters PP-OCR lacks, those with many diacritics, and no others."""
    assert reads_some(languages) == is_read
    assert has_cyrillic(languages) == is_cyrillic
    assert any(map(reads, languages.split("+"))) == is_read
