"""PDFs whose pages are hard to count, to find, or to see: PDFium's page n is the writer's."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from pikepdf import Dictionary, Name
from tests.sources.made_pdfs import ALL, SIDE, book, check_words, counted, written

from recto.errors import InputError
from recto.model.page import Page
from recto.sources import PageFault, count_pages, open_pages
from recto.sources.pdf_boxes import boxes, turned

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
    "an absurd count": (f"{ALL} /Count 2000000000", "", [1, 2, 3], [],
        "promises 2,000,000,000 pages and has 3"),
    "no type": (f"{ALL} /Count 3".replace("/Type/Pages", ""), "", [1, 2, 3], [], ""),
    "the first is null, and counted": ("/Type/Pages /Kids[null 11 0 R 12 0 R 13 0 R] /Count 4", "",
        [1, 2, 3], [1], ""),
    "the first is lost": ("/Type/Pages /Kids[99 0 R 11 0 R 12 0 R 13 0 R] /Count 4", "", [1, 2, 3],
        [1], ""),
    "the second is lost": ("/Type/Pages /Kids[11 0 R 99 0 R 13 0 R] /Count 3", "", [1, 3], [2], ""),
    "the last is a number": ("/Type/Pages /Kids[11 0 R 12 0 R 7] /Count 3", "", [1, 2], [3], ""),
    "two are lost": ("/Type/Pages /Kids[99 0 R 12 0 R null] /Count 3", "", [2], [1, 3], ""),
    "one is a font": ("/Type/Pages /Kids[11 0 R 20 0 R 13 0 R] /Count 3", "20: /Type/Font", [1, 3],
        [2], ""),
    "a null that is not counted": (
        "/Type/Pages /Kids[11 0 R null 12 0 R 13 0 R] /Count 3", "", [1, 2, 3], [],
        "no page was passed over"
    ),
    "the tree inside itself": (
        "/Type/Pages /Kids[11 0 R 2 0 R 12 0 R 13 0 R] /Count 3", "", [1, 2, 3], [],
        "no page was passed over"
    ),
    "a page twice": ("/Type/Pages /Kids[11 0 R 12 0 R 11 0 R] /Count 3", "", [1, 2, 1], [], ""),
    "a node with a wrong count": (
        "/Type/Pages /Kids[20 0 R 13 0 R] /Count 3",
        "20: /Type/Pages /Kids[11 0 R 12 0 R] /Count 1 /Parent 2 0 R", [1, 2, 3], [], "",
    ),
    "a node below itself": (
        "/Type/Pages /Kids[20 0 R 13 0 R] /Count 3",
        "20: /Type/Pages /Kids[11 0 R 20 0 R 12 0 R] /Count 2 /Parent 2 0 R", [1, 2, 3], [],
        "no page was passed over",
    ),
    "nodes without kids": (
        "/Type/Pages /Kids[20 0 R 11 0 R 20 0 R 12 0 R] /Count 2",
        "20: /Type/Pages /Kids[] /Count 0 /Parent 2 0 R", [1, 2], [], "",
    ),
    "kids that are no list": ("/Type/Pages /Kids 7 /Count 0", "", [], [], ""),
    "one page in place of the tree": ("/Type/Page /MediaBox[0 0 200 200] /Contents 32 0 R", "", [2],
        [], ""),
}  # fmt: skip


def chain(levels: int, last: str = "[13 0 R]") -> str:
    """Objects 100 and on: one node below the other, a page above the next node at the first, one at
    the last.
    """
    page = "/Type/Page /Contents {} 0 R /Parent {} 0 R"
    rows = [f"12: {page.format(32, 100)}", f"13: {page.format(33, 99 + levels)}"]
    for level in range(levels):
        kids = last if level == levels - 1 else f"[{101 + level} 0 R]"
        if not level:
            kids = kids.replace("[", "[12 0 R ")
        parent = 99 + level if level else 2
        count = 2 if not level else 1
        rows.append(f"{100 + level}: /Type/Pages /Kids{kids} /Count {count} /Parent {parent} 0 R")
    return "\n".join(rows)


@pytest.mark.parametrize(
    ("levels", "last", "note"),
    [
        (5, "[13 0 R]", ""),
        (85, "[13 0 R]", ""),
        (95, "[13 0 R]", ""),
        (200, "[13 0 R]", ""),
        (1010, "[13 0 R]", ""),
        (3000, "[13 0 R]", ""),
        (200, "[100 0 R 13 0 R]", "no page was passed over"),
    ],
)
def test_pages_of_a_deep_tree_are_read_in_order(
    levels: int, last: str, note: str, tmp_path: Path
) -> None:
    """However deep, also below a node that names one above it."""
    tree = "/Type/Pages /Kids[11 0 R 100 0 R] /Count 3 /MediaBox[0 0 200 200]"
    path = book(tmp_path / "in.pdf", tree, "/Type/Page /Parent 2 0 R", chain(levels, last))
    found = [page for page in open_pages(str(path)) if isinstance(page, Page)]
    assert [counted(page) for page in found] == [1, 2, 3]
    assert [page.raster.shape[:2] for page in found] == [found[0].raster.shape[:2]] * 3
    assert "; ".join(found[0].notes).endswith(note)
    assert note or not found[0].notes
    check_words(written(path, tmp_path / "out.pdf", found), [1, 2, 3])


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
    assert all(
        f"page {page.index + 1}: the page cannot be opened" in str(page.error) for page in faults
    )
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
    "crop that touches a corner": (
        "/MediaBox[0 0 200 200] /CropBox[200 200 300 300]",
        (0, 0, 200, 200),
    ),
    "crop larger than the page": (
        "/MediaBox[0 0 200 200] /CropBox[-50 -50 900 900]",
        (0, 0, 200, 200),
    ),
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
    [
        (0, 0),
        (90, 90),
        (45, 0),
        (-90, 270),
        (450, 90),
        (360, 0),
        (-450, 270),
        (135, 90),
        (-45, 0),
        (10**9, 0),
    ],
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
    corner = (
        "top" if rows.mean() < SIDE / 2 else "bottom",
        "left" if columns.mean() < SIDE / 2 else "right",
    )
    assert turned(rotate) == expected
    assert corner == {0: ("top", "left"), 90: ("top", "right"), 270: ("bottom", "left")}[expected]
    check_words(written(path, tmp_path / "out.pdf", pages), [1, 2, 3])


@pytest.mark.parametrize("rotate", [None, Name.A, "90", True])
def test_a_turn_that_is_no_number_is_none(rotate: object) -> None:
    """Names, strings and truths."""
    assert turned(rotate) == 0


def test_boxes_are_told_from_anything() -> None:
    """A page without any is US Letter."""
    assert boxes(None, None) == boxes(Name.A, Dictionary()) == ((0, 0, 612, 792), (0, 0, 612, 792))


def without_content(data: bytes) -> bytes:
    """A later revision deletes the content of the second page."""
    start = int(data.split(b"startxref\n")[1].split()[0])
    update = b"xref\n0 1\n0000000032 65535 f \n32 1\n0000000000 00001 f \n"
    end = b"trailer\n<</Root 1 0 R/Size 41/Prev %d>>\nstartxref\n%d\n%%%%EOF\n"
    return data + update + end % (start, len(data))


def without_end(data: bytes) -> bytes:
    """The content of the last page does not end."""
    head, end, tail = data.rpartition(b"endstream\nendobj")
    return head + end.replace(b"end", b"enx") + tail


@pytest.mark.parametrize("change", [without_content, without_end])
def test_what_only_pdfium_sees_goes_in_as_a_picture(
    change: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    """PDFium draws it all the same; qpdf has nothing of it."""
    path = book(tmp_path / "in.pdf", f"{ALL} /Count 3", more="40: /Note (endstream)")
    path.write_bytes(change(path.read_bytes()))
    pages = [page for page in open_pages(str(path), dpi=72) if isinstance(page, Page)]
    assert [counted(page) for page in pages] == [1, 2, 3]
    check_words(written(path, tmp_path / "out.pdf", pages), [1, 2, 3])
