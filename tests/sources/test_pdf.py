"""PDFs made here (pikepdf, img2pdf, fpdf2), and the pages that must come out of them."""

from __future__ import annotations

import io
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import fpdf
import img2pdf
import numpy as np
import pikepdf
import pytest
from PIL import Image

from recto.errors import BadArguments, EncryptedPdf, InputError
from recto.model.page import Page
from recto.sources import Limits, PageFault, count_pages, open_pages

A5 = (148, 210)  # mm
INK = np.random.default_rng(7).integers(0, 256, (330, 235), dtype=np.uint8)


def typeset(path: Path, count: int = 1) -> Path:
    """A5 pages with one line of text each."""
    document = fpdf.FPDF(format=A5)
    document.set_font("helvetica", size=12)
    for number in range(count):
        document.add_page()
        document.cell(text=f"Page number {number + 1}")
    document.output(str(path))
    return path


def scanned(path: Path, pixels: np.ndarray, dpi: float) -> Path:
    """The picture as a whole page, as img2pdf and scanners make it."""
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    layout = img2pdf.get_fixed_dpi_layout_fun((dpi, dpi))
    path.write_bytes(img2pdf.convert(buffer.getvalue(), layout_fun=layout))
    return path


def pages_of(path: Path, **options: object) -> list[Page]:
    """Every page; none may be a fault."""
    # The tests name options that exist
    found = list(open_pages(str(path), **options))  # type: ignore[arg-type]
    assert all(isinstance(page, Page) for page in found)
    return [page for page in found if isinstance(page, Page)]


@pytest.mark.parametrize(
    ("dpi", "size"), [(None, (2480, 1749)), (100.0, (827, 583)), (72, (596, 420))]
)
def test_typeset_pages_are_drawn_at_the_resolution_asked_for(
    tmp_path: Path, dpi: float | None, size: tuple
) -> None:
    """300 dpi unless said; A5 is 5.83 x 8.27 inches, rounded up."""
    (page,) = pages_of(typeset(tmp_path / "x.pdf"), dpi=dpi)
    assert (page.height, page.width) == pytest.approx(size, abs=1)
    assert page.dpi == (dpi or 300)
    assert not page.dpi_is_estimated
    assert page.raster.ndim == 2  # black on white: no colour, no third dimension
    assert page.raster.min() < 50
    assert page.raster.max() > 200


