"""Names in a PDF are bytes: fonts of old programs have them in Shift-JIS or Latin-1, a damaged file
has any. Every format is written, and what hides behind such a name is found.
"""

from __future__ import annotations

from io import BytesIO
from itertools import cycle
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
import pytest
from tests.conftest import Recto

from recto.errors import InvalidOutput
from recto.sources.pdf_forms import drawings
from recto.sources.pdf_objects import name_of, written_name
from recto.writers.pdf_archive import save

# a name as a file writes it: Shift-JIS, Latin-1, a byte that no encoding has
NAMES = ("#82l#82r", "Stra#dfe", "F#ff")


def pdf_with(name: str, objects: str, page: str = "", content: str = "BT ET") -> bytes:
    """One page; `objects` stand beside it, `{n}` is the name."""
    body = (
        "1 0 obj<</Type/Catalog/Pages 2 0 R/{n} 1>>endobj\n"
        "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R"
        + page
        + ">>endobj\n"
        f"4 0 obj<</Length {len(content)}>>stream\n{content}\nendstream endobj\n" + objects
    )
    return f"%PDF-1.5\n{body.replace('{n}', name)}trailer<</Root 1 0 R>>\n".encode()


FONT = "5 0 obj<</Type/Font/Subtype/Type1/BaseFont/{n}>>endobj\n"
CASES = {
    "font": (FONT, "/Resources<</Font<</{n} 5 0 R>>>>"),
    "type": ("5 0 obj<</Type/{n}/Subtype/{n}>>endobj\n", "/{n} 5 0 R"),
    "note": ("5 0 obj<</Type/Annot/Subtype/{n}/Rect[0 0 9 9]/AP<<>>>>endobj\n", "/Annots[5 0 R]"),
    "action": (
        "5 0 obj<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/{n}>>>>endobj\n",
        "/Annots[5 0 R]",
    ),
    "command": (
        "5 0 obj<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/Named/N/{n}>>>>endobj\n",
        "/Annots[5 0 R]",
    ),
    "pattern": (
        "5 0 obj<</PatternType 2/Shading<</ShadingType 2/ColorSpace/{n}>>>>endobj\n",
        "/Resources<</Pattern<</{n} 5 0 R>>/XObject<</{n} 5 0 R>>>>",
    ),
}


@pytest.mark.parametrize(("case", "name"), list(zip(CASES, cycle(NAMES), strict=False)))
def test_no_format_fails_for_a_name(recto: Recto, case: str, name: str, tmp_path: Path) -> None:
    """A document that PDF/A cannot be made of is refused with its rule, not with an internal
    error.
    """
    objects, page = CASES[case]
    source = tmp_path / "in.pdf"
    source.write_bytes(pdf_with(name, objects, page))
    done = recto("read", str(source), "-o", str(tmp_path / "out"), "-f", "txt,pdf,pdfa")
    assert "internal error" not in done.stderr
    assert done.returncode in (0, 4), done.stderr
    assert (tmp_path / "out" / "in.pdf").exists() or "not written" in done.stderr


def test_a_source_without_a_size_makes_a_pdf_that_opens(recto: Recto, tmp_path: Path) -> None:
    """A damaged trailer may not say how many objects there are."""
    source = tmp_path / "in.pdf"
    source.write_bytes(pdf_with("F", FONT, "", "0 0 0 rg 30 30 90 20 re f"))
    done = recto("read", str(source), "-o", str(tmp_path / "out.pdf"))
    assert done.returncode == 0, done.stderr
    with pikepdf.open(tmp_path / "out.pdf", attempt_recovery=False) as pdf:
        assert len(pdf.pages) == 1


def test_a_pdf_that_cannot_be_opened_is_not_called_written() -> None:
    """The guard behind it: whatever a library writes is opened once."""
    pdf = pikepdf.open(BytesIO(pdf_with("F", FONT)))
    assert "/Size" not in pdf.trailer
    with pytest.raises(InvalidOutput, match="cannot be opened"):
        save(pdf, BytesIO())


@pytest.mark.parametrize("name", NAMES)
def test_text_hidden_in_a_form_of_any_name_is_taken_out(
    recto: Recto, name: str, tmp_path: Path
) -> None:
    """Where a page is read anew, nothing that nobody sees stays to be found."""
    font = "/Resources<</Font<</F 6 0 R>>>>"
    hidden = "BT 3 Tr /F 20 Tf 20 90 Td (unseen words) Tj ET"
    objects = (
        f"5 0 obj<</Type/XObject/Subtype/Form/BBox[0 0 300 200]{font}>>stream\n{hidden}\n"
        "endstream endobj\n"
        "6 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
    )
    page = "/Resources<</XObject<</{n} 5 0 R>>/Font<</F 6 0 R>>>>"
    drawn = "BT /F 24 Tf 20 140 Td (Harbour ledger) Tj ET /{n} Do"
    source = tmp_path / "in.pdf"
    source.write_bytes(pdf_with(name, objects, page, drawn))
    out = tmp_path / "out.pdf"
    done = recto("read", str(source), "-o", str(out), "-f", "pdf", "--text-layer", "redo")
    assert done.returncode == 0, done.stderr
    document = pdfium.PdfDocument(out)
    found = document[0].get_textpage().get_text_range()
    document.close()
    assert "ledger" in found
    assert "unseen" not in found


@pytest.mark.parametrize("name", NAMES)
def test_forms_in_forms_are_counted_behind_any_name(name: str) -> None:
    """Each form draws the next one twice: ten deep they are 2,046 drawings."""
    forms = []
    for number in range(5, 15):
        inner = f"{number + 1} 0 R" if number < 14 else ""
        listed = f"/Resources<</XObject<</{{n}} {inner}>>>>" if inner else ""
        content = "/{n} Do /{n} Do" if inner else "0 0 m"
        forms.append(
            f"{number} 0 obj<</Type/XObject/Subtype/Form/BBox[0 0 9 9]{listed}>>stream\n"
            f"{content}\nendstream endobj\n"
        )
    page = "/Resources<</XObject<</{n} 5 0 R>>>>"
    data = pdf_with(name, "".join(forms), page, "/{n} Do /{n} Do")
    with pikepdf.open(BytesIO(data)) as pdf:
        sheet = pdf.pages[0].obj
        assert drawings(sheet, sheet.Resources) == 2046


@pytest.mark.parametrize(
    ("written", "key"),
    [(b"/F1", "/F1"), (b"/F#31", "/F1"), (b"/#82l", "/\udc82l"), (b"/\xe9", "/\udce9")],
)
def test_content_and_dictionaries_name_alike(written: bytes, key: str) -> None:
    """As the keys of pikepdf's dictionaries have them."""
    assert written_name(written) == key


def test_only_names_have_a_name() -> None:
    """A string with a slash is none."""
    assert name_of(pikepdf.Name.GoTo) == "/GoTo"
    assert [name_of(value) for value in (pikepdf.String("/GoTo"), None, 4)] == ["", "", ""]
