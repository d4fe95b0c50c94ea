"""PDF in, PDF out, as users run it: pages of every kind, broken and locked files, a thousand
pages.
"""

from collections.abc import Iterator
from pathlib import Path

import pikepdf
import psutil
import pypdfium2
import pytest
from fpdf import FPDF
from tests.batch.pages import FAST, draw, name
from tests.conftest import Recto

from recto.batch.answers import PageRead
from recto.batch.stream import read_in_order
from recto.settings.groups import Batch, Settings
from recto.writers import WRITERS, Head

PASSWORD = "harbour"


def book(path: Path, folder: Path) -> Path:
    """A scan, the same turned, a cropped page with text, a small page with text; an outline, a link
    and a title.
    """
    pdf = FPDF(unit="pt")
    pdf.set_title("Harbour ledgers")
    pdf.set_font("Helvetica", size=24)
    for number in (1, 2):
        pdf.add_page(format=(320, 70))
        pdf.image(draw(folder / "scan.png", name(number)), 0, 0, 320, 70)
    pdf.add_page(format=(400, 300))
    pdf.text(20, 30, "outside of the crop")
    pdf.text(60, 150, "inside volume three")
    pdf.add_page(format=(300, 60))
    pdf.start_section("The last ledger")
    pdf.text(20, 40, "volume four")
    pdf.link(0, 0, 50, 20, "https://example.org/")
    pdf.output(str(path))
    with pikepdf.open(path, allow_overwriting_input=True) as document:
        document.pages[1].rotate(180, relative=False)
        document.pages[2].cropbox = [40, 100, 360, 200]
        document.save(path)
    return path


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    """A book of four kinds of pages."""
    return book(tmp_path / "book.pdf", tmp_path)


def texts(path: Path) -> list[str]:
    document = pypdfium2.PdfDocument(path)
    found = [" ".join(page.get_textpage().get_text_range().split()) for page in document]
    document.close()
    return found


def test_pages_of_every_kind_come_out_as_they_were(recto: Recto, pdf: Path, tmp_path: Path) -> None:
    """Sizes, turns, crops, outline, link and title stay; each page's words can be found, once."""
    done = recto(
        "read",
        pdf,
        "-o",
        tmp_path / "out",
        "-f",
        "txt,pdf",
        "-j",
        "1",
        "--no-report",
        "--second-reader",
        "off",
    )
    assert done.returncode == 0, done.stderr
    out = tmp_path / "out" / "book.pdf"
    found = texts(out)
    assert found[0] == "Harbour ledger volume one"
    # the crop hides, it does not delete
    assert found[2:] == ["outside of the crop inside volume three", "volume four"]
    assert (tmp_path / "out" / "book.txt").read_text().split("\f")[2:] == [
        "inside volume three\n",
        "volume four\n",
    ]
    with pikepdf.open(pdf) as before, pikepdf.open(out) as after:
        for old, new in zip(before.pages, after.pages, strict=True):
            assert (new.mediabox, new.cropbox, new.rotation) == (
                old.mediabox,
                old.cropbox,
                old.rotation,
            )
        assert after.docinfo["/Title"] == "Harbour ledgers"
        assert after.pages[3].Annots[0].A.URI == "https://example.org/"
        with after.open_outline() as outline:
            assert [item.title for item in outline.root] == ["The last ledger"]