@pytest.mark.parametrize("dpi", [75, 150, 299.3, 400])
@pytest.mark.parametrize("colour", [False, True], ids=["grey", "rgb"])
def test_a_scan_comes_out_with_its_own_pixels(tmp_path: Path, dpi: float, colour: bool) -> None:
    """Bit for bit, at any resolution, and again when the resolution found is asked for."""
    pixels = np.dstack([INK, INK[::-1], INK[:, ::-1]]) if colour else INK
    path = scanned(tmp_path / "x.pdf", pixels, dpi)
    (page,) = pages_of(path)
    assert page.dpi == pytest.approx(dpi, rel=0.002)
    assert np.array_equal(page.raster, pixels)
    (again,) = pages_of(path, dpi=page.dpi)
    assert np.array_equal(again.raster, pixels)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_scan_keeps_its_pixels(tmp_path: Path, turn: int) -> None:
    """/Rotate turns the page clockwise, and nothing else."""
    path = scanned(tmp_path / "x.pdf", INK, 200)
    with pikepdf.open(path, allow_overwriting_input=True) as document:
        document.pages[0].Rotate = turn
        document.save(path)
    (page,) = pages_of(path)
    assert np.array_equal(page.raster, np.rot90(INK, -turn // 90))


def test_a_very_fine_scan_is_drawn_at_600_dpi(tmp_path: Path) -> None:
    """1200 dpi cost four times the memory and read no better."""
    (page,) = pages_of(scanned(tmp_path / "x.pdf", INK, 1200))
    assert page.dpi == 600
    assert page.width == pytest.approx(INK.shape[1] / 2, abs=1)


def with_image(path: Path, *, width_mm: float, text: str) -> Path:
    """An A5 page with a 75 dpi picture of a given width, and text over it."""
    document = fpdf.FPDF(format=A5)
    document.set_font("helvetica", size=12)
    document.add_page()
    document.image(Image.fromarray(INK), x=0, y=0, w=width_mm)
    if text:
        document.cell(text=text)
    document.output(str(path))
    return path


@pytest.mark.parametrize(
    ("width_mm", "text", "dpi"),
    [(148, "", 40), (148, "A poster", 300), (50, "An illustration", 300), (50, "", 300)],
)
def test_only_pages_covered_by_an_image_count_as_scans(
    tmp_path: Path, width_mm: float, text: str, dpi: float
) -> None:
    """Text over a coarse background picture is drawn at 300 dpi, or it could not be read."""
    (page,) = pages_of(with_image(tmp_path / "x.pdf", width_mm=width_mm, text=text))
    assert page.dpi == pytest.approx(dpi, rel=0.02)


def test_invisible_text_does_not_hide_a_scan(tmp_path: Path) -> None:
    """A searchable PDF is still a scan."""
    document = fpdf.FPDF(unit="pt", format=(235 * 0.36, 330 * 0.36))
    document.set_font("helvetica", size=12)
    document.add_page()
    document.image(Image.fromarray(INK), x=0, y=0, w=235 * 0.36, h=330 * 0.36)
    document.text_mode = fpdf.enums.TextMode.INVISIBLE
    document.text(5, 20, "found")
    document.output(str(tmp_path / "x.pdf"))
    (page,) = pages_of(tmp_path / "x.pdf")
    assert page.dpi == pytest.approx(200, rel=0.01)
    assert page.raster.shape == INK.shape


def test_pages_are_chosen_and_counted(tmp_path: Path) -> None:
    """1-based, in the order given, each once."""
    path = typeset(tmp_path / "x.pdf", 7)
    assert count_pages(str(path)) == 7
    assert [page.index for page in pages_of(path, pages="6-,1-2,2", dpi=30)] == [5, 6, 0, 1]


@pytest.mark.parametrize("pages", ["8", "0", "3-2", "1-9", "x", "1,,2", "-3"])
def test_pages_that_cannot_be_had_are_bad_arguments(tmp_path: Path, pages: str) -> None:
    """Exit code 1, with what was asked and what there is."""
    with pytest.raises(BadArguments, match="--pages") as fault:
        list(open_pages(str(typeset(tmp_path / "x.pdf", 7)), pages=pages))
    assert fault.value.where == str(tmp_path / "x.pdf")


def test_an_encrypted_pdf_wants_its_password(tmp_path: Path) -> None:
    """Without: exit code 8 and how to go on; with the wrong one: so said; with it: the page."""
    with pikepdf.open(typeset(tmp_path / "plain.pdf")) as document:
        document.save(
            tmp_path / "x.pdf", encryption=pikepdf.Encryption(owner="o", user="open sesame")
        )
    path = str(tmp_path / "x.pdf")
    with pytest.raises(
        EncryptedPdf,
        match=r"x\.pdf: the PDF is encrypted; put its password into RECTO_PDF_PASSWORD",
    ) as fault:
        list(open_pages(path))
    assert fault.value.exit_code == 8
    with pytest.raises(EncryptedPdf, match="the password does not open"):
        count_pages(path, password="wrong")
    assert len(pages_of(tmp_path / "x.pdf", password="open sesame", dpi=30)) == 1


@pytest.mark.parametrize("data", [b"%PDF-1.7\nnothing", b"%PDF-1.4\n%%EOF"])
def test_a_broken_pdf_is_an_input_error(tmp_path: Path, data: bytes) -> None:
    """Exit code 2, with a way to repair it."""
    (tmp_path / "x.pdf").write_bytes(data)
    with pytest.raises(InputError, match=r"x\.pdf: the PDF is damaged; try `qpdf") as fault:
        list(open_pages(str(tmp_path / "x.pdf")))
    assert fault.value.exit_code == 2


def test_a_pdf_without_pages_says_so(tmp_path: Path) -> None:
    """Nothing to read is not a success."""
    pikepdf.new().save(tmp_path / "x.pdf")
    with pytest.raises(InputError, match=r"x\.pdf: the PDF"):
        list(open_pages(str(tmp_path / "x.pdf")))


def test_a_broken_page_does_not_take_the_others_along(tmp_path: Path) -> None:
    """It leaves as a PageFault that names file and page."""
    path = typeset(tmp_path / "x.pdf", 3)
    # the second page is not a page now
    path.write_bytes(path.read_bytes().replace(b"\n5 0 R\n", b"\n2 0 R\n"))
    first, second, third = open_pages(str(path), dpi=30)
    assert isinstance(first, Page)
    assert isinstance(third, Page)
    assert isinstance(second, PageFault)
    assert str(second.error).startswith(f"{path} page 2: the page cannot be opened")


def test_a_huge_page_is_drawn_as_finely_as_the_cap_allows(tmp_path: Path) -> None:
    """A plan of five metres: fewer dots an inch, and it is said."""
    document = fpdf.FPDF(unit="mm", format=(5000, 5000))
    document.add_page()
    document.output(str(tmp_path / "x.pdf"))
    (page,) = pages_of(tmp_path / "x.pdf", limits=Limits(pixels=250_000))
    assert 245_000 < page.width * page.height <= 250_000  # both sides are rounded up
    assert "would be too many pixels" in page.notes[0]


def test_filled_in_form_fields_are_drawn(tmp_path: Path) -> None:
    """What was typed into a form is text of the page."""
    document = pikepdf.new()
    document.add_blank_page(page_size=(200, 100))
    drawing = document.make_stream(b"0 0 0 rg 0 0 50 20 re f", Type=pikepdf.Name.XObject)
    drawing.Subtype, drawing.BBox = pikepdf.Name.Form, [0, 0, 50, 20]
    field = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Tx, T="name", V="x",
        F=4,
        Rect=[20, 20, 70, 40], AP=pikepdf.Dictionary(N=drawing),
    )  # fmt: skip
    field = document.make_indirect(field)
    document.pages[0].Annots = pikepdf.Array([field])
    document.Root.AcroForm = pikepdf.Dictionary(Fields=[field])
    document.save(tmp_path / "x.pdf")
    (page,) = pages_of(tmp_path / "x.pdf", dpi=72)
    assert page.raster[62:78, 25:65].max() < 10


def book_of_scans(path: Path, count: int) -> Path:
    """Pages of noise as JPEG, 0.35 MB each, as scanned books have them."""
    noise = np.random.default_rng(3)
    jpegs = []
    for _ in range(count):
        buffer = io.BytesIO()
        Image.fromarray(noise.integers(0, 256, (600, 600), dtype=np.uint8)).save(
            buffer, "JPEG", quality=95
        )
        jpegs.append(buffer.getvalue())
    path.write_bytes(
        img2pdf.convert(jpegs, layout_fun=img2pdf.get_fixed_dpi_layout_fun((300, 300)))
    )
    return path


READ_ALL = """
import sys
from recto.sources import open_pages
for page in open_pages(sys.argv[1], dpi=float(sys.argv[2])):
    print(int(open("/proc/self/statm").read().split()[1]) * 4096)
"""


@pytest.mark.skipif(
    not Path("/proc/self/statm").exists(), reason="memory in use is read from /proc, on Linux only"
)
@pytest.mark.parametrize(("make", "dpi"), [(typeset, 72), (book_of_scans, 300)])
def test_two_hundred_pages_take_no_more_memory_than_fifty(
    tmp_path: Path, make: Callable[[Path, int], Path], dpi: float
) -> None:
    """In a process of its own: the last 150 pages add less than 12 MB, though their scans hold 54
    MB.
    """
    path = make(tmp_path / "x.pdf", 200)
    command = [sys.executable, "-c", READ_ALL, str(path), str(dpi)]
    sizes = [
        int(line)
        for line in subprocess.run(command, capture_output=True, check=True).stdout.split()
    ]
    assert len(sizes) == 200
    assert max(sizes[50:]) - max(sizes[:50]) < 12e6


def packed_scan(
    path: Path, data: bytes, *, bits: int = 8, colours: str = "/DeviceGray", size: int = 400
) -> Path:
    """A PDF of one page that is one packed image."""
    pdf = pikepdf.new()
    image = pdf.make_stream(
        data, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=size, Height=size
    )
    image.ColorSpace, image.BitsPerComponent = pikepdf.Name(colours), bits
    image.Filter = pikepdf.Name.FlateDecode
    page = pdf.add_blank_page(page_size=(144, 144))
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=image))
    page.Contents = pdf.make_stream(b"q 144 0 0 144 0 0 cm /I Do Q")
    pdf.save(path)
    return path


@pytest.mark.parametrize(
    ("bits", "colours", "bytes_each"), [(8, "/DeviceGray", 1), (8, "/DeviceRGB", 3)]
)
@pytest.mark.parametrize("kept", [0.3, 0.9, 1.0])
def test_an_image_that_ends_early_inside_a_pdf_is_said(
    tmp_path: Path, bits: int, colours: str, bytes_each: int, kept: float
) -> None:
    """PDFium draws the missing rows white; a whole image is whole, its checksum or not."""
    chance = np.random.default_rng(3)
    pixels = chance.integers(0, 256, 400 * 400 * bytes_each, dtype=np.uint8).tobytes()
    whole = zlib.compress(pixels)
    data = whole[: int(len(whole) * kept)] if kept < 1 else whole[:-4]
    (page,) = open_pages(str(packed_scan(tmp_path / "x.pdf", data, bits=bits, colours=colours)))
    assert isinstance(page, Page)
    assert page.partial is (kept < 1)
    assert any("ends early in the PDF" in note for note in page.notes) is (kept < 1)
