"""--text-layer: pages with a good text of their own are kept, others read, and the two compared, in
every way in.
"""

import json
import shutil
import subprocess
from pathlib import Path

import pikepdf
import pytest
from fpdf import FPDF
from PIL import ImageFont
from tests.batch.pages import FAST
from tests.conftest import Recto

import recto as library

TEXT = ["Harbour ledger", "volume one seven"]


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A page with text, and the same page in a font that does not say what its glyphs mean."""
    font = ImageFont.load_default(32)
    (tmp_path / "font.ttf").write_bytes(font.path.getvalue())
    pdf = FPDF(unit="pt", format=(360, 140))
    pdf.add_font("embedded", fname=str(tmp_path / "font.ttf"))
    pdf.set_font("embedded", size=32)
    for _ in range(2):
        pdf.add_page()
        for i, text in enumerate(TEXT):
            pdf.text(30, 50 + 50 * i, text)
    pdf.output(str(tmp_path / "text.pdf"))
    path = tmp_path / "book.pdf"
    with pikepdf.open(tmp_path / "text.pdf") as document:
        resources = pikepdf.Dictionary(document.pages[1].Resources)
        resources.Font = pikepdf.Dictionary(
            {name: meaningless(document, font) for name, font in resources.Font.items()}
        )
        document.pages[1].Resources = document.make_indirect(resources)
        document.save(path)
    return path


def meaningless(pdf: pikepdf.Pdf, font: pikepdf.Object) -> pikepdf.Object:
    """The font without ToUnicode."""
    return pdf.make_indirect(
        pikepdf.Dictionary({key: value for key, value in font.items() if key != "/ToUnicode"})
    )


def test_good_text_is_kept_and_bad_text_read_anew(recto: Recto, book: Path) -> None:
    """Every word says whose it is; the summary says what became of which text, and why."""
    done = recto("read", book, "-f", "json", *FAST)
    assert done.returncode == 0, done.stderr
    pages = json.loads(done.stdout)["pages"]
    assert [
        [" ".join(w["text"] for w in row["words"]) for row in page["lines"]] for page in pages
    ] == [TEXT, TEXT]
    assert [
        {word["origin"] for row in page["lines"] for word in row["words"]} for page in pages
    ] == [
        {"text-layer"},
        {"tesseract"},
    ]
    assert [page["text_layer"]["action"] for page in pages] == ["kept", "read-anew"]
    assert "1 page: text layer kept" in done.stderr
    assert "1 page: text layer read anew: characters without meaning" in done.stderr


def test_workers_keep_it_and_the_pdf_gets_no_second_text(
    recto: Recto, book: Path, tmp_path: Path
) -> None:
    """The kept page's content is that of the source; of the page read anew only our text can be
    found.
    """
    done = recto("read", book, "-o", tmp_path / "out", "-f", "txt,pdf", "-j", "2", *FAST)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out" / "book.txt").read_text().split("\f")[0].splitlines() == TEXT
    with pikepdf.open(book) as before, pikepdf.open(tmp_path / "out" / "book.pdf") as after:
        assert after.pages[0].Contents.read_bytes() == before.pages[0].Contents.read_bytes()
    if shutil.which("pdftotext"):
        command = ["pdftotext", tmp_path / "out" / "book.pdf", "-"]
        text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        assert [page.split() for page in text.split("\f")[:2]] == [" ".join(TEXT).split()] * 2


def test_a_piped_pdf_keeps_its_text(recto: Recto, book: Path) -> None:
    """Standard input is a file like any other."""
    done = recto("read", "-", "--pages", "1", *FAST, stdin=book.read_bytes())
    assert done.stdout.splitlines() == TEXT
    assert "text layer kept" in done.stderr


def test_redo_reads_what_could_be_kept(recto: Recto, book: Path) -> None:
    """Nothing is taken from the file."""
    done = recto("read", book, "--pages", "1", "-f", "json", "--text-layer", "redo", *FAST)
    page = json.loads(done.stdout)["pages"][0]
    assert {word["origin"] for row in page["lines"] for word in row["words"]} == {"tesseract"}
    assert "text_layer" not in page


def test_compare_from_python(book: Path) -> None:
    """The text is read, and how far the file's own agrees stands beside it."""
    found = library.read(book, pages="1", text_layer="compare", second_reader="off").pages[0]
    assert found.text.splitlines() == TEXT
    assert found.text_layer
    assert (found.text_layer.action, found.text_layer.agreement) == ("compared", 1.0)
    assert "text layer agrees to 100 %" in found.notes
