"""PDFs whose pages are hard to count, to find, or to see: PDFium's page n is the writer's."""

from __future__ import annotations

import re
from pathlib import Path

import cv2
import numpy as np
import pikepdf
import pypdfium2
import pytest
from pikepdf import Dictionary, Name
from tests.sources.made_pdfs import raw

from recto.errors import InputError, TooLarge
from recto.model import Box, Page
from recto.result import Document, PageResult, ResultLine, Verdict
from recto.sources import Limits, PageFault, count_pages, open_pages
from recto.sources.pdf_boxes import boxes, turned
from recto.writers import WRITERS

SIDE = 200  # points


def squares(number: int) -> bytes:
    """A row of black squares near the top of the page."""
    return b" ".join(b"%d 150 20 20 re f" % (20 + 40 * i) for i in range(number))


def book(path: Path, tree: str, page: str = "/Type/Page /MediaBox[0 0 200 200] /Parent 2 0 R", more: str = "") -> Path:
    """Pages 11, 12, 13 of one, two, three squares; object 2 is the tree, `more` are others."""
    objects = {1: b"<</Type/Catalog/Pages 2 0 R>>", 2: f"<<{tree}>>".encode()}
    for number in (1, 2, 3):
        content = squares(number)
        objects[10 + number] = f"<<{page} /Contents {30 + number} 0 R>>".encode()
        objects[30 + number] = b"<</Length %d>>\nstream\n%s\nendstream" % (len(content), content)
    for line in more.splitlines():
        number, _, content = line.partition(": ")
        objects[int(number)] = f"<<{content}>>".encode()
    return raw(path, objects)


def counted(page: Page) -> int:
    """Squares on the page, whichever way it is turned."""
    grey = page.raster if page.raster.ndim == 2 else page.raster[:, :, 0]
    return int(cv2.connectedComponents((grey < 128).astype(np.uint8))[0]) - 1


def written(path: Path, out: Path, pages: list[Page]) -> Path:
    """The PDF in which each page got as its word the number of its squares."""
    results = []
    for page in pages:
        box = Box(2, page.height - 20, 40, page.height - 4)
        word = Verdict(f"squares{counted(page)}", box, 1.0, "tesseract", "")
        line = ResultLine((word,), box, (box.left, box.bottom, box.right, box.bottom))
        results.append(PageResult(str(path), page.index, page.width, page.height, page.dpi, "eng", (line,)))
    with out.open("wb") as file:
        WRITERS["pdf"].write(Document(str(path), tuple(results), "", ""), file)
    return out


def check_words(out: Path, expected: list[int]) -> None:
    """On every page of the output stands the number of squares that it shows."""
    document = pypdfium2.PdfDocument(out)
    found = []
    for page in open_pages(str(out), dpi=72):
        assert isinstance(page, Page)
        text = "".join(document[page.index].get_textpage().get_text_range().split())
        (number,) = re.findall(r"squares(\d+)", text)
        assert int(number) == counted(page)
        found.append(int(number))
    assert found == expected


