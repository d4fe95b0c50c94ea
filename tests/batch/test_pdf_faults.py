"""PDFs that cost themselves alone: forms without end, objects of the wrong kind, signatures."""

from __future__ import annotations

import json
from pathlib import Path

import img2pdf
import pikepdf
import psutil
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name
from tests.batch.pages import FAST, draw
from tests.conftest import Recto
from tests.sources.made_pdfs import bomb, raw
from tests.sources.test_pdf_about import signature

from recto.batch.stream import read_in_order
from recto.settings.groups import Batch, Local, Settings

WORDS = "Harbour ledger volume one"  # of `draw`


def scan(path: Path) -> pikepdf.Pdf:
    """One page with a picture of four words."""
    picture = draw(path.with_suffix(".png"), "volume one")
    path.write_bytes(
        img2pdf.convert(str(picture), layout_fun=img2pdf.get_fixed_dpi_layout_fun((150, 150)))
    )
    return pikepdf.open(path, allow_overwriting_input=True)


def test_forms_without_end_cost_one_page(recto: Recto, tmp_path: Path) -> None:
    """Named, with exit code 2; the other page and the other file are written."""
    bomb(tmp_path / "bomb.pdf", 24)
    scan(tmp_path / "scan.pdf").close()
    out = tmp_path / "out"
    done = recto(
        "read", tmp_path / "bomb.pdf", tmp_path / "scan.pdf", "-o", out, "-f", "txt,json,pdf", *FAST
    )
    assert done.returncode == 2
    assert "bomb.pdf page 1: the page draws forms inside forms" in done.stderr
    assert (out / "scan.txt").read_text().split() == WORDS.split()
    assert [page["index"] for page in json.loads((out / "bomb.json").read_text())["pages"]] == [1]


def slow(path: Path) -> Path:
    """A page that is drawn for minutes: a picture of 20 million px, 4,000 times."""
    pdf = pikepdf.new()
    picture = pdf.make_stream(
        bytes(4500 * 4500), Type=Name.XObject, Subtype=Name.Image, Width=4500, Height=4500,
        BitsPerComponent=8,
        ColorSpace=Name.DeviceGray,
    )  # fmt: skip
    page = pdf.add_blank_page(page_size=(700, 700))
    page.Resources = Dictionary(XObject=Dictionary(I=picture))
    page.Contents = pdf.make_stream(b"q .9 .1 -.1 .9 9 9 cm 600 0 0 600 0 0 cm /I Do Q\n" * 4000)
    pdf.save(path)
    return path


def test_a_page_that_is_drawn_for_minutes_is_given_up(recto: Recto, tmp_path: Path) -> None:
    """Also without -o: the process that draws it is ended."""
    path = slow(tmp_path / "slow.pdf")
    done = recto("read", path, "--dpi", "300", "--timeout-per-page", "3", "--second-reader", "off")
    assert done.returncode == 7
    assert "slow.pdf page 1: gave up after 3 s; allow more with --timeout-per-page" in done.stderr


def test_a_signed_pdf_is_said_to_lose_its_signature(recto: Recto, tmp_path: Path) -> None:
    """In the summary and in the JSON result, with exit code 0."""
    with scan(tmp_path / "x.pdf") as pdf:
        signature(pdf)
        pdf.save()
    done = recto("read", tmp_path / "x.pdf", "-o", tmp_path / "out", "-f", "json,pdf", *FAST)
    assert done.returncode == 0, done.stderr
    assert (
        "recto: 1 page: the PDF is signed: one that is written from it no longer is" in done.stderr
    )
    (page,) = json.loads((tmp_path / "out" / "x.json").read_text())["pages"]
    assert "the PDF is signed: one that is written from it no longer is" in page["notes"]


def resources(pdf: pikepdf.Pdf, page: pikepdf.Object) -> None:
    page.Resources.XObject.Nothing = 7
    page.Resources.XObject.Array = Array([1, 2])
    page.Resources.Font = 3


def no_resources(pdf: pikepdf.Pdf, page: pikepdf.Object) -> None:
    """The picture is an inline one; the page has a number for its resources."""
    page.Resources = 5
    page.Contents = pdf.make_stream(b"0 0 0 rg 9 9 99 9 re f")


def contents_with_numbers(pdf: pikepdf.Pdf, page: pikepdf.Object) -> None:
    page.Contents = Array([page.Contents, 7, Name.A, Dictionary()])


