"""PDFs changed at random: opener and writer end in a page, a file or a RectoError, in time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pypdfium2
from hypothesis import strategies as st
from tests.sources.made_pdfs import raw

from recto.errors import RectoError
from recto.model.page import Box, Page
from recto.model.result import Document, PageResult, ResultLine, Word
from recto.sources import Limits, open_pages
from recto.writers import WRITERS
from recto.writers.pdf_content import UnreadableContent, changed
from recto.writers.pdf_text_edits import State, text_edits

SMALL = Limits(pixels=250_000, frames=50)
CONTENT = (
    b"q BT 3 Tr /F 12 Tf 9 20 Td (old) Tj T* [(o) -9 <6c64>] TJ ET Q /X Do BI /W 1 /H 1 /BPC 8 /CS"
    b" /G ID a EI"
)
FORM = b"BT /F 9 Tf 20 TL (in a form) ' 0 Tr /P <</MCID 1>> BDC (seen) Tj EMC ET"


def stream(entries: bytes, data: bytes) -> bytes:
    return b"<<%s /Length %d>>\nstream\n%s\nendstream" % (entries, len(data), data)


OBJECTS = {
    1: b"<</Type/Catalog /Pages 2 0 R /AcroForm<</Fields[9 0 R] /XFA 7>> /NeedsRendering true>>",
    2: b"<</Type/Pages /Kids[3 0 R 4 0 R] /Count 2 /MediaBox[0 0 99 99] /Rotate 90>>",
    3: (
        b"<</Type/Page /Parent 2 0 R /Contents[5 0 R 5 0 R] /Resources 7 0 R /CropBox[9 9 90 90]"
        b" /UserUnit 2>>"
    ),
    4: (
        b"<</Type/Page /Parent 2 0 R /Contents 5 0 R /Resources<</XObject<</X 6 0 R /I 10 0 R>>>>"
        b" /Annots[9 0 R]>>"
    ),
    5: stream(b"", CONTENT),
    6: stream(b"/Type/XObject /Subtype/Form /BBox[0 0 99 99] /Resources 7 0 R", FORM),
    7: b"<</Font<</F 8 0 R>> /XObject<</X 6 0 R>>>>",
    8: b"<</Type/Font /Subtype/Type1 /BaseFont/Helvetica>>",
    9: b"<</Type/Annot /Subtype/Widget /FT/Sig /V<</Type/Sig /Contents<00>>> /Rect[1 1 9 9]>>",
    10: stream(
        b"/Subtype/Image /Width 2 /Height 2 /ColorSpace/DeviceGray /BitsPerComponent 8", b"abcd"
    ),
}
# What stands where something else should: objects of every kind, of every size, and parts of
# syntax.
FRAGMENTS = st.sampled_from([
    b" 2 0 R ", b" 3 0 R ", b" 5 0 R ", b" 6 0 R ", b" 99 0 R ", b" null ", b" true ", b" -1 ",
    b" 1e99 ", b" 99999999999 ", b" 1..2 ", b" /X ", b" /Page ", b" /Pages ", b" /Form ", b"(",
    b")", b"<<", b">>", b"[", b"]", b"<", b" [] ", b" <<>> ", b" BT ", b" ET ", b" q ", b" Q ",
    b" Do ", b" /X Do ", b" Tj ", b" 3 Tr ", b" EMC ", b" BI ", b" ID ", b" EI ", b" endstream ",
    b"/Filter/FlateDecode ", b"/Filter[/ASCIIHexDecode/LZWDecode]", b"/Kids[2 0 R 2 0 R]",
    b"/Count 900000000 ", b"%", b"\\",
])  # fmt: skip
EDITS = st.lists(
    st.tuples(
        st.sampled_from(sorted(OBJECTS)),
        st.floats(0, 1),
        st.integers(0, 12),
        FRAGMENTS | st.binary(max_size=3),
    ),
    max_size=6,
)
BYTES = st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=2)), max_size=4)

Edit = tuple[int, float, int, bytes]


def edited(edits: Sequence[Edit]) -> dict[int, bytes]:
    """The objects with parts replaced: the table of objects stays right."""
    objects = dict(OBJECTS)
    for number, place, count, new in edits:
        at = int(place * len(objects[number]))
        objects[number] = objects[number][:at] + new + objects[number][at + count :]
    return objects


def made(path: Path, edits: Sequence[Edit], flips: Sequence[tuple[float, bytes]]) -> Path:
    """The document, and then bytes of the file itself replaced."""
    data = raw(path, edited(edits)).read_bytes()
    for place, new in flips:
        at = int(place * len(data))
        data = data[:at] + new + data[at + len(new) :]
    path.write_bytes(data)
    return path


def read(path: Path) -> list[Page]:
    """The pages that can be had; a fault is a value or a RectoError."""
    try:
        found = list(open_pages(str(path), dpi=72, limits=SMALL))
    except RectoError:
        return []
    return [page for page in found if isinstance(page, Page)]


def result(page: Page) -> PageResult:
    """The page with one word in its middle."""
    box = Box(page.width / 4, page.height / 4, page.width / 2, page.height / 2)
    line = ResultLine(
        (Word("word", box, 1.0, "tesseract", ""),),
        box,
        (box.left, box.bottom, box.right, box.bottom),
    )
    return PageResult(page.source, page.index, page.width, page.height, page.dpi, "eng", (line,))


def test_any_pdf_is_read_or_refused(fuzz: Callable[..., None], tmp_path: Path) -> None:
    """No page is larger than the cap, and no other exception comes out."""

    def law(edits: Sequence[Edit], flips: Sequence[tuple[float, bytes]]) -> None:
        for page in read(made(tmp_path / "x.pdf", edits, flips)):
            assert 0 < page.width * page.height <= 2 * SMALL.pixels

    fuzz(law, EDITS, BYTES)


def test_any_pdf_that_is_read_is_written(fuzz: Callable[..., None], tmp_path: Path) -> None:
    """With as many pages as were read, or more, that PDFium opens again."""

    def law(edits: Sequence[Edit]) -> None:
        path, out = made(tmp_path / "x.pdf", edits, ()), tmp_path / "out.pdf"
        pages = read(path)
        if not pages:
            return
        with out.open("wb") as file:
            WRITERS["pdf"].write(Document(str(path), tuple(map(result, pages)), "", ""), file)
        document = pypdfium2.PdfDocument(out)
        assert len(document) >= len(pages)
        document.close()

    fuzz(law, EDITS)


def test_any_content_is_changed_or_said_to_be_unreadable(fuzz: Callable[..., None]) -> None:
    """At most one mark is put in for each text, and content without text stays as it is."""

    def law(parts: Sequence[bytes]) -> None:
        data = b"".join(parts)
        try:
            edits = text_edits(data, {b"/T": True}, State())
        except UnreadableContent:
            return
        new = changed(data, sorted(edits.changes))
        assert len(new) <= len(data) + 64 * (len(edits.changes) + 1)
        assert edits.changes or new == data

    fuzz(
        law,
        st.lists(
            FRAGMENTS
            | st.binary(max_size=8)
            | st.sampled_from([CONTENT, FORM, b" (x) ' ", b' 1 2 (x) " '])
        ),
    )