ALL = "/Type/Pages /Kids[11 0 R 12 0 R 13 0 R]"
# name: the tree's root, other objects, squares of the pages, 1-based pages said to be missing, what
# a note says
TREES: dict[str, tuple[str, str, list[int], list[int], str]] = {
    "as it should be": (f"{ALL} /Count 3", "", [1, 2, 3], [], ""),
    "a low count": (f"{ALL} /Count 2", "", [1, 2, 3], [], ""),
    "a count of 0": (f"{ALL} /Count 0", "", [1, 2, 3], [], ""),
    "a negative count": (f"{ALL} /Count -3", "", [1, 2, 3], [], ""),
    "no count": (ALL, "", [1, 2, 3], [], ""),
    "a count that is a name": (f"{ALL} /Count /Three", "", [1, 2, 3], [], ""),
    "a count that is a fraction": (f"{ALL} /Count 2.5", "", [1, 2, 3], [], ""),
    "a high count": (f"{ALL} /Count 9", "", [1, 2, 3], [], "promises 9 pages and has 3"),
    "an absurd count": (f"{ALL} /Count 2000000000", "", [1, 2, 3], [], "promises 2,000,000,000 pages and has 3"),
    "no type": (f"{ALL} /Count 3".replace("/Type/Pages", ""), "", [1, 2, 3], [], ""),
    "the first is null, and counted": ("/Type/Pages /Kids[null 11 0 R 12 0 R 13 0 R] /Count 4", "", [1, 2, 3], [1], ""),
    "the first is lost": ("/Type/Pages /Kids[99 0 R 11 0 R 12 0 R 13 0 R] /Count 4", "", [1, 2, 3], [1], ""),
    "the second is lost": ("/Type/Pages /Kids[11 0 R 99 0 R 13 0 R] /Count 3", "", [1, 3], [2], ""),
    "the last is a number": ("/Type/Pages /Kids[11 0 R 12 0 R 7] /Count 3", "", [1, 2], [3], ""),
    "two are lost": ("/Type/Pages /Kids[99 0 R 12 0 R null] /Count 3", "", [2], [1, 3], ""),
    "one is a font": ("/Type/Pages /Kids[11 0 R 20 0 R 13 0 R] /Count 3", "20: /Type/Font", [1, 3], [2], ""),
    "a null that is not counted": (
        "/Type/Pages /Kids[11 0 R null 12 0 R 13 0 R] /Count 3", "", [1, 2, 3], [], "no page was passed over"
    ),
    "the tree inside itself": (
        "/Type/Pages /Kids[11 0 R 2 0 R 12 0 R 13 0 R] /Count 3", "", [1, 2, 3], [], "no page was passed over"
    ),
    "a page twice": ("/Type/Pages /Kids[11 0 R 12 0 R 11 0 R] /Count 3", "", [1, 2, 1], [], ""),
    "a node with a wrong count": (
        "/Type/Pages /Kids[20 0 R 13 0 R] /Count 3",
        "20: /Type/Pages /Kids[11 0 R 12 0 R] /Count 1 /Parent 2 0 R", [1, 2, 3], [], "",
    ),
    "a node below itself": (
        "/Type/Pages /Kids[20 0 R 13 0 R] /Count 3",
        "20: /Type/Pages /Kids[11 0 R 20 0 R 12 0 R] /Count 2 /Parent 2 0 R", [1, 2, 3], [], "no page was passed over",
    ),
    "nodes without kids": (
        "/Type/Pages /Kids[20 0 R 11 0 R 20 0 R 12 0 R] /Count 2",
        "20: /Type/Pages /Kids[] /Count 0 /Parent 2 0 R", [1, 2], [], "",
    ),
    "kids that are no list": ("/Type/Pages /Kids 7 /Count 0", "", [], [], ""),
    "one page in place of the tree": ("/Type/Page /MediaBox[0 0 200 200] /Contents 32 0 R", "", [2], [], ""),
}  # fmt: skip


@pytest.mark.parametrize(("tree", "more", "squares", "missing", "note"), TREES.values(), ids=TREES)
def test_every_page_is_read_or_said_and_gets_its_own_words(
    tree: str, more: str, squares: list[int], missing: list[int], note: str, tmp_path: Path
) -> None:
    """Whatever the page tree says: PDFium's page n is the writer's page n."""
    path = book(tmp_path / "in.pdf", tree, more=more)
    if not squares:
        with pytest.raises(InputError, match="the PDF"):
            count_pages(str(path))
        return
    found = list(open_pages(str(path), dpi=72))
    assert count_pages(str(path)) == len(squares) + len(missing)
    faults = [page for page in found if isinstance(page, PageFault)]
    pages = [page for page in found if isinstance(page, Page)]
    assert [page.index + 1 for page in faults] == missing
    assert all(f"page {page.index + 1}: the page cannot be opened" in str(page.error) for page in faults)
    assert [counted(page) for page in pages] == squares
    assert all(note in " ".join(page.notes) for page in pages)
    check_words(written(path, tmp_path / "out.pdf", pages), squares)


@pytest.mark.parametrize(
    "page",
    [
        "/MediaBox[0 0 200 200] /Parent 2 0 R",
        "/Type/Page",
        "/Type/Pages /MediaBox[0 0 200 200]",
        "/Type/Page /Parent 7",
    ],
)
def test_pages_that_say_little_of_themselves_are_pages(page: str, tmp_path: Path) -> None:
    """Without type, parent or box of their own: what stands above them in the tree holds."""
    path = book(tmp_path / "in.pdf", f"{ALL} /Count 3 /MediaBox[0 0 200 200]", page)
    pages = [found for found in open_pages(str(path), dpi=72) if isinstance(found, Page)]
    assert [(page.width, counted(page)) for page in pages] == [(SIDE, 1), (SIDE, 2), (SIDE, 3)]
    check_words(written(path, tmp_path / "out.pdf", pages), [1, 2, 3])


def test_chosen_pages_behind_a_hole_are_those_that_are_written(tmp_path: Path) -> None:
    """--pages 2-3 of a tree whose first page is lost."""
    path = book(tmp_path / "in.pdf", "/Type/Pages /Kids[99 0 R 11 0 R 12 0 R 13 0 R] /Count 4")
    pages = [page for page in open_pages(str(path), pages="2-3", dpi=72) if isinstance(page, Page)]
    out = written(path, tmp_path / "out.pdf", pages)
    texts = [page.get_textpage().get_text_range().strip() for page in pypdfium2.PdfDocument(out)]
    assert texts == ["squares1", "squares2", ""]


