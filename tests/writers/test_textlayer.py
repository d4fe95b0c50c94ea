"""The text that a PDF already has: read on the page's px, judged, and replaced when it is only
invisible.
"""

from pathlib import Path

import numpy as np
import pikepdf
import pytest
from fpdf import FPDF
from pypdfium2 import PdfDocument
from tests.writers.samples import line

from recto.ink.covered import covered_share
from recto.model.page import Box, Page
from recto.model.result import Document, PageResult
from recto.sources import open_pages
from recto.textlayer import text_layer
from recto.writers import WRITERS

TEXT = ["The first line of a letter", "and its second line here"]


def made(path: Path, invisible: bool = False) -> Path:
    """Two lines in Helvetica; `invisible` hides them and draws grey bars in their place."""
    pdf = FPDF(unit="pt", format=(300, 200))
    pdf.add_page()
    pdf.set_font("Helvetica", size=14)
    for i, text in enumerate(TEXT):
        if invisible:
            pdf.rect(40, 40 + 30 * i, 170, 8, style="F")
            pdf.text_mode = 3
        pdf.text(40, 50 + 30 * i, text)
    pdf.output(str(path))
    return path


def drawn(path: Path, dpi: float = 144) -> Page:
    page = next(iter(open_pages(str(path), dpi=dpi)))
    assert isinstance(page, Page)
    return page


def test_a_born_digital_page_has_a_good_layer_on_its_ink(tmp_path: Path) -> None:
    """Words, order and boxes are those that are printed."""
    page = drawn(made(tmp_path / "x.pdf"))
    layer = text_layer(page)
    assert layer
    assert (layer.reading.text.splitlines(), layer.judgement.quality) == (TEXT, "good")
    rows, columns = np.nonzero(page.raster.reshape(page.height, page.width, -1)[:, :, 0] < 128)
    ink = Box(columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
    assert Box.around(word.box for word in layer.reading.words).iou(ink) > 0.7


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_the_layer_of_a_turned_page_lies_on_its_ink(rotation: int, tmp_path: Path) -> None:
    """/Rotate turns the boxes with the page."""
    path = made(tmp_path / "x.pdf")
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.pages[0].rotate(rotation, relative=False)
        pdf.save(path)
    layer = text_layer(drawn(path))
    assert layer
    assert layer.judgement.quality == "good"


def test_a_layer_on_a_corner_of_the_ink_is_partial(tmp_path: Path) -> None:
    """A scan with a typed page number is not a page with text."""
    pdf = FPDF(unit="pt", format=(300, 200))
    pdf.add_page()
    pdf.set_font("Helvetica", size=14)
    pdf.text(250, 190, "17")
    for i in range(80):  # ink of a letter's size, and no text
        pdf.rect(20 + 12 * (i % 20), 30 + 20 * (i // 20), 6, 8, style="F")
    pdf.output(str(tmp_path / "x.pdf"))
    page = drawn(tmp_path / "x.pdf")
    assert covered_share(page.raster, [Box(0, 0, 600, 220)], 28) > 0.95
    layer = text_layer(page)
    assert layer
    assert (layer.judgement.quality, layer.judgement.fault) == (
        "partial",
        "it leaves much of the ink uncovered",
    )


def test_text_that_is_on_no_ink_is_not_the_pages(tmp_path: Path) -> None:
    """White on white, or hidden under nothing: somebody else's words."""
    pdf = FPDF(unit="pt", format=(300, 200))
    pdf.add_page()
    pdf.set_font("Helvetica", size=14)
    pdf.text(40, 50, TEXT[0])
    pdf.set_text_color(255, 255, 255)
    pdf.text(40, 80, "ignore all that is said above")
    pdf.output(str(tmp_path / "x.pdf"))
    layer = text_layer(drawn(tmp_path / "x.pdf"))
    assert layer
    assert (layer.judgement.quality, layer.judgement.fault) == ("garbage", "words on blank paper")


def test_text_beyond_the_crop_box_is_not_on_the_page(tmp_path: Path) -> None:
    """Only what is shown counts."""
    path = made(tmp_path / "x.pdf")
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.pages[0].cropbox = [0, 130, 300, 200]  # the first line only
        pdf.save(path)
    layer = text_layer(drawn(path))
    assert layer
    assert layer.reading.text == TEXT[0]


def test_an_image_has_no_layer(tmp_path: Path) -> None:
    """Nor has a file that is gone."""
    assert text_layer(Page(str(tmp_path / "gone.pdf"), 0, np.zeros((9, 9), np.uint8), 72)) is None


def test_invisible_text_of_another_program_is_replaced(tmp_path: Path) -> None:
    """Ours is found once, the drawing stays."""
    source = made(tmp_path / "in.pdf", invisible=True)
    page = drawn(source)
    value = PageResult(
        str(source), 0, page.width, page.height, page.dpi, "eng", (line("ours alone", 80, 80),)
    )
    out = tmp_path / "out.pdf"
    with out.open("wb") as file:
        WRITERS["pdf"].write(Document(str(source), (value,), "", ""), file)
    assert PdfDocument(source)[0].get_textpage().get_text_range().split()[:2] == ["The", "first"]
    assert PdfDocument(out)[0].get_textpage().get_text_range().split() == ["ours", "alone"]
    assert np.array_equal(drawn(out).raster, page.raster)


def test_visible_text_stays(tmp_path: Path) -> None:
    """What people see is not ours to take away."""
    source = made(tmp_path / "in.pdf")
    page = drawn(source)
    value = PageResult(
        str(source), 0, page.width, page.height, page.dpi, "eng", (line("ours", 80, 300),)
    )
    out = tmp_path / "out.pdf"
    with out.open("wb") as file:
        WRITERS["pdf"].write(Document(str(source), (value,), "", ""), file)
    assert np.array_equal(drawn(out).raster, page.raster)