@pytest.mark.parametrize("damage", [(b"startxref", b"startxxxx"), (b"xref\n0", b"xxxx\n0")])
def test_a_broken_cross_reference_table_is_no_hindrance(
    damage: tuple[bytes, bytes], recto: Recto, pdf: Path, tmp_path: Path
) -> None:
    """PDFium and qpdf both find the objects themselves; the output is whole again."""
    with pikepdf.open(pdf) as document:
        document.save(tmp_path / "plain.pdf", object_stream_mode=pikepdf.ObjectStreamMode.disable)
    data = (tmp_path / "plain.pdf").read_bytes()
    assert damage[0] in data
    (tmp_path / "broken.pdf").write_bytes(data.replace(*damage))
    done = recto(
        "read",
        tmp_path / "broken.pdf",
        "--pages",
        "3-4",
        "-o",
        tmp_path / "out",
        "-f",
        "txt,pdf",
        *FAST,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out" / "broken.txt").read_text() == "inside volume three\n\fvolume four\n"
    assert len(texts(tmp_path / "out" / "broken.pdf")) == 4


def locked(pdf: Path) -> Path:
    path = pdf.with_name("locked.pdf")
    with pikepdf.open(pdf) as document:
        document.save(path, encryption=pikepdf.Encryption(owner="owner", user=PASSWORD))
    return path


@pytest.mark.parametrize("password", ["", "wrong"])
def test_a_locked_pdf_says_what_to_do(password: str, recto: Recto, pdf: Path) -> None:
    """Exit code 8, the variable and the other way by name; the password is nowhere."""
    done = recto("read", locked(pdf), RECTO_PDF_PASSWORD=password)
    assert done.returncode == 8
    assert (
        "put its password into RECTO_PDF_PASSWORD, or remove it with `qpdf --decrypt" in done.stderr
    )
    assert ("does not open" in done.stderr) == bool(password)


def test_a_locked_pdf_is_read_with_its_password(recto: Recto, pdf: Path, tmp_path: Path) -> None:
    """By workers, too; the password comes into no file."""
    arguments = ("--pages", "1,4", "-o", tmp_path / "out", "-f", "txt,pdf,json", "-j", "2", *FAST)
    done = recto("read", locked(pdf), *arguments, RECTO_PDF_PASSWORD=PASSWORD)
    assert done.returncode == 0, done.stderr
    assert (
        tmp_path / "out" / "locked.txt"
    ).read_text() == "Harbour ledger\nvolume one\n\fvolume four\n"
    assert texts(tmp_path / "out" / "locked.pdf")[3] == "volume four"
    written = [file for file in (tmp_path / "out").rglob("*") if file.is_file()]
    assert not [file for file in written if PASSWORD.encode() in file.read_bytes()]


def thousand(path: Path) -> Path:
    """Pages of a line each, and a chapter every hundred."""
    pdf = FPDF(unit="pt", format=(160, 40))
    pdf.set_font("Helvetica", size=12)
    for number in range(1000):
        pdf.add_page()
        pdf.text(10, 25, f"ledger page {number + 1}")
        if number % 100 == 0:
            pdf.start_section(f"Chapter {number // 100 + 1}")
    pdf.output(str(path))
    return path


def test_a_thousand_pages_take_no_more_memory_than_a_hundred(tmp_path: Path) -> None:
    """Read, kept and written page by page; text, pages and outline are complete."""
    source = thousand(tmp_path / "in.pdf")
    with (tmp_path / "out.pdf").open("wb") as out:
        sink = WRITERS["pdf"].begin(out, Head(str(source), "", ""), None)
        used = []
        for number, text in enumerate(read_into(sink, source), 1):
            assert text == f"ledger page {number}"
            used.append(psutil.Process().memory_info().rss)
        sink.end()
    assert used[-1] - used[100] < 30e6
    with pikepdf.open(tmp_path / "out.pdf") as pdf, pdf.open_outline() as outline:
        assert (len(pdf.pages), len(outline.root)) == (1000, 10)


def read_into(sink: object, source: Path) -> Iterator[str]:
    """The pages' texts, each page handed to the sink first."""
    for done in read_in_order([str(source)], Settings(batch=Batch(jobs=1))):
        assert isinstance(done.answer, PageRead)
        page = done.answer.result
        sink.page(page)  # type: ignore[attr-defined]  # a writer's sink
        yield page.text


def test_qpdf_finds_nothing_wrong_with_what_was_written(
    recto: Recto, pdf: Path, tmp_path: Path
) -> None:
    """After every change that was made to the source's pages."""
    done = recto(
        "read",
        pdf,
        "-o",
        tmp_path / "out",
        "-f",
        "pdf",
        "--text-layer",
        "redo",
        "--pages",
        "3",
        *FAST,
    )
    assert done.returncode == 0, done.stderr
    with pikepdf.open(tmp_path / "out" / "book.pdf") as written:
        assert written.check_pdf_syntax() == []