# name: what the page says of its boxes, the box that is seen
BOXES: dict[str, tuple[str, tuple[float, ...]]] = {
    "plain": ("/MediaBox[0 0 200 200]", (0, 0, 200, 200)),
    "corners swapped": ("/MediaBox[200 200 0 0]", (0, 0, 200, 200)),
    "left and right swapped": ("/MediaBox[200 0 0 200]", (0, 0, 200, 200)),
    "crop corners swapped": ("/MediaBox[0 0 200 200] /CropBox[60 180 20 140]", (20, 140, 60, 180)),
    "no area": ("/MediaBox[0 0 0 0]", (0, 0, 612, 792)),
    "no height": ("/MediaBox[0 100 200 100]", (0, 0, 612, 792)),
    "no box": ("", (0, 0, 612, 792)),
    "not four numbers": ("/MediaBox[0 0 200]", (0, 0, 612, 792)),
    "names": ("/MediaBox[/A 0 200 200]", (0, 0, 612, 792)),
    "a number": ("/MediaBox 7", (0, 0, 612, 792)),
    "crop without area": ("/MediaBox[0 0 200 200] /CropBox[50 50 50 50]", (0, 0, 200, 200)),
    "crop beside the page": ("/MediaBox[0 0 200 200] /CropBox[400 400 500 500]", (0, 0, 200, 200)),
    "crop that touches a corner": ("/MediaBox[0 0 200 200] /CropBox[200 200 300 300]", (0, 0, 200, 200)),
    "crop larger than the page": ("/MediaBox[0 0 200 200] /CropBox[-50 -50 900 900]", (0, 0, 200, 200)),
    "crop partly outside": ("/MediaBox[0 0 200 200] /CropBox[-50 100 100 900]", (0, 100, 100, 200)),
    "a crop that is a number": ("/MediaBox[0 0 200 200] /CropBox 3", (0, 0, 200, 200)),
    "not at the origin": ("/MediaBox[10 100 200 200]", (10, 100, 200, 200)),
    "fractions": ("/MediaBox[.5 .25 200.5 199.75]", (0.5, 0.25, 200.5, 199.75)),
}


@pytest.mark.parametrize("inherited", [False, True], ids=["own", "inherited"])
@pytest.mark.parametrize(("said", "seen"), BOXES.values(), ids=BOXES)
def test_the_box_that_is_seen_is_the_one_that_is_written_on(
    said: str, seen: tuple[float, ...], inherited: bool, tmp_path: Path
) -> None:
    """The word's box on the page image, in the output's own units."""
    root = "/Type/Pages /Kids[11 0 R] /Count 1"
    page_says, tree_says = ("", said) if inherited else (said, "")
    path = book(tmp_path / "in.pdf", f"{root} {tree_says}", f"/Type/Page /Parent 2 0 R {page_says}")
    (page,) = open_pages(str(path), dpi=72)
    assert isinstance(page, Page)
    assert (page.width, page.height) == pytest.approx((seen[2] - seen[0], seen[3] - seen[1]), abs=1)
    out = written(path, tmp_path / "out.pdf", [page])
    text = pypdfium2.PdfDocument(out)[0].get_textpage()
    left, bottom, _, _ = text.get_charbox(0, loose=True)
    assert (left, bottom) == pytest.approx((seen[0] + 2, seen[1] + 4), abs=2)
    again = next(iter(open_pages(str(out), dpi=72)))
    assert isinstance(again, Page)
    assert np.array_equal(page.raster, again.raster)


@pytest.mark.parametrize(
    ("rotate", "expected"),
    [(0, 0), (90, 90), (45, 0), (-90, 270), (450, 90), (360, 0), (-450, 270), (135, 90), (-45, 0), (10**9, 0)],
)
@pytest.mark.parametrize("number", ["{}", "{}.0"], ids=["whole", "real"])
@pytest.mark.parametrize("inherited", [False, True], ids=["own", "inherited"])
def test_pages_are_turned_as_pdfium_turns_them(
    number: str, inherited: bool, rotate: int, expected: int, tmp_path: Path
) -> None:
    """Words stand on the turned page."""
    turn = f"/Rotate {number.format(rotate)}"
    page = f"/Type/Page /MediaBox[0 0 200 200] /Parent 2 0 R {'' if inherited else turn}"
    path = book(tmp_path / "in.pdf", f"{ALL} /Count 3 {turn if inherited else ''}", page)
    pages = [page for page in open_pages(str(path), dpi=72) if isinstance(page, Page)]
    rows, columns = np.nonzero(pages[0].raster < 128)
    corner = ("top" if rows.mean() < SIDE / 2 else "bottom", "left" if columns.mean() < SIDE / 2 else "right")
    assert turned(rotate) == expected
    assert corner == {0: ("top", "left"), 90: ("top", "right"), 270: ("bottom", "left")}[expected]
    check_words(written(path, tmp_path / "out.pdf", pages), [1, 2, 3])


