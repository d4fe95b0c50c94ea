"""Text that a page had is found no more once it was read anew, and not a pixel moves."""

from pathlib import Path

import numpy as np
import pikepdf
import pytest
from pikepdf import Dictionary, Name
from tests.writers.pdf_sources import (
    OURS,
    drawn,
    fonts,
    form,
    poppler_words,
    read_anew,
    source,
    words,
)

from recto.writers.pdf_content import UnreadableContent, operations
from recto.writers.pdf_text_edits import State, text_edits

SEEN = b"BT 0 Tr /F 18 Tf 40 100 Td (seen) Tj ET"
HIDDEN = b"BT 3 Tr /F 18 Tf 40 60 Td (old) Tj ET"

PAGES = {
    "nothing but hidden text": HIDDEN,
    "hidden, then seen, each in its own place": HIDDEN + b" " + SEEN,
    "seen text goes on where hidden text ends": (
        b"BT /F 18 Tf 40 60 Td 3 Tr (old words) Tj 0 Tr (seen) Tj ET"
    ),
    "the same with kerning": (
        b"BT /F 18 Tf 40 60 Td 3 Tr [(ol) -300 (d)] TJ 0 Tr [(se) 40 (en)] TJ ET"
    ),
    "hidden, colour, mark, then seen on its line": (
        b"BT /F 18 Tf 40 60 Td /P BMC 3 Tr (old) Tj EMC /GS gs 1 0 0 rg /P BMC 0 Tr (seen) Tj"
        b" EMC ET"
    ),
    "the next line with '": b"BT /F 18 Tf 20 TL 40 100 Td 3 Tr (old) ' (older) ' 0 Tr (seen) ' ET",
    'the next line with ", whose spacing lasts': (
        b"BT /F 18 Tf 20 TL 40 100 Td 3 Tr 9 4 (o l d) \" 0 Tr (se en) ' ET"
    ),
    "seen, hidden, seen on one line": (
        b"BT /F 18 Tf 20 60 Td (seen) Tj 3 Tr (old) Tj 0 Tr (too) Tj ET"
    ),
    "hidden at the end of a line of seen text": (
        b"BT /F 18 Tf 20 60 Td (seen) Tj 3 Tr (old) Tj ET BT (old) Tj ET"
    ),
    "the mode is saved and comes back": b"q 3 Tr Q BT /F 18 Tf 40 60 Td (seen) Tj ET",
    "the mode lasts beyond its text": (
        b"BT 3 Tr /F 18 Tf 9 9 Td (old) Tj ET BT 40 60 Td (old) Tj ET q 0 Tr " + SEEN + b" Q"
    ),
    "a clip made of text": b"q BT 7 Tr /F 90 Tf 20 60 Td (clip) Tj ET 1 0 0 rg 0 0 300 120 re f Q",
    "filled and clipping": b"q BT 4 Tr /F 90 Tf 20 60 Td (clip) Tj ET 0 0 1 rg 0 0 300 90 re f Q",
    "stroked": b"BT 1 Tr /F 60 Tf 20 60 Td (seen) Tj ET",
    "white": b"1 g BT /F 18 Tf 40 60 Td (white) Tj ET",
    "under a picture": b"BT /F 18 Tf 40 60 Td (under) Tj ET 0 1 0 rg 20 40 200 60 re f",
    "Type 3 in mode 3": b"BT 3 Tr /T 18 Tf 40 60 Td (AAA) Tj 0 Tr (AA) Tj ET",
    "Type 3 after hidden text": b"BT 3 Tr /F 18 Tf 40 60 Td (old) Tj /T 18 Tf 0 Tr (AA) Tj ET",
    "inside an ActualText of its own": b"/Span <</ActualText (spoken)>> BDC " + SEEN + b" EMC",
    "marks across the text": (
        b"BT /Span <</ActualText (spoken)>> BDC /F 18 Tf 40 60 Td (seen) Tj ET EMC BT (too) Tj ET"
    ),
    "more EMC than marks": b"EMC EMC " + SEEN + b" EMC",
    "marks that never end": b"/P BMC /P BMC " + SEEN + b" " + HIDDEN,
    "more Q than q": b"Q Q " + HIDDEN + b" Q " + SEEN,
    "q that never ends": b"q 2 0 0 2 0 0 cm q " + SEEN + b" " + HIDDEN,
    "numbers that are none": (
        b"BT 3 Tr /F 18 Tf 1..2 --5 Td (old) Tj ET BT 0 Tr 40 60 Td (seen) Tj ET"
    ),
    "an operator inside an array": (
        b"BT /F 18 Tf 40 60 Td [(se) Tc (en)] TJ 3 Tr [(ol) 0 Tj (d)] TJ ET"
    ),
    "strings with brackets, comments and escapes": (
        b"BT /F 18 Tf 40 60 Td 3 Tr (o\\)l(d)\\() Tj % (seen) Tj\n <6f6c64> Tj (a \\\\) Tj 0 Tr 9 9"
        b" Td (seen) Tj ET"
    ),
    "an inline image with operators in its data": (
        b"q 40 0 0 40 9 9 cm BI /W 4 /H 4 /CS /G /BPC 8 ID 3 Tr (x)\nEI \x00\xff\x80\x01\x02 EI Q "
        + HIDDEN
        + b" "
        + SEEN
    ),
    "no blanks anywhere": (
        b"BT/F 18 Tf 40 60 Td 3 Tr(old)Tj<6f6c64>Tj 0 Tr 9 9 Td(seen)Tj(too)Tj ET"
    ),
    "a mode that there is not": b"BT 9 Tr /F 18 Tf 40 60 Td (seen) Tj ET",
    "a content that ends inside a string": SEEN + b" " + b"BT (never",
    "nothing": b"",
}


