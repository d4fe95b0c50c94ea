"""PDFs written object by object, for what no library would write, and what is drawn on them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import cv2
import numpy as np
import pikepdf
import pypdfium2
from pikepdf import Dictionary, Name

from recto.model.page import Box, Page
from recto.model.result import Document, PageResult, ResultLine, Word
from recto.sources import open_pages
from recto.writers import WRITERS

ALL = "/Type/Pages /Kids[11 0 R 12 0 R 13 0 R]"  # the tree of `book`, but for its count
SIDE = 200  # points


def raw(path: Path, objects: Mapping[int, bytes], trailer: bytes = b"") -> Path:
    """A PDF of exactly these objects, the first of which is its root, with a cross-reference table
    that is right.
    """
    data, places = b"%PDF-1.7\n", {}
    for number, content in objects.items():
        places[number] = len(data)
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(data)
    data += b"xref\n0 1\n0000000000 65535 f \n"
    for number, place in places.items():
        data += b"%d 1\n%010d 00000 n \n" % (number, place)
    size = max(objects) + 1
    path.write_bytes(
        data
        + b"trailer\n<</Root 1 0 R/Size %d %s>>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, start)
    )
    return path


def squares(number: int) -> bytes:
    """A row of black squares near the top of the page."""
    return b" ".join(b"%d 150 20 20 re f" % (20 + 40 * i) for i in range(number))


def book(
    path: Path,
    tree: str,
    page: str = "/Type/Page /MediaBox[0 0 200 200] /Parent 2 0 R",
    more: str = "",
) -> Path:
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
        word = Word(f"squares{counted(page)}", box, 1.0, "tesseract", "")
        line = ResultLine((word,), box, (box.left, box.bottom, box.right, box.bottom))
        results.append(
            PageResult(str(path), page.index, page.width, page.height, page.dpi, "eng", (line,))
        )
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


def bomb(path: Path, depth: int, width: int = 2) -> Path:
    """Forms that each draw the next one `width` times."""
    pdf = pikepdf.new()
    innermost = pdf.make_stream(b"0 0 9 9 re f", Subtype=Name.Form, BBox=[0, 0, 99, 99])
    for _ in range(depth):
        resources = Dictionary(XObject=Dictionary({"/A B": innermost}))
        innermost = pdf.make_stream(
            b"/A#20B Do\n" * width, Subtype=Name.Form, BBox=[0, 0, 99, 99], Resources=resources
        )
    for _ in range(2):
        page = pdf.add_blank_page(page_size=(99, 99))
        page.Contents = pdf.make_stream(b"9 9 9 9 re f")
    pdf.pages[0].Resources = Dictionary(XObject=Dictionary(X=innermost))
    pdf.pages[0].Contents = pdf.make_stream(b"q /X Do Q")
    pdf.save(path)
    return path