@pytest.mark.parametrize("rotate", [None, Name.A, "90", True])
def test_a_turn_that_is_no_number_is_none(rotate: object) -> None:
    """Names, strings and truths."""
    assert turned(rotate) == 0


def in_units(path: Path, unit: object) -> Path:
    """The three pages, each in its own unit."""
    return book(path, f"{ALL} /Count 3", f"/Type/Page /MediaBox[0 0 200 200] /Parent 2 0 R /UserUnit {unit}")


@pytest.mark.parametrize("unit", [0.5, 2, 10])
def test_a_pages_own_unit_gives_its_size(unit: float, tmp_path: Path) -> None:
    """/UserUnit: at 72 dpi a page of 200 units has so many times 200 px, and says 72 dpi."""
    path = in_units(tmp_path / "in.pdf", unit)
    pages = [page for page in open_pages(str(path), dpi=72) if isinstance(page, Page)]
    assert {(page.width, page.height, page.dpi) for page in pages} == {(SIDE * unit, SIDE * unit, 72.0)}
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
        noise.tobytes(), Type=Name.XObject, Subtype=Name.Image, Width=600, Height=600, ColorSpace=Name.DeviceGray,
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
    assert 0 < page.width * page.height <= 1_010_000
    assert ("would be too many pixels" in " ".join(page.notes)) == (side > 1)
    with pikepdf.open(written(tmp_path / "x.pdf", tmp_path / "out.pdf", [page])) as out:
        assert float(out.pages[0].mediabox[2]) == side


def bomb(path: Path, depth: int, width: int = 2) -> Path:
    """Forms that each draw the next one `width` times."""
    pdf = pikepdf.new()
    innermost = pdf.make_stream(b"0 0 9 9 re f", Subtype=Name.Form, BBox=[0, 0, 99, 99])
    for _ in range(depth):
        resources = Dictionary(XObject=Dictionary({"/A B": innermost}))
        innermost = pdf.make_stream(b"/A#20B Do\n" * width, Subtype=Name.Form, BBox=[0, 0, 99, 99], Resources=resources)
    for _ in range(2):
        page = pdf.add_blank_page(page_size=(99, 99))
        page.Contents = pdf.make_stream(b"9 9 9 9 re f")
    pdf.pages[0].Resources = Dictionary(XObject=Dictionary(X=innermost))
    pdf.pages[0].Contents = pdf.make_stream(b"q /X Do Q")
    pdf.save(path)
    return path


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


def test_boxes_are_told_from_anything() -> None:
    """A page without any is US Letter."""
    assert boxes(None, None) == boxes(Name.A, Dictionary()) == ((0, 0, 612, 792), (0, 0, 612, 792))


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
def test_a_picture_that_cannot_be_decoded_is_no_blank_page(picture: bytes, data: bytes, tmp_path: Path) -> None:
    """The page fails by name; PDFium itself says nothing."""
    (page,) = open_pages(str(picture_page(tmp_path / "x.pdf", picture, data)))
    assert isinstance(page, PageFault)
    assert "page 1: the page cannot be drawn (a picture on it cannot be decoded)" in str(page.error)


@pytest.mark.parametrize("picture", [GREY + b"/Width 0 /Height 0", GREY + b"/Width -5 /Height 5", GREY])
def test_a_picture_of_no_size_is_nothing(picture: bytes, tmp_path: Path) -> None:
    """What else is on the page is drawn as on any."""
    (page,) = open_pages(str(picture_page(tmp_path / "x.pdf", picture, b"abc", squares(2))), dpi=72)
    assert isinstance(page, Page)
    assert counted(page) == 2


@pytest.mark.parametrize(("content", "dpi"), [(b"", 0.72), (squares(3), 300.0)])
def test_lines_over_a_coarse_background_are_drawn_finely(content: bytes, dpi: float, tmp_path: Path) -> None:
    """Text that was turned into outlines is not seen at the background's own resolution."""
    picture = picture_page(tmp_path / "x.pdf", GREY + b"/Width 2 /Height 2", b"\xff\xf0\xff\xf0", content)
    (page,) = open_pages(str(picture))
    assert isinstance(page, Page)
    assert page.dpi == pytest.approx(dpi, rel=0.01)
