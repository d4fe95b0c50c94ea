"""What PDF/A forbids is mended where nothing visible is lost; what cannot be mended is refused by
name.
"""

from collections.abc import Callable
from io import BytesIO

import numpy as np
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, String

from recto.errors import InvalidOutput
from recto.writers.pdf_archive import save_archival

SQUARE = b"0 0 0 rg 0 0 40 40 re f"


def plain() -> Pdf:
    """Two pages of black squares: nothing that PDF/A forbids."""
    pdf = Pdf.new()
    for x in (20, 120):
        page = pdf.add_blank_page(page_size=(200, 200))
        page.Contents = pdf.make_stream(f"0 0 0 rg {x} 100 60 60 re f".encode())
    return pdf


def widget(pdf: Pdf, **more: object) -> Dictionary:
    """A field of 40 x 40 pt at the foot of the page, drawn by itself as a square."""
    field = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Widget,
        FT=Name.Tx,
        T=String("name"),
        F=4,
        Rect=Array([10, 10, 50, 50]),
    )
    for key, value in more.items():
        field[f"/{key}"] = value
    return pdf.make_indirect(field)


def with_field(pdf: Pdf, field: Dictionary) -> None:
    pdf.pages[0].obj["/Annots"] = Array([field])
    pdf.Root["/AcroForm"] = Dictionary(Fields=Array([field]))


def form(pdf: Pdf) -> None:
    """A field that shows something."""
    shape = pdf.make_stream(
        SQUARE, Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 40, 40])
    )
    with_field(pdf, widget(pdf, AP=Dictionary(N=shape)))


def form_without_picture(pdf: Pdf) -> None:
    """A field with a value that only the viewer draws."""
    with_field(pdf, widget(pdf, V=String("Meier")))


def goes(pdf: Pdf) -> None:
    pdf.Root["/OpenAction"] = Dictionary(S=Name.GoTo, D=Array([pdf.pages[1].obj, Name.Fit]))


def destination(pdf: Pdf) -> None:
    pdf.Root["/OpenAction"] = Array([pdf.pages[1].obj, Name.FitH, 200])


def script(pdf: Pdf) -> None:
    pdf.Root["/OpenAction"] = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def launch(pdf: Pdf) -> None:
    """A link that starts a program, and what happens when a page is opened."""
    action = Dictionary(S=Name.Launch, F=String("cmd.exe"))
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, F=4, Rect=Array([0, 0, 9, 9]), A=action)
    pdf.pages[0].obj["/Annots"] = Array([pdf.make_indirect(link)])
    pdf.pages[1].obj["/AA"] = Dictionary(O=Dictionary(S=Name.JavaScript, JS=String("1")))


def attachment(pdf: Pdf) -> None:
    pdf.attachments["data.csv"] = b"a,b\n1,2\n"


def private(pdf: Pdf) -> None:
    pdf.pages[0].obj["/PieceInfo"] = Dictionary(Program=Dictionary(Private=Dictionary(x=1)))
    pdf.pages[1].obj["/Thumb"] = pdf.make_stream(
        b"\0", Width=1, Height=1, BitsPerComponent=8, ColorSpace=Name.DeviceGray
    )
    pdf.Root["/SpiderInfo"] = Dictionary(V=1)
    pdf.trailer["/Editor"] = String("someone")


def nothing(pdf: Pdf) -> None:
    """As it is."""


def drawn(data: bytes) -> list[np.ndarray]:
    """Every page as PDFium shows it, fields too."""
    document = pypdfium2.PdfDocument(data)
    document.init_forms()
    return [page.render(scale=1).to_numpy().astype(int) for page in document]


@pytest.mark.parametrize(
    ("change", "notes", "part"),
    [
        (nothing, 0, "2"),
        (goes, 0, "2"),
        (destination, 0, "2"),
        (script, 1, "2"),
        (launch, 1, "2"),
        (form, 1, "2"),
        (attachment, 0, "3"),
        (private, 0, "2"),
    ],
)
def test_what_can_be_mended_is_written_and_looks_the_same(
    change: Callable[[Pdf], None], notes: int, part: str
) -> None:
    """Each change is said; where a document opens and what is attached to it stay."""
    pdf, before, out = plain(), BytesIO(), BytesIO()
    change(pdf)
    pdf.save(before)
    said = save_archival(Pdf.open(before), out, "B")
    assert len(said) == notes, said
    assert all(
        np.array_equal(one, other)
        for one, other in zip(drawn(before.getvalue()), drawn(out.getvalue()), strict=True)
    )
    with Pdf.open(out) as made:
        assert str(made.open_metadata()["pdfaid:part"]) == part
        assert ("/OpenAction" in made.Root) == (change in {goes, destination})
        assert list(made.attachments) == (["data.csv"] if change is attachment else [])
        assert not {"/AcroForm", "/SpiderInfo"} & set(made.Root.keys())
        assert b"JavaScript" not in out.getvalue()
        assert made.check_pdf_syntax() == []


def unembedded(pdf: Pdf) -> None:
    """Text in a font that is not in the file."""
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    pdf.pages[0].obj["/Resources"] = Dictionary(Font=Dictionary(F1=font))
    pdf.pages[0].Contents = pdf.make_stream(b"BT /F1 12 Tf 20 20 Td (Meier) Tj ET")


@pytest.mark.parametrize(
    ("change", "said"), [(unembedded, "not embedded"), (form_without_picture, "AcroForm")]
)
def test_what_would_be_lost_is_refused(change: Callable[[Pdf], None], said: str) -> None:
    """Nothing is written, and the fault is in the message."""
    pdf, out = plain(), BytesIO()
    change(pdf)
    with pytest.raises(InvalidOutput, match=rf"not valid PDF/A-2: .*{said}"):
        save_archival(pdf, out, "B")
    assert not out.getvalue()
