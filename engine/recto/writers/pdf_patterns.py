"""Patterns and shadings, which pikepdf's validator does not know: what is in them is shown to it as
forms.

Resources enter and are changed while the validator looks: their patterns and shadings are taken
out, and for each a form that nothing draws is put in, with a tiling's own content and resources, or
with nothing but a shading's colours. So the rules for content, fonts, pictures and colours are kept
in them, too (ISO 19005-2, 6.2.2 and 6.2.4). One with a key that is not looked at here stays, and is
refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pikepdf import Pdf

Taken = tuple[Any, str, Any]  # the holder, its key, and what stood there; None: nothing
STREAM = frozenset({"/Length", "/Filter", "/DecodeParms"})
TILING = STREAM | {
    *(
        "/Type",
        "/PatternType",
        "/PaintType",
        "/TilingType",
        "/BBox",
        "/XStep",
        "/YStep",
        "/Resources",
        "/Matrix",
    )
}
SHADED = frozenset({"/Type", "/PatternType", "/Shading", "/Matrix"})
SHADING = STREAM | {
    *(
        "/ShadingType",
        "/ColorSpace",
        "/Background",
        "/BBox",
        "/AntiAlias",
        "/Function",
        "/Domain",
        "/Coords",
    ),
    *(
        "/Extend",
        "/Matrix",
        "/BitsPerCoordinate",
        "/BitsPerComponent",
        "/BitsPerFlag",
        "/Decode",
        "/VerticesPerRow",
    ),
}
# a tiling with colours of its own; the other kind is coloured by a space that the validator refuses
COLOURED = 1
TILES, SHADES = 1, 2  # of PatternType (ISO 32000-1, tables 75 and 76)
NAMES = ("/Pattern", "/Shading")


def shown_as_forms(pdf: Pdf, resources: list[Any]) -> list[Taken]:
    """Put forms in the place of what can be shown as one; what was changed, to be put back in the
    reverse order.
    """
    taken: list[Taken] = []
    for holder in resources:
        forms = []
        for name in NAMES:
            forms += list(_forms(pdf, holder.get(name)))
        understood = all(form is not None for form in forms)
        if forms and understood:
            taken += list(_exchanged(holder, forms))
    return taken


def _exchanged(holder: Any, forms: list[Any]) -> Iterator[Taken]:
    from pikepdf import Dictionary

    there = holder.get("/XObject")
    yield holder, "/XObject", there
    named = Dictionary()
    if isinstance(there, Dictionary):
        for key, value in there.items():
            named[key] = value
    for number, form in enumerate(forms):
        named[f"/RectoShown{number}"] = form
    holder["/XObject"] = named
    for name in NAMES:
        if name in holder:
            yield holder, name, holder[name]
            del holder[name]


def _forms(pdf: Pdf, named: Any) -> Iterator[Any]:
    """A form for each pattern or shading; None for one that is not understood."""
    from pikepdf import Dictionary

    if isinstance(named, Dictionary):
        yield from (_form(pdf, named[key]) for key in named.keys())  # noqa: SIM118


def _form(pdf: Pdf, found: Any) -> Any:
    from pikepdf import Dictionary, Stream

    if not isinstance(found, Dictionary | Stream):
        return None
    keys = {str(key) for key in found.keys()}  # noqa: SIM118
    kind = found.get("/PatternType")
    if kind == TILES and isinstance(found, Stream):
        return _tile(pdf, found, keys)
    if kind == SHADES:
        inner = found.get("/Shading")
        if not keys <= SHADED or inner is None or "/ShadingType" not in inner:
            return None
        return _form(pdf, inner)
    return _colours(pdf, found, keys)


def _tile(pdf: Pdf, tiling: Any, keys: set[str]) -> Any:
    from pikepdf import Dictionary, Name

    if tiling.get("/PaintType") != COLOURED or not keys <= TILING:
        return None
    data = tiling.read_bytes()
    resources = tiling.get("/Resources", Dictionary())
    return pdf.make_stream(
        data,
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=tiling["/BBox"],
        Resources=resources,
    )


def _colours(pdf: Pdf, shading: Any, keys: set[str]) -> Any:
    """A form that chooses the shading's colours and draws nothing."""
    from pikepdf import Array, Dictionary, Name

    if not keys <= SHADING or "/ColorSpace" not in shading:
        return None
    space = shading["/ColorSpace"]
    if isinstance(space, Name):
        resources = Dictionary()
        name = space.unparse().decode()
    else:
        resources = Dictionary(ColorSpace=Dictionary(C=space))
        name = "/C"
    data = f"{name} cs".encode()
    box = Array([0, 0, 1, 1])
    return pdf.make_stream(
        data,
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=box,
        Resources=resources,
    )
