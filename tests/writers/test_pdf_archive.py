"""What PDF/A-2 allows and its validator does not know is kept as it was; what it forbids is refused
by name.
"""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import cv2
import numpy as np
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, String
from tests.writers.test_pdf_mend import drawn, plain

from recto.errors import InvalidOutput
from recto.writers.jpeg2000 import may_stand, read_header
from recto.writers.pdf_archive import save_archival
from recto.writers.pdf_layers import layers_conform

Change = Callable[[Pdf], None]


def archived(change: Change) -> tuple[Pdf, tuple[str, ...]]:
    """The PDF/A, checked to look like its source, and what is said of it."""
    pdf, before, out = plain(), BytesIO(), BytesIO()
    change(pdf)
    pdf.save(before)
    notes = save_archival(Pdf.open(before), out, "B")
    pages = list(zip(drawn(before.getvalue()), drawn(out.getvalue()), strict=True))
    assert all(np.array_equal(one, other) for one, other in pages)
    return Pdf.open(out), notes


def layered(pdf: Pdf, **configuration: object) -> None:
    """Two layers with a square each, as a mark in content and as a form; the second is off."""
    groups = [
        pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String(name)))
        for name in ("Draft", "Final")
    ]
    shape = pdf.make_stream(
        b"0 0 1 rg 0 0 30 30 re f",
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=Array([0, 0, 30, 30]),
        OC=groups[1],
    )
    page = pdf.pages[0].obj
    page["/Resources"] = Dictionary(
        Properties=Dictionary(L0=groups[0], L1=groups[1]), XObject=Dictionary(X=shape)
    )
    page.Contents = pdf.make_stream(
        b"/OC /L0 BDC 1 0 0 rg 20 20 50 50 re f EMC /OC /L1 BDC 0 1 0 rg 90 20 50 50 re f EMC q /X"
        b" Do Q"
    )
    usual = Dictionary(OFF=Array([groups[1]]))
    for key, value in configuration.items():
        usual[f"/{key}"] = value(groups) if callable(value) else value
    pdf.Root["/OCProperties"] = Dictionary(OCGs=Array(groups), D=usual)


def states(shown: str) -> Callable[[list[Dictionary]], Array]:
    """Automatic states by which the second layer is viewed so."""

    def made(groups: list[Dictionary]) -> Array:
        groups[1]["/Usage"] = Dictionary(View=Dictionary(ViewState=Name(shown)))
        usage = Dictionary(Event=Name.View, Category=Array([Name.View]), OCGs=Array([groups[1]]))
        return Array([usage])

    return made


LAYERS: dict[str, Change] = {
    "no name": layered,
    "a name of its own": lambda pdf: layered(pdf, Name=String("Mine")),
    "an empty name": lambda pdf: layered(pdf, Name=String("")),
    "states that show": lambda pdf: layered(pdf, AS=states("/ON")),
    "states that hide": lambda pdf: layered(pdf, AS=states("/OFF")),
    "states of printing": lambda pdf: layered(
        pdf,
        AS=lambda groups: Array(
            [Dictionary(Event=Name.Print, Category=Array([Name.Print]), OCGs=Array(groups))]
        ),
    ),
    "an order with one": lambda pdf: layered(pdf, Order=lambda groups: Array([groups[1]])),
    "an order in parts": lambda pdf: layered(
        pdf, Order=lambda groups: Array([String("All"), Array([groups[0]]), groups[1]])
    ),
    "all off but one": lambda pdf: layered(
        pdf, BaseState=Name.OFF, ON=lambda groups: Array([groups[0]])
    ),
}


@pytest.mark.parametrize("change", LAYERS.values(), ids=LAYERS)
def test_layers_are_shown_and_hidden_as_before(change: Change) -> None:
    """Each configuration has a name, no automatic states, and an order without gaps; the groups
    stay.
    """
    made, _ = archived(change)
    with made:
        usual = made.Root.OCProperties.D
        assert len(made.Root.OCProperties.OCGs) == 2
        assert str(usual.Name)
        assert "/AS" not in usual
        assert "/Order" not in usual or layers_conform(made)
        assert "/OC" in made.pages[0].obj.Resources.XObject.X
        assert b"/OC /L1 BDC" in made.pages[0].Contents.read_bytes()
        assert str(made.open_metadata()["pdfaid:part"]) == "2"