@pytest.mark.parametrize("content", PAGES.values(), ids=PAGES)
def test_our_text_is_the_only_one_and_nothing_moves(content: bytes, tmp_path: Path) -> None:
    """By PDFium and by Poppler."""
    before = source(tmp_path / "in.pdf", content)
    after = read_anew(before, tmp_path / "out.pdf")
    assert words(after) == [OURS]
    assert poppler_words(after) == [OURS]
    assert np.array_equal(drawn(before), drawn(after))


FORMS = {
    "a form takes over the mode": (b"3 Tr /A Do", {"A": b"BT /F 18 Tf 40 60 Td (old) Tj ET"}),
    "a form in a form takes it over": (
        b"3 Tr /B Do",
        {"A": b"BT /F 18 Tf 40 60 Td (old) Tj ET", "B": b"q /A Do Q 1 0 0 rg 9 9 30 30 re f"}
    ),
    "a form sets it for the form that it draws": (
        b"/B Do", {"A": b"BT /F 18 Tf 40 60 Td (old) Tj ET", "B": b"3 Tr /A Do 0 Tr " + SEEN}
    ),
    "hidden in the form itself": (b"/A Do", {"A": HIDDEN + b" " + SEEN}),
    "one form, seen and hidden": (
        b"q 3 Tr 1 0 0 1 0 50 cm /A Do Q /A Do", {"A": b"BT /F 18 Tf 40 60 Td (both) Tj ET"}
    ),
    "the mode set by a form ends with it": (b"/A Do " + SEEN, {"A": HIDDEN}),
    "a name with an escape": (b"3 Tr /A#20B Do", {"A B": b"BT /F 18 Tf 40 60 Td (old) Tj ET"}),
    "a form that ends inside a string": (b"/A Do", {"A": SEEN + b" (never"}),
    "a form within the text's own marks": (b"/P BMC /A Do EMC " + SEEN, {"A": SEEN}),
}  # fmt: skip


@pytest.mark.parametrize(("content", "forms"), FORMS.values(), ids=FORMS)
def test_text_in_forms_is_not_found_either(
    content: bytes, forms: dict[str, bytes], tmp_path: Path
) -> None:
    """In the render mode in which each is drawn."""
    before = source(tmp_path / "in.pdf", content, forms=forms)
    after = read_anew(before, tmp_path / "out.pdf")
    assert words(after) == [OURS]
    assert poppler_words(after) == [OURS]
    assert np.array_equal(drawn(before), drawn(after))


def test_a_form_that_cannot_be_decoded_hides_nothing_from_the_rest(tmp_path: Path) -> None:
    """It stays, and the page's own text is taken out all the same."""
    path = source(tmp_path / "in.pdf", HIDDEN + b" /A Do", forms={"A": SEEN})
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        broken = pdf.pages[0].Resources.XObject.A
        broken.write(b"no such thing", filter=Name.JBIG2Decode)
        pdf.save(path)
    after = read_anew(path, tmp_path / "out.pdf")
    assert words(after) == [OURS]
    with pikepdf.open(after) as pdf:
        assert b"(old)" not in pdf.pages[0].Contents[-1].read_bytes()


def test_a_form_that_draws_itself_is_drawn_once(tmp_path: Path) -> None:
    """It is in its own resources: PDFium draws it once more on itself, which only thickens its
    edges.
    """
    path = source(tmp_path / "in.pdf", b"/A Do", forms={"A": SEEN + b" /A Do"})
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        itself = pdf.pages[0].Resources.XObject.A
        itself.Resources.XObject.A = itself
        pdf.save(path)
    after = read_anew(path, tmp_path / "out.pdf")
    assert words(after) == poppler_words(after) == [OURS]
    assert (drawn(after) < 128).any()


def borrowing(path: Path, listed: bool) -> Path:
    """Two pages whose form B draws A and a picture of the page's; `listed`: B has an empty list of
    its own.
    """
    pdf = pikepdf.new()
    picture = pdf.make_stream(
        b"\x20\x80",
        Subtype=Name.Image,
        Width=2,
        Height=1,
        ColorSpace=Name.DeviceGray,
        BitsPerComponent=8,
    )
    for shift in (0, 40):
        inner = form(pdf, b"1 0 0 1 %d 0 cm " % shift + SEEN)
        own = Dictionary(XObject=Dictionary()) if listed else Dictionary()
        if shift == 0:
            outer = form(pdf, b"/A Do q 50 0 0 50 9 9 cm /I Do Q", resources=own)
        page = pdf.add_blank_page(page_size=(300, 200))
        page.Contents = pdf.make_stream(b"/B Do")
        page.Resources = Dictionary(
            Font=fonts(pdf), XObject=Dictionary(A=inner, B=outer, I=picture)
        )
    pdf.save(path)
    return path


