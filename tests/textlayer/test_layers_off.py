"""What stands on a layer of a PDF that is switched off, or is hidden by its flags, is not read;
what is seen is.
"""

from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from tests.textlayer.made import PROSE, edited, field, note, read, typeset

from recto.sources import open_pages, pdf_data

TEXT = "Paid 4711 twice"
Edit = Callable[[pikepdf.Pdf, pikepdf.Page, pikepdf.Object], None]


def group(pdf: pikepdf.Pdf, state: str) -> pikepdf.Object:
    """A layer that is "on", "off", off by the base state, or off on screens."""
    made = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=pikepdf.String("Layer")))
    default = Dictionary(OFF=Array([made] if state == "off" else []))
    if state == "base":
        default.BaseState = Name.OFF
    if state == "screen":
        made.Usage = Dictionary(View=Dictionary(ViewState=Name.OFF))
        default.AS = Array(
            [Dictionary(Event=Name.View, OCGs=Array([made]), Category=Array([Name.View]))]
        )
    pdf.Root.OCProperties = Dictionary(OCGs=Array([made]), D=default)
    return made


def helvetica() -> pikepdf.Object:
    """Nobody embeds it."""
    return Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)


def shown(place: str = "60 60") -> bytes:
    """Content that shows the text."""
    return f"BT /Hx 14 Tf {place} Td ({TEXT}) Tj ET".encode()


def marked(pdf: pikepdf.Pdf, page: pikepdf.Page, layer: pikepdf.Object) -> None:
    """Marked content, over words that are seen."""
    page.Resources.Font["/Hx"] = helvetica()
    page.Resources.Properties = Dictionary(MC0=layer)
    page.contents_add(b"/OC /MC0 BDC /Span <</MCID 1>> BDC " + shown("30 260") + b" EMC EMC")


def form(pdf: pikepdf.Pdf, page: pikepdf.Page, layer: pikepdf.Object, inner: bool = False) -> None:
    """A form XObject on a layer, or one that draws marked content of it."""
    resources = Dictionary(Font=Dictionary(Hx=helvetica()), Properties=Dictionary(MC0=layer))
    content = b"/OC /MC0 BDC " + shown() + b" EMC" if inner else shown()
    made = pdf.make_stream(
        content, Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 420, 300], Resources=resources
    )
    if not inner:
        made.OC = layer
    page.contents_add(f"{page.add_resource(made, Name.XObject)} Do".encode())


def inside_a_form(pdf: pikepdf.Pdf, page: pikepdf.Page, layer: pikepdf.Object) -> None:
    """Marked content in a form that is seen."""
    form(pdf, page, layer, inner=True)


def annotation(pdf: pikepdf.Pdf, page: pikepdf.Page, layer: pikepdf.Object) -> None:
    """A typed note."""
    note(pdf, page, TEXT, OC=layer)


def stamp(pdf: pikepdf.Pdf, page: pikepdf.Page, layer: pikepdf.Object) -> None:
    """Behind a note that is always seen, so that it is not the first."""
    note(pdf, page, "Seen", box=(30, 5, 390, 35))
    note(pdf, page, TEXT, subtype="/Stamp", OC=layer)


def value(pdf: pikepdf.Pdf, page: pikepdf.Page, layer: pikepdf.Object) -> None:
    """A form field."""
    field(pdf, page, TEXT, OC=layer)


def membership(pdf: pikepdf.Pdf, page: pikepdf.Page, layer: pikepdf.Object) -> None:
    """Seen while all of its layers are."""
    several = pdf.make_indirect(Dictionary(Type=Name.OCMD, OCGs=Array([layer]), P=Name.AllOn))
    note(pdf, page, TEXT, OC=several)


def expression(pdf: pikepdf.Pdf, page: pikepdf.Page, layer: pikepdf.Object) -> None:
    """Seen unless the layer is not: not not on."""
    rule = Array([Name.Not, Array([Name.Not, layer])])
    note(pdf, page, TEXT, OC=pdf.make_indirect(Dictionary(Type=Name.OCMD, VE=rule)))


def made(path: Path, edit: Edit, state: str) -> Path:
    """A page of prose with more on a layer in that state."""
    return edited(typeset(path, PROSE[1:]), lambda pdf, page: edit(pdf, page, group(pdf, state)))


EDITS = [form, inside_a_form, annotation, stamp, value, membership, expression]


@pytest.mark.parametrize("edit", EDITS)
@pytest.mark.parametrize("state", ["on", "off"])
def test_a_layer_is_read_while_it_is_on(edit: Edit, state: str, tmp_path: Path) -> None:
    """Whatever stands on it; the page's own words stay as they are."""
    found = read(made(tmp_path / "x.pdf", edit, state))
    assert ("4711" in found.text) == (state == "on")
    assert "used the same brown ink throughout" in found.text
    assert not any(each.flagged for each in found.words)


@pytest.mark.parametrize("state", ["off", "base", "screen"])
def test_marked_content_that_is_off_does_not_disturb_what_is_seen(
    state: str, tmp_path: Path
) -> None:
    """It stands over words that are."""
    path = made(tmp_path / "x.pdf", marked, state)
    before = path.read_bytes()
    found = read(path)
    assert found.text.splitlines() == list(PROSE[1:])
    assert not any(each.flagged for each in found.words)
    assert pdf_data(str(path)) == str(path)
    assert path.read_bytes() == before


def test_notes_that_are_left_out_are_said(tmp_path: Path) -> None:
    """In the page's notes."""
    (page,) = open_pages(str(made(tmp_path / "x.pdf", annotation, "off")))
    assert "1 annotation on layers of the PDF that are switched off: not read" in getattr(
        page, "notes", ()
    )


@pytest.mark.parametrize(("flags", "seen"), [(4, True), (0, True), (6, False), (36, False)])
@pytest.mark.parametrize("put", [note, field])
def test_hidden_annotations_are_not_read(
    put: Callable[..., pikepdf.Object], flags: int, seen: bool, tmp_path: Path
) -> None:
    """/F with Hidden (2) or NoView (32)."""
    path = edited(
        typeset(tmp_path / "x.pdf", PROSE[1:]),
        lambda pdf, page: put(pdf, page, TEXT, flags=flags) and None,
    )
    assert ("4711" in read(path).text) == seen