def test_configurations_have_names_of_their_own() -> None:
    """Three of one name become three names; the first keeps its own."""

    def change(pdf: Pdf) -> None:
        layered(pdf, Name=String("Same"))
        more = [Dictionary(Name=String("Same")), Dictionary()]
        pdf.Root.OCProperties["/Configs"] = Array(more)

    made, notes = archived(change)
    with made:
        found = made.Root.OCProperties
        names = [str(found.D.Name), *(str(one.Name) for one in found.Configs)]
        assert names[0] == "Same"
        assert len(set(names)) == 3
        assert any("layers" in note for note in notes)


@pytest.mark.parametrize(
    ("key", "value"), [("/D", Array()), ("/OCGs", Array([1])), ("/Configs", Array([1]))]
)
def test_layers_that_cannot_be_understood_are_refused(key: str, value: Array) -> None:
    """Not guessed at, and not left out: what is hidden might be shown."""

    def change(pdf: Pdf) -> None:
        layered(pdf)
        pdf.Root.OCProperties[key] = value

    pdf = plain()
    change(pdf)
    with pytest.raises(InvalidOutput, match="optional content"):
        save_archival(pdf, BytesIO(), "B")


def picture(channels: int) -> bytes:
    """A picture of 160 x 120 px as JPEG 2000."""
    shape = (120, 160) if channels == 1 else (120, 160, channels)
    pixels = (np.arange(np.prod(shape)) % 251).astype(np.uint8).reshape(shape)
    return cv2.imencode(".jp2", pixels)[1].tobytes()


def with_picture(data: bytes, **more: object) -> Change:
    def change(pdf: Pdf) -> None:
        image = pdf.make_stream(
            data,
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=160,
            Height=120,
            Filter=Name.JPXDecode,
        )
        for key, value in more.items():
            image[f"/{key}"] = value
        page = pdf.pages[0]
        page.obj["/Resources"] = Dictionary(XObject=Dictionary(P=image))
        page.Contents = pdf.make_stream(b"q 120 0 0 90 20 20 cm /P Do Q")

    return change


CMYK = with_picture(picture(3), ColorSpace=Name.DeviceCMYK)


@pytest.mark.parametrize(
    ("data", "more"),
    [
        (picture(1), {}),
        (picture(3), {}),
        (picture(1), {"ColorSpace": Name.DeviceGray, "BitsPerComponent": 8}),
        (picture(3), {"ColorSpace": Name.DeviceRGB, "BitsPerComponent": 8}),
        (picture(3), {"Interpolate": True}),
    ],
)
def test_jpeg_2000_stays_as_it_was(data: bytes, more: dict[str, object]) -> None:
    """Byte for byte: nothing is decoded and packed again."""
    made, _ = archived(with_picture(data, **more))
    with made:
        found = made.pages[0].obj.Resources.XObject.P
        assert found.read_raw_bytes() == data
        assert found.Filter == Name.JPXDecode
        assert found.Width == 160


def without_box(data: bytes) -> bytes:
    """The code stream alone."""
    return data[data.index(b"\xff\x4f\xff\x51") :]


def with_space(data: bytes, number: int) -> bytes:
    """The same with another enumerated colour space."""
    at = data.index(b"colr") + 7
    return data[:at] + number.to_bytes(4, "big") + data[at + 4 :]


@pytest.mark.parametrize(
    ("data", "has_space", "may"),
    [
        (picture(3), False, True),
        (picture(1), False, True),
        (with_space(picture(3), 18), False, True),
        (with_space(picture(3), 12), False, False),
        (with_space(picture(3), 19), False, False),
        (with_space(picture(3), 17), False, False),
        (with_space(picture(3), 17), True, True),
        (without_box(picture(3)), True, False),
        (picture(3)[:20], True, False),
        (b"", True, False),
    ],
)
def test_which_pictures_may_stand(data: bytes, has_space: bool, may: bool) -> None:
    """Not CIEJab, not CMYK, not a code stream alone; where the PDF names the colours, these
    count.
    """
    assert may_stand(data, has_space=has_space) is may


def test_a_header_cut_anywhere_is_no_error() -> None:
    """Whatever is left of it: none, or one that may not stand as long as a part of it is
    missing.
    """
    data = picture(3)
    whole = data.index(b"jp2c")
    for end in range(whole):
        header = read_header(data[:end])
        assert header is None or header.channels == 3


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (with_picture(without_box(picture(3))), "JPEG 2000"),
        (CMYK, "DeviceCMYK"),
        (with_picture(picture(3), SMaskInData=1), "JPEG 2000|SMaskInData"),
    ],
)
def test_pictures_that_may_not_stand_are_refused(change: Change, said: str) -> None:
    """What stands in for a picture has its colours, so that they are judged."""
    pdf = plain()
    change(pdf)
    with pytest.raises(InvalidOutput, match=said):
        save_archival(pdf, BytesIO(), "B")


