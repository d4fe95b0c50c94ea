"""What is said of a PDF as a whole: signatures, encryption, dynamic forms, attached files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from recto.model.page import Page
from recto.sources import open_pages


def signature(pdf: pikepdf.Pdf, *, signed: bool = True, depth: int = 0) -> None:
    """A form with a signature field, `depth` fields deep; its type stands on the outermost."""
    value = pdf.make_indirect(
        Dictionary(Type=Name.Sig, Filter=Name("/Adobe.PPKLite"), Contents=String("00"))
    )
    field = pdf.make_indirect(Dictionary(T=String("name")))
    if signed:
        field.V = value
    for _ in range(depth):
        field = pdf.make_indirect(Dictionary(T=String("outer"), Kids=Array([field])))
    field.FT = Name.Sig
    pdf.Root.AcroForm = Dictionary(Fields=Array([field]), SigFlags=3)


def xfa(pdf: pikepdf.Pdf, *, dynamic: bool) -> None:
    """A form that is described in XML; a dynamic one has no pages of its own."""
    pdf.Root.AcroForm = Dictionary(Fields=Array([]), XFA=pdf.make_stream(b"<xdp/>"))
    if dynamic:
        pdf.Root.NeedsRendering = True


def attachments(pdf: pikepdf.Pdf, count: int) -> None:
    for number in range(count):
        pdf.attachments[f"{number}.txt"] = b"text"


def nonsense(pdf: pikepdf.Pdf) -> None:
    """A form, fields and a tree of names that are none."""
    pdf.Root.AcroForm = Dictionary(Fields=Array([7, Name.Sig, Dictionary(FT=Name.Sig, V=3)]), XFA=7)
    pdf.Root.Names = Dictionary(EmbeddedFiles=Array([1, 2]))


SIGNED = "the PDF is signed: one that is written from it no longer is"
XFA = (
    "the PDF is a dynamic XFA form, which only Adobe's programs show: what is read is what stands"
    " in its place"
)
CASES: dict[str, tuple[Callable[[pikepdf.Pdf], None], list[str]]] = {
    "nothing": (lambda _: None, []),
    "signed": (signature, [SIGNED]),
    "signed in a field inside others": (lambda pdf: signature(pdf, depth=3), [SIGNED]),
    "a place for a signature": (lambda pdf: signature(pdf, signed=False), []),
    "dynamic XFA": (lambda pdf: xfa(pdf, dynamic=True), [XFA]),
    "static XFA": (lambda pdf: xfa(pdf, dynamic=False), []),
    "one attached file": (lambda pdf: attachments(pdf, 1), ["1 attached file of the PDF not read"]),
    "three attached files": (
        lambda pdf: attachments(pdf, 3),
        ["3 attached files of the PDF not read"],
    ),
    "nonsense": (nonsense, []),
}


@pytest.mark.parametrize(("change", "notes"), CASES.values(), ids=CASES)
def test_every_page_says_what_holds_for_the_file(
    change: Callable[[pikepdf.Pdf], None], notes: list[str], tmp_path: Path
) -> None:
    """Whichever page is chosen, its result carries the note."""
    pdf = pikepdf.new()
    for _ in range(2):
        pdf.add_blank_page(page_size=(99, 99))
    change(pdf)
    pdf.save(tmp_path / "x.pdf")
    for number in ("1", "2"):
        (page,) = open_pages(str(tmp_path / "x.pdf"), pages=number, dpi=72)
        assert isinstance(page, Page)
        assert list(page.notes) == notes


@pytest.mark.parametrize("revision", [3, 4, 6])
def test_a_pdf_locked_by_its_owner_alone_is_read_and_says_so(revision: int, tmp_path: Path) -> None:
    """Anyone may open it; what is written from it is not encrypted."""
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(99, 99))
    whole = revision > 3
    encryption = pikepdf.Encryption(
        owner="o",
        user="",
        R=revision,
        allow=pikepdf.Permissions(extract=False),
        aes=whole,
        metadata=whole,
    )
    pdf.save(tmp_path / "x.pdf", encryption=encryption)
    (page,) = open_pages(str(tmp_path / "x.pdf"), dpi=72)
    assert isinstance(page, Page)
    assert "the PDF is encrypted: one that is written from it is not" in page.notes[0]


def test_a_pdf_whose_owner_password_is_empty_is_read(tmp_path: Path) -> None:
    """PDFium wants the user's password of it, qpdf opens it as its owner."""
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(99, 99)).Contents = pdf.make_stream(b"9 9 40 40 re f")
    pdf.save(tmp_path / "x.pdf", encryption=pikepdf.Encryption(owner="", user="secret"))
    (page,) = open_pages(str(tmp_path / "x.pdf"), dpi=72)
    assert isinstance(page, Page)
    assert page.raster.min() == 0
