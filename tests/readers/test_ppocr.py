"""PP-OCR on drawn pages: the text, where it stands, and that it needs neither colour, size nor
network.
"""

from __future__ import annotations

import socket

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from recto.model.page import Box, Pixels
from recto.readers.ppocr.detect import _lines, text_probability
from recto.readers.ppocr.reader import Ppocr
from recto.readers.ppocr.session import open_detector
from recto_preprocessing import View
from recto_preprocessing.geometry import IDENTITY, Projective

PPOCR = Ppocr()
LINES = ("The quick brown fox", "jumps over 13 lazy dogs,", "Invoice 2024-117: 48.50")
LEFT, TOP, PITCH = 60, 50, 70  # px


def drawn(
    lines: tuple[str, ...] = LINES,
    ink: tuple[int, int, int] = (0, 0, 0),
    paper: tuple[int, int, int] = (255, 255, 255),
    size: int = 34,
) -> Pixels:
    """An RGB page with one text line every PITCH px."""
    page = Image.new("RGB", (640, 300), paper)
    pen, font = ImageDraw.Draw(page), ImageFont.load_default(size)
    for row, text in enumerate(lines):
        pen.text((LEFT, TOP + row * PITCH), text, fill=ink, font=font)
    return np.array(page)


def seen(pixels: Pixels) -> View:
    return View(pixels, IDENTITY, 150.0)


def ink_box(pixels: Pixels) -> Box:
    rows, columns = np.nonzero(pixels.min(axis=2) < 128)
    return Box(columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)


def test_drawn_lines_are_read_word_by_word() -> None:
    """Text, spaces and punctuation of clean print come back exactly."""
    reading = PPOCR.read(seen(drawn()))
    assert sorted(line.text for line in reading.lines) == sorted(LINES)
    assert reading.reader == "ppocr"
    assert reading.detail.startswith("PP-OCR")


def test_grey_and_colour_read_alike() -> None:
    """A grey page is its RGB page with three equal channels, not something else."""
    pixels = drawn()
    assert PPOCR.read(seen(pixels[:, :, 0])).text == PPOCR.read(seen(pixels)).text


def test_coloured_print_is_read() -> None:
    """Blue on yellow is legible: RGB is turned to the network's BGR once, not twice."""
    reading = PPOCR.read(seen(drawn(ink=(20, 20, 160), paper=(250, 240, 150))))
    assert sorted(line.text for line in reading.lines) == sorted(LINES)


@pytest.mark.parametrize(("left", "top"), [(0, 0), (900, 700), (1560, 1700)])
def test_small_print_on_a_large_sheet_is_found_where_it_stands(left: int, top: int) -> None:
    """The second look is taken at the text alone; its boxes are in px of the whole sheet all the
    same.
    """
    sheet = np.full((2000, 2200, 3), 255, np.uint8)
    sheet[top : top + 300, left : left + 640] = drawn()
    reading = PPOCR.read(seen(sheet))
    assert sorted(line.text for line in reading.lines) == sorted(LINES)
    whole, ink = Box.around(line.box for line in reading.lines), ink_box(sheet)
    found = np.array([whole.left, whole.top, whole.right, whole.bottom])
    assert np.abs(found - (ink.left, ink.top, ink.right, ink.bottom)).max() < 20


def test_every_character_has_a_score_that_makes_the_words_confidence() -> None:
    """Scores are 0..1, one a character, and the word's confidence is their mean."""
    words = PPOCR.read(seen(drawn())).words
    assert all(len(word.scores) == len(word.text) for word in words)
    assert all(word.raw_confidence == pytest.approx(np.mean(word.scores)) for word in words)
    assert all(0.0 <= score <= 1.0 for word in words for score in word.scores)


def test_line_boxes_hold_the_ink_and_word_boxes_follow_each_other() -> None:
    """The box of a drawn line contains its ink; its words stand left to right inside it."""
    text = "jumps over 13 lazy dogs,"
    pixels = drawn((text,))
    (line,) = PPOCR.read(seen(pixels)).lines
    ink = ink_box(pixels)
    assert line.box.intersection(ink) >= 0.98 * ink.area
    lefts = [word.box.left for word in line.words]
    assert lefts == sorted(lefts)
    assert all(
        line.box.left <= word.box.left < word.box.right <= line.box.right + 1e-6
        for word in line.words
    )


@pytest.mark.parametrize("word", [0, 2, 4])
def test_a_word_box_holds_its_own_ink(word: int) -> None:
    """Drawing one word of the line alone puts its ink inside the box that the full line's reading
    gave it.
    """
    font, parts = ImageFont.load_default(34), ["jumps", "over", "13", "lazy", "dogs,"]
    (line,) = PPOCR.read(seen(drawn((" ".join(parts),)))).lines
    start = LEFT + font.getlength(" ".join([*parts[:word], ""]))
    end = LEFT + font.getlength(" ".join(parts[: word + 1]))
    box = line.words[word].box
    assert line.words[word].text == parts[word]
    assert abs(box.left - start) < 12  # half a character, px
    assert abs(box.right - end) < 12