@pytest.mark.parametrize(("channels", "space"), [(1, Name.DeviceGray), (3, Name.DeviceRGB)])
def test_a_bare_code_stream_gets_its_boxes(channels: int, space: Name) -> None:
    """Where the PDF names the colours; the code is the same, and so is what is seen."""
    bare = without_box(picture(channels))
    made, _ = archived(with_picture(bare, ColorSpace=space))
    with made:
        data = made.pages[0].obj.Resources.XObject.P.read_raw_bytes()
        assert data.endswith(bare)
        header = read_header(data)
        assert header is not None
        assert (header.channels, header.depths) == (channels, (8,) * channels)


def tiled(content: bytes, **more: object) -> Change:
    """A square filled with tiles of 10 x 10 pt."""

    def change(pdf: Pdf) -> None:
        box = Array([0, 0, 10, 10])
        kind = {
            "Type": Name.Pattern,
            "PatternType": 1,
            "PaintType": 1,
            "TilingType": 1,
            "XStep": 10,
            "YStep": 10,
        }
        tile = pdf.make_stream(content, BBox=box, **{"Resources": Dictionary(), **kind, **more})
        page = pdf.pages[0]
        page.obj["/Resources"] = Dictionary(Pattern=Dictionary(P=tile))
        page.Contents = pdf.make_stream(b"/Pattern cs /P scn 20 20 100 100 re f")

    return change


def shaded(space: Name, *, as_pattern: bool, **more: object) -> Change:
    """From one colour to another, as a pattern or painted at once."""

    def change(pdf: Pdf) -> None:
        count = {"/DeviceGray": 1, "/DeviceRGB": 3, "/DeviceCMYK": 4}[str(space)]
        ends = {"C0": Array([0] * count), "C1": Array([1] * count)}
        function = Dictionary(FunctionType=2, Domain=Array([0, 1]), N=1, **ends)
        shading = Dictionary(
            ShadingType=2,
            ColorSpace=space,
            Coords=Array([20, 0, 120, 0]),
            Function=function,
            **more,
        )
        page = pdf.pages[0]
        if as_pattern:
            pattern = Dictionary(Type=Name.Pattern, PatternType=2, Shading=shading)
            page.obj["/Resources"] = Dictionary(Pattern=Dictionary(P=pattern))
            page.Contents = pdf.make_stream(b"/Pattern cs /P scn 20 20 100 100 re f")
        else:
            page.obj["/Resources"] = Dictionary(Shading=Dictionary(S=shading))
            page.Contents = pdf.make_stream(b"q 20 20 100 100 re W n /S sh Q")

    return change


TILE = b"1 0 0 rg 0 0 5 5 re f"
FILLED: list[Change] = [
    tiled(TILE),
    tiled(b"0 G 0 0 m 10 10 l S"),
    *(
        shaded(space, as_pattern=way)
        for space in (Name.DeviceGray, Name.DeviceRGB)
        for way in (True, False)
    ),
]


@pytest.mark.parametrize("change", FILLED)
def test_patterns_and_shadings_stay(change: Change) -> None:
    """What was shown to the validator in their place is gone again."""
    made, _ = archived(change)
    with made:
        resources = made.pages[0].obj.Resources
        assert ("/Pattern" in resources) != ("/Shading" in resources)
        assert "/XObject" not in resources
        assert not [item for item in made.objects if "RectoShown" in repr(item)]


def lettered(pdf: Pdf) -> None:
    """Tiles with text in a font that is not embedded."""
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    inner = Dictionary(Font=Dictionary(F=font))
    tiled(b"BT /F 8 Tf (a) Tj ET", Resources=inner)(pdf)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (tiled(b"0 0 0 1 k 0 0 5 5 re f"), "DeviceCMYK"),
        (tiled(b"0 0 5 5 re blink"), "blink"),
        (tiled(TILE, Metadata=Name.Odd), "patterns are not supported"),
        (tiled(TILE, PaintType=2), "patterns are not supported"),
        (lettered, "not embedded"),
        (shaded(Name.DeviceCMYK, as_pattern=True), "DeviceCMYK"),
        (shaded(Name.DeviceCMYK, as_pattern=False), "DeviceCMYK"),
        (shaded(Name.DeviceRGB, as_pattern=False, Odd=Name.Odd), "shadings are not supported"),
    ],
)
def test_what_is_forbidden_is_forbidden_in_patterns_too(change: Change, said: str) -> None:
    """Their content, fonts and colours are judged; a key that nobody looked at is not let
    through.
    """
    pdf = plain()
    change(pdf)
    with pytest.raises(InvalidOutput, match=said):
        save_archival(pdf, BytesIO(), "B")


