"""The real Tesseract on pages drawn here: words, boxes, geometry, languages."""

from __future__ import annotations

import math
import os
import subprocess
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont

from recto.errors import MissingDependency
from recto.model.page import Box, Line, Pixels, ReaderWord
from recto.readers.tesseract.by_command import write_pgm
from recto.readers.tesseract.install import installed_languages, resolved, version
from recto.readers.tesseract.language_names import package
from recto.readers.tesseract.reader import Tesseract, to_page
from recto_preprocessing import View
from recto_preprocessing.geometry import IDENTITY, Projective

TEXT = ("The quick brown fox", "paid 1234.50 in 1871")


def drawn(lines: tuple[str, ...] = TEXT) -> Pixels:
    """Black on white, 30 px capitals, a line every 80 px."""
    picture = Image.new("L", (700, 80 * len(lines) + 80), 255)
    pen = ImageDraw.Draw(picture)
    for row, line in enumerate(lines):
        pen.text((60, 50 + 80 * row), line, fill=0, font=ImageFont.load_default(42))
    return np.array(picture)


def test_words_boxes_and_alternatives_of_a_drawn_page() -> None:
    """Every word is read, its box holds its ink, every character has a score, most have
    alternatives.
    """
    pixels = drawn()
    reading = Tesseract().read(View(pixels, IDENTITY, 300.0))
    assert reading.text.splitlines() == list(TEXT)
    for word in reading.words:
        ink = (
            pixels[
                int(word.box.top) : int(word.box.bottom), int(word.box.left) : int(word.box.right)
            ]
            < 128
        )
        assert ink.any()
        assert len(word.scores) == len(word.choices) == len(word.text)
    assert sum(any(c) for w in reading.words for c in w.choices) >= 20
    assert all(0.8 < word.raw_confidence <= 1 for word in reading.words)
    assert reading.reader == "tesseract"
    assert version() in reading.detail


def test_boxes_come_back_in_pixels_of_the_original_page() -> None:
    """The same page, enlarged twice and moved by cleaning: the boxes do not move by more than 3
    px.
    """
    pixels = drawn()
    enlarged = np.pad(
        np.kron(pixels, np.ones((2, 2), np.uint8)), ((40, 0), (100, 0)), constant_values=255
    )
    geometry = Projective(np.array([[2.0, 0, 100], [0, 2, 40], [0, 0, 1]]))
    plain = Tesseract(alternatives=False).read(View(pixels, IDENTITY, 150.0))
    mapped = Tesseract(alternatives=False).read(View(enlarged, geometry, 300.0))
    assert plain.text == mapped.text
    for one, other in zip(plain.words, mapped.words, strict=True):
        assert one.box.iou(other.box) > 0.8
        assert other.box.left == pytest.approx(one.box.left, abs=3)
        assert other.choices == ()


def test_the_baseline_runs_under_the_glyphs() -> None:
    """Between the capitals' feet and the descenders, from left to right."""
    line = Tesseract().read(View(drawn(("HHHHH xxxxx",)), IDENTITY, 300.0)).lines[0]
    x0, y0, x1, y1 = line.baseline
    assert (x0, x1) == (line.box.left, line.box.right)
    assert y0 == pytest.approx(line.box.bottom, abs=3)
    assert y1 == pytest.approx(y0, abs=3)


def test_colour_is_turned_grey() -> None:
    """RGB pixels are read as grey ones are."""
    assert Tesseract().read(
        View(np.dstack([drawn()] * 3), IDENTITY, 300.0)
    ).text.splitlines() == list(TEXT)


def test_a_blank_page_is_an_empty_reading() -> None:
    """No lines, no error."""
    blank = np.full((300, 200), 255, np.uint8)
    assert Tesseract().read(View(blank, IDENTITY, 300.0)).lines == ()