def operator_in_array(pdf: pikepdf.Pdf, page: pikepdf.Object) -> None:
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    page.Resources.Font = Dictionary(F=font)
    page.Contents = Array(
        [page.Contents, pdf.make_stream(b"BT /F 9 Tf 3 Tr [(ol) Tc (d)] TJ ET [(never")]
    )


def unbalanced(pdf: pikepdf.Pdf, page: pikepdf.Object) -> None:
    page.Contents = Array(
        [pdf.make_stream(b"Q Q ET EMC"), page.Contents, pdf.make_stream(b"q 3 0 0 3 9 9 cm BT")]
    )


def test_objects_of_the_wrong_kind_cost_no_format(recto: Recto, tmp_path: Path) -> None:
    """Text and searchable PDF are written of every file, and the PDF's text is what was read."""
    changes = [resources, no_resources, contents_with_numbers, operator_in_array, unbalanced]
    for change in changes:
        path = tmp_path / f"{change.__name__}.pdf"
        with scan(path) as pdf:
            change(pdf, pdf.pages[0].obj)
            pdf.save()
        path.with_suffix(".png").unlink()
    files = [tmp_path / f"{change.__name__}.pdf" for change in changes]
    done = recto(
        "read", *files, "-o", tmp_path / "out", "-f", "txt,pdf", "--text-layer", "redo", *FAST
    )
    assert done.returncode == 0, done.stderr
    for file in files:
        document = pypdfium2.PdfDocument(tmp_path / "out" / file.name)
        found = document[0].get_textpage().get_text_range().split()
        assert found == (tmp_path / "out" / file.with_suffix(".txt").name).read_text().split()
        assert "Harbour" in found or file.stem == "no_resources"


def only_attachments_locked(path: Path) -> Path:
    """PDFium opens it without a password, since no page is encrypted; qpdf does not (/EFF)."""
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(path, encryption=pikepdf.Encryption(owner="o", user="u", R=4))
    with pikepdf.open(path, password="u") as pdf:
        encrypt, first = pdf.trailer.Encrypt, bytes(pdf.trailer.ID[0])
        keys = (bytes(encrypt.O).hex(), bytes(encrypt.U).hex(), int(encrypt.P))
    o, u, p = keys
    lock = (
        f"/Filter/Standard /V 4 /R 4 /Length 128 /P {p} /O<{o}> /U<{u}> /StmF/Identity"
        " /StrF/Identity /EFF/StdCF /CF<</StdCF<</CFM/AESV2 /AuthEvent/EFOpen /Length 16>>>>"
    )
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 400 100]>>",
        3: b"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        4: b"<</Length 44>>\nstream\nBT /F 40 Tf 20 40 Td (Harbour ledger) Tj ET  \nendstream",
        5: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        6: f"<<{lock}>>".encode(),
    }
    return raw(path, objects, f"/Encrypt 6 0 R /ID[<{first.hex()}><{first.hex()}>]".encode())


def test_a_pdf_that_only_pdfium_opens_becomes_pictures_and_says_so(
    recto: Recto, tmp_path: Path
) -> None:
    """Text and PDF are written all the same."""
    path = only_attachments_locked(tmp_path / "x.pdf")
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(path)
    done = recto("read", path, "-o", tmp_path / "out", "-f", "txt,pdf", *FAST)
    assert done.returncode == 0, done.stderr
    assert "one that is written from it holds pictures of the pages that were read" in done.stderr
    assert (tmp_path / "out" / "x.txt").read_text().split() == ["Harbour", "ledger"]
    document = pypdfium2.PdfDocument(tmp_path / "out" / "x.pdf")
    assert document[0].get_textpage().get_text_range().split() == ["Harbour", "ledger"]
    assert document[0].get_size() == pytest.approx((400, 100), abs=1)


def workers() -> set[int]:
    """The process ids of workers that this process has."""
    children = psutil.Process().children()
    return {child.pid for child in children if "recto.batch.worker" in " ".join(child.cmdline())}


@pytest.mark.parametrize(("name", "elsewhere"), [("x.pdf", True), ("x.png", False)])
def test_pdfs_are_drawn_where_they_can_be_ended(name: str, elsewhere: bool, tmp_path: Path) -> None:
    """A PDF in a process of its own, which the usual time limit can end; a picture in this one."""
    scan(tmp_path / "x.pdf").close()
    settings = Settings(local=Local(second_reader="off"), batch=Batch(jobs=1))
    pages = read_in_order([str(tmp_path / name)], settings)
    before = workers()  # those of a desk that other tests left waiting
    next(pages)
    assert bool(workers() - before) == elsewhere
    pages.close()  # type: ignore[attr-defined]  # a generator
