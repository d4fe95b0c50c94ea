"""PDF pages that are hard to draw: units of their own, sizes, forms without end, broken
pictures.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pikepdf
import pytest
from pikepdf import Dictionary, Name
from tests.sources.made_pdfs import (
    ALL,
    SIDE,
    bomb,
    book,
    check_words,
    counted,
    raw,
    squares,
    written,
)

from recto.errors import TooLarge
from recto.model.page import Page
from recto.sources import Limits, PageFault, open_pages


def in_units(path: Path, unit: object) -> Path:
    """The three pages, each in its own unit."""
    return book(
        path, f"{ALL} /Count 3", f"/Type/Page /MediaBox[0 0 200 200] /Parent 2 0 R /UserUnit {unit}"
    )


@pytest.mark.parametrize("unit", [0.5, 2, 10])
def test_a_pages_own_unit_gives_its_size(unit: float, tmp_path: Path) -> None:
    """/UserUnit: at 72 dpi a page of 200 units has so many times 200 px, and says 72 dpi."""
    path = in_units(tmp_path / "in.pdf", unit)
    pages = [page for page in open_pages(str(path), dpi=72) if isinstance(page, Page)]
    assert {(page.width, page.height, page.dpi) for page in pages} == {
        (SIDE * unit, SIDE * unit, 72.0)
    }
    out = written(path, tmp_path / "out.pdf", pages)
    check_words(out, [1, 2, 3])
    with pikepdf.open(out) as pdf:
        assert float(pdf.pages[0].UserUnit) == unit


@pytest.mark.parametrize("unit", [1, 2, 10])
def test_a_scan_on_a_page_of_large_units_has_its_own_pixels(unit: int, tmp_path: Path) -> None:
    """600 px across 2 inches are 300 dpi, however few units that is."""
    pdf = pikepdf.new()
    noise = np.random.default_rng(1).integers(0, 256, (600, 600), dtype=np.uint8)
    picture = pdf.make_stream(
        noise.tobytes(), Type=Name.XObject, Subtype=Name.Image, Width=600, Height=600,
        ColorSpace=Name.DeviceGray,
        BitsPerComponent=8,
    )  # fmt: skip
    side = 144 / unit
    page = pdf.add_blank_page(page_size=(side, side))
    page.Resources = Dictionary(XObject=Dictionary(I=picture))
    page.Contents = pdf.make_stream(f"{side} 0 0 {side} 0 0 cm /I Do".encode())
    page.UserUnit = unit
    pdf.save(tmp_path / "x.pdf")
    (found,) = open_pages(str(tmp_path / "x.pdf"))
    assert isinstance(found, Page)
    assert found.dpi == pytest.approx(300, rel=0.005)
    assert np.array_equal(found.raster, noise)


@pytest.mark.parametrize("unit", ["0", "-1", "/A", "null", "9999999999999999999999"])
def test_a_unit_that_is_none_counts_as_one(unit: str, tmp_path: Path) -> None:
    """1/72 inch."""
    page = next(iter(open_pages(str(in_units(tmp_path / "in.pdf", unit)), dpi=72)))
    assert isinstance(page, Page)
    assert page.width == SIDE


@pytest.mark.parametrize("side", [1, 14_400, 100_000])
def test_the_smallest_and_the_largest_pages_are_drawn(side: int, tmp_path: Path) -> None:
    """As finely as the cap allows, and it is said."""
    pdf = pikepdf.new()
    page_made = pdf.add_blank_page()
    page_made.MediaBox = [0, 0, side, side]
    page_made.Contents = pdf.make_stream(b"0 0 1 1 re f")
    pdf.save(tmp_path / "x.pdf")
    (page,) = open_pages(str(tmp_path / "x.pdf"), limits=Limits(pixels=1_000_000))
    assert isinstance(page, Page)
    assert 0 < page.width * page.height <= 1_000_000
    assert ("would be too many pixels" in " ".join(page.notes)) == (side > 1)
    with pikepdf.open(written(tmp_path / "x.pdf", tmp_path / "out.pdf", [page])) as out:
        assert float(out.pages[0].mediabox[2]) == side


@pytest.mark.parametrize("sides", [(4200, 3000), (1000, 14_000), (7777, 4321), (900, 999)])
def test_a_page_never_has_more_pixels_than_a_result_may_hold(
    sides: tuple[int, int], tmp_path: Path
) -> None:
    """Both sides are rounded up, and the product is still within the cap, and not far below it."""
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=sides).Contents = pdf.make_stream(b"0 0 9 9 re f")
    pdf.save(tmp_path / "x.pdf")
    (page,) = open_pages(str(tmp_path / "x.pdf"), limits=Limits(pixels=1_000_000))
    assert isinstance(page, Page)
    assert 990_000 < page.width * page.height <= 1_000_000


@pytest.mark.parametrize(("depth", "width"), [(24, 2), (39, 2), (6, 12), (2, 1000)])
def test_forms_without_end_fail_at_once_and_by_name(depth: int, width: int, tmp_path: Path) -> None:
    """A million drawings and more; the next page is read."""
    first, second = open_pages(str(bomb(tmp_path / "x.pdf", depth, width)), dpi=72)
    assert isinstance(first, PageFault)
    assert isinstance(first.error, TooLarge)
    assert "page 1: the page draws forms inside forms more than 500,000 times" in str(first.error)
    assert isinstance(second, Page)


@pytest.mark.parametrize(("depth", "width"), [(10, 2), (3, 20), (1, 1000), (30, 1)])
def test_forms_inside_forms_are_drawn(depth: int, width: int, tmp_path: Path) -> None:
    """As often as charts and maps have them."""
    first = next(iter(open_pages(str(bomb(tmp_path / "x.pdf", depth, width)), dpi=72)))
    assert isinstance(first, Page)
    assert first.raster.min() == 0


def picture_page(path: Path, picture: bytes, data: bytes, content: bytes = b"") -> Path:
    """A page of 200 points that a picture covers; `content` is drawn over it."""
    drawing = b"q 200 0 0 200 0 0 cm /I Do Q " + content
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 200 200]>>",
        3: b"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>",
        4: b"<</Length %d>>\nstream\n%s\nendstream" % (len(drawing), drawing),
        5: b"<</Subtype/Image %s /Length %d>>\nstream\n%s\nendstream" % (picture, len(data), data),
    }
    return raw(path, objects)


GREY = b"/ColorSpace/DeviceGray /BitsPerComponent 8 "


@pytest.mark.parametrize(
    ("picture", "data"),
    [
        (b"/Width 9 /Height 9 /Filter/JPXDecode", b"no JPEG 2000"),
        (GREY + b"/Width 9 /Height 9 /Filter/DCTDecode", b"no JPEG"),
        (GREY + b"/Width 9 /Height 9 /Filter/Unheard", b"abc"),
    ],
)
def test_a_picture_that_cannot_be_decoded_is_no_blank_page(
    picture: bytes, data: bytes, tmp_path: Path
) -> None:
    """The page fails by name; PDFium itself says nothing."""
    (page,) = open_pages(str(picture_page(tmp_path / "x.pdf", picture, data)))
    assert isinstance(page, PageFault)
    assert "page 1: the page cannot be drawn (a picture on it cannot be decoded)" in str(page.error)


@pytest.mark.parametrize(
    "picture", [GREY + b"/Width 0 /Height 0", GREY + b"/Width -5 /Height 5", GREY]
)
def test_a_picture_of_no_size_is_nothing(picture: bytes, tmp_path: Path) -> None:
    """What else is on the page is drawn as on any."""
    (page,) = open_pages(str(picture_page(tmp_path / "x.pdf", picture, b"abc", squares(2))), dpi=72)
    assert isinstance(page, Page)
    assert counted(page) == 2


@pytest.mark.parametrize(("content", "dpi"), [(b"", 0.72), (squares(3), 300.0)])
def test_lines_over_a_coarse_background_are_drawn_finely(
    content: bytes, dpi: float, tmp_path: Path
) -> None:
    """Text that was turned into outlines is not seen at the background's own resolution."""
    picture = picture_page(
        tmp_path / "x.pdf", GREY + b"/Width 2 /Height 2", b"\xff\xf0\xff\xf0", content
    )
    (page,) = open_pages(str(picture))
    assert isinstance(page, Page)
    assert page.dpi == pytest.approx(dpi, rel=0.01)