def test_no_temporary_file_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither in the RAM disk nor, where there is none, in the temporary folder."""
    monkeypatch.setattr("recto.readers.tesseract.scratch.RAM_DISK", tmp_path)
    Tesseract().read(View(drawn(), IDENTITY, 300.0))
    assert list(tmp_path.iterdir()) == []


def test_pgm_is_read_back_bit_for_bit(tmp_path: Path) -> None:
    """Also from a view of an array whose rows are not contiguous."""
    pixels = np.arange(600, dtype=np.uint8).reshape(20, 30)[:, ::2]
    write_pgm(tmp_path / "x.pgm", pixels)
    assert np.array_equal(np.array(Image.open(tmp_path / "x.pgm")), pixels)


def test_installed_languages_are_those_of_the_command() -> None:
    """`recto doctor` prints them."""
    listed = subprocess.run(
        ["tesseract", "--list-langs"], capture_output=True, text=True, check=True
    ).stdout
    assert set(installed_languages()) == {line.strip() for line in listed.splitlines()[1:]}
    assert int(version().split(".")[0]) >= 5


def test_a_missing_language_names_its_package() -> None:
    """Exit code 3, with the command to type and what is there."""
    with pytest.raises(MissingDependency, match=r"iku.*tesseract-ocr-iku.*eng") as fault:
        Tesseract(language="eng+iku").read(View(drawn(), IDENTITY, 300.0))
    assert fault.value.exit_code == 3


def test_no_language_is_a_fault_of_its_own() -> None:
    """An empty -l would make Tesseract fall back to English without a word."""
    with pytest.raises(MissingDependency, match="name one"):
        resolved("+")


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("deu", "tesseract-ocr-deu"),
        ("chi_sim", "tesseract-ocr-chi-sim"),
        ("script/Fraktur", "tesseract-ocr-script-frak"),
        ("Fraktur", "tesseract-ocr-script-frak"),
        ("script/HanS_vert", "tesseract-ocr-script-hans-vert"),
    ],
)
def test_debian_packages(code: str, name: str) -> None:
    """As Debian 12 names them."""
    assert package(code) == name


def test_script_models_are_found_under_either_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Debian puts Fraktur beside the languages, others below script/."""
    (tmp_path / "script").mkdir()
    for name in ("eng", "Latin", "script/Fraktur"):
        (tmp_path / f"{name}.traineddata").touch()
    monkeypatch.setenv("TESSDATA_PREFIX", f"{tmp_path}{os.sep}")
    assert resolved("Fraktur+script/Latin+eng") == "script/Fraktur+Latin+eng"


turns = st.floats(-math.pi, math.pi)
edges = st.tuples(st.floats(0, 500), st.floats(0, 500), st.floats(1, 200), st.floats(1, 200))


@settings(max_examples=50)
@given(turns, st.floats(0.2, 5), st.lists(edges, min_size=1, max_size=5))
def test_mapped_boxes_hold_the_mapped_corners(
    turn: float, scale: float, corners: list[tuple[float, ...]]
) -> None:
    """Whatever cleaning turned and scaled, no corner of a word falls outside of its box on the
    original page.
    """
    cos, sin = scale * math.cos(turn), scale * math.sin(turn)
    geometry = Projective(np.array([[cos, -sin, 30.0], [sin, cos, -7.0], [0, 0, 1]]))
    boxes = [Box(left, top, left + width, top + height) for left, top, width, height in corners]
    words = tuple(ReaderWord("x", box, 0.9) for box in boxes)
    (line,) = to_page([Line(words, Box.around(boxes), (0.0, 0.0, 1.0, 0.0))], geometry)
    for before, after in zip(boxes, line.words, strict=True):
        points = geometry.to_original(
            np.array([[before.left, before.top], [before.right, before.bottom]])
        )
        for x, y in points.tolist():
            assert after.box.left - 1e-6 <= x <= after.box.right + 1e-6
            assert after.box.top - 1e-6 <= y <= after.box.bottom + 1e-6
