"""PDFs made for tests of the writer: content as it stands in the file, with fonts and forms."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pikepdf
import pypdfium2
from numpy.typing import NDArray
from pikepdf import Array, Dictionary, Name

from recto.model.page import Box
from recto.model.result import Document, PageResult, ResultLine, Word
from recto.writers import WRITERS

OURS = "readanew"  # the one word that is written
SIZE = (300, 200)  # points
GLYPH = b"500 0 0 0 400 600 d1 0 0 400 600 re f"


def fonts(pdf: pikepdf.Pdf) -> Dictionary:
    """F: Helvetica; T: a Type 3 font whose every A is a black box."""
    type_3 = Dictionary(
        Type=Name.Font, Subtype=Name.Type3, FontBBox=[0, 0, 500, 700],
        FontMatrix=[0.001, 0, 0, 0.001, 0, 0],
        CharProcs=Dictionary(A=pdf.make_stream(GLYPH)), FirstChar=65, LastChar=65, Widths=[500],
        Encoding=Dictionary(Type=Name.Encoding, Differences=[65, Name.A]), Resources=Dictionary(),
    )  # fmt: skip
    helvetica = Dictionary(
        Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding
    )
    return Dictionary(F=pdf.make_indirect(helvetica), T=pdf.make_indirect(type_3))


def form(
    pdf: pikepdf.Pdf,
    content: bytes,
    *,
    resources: Dictionary | None = None,
    box: tuple = (0, 0, *SIZE),
) -> object:
    """A form XObject with the fonts, or with resources of its own."""
    own = Dictionary(Font=fonts(pdf)) if resources is None else resources
    return pdf.make_stream(
        content, Type=Name.XObject, Subtype=Name.Form, BBox=Array(box), Resources=own
    )


def source(path: Path, *contents: bytes, forms: Mapping[str, bytes] | None = None) -> Path:
    """A page for each content; all of them have the `forms`, each of which has those before it."""
    pdf = pikepdf.new()
    listed = Dictionary()
    for name, content in (forms or {}).items():
        resources = Dictionary(Font=fonts(pdf), XObject=Dictionary(listed))
        listed[f"/{name}"] = form(pdf, content, resources=resources)
    for content in contents:
        page = pdf.add_blank_page(page_size=SIZE)
        page.Contents = pdf.make_stream(content)
        page.Resources = Dictionary(Font=fonts(pdf), XObject=listed)
    pdf.save(path)
    return path


def read_anew(path: Path, out: Path, *, indices: tuple[int, ...] = (0,), dpi: float = 72.0) -> Path:
    """The PDF that is written when each page was read as OURS, in its lower left corner."""
    document = pypdfium2.PdfDocument(path)
    sizes = [document.get_page_size(index) for index in range(len(document))]
    pages = []
    for index in indices:
        width, height = (round(side * dpi / 72) for side in sizes[index])
        box = Box(2, height - 14, 62, height - 2)
        line = ResultLine(
            (Word(OURS, box, 1.0, "tesseract", ""),),
            box,
            (box.left, box.bottom, box.right, box.bottom),
        )
        pages.append(PageResult(str(path), index, width, height, dpi, "eng", (line,)))
    with out.open("wb") as file:
        WRITERS["pdf"].write(Document(str(path), tuple(pages), "", ""), file)
    return out


def words(path: Path, index: int = 0) -> list[str]:
    """What PDFium finds on a page."""
    return pypdfium2.PdfDocument(path)[index].get_textpage().get_text_range().split()


def poppler_words(path: Path, index: int = 0) -> list[str]:
    """What pdftotext finds on a page; what PDFium finds where it is not installed."""
    if not shutil.which("pdftotext"):
        return words(path, index)
    command = ["pdftotext", "-f", str(index + 1), "-l", str(index + 1), str(path), "-"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()


def drawn(path: Path, index: int = 0, dpi: float = 100.0) -> NDArray[np.uint8]:
    """The page as PDFium shows it."""
    return np.array(pypdfium2.PdfDocument(path)[index].render(scale=dpi / 72).to_numpy())