def odd_keys(pdf: Pdf) -> None:
    """Keys that nobody defines, and one that only a margin shows."""
    pdf.pages[0].obj["/Nulls"] = Array([1])
    pdf.pages[1].obj["/PZ"] = 2
    pdf.Root["/ADBE_FillSignInfo"] = Dictionary(x=1)
    pdf.Root["/MarkInfo"] = Dictionary(Type=Name.MarkInfo, Marked=True)


def strings_apart(pdf: Pdf) -> None:
    """A language and a title that are objects of their own."""
    pdf.Root["/Lang"] = pdf.make_indirect(String("en"))
    with pdf.open_outline() as outline:
        from pikepdf import OutlineItem

        outline.root.append(OutlineItem("One", 0))
    first = pdf.Root.Outlines.First
    first["/Title"] = pdf.make_indirect(String("One"))
    first["/Type"] = Name.Outlines


def free_text(pdf: Pdf) -> None:
    """A note that is drawn, beside a link that stays."""
    shape = pdf.make_stream(
        b"1 0 0 rg 0 0 60 20 re f", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 60, 20])
    )
    note = Dictionary(
        Type=Name.Annot, Subtype=Name.FreeText, F=4, Rect=Array([10, 10, 70, 30]),
        AP=Dictionary(N=shape),
        Contents=String("hello"), DA=String("/Helv 12 Tf"),
    )  # fmt: skip
    link = Dictionary(
        Type=Name.Annot, Subtype=Name.Link, F=4, Rect=Array([0, 0, 9, 9]), Dest=Array([0, Name.Fit])
    )
    link["/Dest"] = Array([pdf.pages[1].obj, Name.Fit])
    pdf.pages[0].obj["/Annots"] = Array([pdf.make_indirect(note), pdf.make_indirect(link)])


def modes(pdf: Pdf) -> None:
    layered(pdf)
    pdf.Root["/PageMode"] = Name.UseOC
    pdf.pages[0].obj["/VP"] = Array([Dictionary(Type=Name.Viewport, BBox=Array([0, 0, 9, 9]))])


@pytest.mark.parametrize(
    ("change", "notes", "left"),
    [
        (
            odd_keys,
            0,
            lambda pdf: "/Nulls" not in pdf.pages[0].obj and bool(pdf.Root.MarkInfo.Marked),
        ),
        (
            strings_apart,
            0,
            lambda pdf: (str(pdf.Root.Lang), str(pdf.Root.Outlines.First.Title)) == ("en", "One"),
        ),
        (
            free_text,
            1,
            lambda pdf: [str(one.Subtype) for one in pdf.pages[0].obj.Annots] == ["/Link"],
        ),
        (modes, 1, lambda pdf: pdf.Root.PageMode == Name.UseOC and "/VP" in pdf.pages[0].obj),
    ],
)
def test_what_means_nothing_goes_and_what_means_something_stays(
    change: Change, notes: int, left: Callable[[Pdf], bool]
) -> None:
    """No pixel moves; what people would miss is said."""
    made, said = archived(change)
    with made:
        assert left(made)
        assert len(said) == notes, said


def test_keys_that_the_standard_defines_are_not_dropped() -> None:
    """The validator does not know a base address of links; dropping it would lead them
    elsewhere.
    """
    pdf = plain()
    pdf.Root["/URI"] = Dictionary(Base=String("https://example.org/"))
    with pytest.raises(InvalidOutput, match="/URI"):
        save_archival(pdf, BytesIO(), "B")


@pytest.mark.parametrize(
    ("subtype", "remedy"),
    [(Name.TrueType, "fonts embedded"), (Name.Type1, "a substitute would change what is seen")],
)
def test_fonts_are_never_replaced(subtype: Name, remedy: str) -> None:
    """Refused by name, with what to do."""
    pdf = plain()
    font = Dictionary(Type=Name.Font, Subtype=subtype, BaseFont=Name.Arial)
    pdf.pages[0].obj["/Resources"] = Dictionary(Font=Dictionary(F1=font))
    pdf.pages[0].Contents = pdf.make_stream(b"BT /F1 12 Tf 20 20 Td (Meier) Tj ET")
    with pytest.raises(InvalidOutput, match="embedded") as fault:
        save_archival(pdf, BytesIO(), "B")
    assert remedy in fault.value.remedy
