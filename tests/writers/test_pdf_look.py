"""Crooked pages turned straight in a PDF, and PDFs made smaller."""

from __future__ import annotations

import io
from math import cos, radians, sin
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from PIL import Image
from tests.conftest import Recto
from tests.writers.samples import page

from recto.model.page import Box
from recto.model.result import PageResult, ResultLine, Word
from recto.reasons import Reason
from recto.writers.pdf_smaller import shrink
from recto.writers.pdf_straight import straight, turn_of


def crooked(degrees: float, lines: int = 4, words: int = 4) -> PageResult:
    """Lines of words of 60 x 20 px, all turned about the page's middle."""
    made = []
    for row in range(lines):
        boxes, points = [], []
        for column in range(words):
            x, y = turned(200 + 90 * column, 300 + 80 * row, degrees)
            c, s = cos(radians(abs(degrees))), sin(radians(abs(degrees)))
            wide, high = 60 * c + 20 * s, 60 * s + 20 * c
            boxes.append(Box(x - wide / 2, y - high / 2, x + wide / 2, y + high / 2))
            points.append((x, y))
        told = [Word("word", box, 0.9, "agreed", Reason.READERS_AGREE) for box in boxes]
        made.append(ResultLine(tuple(told), Box.around(boxes), (*points[0], *points[-1])))
    return page(made)


def turned(x: float, y: float, degrees: float) -> tuple[float, float]:
    """About the middle of the page of 800 x 1000 px, with the clock as seen."""
    c, s = cos(radians(degrees)), sin(radians(degrees))
    return 400 + (x - 400) * c - (y - 500) * s, 500 + (x - 400) * s + (y - 500) * c


@pytest.mark.parametrize("degrees", [-7.0, -1.5, 0.5, 3.0, 12.0])
def test_words_of_a_crooked_page_come_to_stand_straight(degrees: float) -> None:
    """Where and as large as they would be on a straight one."""
    value = crooked(degrees)
    turn = turn_of(value)
    assert turn is not None
    assert turn.angle == pytest.approx(degrees, abs=0.01)
    for row, line in enumerate(straight(value, turn).lines):
        assert line.baseline[1] == pytest.approx(line.baseline[3], abs=0.1)
        for column, word in enumerate(line.words):
            middle_x, middle_y = 200 + 90 * column, 300 + 80 * row
            wanted = (middle_x - 30, middle_y - 10, middle_x + 30, middle_y + 10)
            box = word.box
            sides = (box.left, box.top, box.right, box.bottom)
            assert sides == pytest.approx(wanted, abs=0.5)


@pytest.mark.parametrize(
    "value", [crooked(0.1), crooked(25.0), crooked(3.0, lines=2), crooked(3.0, words=2)]
)
def test_what_is_straight_or_not_known_is_left(value: PageResult) -> None:
    """Less than .2 degrees, more than 20, too little text."""
    assert turn_of(value) is None


def noisy(mode: str) -> bytes:
    """A picture that no lossless filter makes small, in a PDF."""
    random = np.random.default_rng(3)
    shape = (300, 300, 3) if mode == "RGB" else (300, 300)
    smooth = np.linspace(40, 200, 300)[:, None]
    pixels = random.normal(0, 6, shape) + (smooth[..., None] if mode == "RGB" else smooth)
    image = Image.fromarray(pixels.clip(0, 255).astype(np.uint8), mode)
    if mode == "1":
        image = image.convert("1")
    out = io.BytesIO()
    raw = pikepdf.Pdf.new()
    target = raw.add_blank_page(page_size=(300, 300))
    data = image.tobytes()
    name = pikepdf.Name.DeviceRGB if mode == "RGB" else pikepdf.Name.DeviceGray
    picture = pikepdf.Stream(
        raw, data, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=300, Height=300,
        ColorSpace=name, BitsPerComponent=8,
    )  # fmt: skip
    target.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im=picture))
    target.Contents = raw.make_stream(b"q 300 0 0 300 0 0 cm /Im Do Q")
    raw.save(out)
    return out.getvalue()


@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_each_level_is_smaller_and_shows_the_same(mode: str) -> None:
    """Level 1 changes no pixel; 2 and 3 exchange pictures, within some grey values."""
    data = noisy(mode)
    sizes = []
    for level in (0, 1, 2, 3):
        with pikepdf.open(io.BytesIO(data)) as pdf:
            shrink(pdf, level)
            (picture,) = pdf.pages[0].get_images().values()
            shown = np.asarray(pikepdf.PdfImage(picture).as_pil_image(), dtype=float)
            sizes.append(len(picture.read_raw_bytes()))
        if level == 0:
            before = shown
        assert shown.shape == before.shape
        assert np.abs(shown - before).mean() < (0.001 if level < 2 else 6)
    assert sizes[0] == sizes[1] > sizes[2] > sizes[3]


def test_a_picture_with_a_mask_stays() -> None:
    """JPEG has no transparency."""
    with pikepdf.open(io.BytesIO(noisy("L"))) as pdf:
        (picture,) = pdf.pages[0].get_images().values()
        picture.SMask = pdf.make_stream(b"\0" * 90_000)
        before = picture.read_raw_bytes()
        shrink(pdf, 3)
        assert picture.read_raw_bytes() == before


def test_a_folder_becomes_one_pdf(recto: Recto, samples: Path, tmp_path: Path) -> None:
    """A bookmark for each source; a source that fails is named and costs the exit code only."""
    source = tmp_path / "in"
    source.mkdir()
    for name in ("b.png", "a.png"):
        (source / name).write_bytes((samples / "label.png").read_bytes())
    fast = ("--layout", "line", "--second-reader", "off", "-j", "1")
    done = recto("read", source, "-o", tmp_path / "book.pdf", "--merge", *fast)
    assert done.returncode == 0, done.stderr
    assert "2 pages, 2 words" in done.stderr
    assert f"{source}/a.png page 1, {source}/b.png page 1)" in done.stderr  # of which file, too
    with pikepdf.open(tmp_path / "book.pdf") as pdf, pdf.open_outline() as outline:
        assert len(pdf.pages) == 2
        assert [each.title for each in outline.root] == ["a.png", "b.png"]
    (source / "c.png").touch()
    lost = recto("read", source, "-o", tmp_path / "book.pdf", "--merge", "-q", *fast)
    assert lost.returncode == 2
    assert "1 page could not be read" in lost.stderr
    for output, flags in (("out", ()), ("x.txt", ()), ("x.pdf", ("-f", "txt"))):
        assert recto("read", source, "-o", output, "--merge", *flags).returncode == 1
