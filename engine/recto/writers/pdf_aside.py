"""What PDF/A-2 allows and pikepdf's allowlist does not know: set aside while the rest is validated.

A document enters; what is taken out of it comes back as a list, to be put back as it was. Only what
was looked at here is set aside: layers that conform (pdf_layers.py), patterns and shadings, which
are shown to the validator in another form (pdf_patterns.py), JPEG 2000 pictures that may stand
(jpeg2000.py; a picture of one pixel, with the same colours and masks, is validated in their place),
where and how a document opens. All else the validator sees, and refuses.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from recto.sources.pdf_objects import name_of
from recto.writers.jpeg2000 import may_stand
from recto.writers.pdf_layers import layers_conform
from recto.writers.pdf_patterns import NAMES, shown_as_forms

if TYPE_CHECKING:
    from pikepdf import Object, Pdf
    from pikepdf.pdfa import Finding

Taken = tuple[Any, str, Any]  # the holder, its key, and what stood there
# ISO 32000-1, table 28; the other ways the validator knows.
MODES = frozenset({"/UseOC", "/UseAttachments"})
# What the validator says of marks in content that belong to a layer; it goes on behind them.
LAYER_MARKS = "pikepdf:optional-content"
# What it says of patterns and shadings where they are used.
PATTERN_USED, SHADING_USED = "pikepdf:pattern", "pikepdf:shading"
PATTERN_SPACE = ("pikepdf:colour-space", "pattern colour is not supported")
# Of a picture, what its stand-in has, too.
NOT_FIT = ("/SMaskInData", "/OC", "/Decode")  # keys of a picture that are not looked at here
GO_TO = frozenset({"/Type", "/S", "/D"})  # keys of an action with nothing to follow
KEPT = ("/ColorSpace", "/SMask", "/Mask", "/Intent", "/Interpolate")


def set_aside(pdf: Pdf) -> list[Taken]:
    """Take out what conforms and is not known; to be put back in the reverse order."""
    taken = list(_opening(pdf))
    if "/OCProperties" in pdf.Root and layers_conform(pdf):
        taken += list(_layers(pdf))
    taken += list(_pictures(pdf))
    for holder, key, _ in taken:
        value = holder[key]
        if _is_jpeg2000(value):
            holder[key] = _stand_in(pdf, value)
        else:
            del holder[key]
    resources = list(_all_resources(pdf))
    taken += shown_as_forms(pdf, resources)
    return taken


def put_back(taken: list[Taken]) -> None:
    """Everything where it was."""
    for holder, key, value in reversed(taken):
        if value is not None:
            holder[key] = value
        elif key in holder:
            del holder[key]


def is_answered(finding: Finding, taken: list[Taken]) -> bool:
    """Whether what the validator says was looked at here: a layer that conforms is marked, a
    pattern is used.
    """
    rule = str(finding.rule)
    message = str(finding.message)
    keys = {key for _, key, _ in taken}
    if rule == LAYER_MARKS:
        return "/OCProperties" in keys
    if rule == PATTERN_USED:
        names: set[str] = set()
        for _, key, value in taken:
            if key == "/Pattern":
                names.update(_keys(value))
        _, _, name = message.rpartition(" ")
        return name in names
    if rule != SHADING_USED and (rule, message) != PATTERN_SPACE:
        return False
    return not keys.isdisjoint(NAMES)


def _opening(pdf: Pdf) -> Iterator[Taken]:
    """Where and how it opens; what its pages are measured by (viewports: ISO 32000-1, 12.9, no rule
    in PDF/A).
    """
    root = pdf.Root
    action = root.get("/OpenAction")
    if action is not None and is_destination(action):
        yield root, "/OpenAction", action
    mode = root.get("/PageMode")
    if name_of(mode) in MODES:
        yield root, "/PageMode", mode
    for page in pdf.pages:
        holder = page.obj
        if "/VP" in holder:
            yield holder, "/VP", holder["/VP"]


def is_destination(action: Object) -> bool:
    """An explicit destination, or a GoTo to one with nothing to follow (ISO 32000-1, 12.3.2 and
    12.6.4.2).
    """
    from pikepdf import Array, Dictionary

    if isinstance(action, Array):
        return True
    if not isinstance(action, Dictionary) or name_of(action.get("/S")) != "/GoTo":
        return False
    return "/D" in action and GO_TO.issuperset(action.keys())


def _layers(pdf: Pdf) -> Iterator[Taken]:
    """The properties, what belongs to a layer as a whole, and the names by which content marks its
    parts.
    """
    yield pdf.Root, "/OCProperties", pdf.Root["/OCProperties"]
    for holder in _dictionaries(pdf):
        if "/OC" in holder and _is_layer(holder["/OC"]):
            yield holder, "/OC", holder["/OC"]
        for resources in _resources(holder):
            names = resources.get("/Properties")
            for key in _keys(names):
                layer = names[key]
                if _is_layer(layer):
                    yield names, key, layer


def _is_layer(value: Any) -> bool:
    from pikepdf import Dictionary

    if not isinstance(value, Dictionary):
        return False
    kind = name_of(value.get("/Type"))
    return kind in {"/OCG", "/OCMD"}


def _keys(names: Any) -> list[str]:
    from pikepdf import Dictionary

    return list(names.keys()) if isinstance(names, Dictionary) else []


def _resources(holder: Any) -> list[Any]:
    """The resources with names of layers that a dictionary holds, or is."""
    resources = _inner(holder)
    is_one = "/Type" not in holder and "/Subtype" not in holder and "/Properties" in holder
    if is_one:
        resources.append(holder)
    return resources


def _all_resources(pdf: Pdf) -> Iterator[Any]:
    """Every resources dictionary, once."""
    seen: set[tuple[int, int]] = set()
    for holder in _dictionaries(pdf):
        candidates = [holder.get("/Resources")]
        is_one = "/Type" not in holder and "/Subtype" not in holder
        if is_one and any(name in holder for name in NAMES):
            candidates.insert(0, holder)
        for resources in candidates:
            if not _keys(resources):
                continue
            number = resources.objgen
            if not resources.is_indirect or number not in seen:
                seen.add(number)
                yield resources


def _pictures(pdf: Pdf) -> Iterator[Taken]:
    """Where JPEG 2000 pictures that may stand are named: among resources, and as masks."""
    for holder in _dictionaries(pdf):
        mask = holder.get("/SMask")
        if _is_fit(mask):
            yield holder, "/SMask", mask
        for resources in (holder, *_inner(holder)):
            names = resources.get("/XObject")
            for key in _keys(names):
                picture = names[key]
                if _is_fit(picture):
                    yield names, key, picture


def _inner(holder: Any) -> list[Any]:
    """The resources that stand in a dictionary itself."""
    from pikepdf import Dictionary

    inner = holder.get("/Resources")
    if not isinstance(inner, Dictionary) or inner.is_indirect:
        return []
    return [inner]


def _is_jpeg2000(value: Any) -> bool:
    from pikepdf import Array, Name, Stream

    if not isinstance(value, Stream) or value.get("/Subtype") != Name.Image:
        return False
    filters = value.get("/Filter")
    if isinstance(filters, Array):
        return len(filters) == 1 and filters[0] == Name.JPXDecode
    return filters == Name.JPXDecode


def _is_fit(value: Any) -> bool:
    if not _is_jpeg2000(value):
        return False
    if any(key in value for key in NOT_FIT):
        return False
    data = value.read_raw_bytes()
    return may_stand(data, has_space="/ColorSpace" in value)


def _stand_in(pdf: Pdf, picture: Any) -> Any:
    """A picture of one black pixel; without a colour space of the PDF's, in one that means the same
    everywhere.
    """
    from pikepdf import Array, Dictionary, Name

    white = Dictionary(WhitePoint=Array([1, 1, 1]))
    grey = Array([Name.CalGray, white])
    space = picture.get("/ColorSpace", grey)
    stand_in = pdf.make_stream(
        bytes(64),
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=1,
        Height=1,
        BitsPerComponent=8,
    )
    for key in KEPT:
        if key in picture:
            stand_in[key] = picture[key]
    stand_in["/ColorSpace"] = space
    return stand_in


def _dictionaries(pdf: Pdf) -> Iterator[Any]:
    from pikepdf import Dictionary, Stream

    for item in pdf.objects:
        if isinstance(item, Stream):
            yield item.stream_dict
        elif isinstance(item, Dictionary):
            yield item