@pytest.mark.parametrize("listed", [False, True])
def test_a_form_draws_what_only_its_page_has(listed: bool, tmp_path: Path) -> None:
    """Each page its own, as PDFium does: only where the form has no list at all."""
    before = borrowing(tmp_path / "in.pdf", listed)
    after = read_anew(before, tmp_path / "out.pdf", indices=(0, 1))
    for index in (0, 1):
        assert words(after, index) == [OURS]
        assert np.array_equal(drawn(before, index), drawn(after, index))
    assert np.array_equal(drawn(after), drawn(after, 1)) == listed


def test_a_page_that_was_not_read_keeps_the_text_of_a_form_that_it_shares(tmp_path: Path) -> None:
    """The form is changed for the page that was read alone."""
    before = source(tmp_path / "in.pdf", b"3 Tr /A Do", b"3 Tr /A Do " + SEEN, forms={"A": SEEN})
    after = read_anew(before, tmp_path / "out.pdf")
    assert words(after) == [OURS]
    assert words(after, 1) == words(before, 1) == ["seen", "seen"]


def test_a_form_that_many_pages_share_is_changed_once(tmp_path: Path) -> None:
    """The file does not grow by a copy a page."""
    before = source(tmp_path / "in.pdf", *[b"/A Do"] * 12, forms={"A": SEEN})
    after = read_anew(before, tmp_path / "out.pdf", indices=tuple(range(12)))
    with pikepdf.open(after) as pdf:
        names = {
            name
            for page in pdf.pages
            for name, _ in page.Resources.XObject.items()
            if "RectoForm" in name
        }
    assert len(names) == 1
    assert all(words(after, index) == [OURS] for index in range(12))


@pytest.mark.parametrize("depth", [3, 24, 60])
def test_nested_forms_are_each_looked_at_once(depth: int, tmp_path: Path) -> None:
    """2 to the power of 60 ways lead to the innermost."""
    content = b"0 0 1 1 re f"
    forms = {"F0": content + SEEN}
    forms |= {f"F{i}": f"/F{i - 1} Do /F{i - 1} Do".encode() for i in range(1, depth)}
    before = source(tmp_path / "in.pdf", f"/F{depth - 1} Do".encode(), forms=forms)
    after = read_anew(before, tmp_path / "out.pdf")
    with pikepdf.open(after) as pdf:
        assert len(pdf.objects) < 4 * depth + 60


def test_text_without_anything_to_take_out_keeps_its_bytes(tmp_path: Path) -> None:
    """A page of lines and a picture."""
    content = b"q 1 0 0 1 3 3 cm 0 0 9 9 re f Q 1..2 w [(TJ inside a pattern)] 0 d"
    after = read_anew(source(tmp_path / "in.pdf", content), tmp_path / "out.pdf")
    with pikepdf.open(after) as pdf:
        assert pdf.pages[0].Contents[-1].read_bytes() == content


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"1 0 0 1 0 0 cm", [b"cm"]),
        (b"/F 12 Tf(x)Tj", [b"Tf", b"Tj"]),
        (b"[(a) Tj (b)]TJ", [b"TJ"]),
        (b"/P <</A [1 2] /B (x)>> BDC EMC", [b"BDC", b"EMC"]),
        (b"(a\\)b(c)) Tj % Tj\nT*", [b"Tj", b"T*"]),
        (b"1..2 --5 .5.5 +-1 Td", [b"Td"]),
        (b"true false null gs", [b"gs"]),
        (b"BI /W 1 ID \x00EI\x01 EI Q", [b"BI", b"ID", b"EI", b"Q"]),
        (b"] ) > Tj", [b"Tj"]),
        (b"", []),
    ],
)
def test_operators_are_told_from_operands(content: bytes, expected: list[bytes]) -> None:
    """Whatever stands between them."""
    assert [operation.name for operation in operations(content)] == expected


@pytest.mark.parametrize("content", [b"(a", b"[1 2", b"<<", b"BI ID \x00\x01", b"(a\\)"])
def test_content_without_an_end_is_said_to_have_none(content: bytes) -> None:
    """Nothing may be put behind it."""
    with pytest.raises(UnreadableContent):
        list(operations(content))


def test_uses_of_forms_carry_their_state() -> None:
    """The render mode as it is where each is drawn."""
    found = text_edits(b"/A Do q 3 Tr /B Do Q /C Do", {}, State(2))
    assert [(use.name, use.state.mode) for use in found.drawn] == [
        (b"/A", 2),
        (b"/B", 3),
        (b"/C", 2),
    ]