@pytest.mark.parametrize("degrees", [-8.0, 8.0])
def test_a_slanted_page_is_read_with_slanted_baselines(degrees: float) -> None:
    """Lines of a turned page are cut out along their own direction, and the baseline says so."""
    turned = np.array(
        Image.fromarray(drawn()).rotate(degrees, expand=True, fillcolor=(255, 255, 255))
    )
    lines = PPOCR.read(seen(turned)).lines
    assert sorted(line.text for line in lines) == sorted(LINES)
    for line in lines:
        x0, y0, x1, y1 = line.baseline
        assert np.degrees(np.arctan2(y0 - y1, x1 - x0)) == pytest.approx(degrees, abs=2.0)


def test_boxes_come_back_in_pixels_of_the_original_page() -> None:
    """A view scaled by 2 and shifted by (10, 20) reports the boxes of the page that it came
    from.
    """
    pixels = drawn(("Original pixels",))
    matrix = np.array([[2.0, 0.0, 10.0], [0.0, 2.0, 20.0], [0.0, 0.0, 1.0]])
    (here,) = PPOCR.read(seen(pixels)).lines
    (there,) = PPOCR.read(View(pixels, Projective(matrix), 150.0)).lines
    assert there.box.left == pytest.approx((here.box.left - 10) / 2)
    assert there.box.bottom == pytest.approx((here.box.bottom - 20) / 2)


def test_given_boxes_replace_detection() -> None:
    """Only the quadrangles given are read."""
    pixels = drawn()
    second = np.array([[[50, 112], [600, 112], [600, 166], [50, 166]]], dtype=np.float64)
    (line,) = PPOCR.read(seen(pixels), second).lines
    assert line.text == LINES[1]


@pytest.mark.parametrize(
    "shape", [(1, 1), (1, 1, 3), (3, 400), (400, 3, 3), (64, 64), (300, 200, 3)]
)
def test_pages_without_text_read_as_no_lines(shape: tuple[int, ...]) -> None:
    """Blank pages, down to one pixel, are no error and no words."""
    reading = PPOCR.read(seen(np.full(shape, 255, np.uint8)))
    assert reading.lines == ()


def test_small_print_gets_a_second_closer_look() -> None:
    """On a page so large that lines shrink to 8 px at first sight, every line is still found and
    read.
    """
    page = np.full((1500, 900), 255, np.uint8)
    page[20:320, 100:740] = drawn(size=13)[:, :, 0]
    page[1180:1480, 100:740] = drawn(size=13)[:, :, 0]
    assert sorted(line.text for line in PPOCR.read(seen(page)).lines) == sorted(2 * LINES)


def test_a_page_seen_in_bands_has_the_same_lines() -> None:
    """Cutting a page for the network, even through a line of text, moves no 45 px high box by more
    than 5 px.
    """
    model = open_detector(1)
    page = np.vstack([drawn()[:256]] * 2)
    whole, banded = (
        _lines(text_probability(page, model, area)).whole for area in (page.size, 640 * 256)
    )
    assert banded.shape == whole.shape == (6, 4, 2)
    assert np.abs(whole - banded).max() <= 5.0


def test_memory_stays_flat_over_pages_of_many_sizes() -> None:
    """After the first two, four more pages of other sizes add next to nothing to the process."""
    psutil = pytest.importorskip("psutil", reason="psutil comes with the bench extra")
    process = psutil.Process()
    sizes = [(704, 640), (640, 704), (512, 672), (384, 608), (320, 640), (576, 608)]  # px
    taken = []
    for height, width in sizes:
        page = np.full((height, width), 255, np.uint8)
        page[:300, :600] = drawn()[:, :600, 0]
        PPOCR.read(seen(page))
        taken.append(process.memory_info().rss)
    assert max(taken[2:]) - max(taken[:2]) < 50e6  # bytes


def test_readability_tells_which_way_is_up() -> None:
    """Upside down, the same lines score lower; no line scores 0."""
    pixels = drawn()
    upright = [PPOCR.crop(pixels, quad) for quad in PPOCR.detect(pixels)]
    assert PPOCR.readability(upright) > 0.9
    assert (
        PPOCR.readability([crop[::-1, ::-1] for crop in upright]) < PPOCR.readability(upright) - 0.1
    )
    assert PPOCR.readability([]) == 0.0


def test_no_socket_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    """Loading the models and reading a page works with every socket refused."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    fresh = Ppocr(threads=2)  # models are shared by thread count: this one is loaded here
    assert fresh.read(seen(drawn(("Offline",)))).text == "Offline"
