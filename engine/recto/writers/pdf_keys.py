"""Keys that ISO 32000-1 does not know where they stand: programs leave them, and no page shows
them.

What the validator found unknown enters, with the document, which is changed in memory. A key that
the standard does define for such a dictionary is left alone, whatever the validator knows: it may
mean something. Strings and arrays that stand by themselves where the validator wants them in place
are put in place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from recto.sources.pdf_objects import name_of

if TYPE_CHECKING:
    from pikepdf import Pdf
    from pikepdf.pdfa import Finding

UNKNOWN = re.compile(r"unrecognized key\(s\) (/.*) are not checked")
# What ISO 32000-1 defines and the validator (pikepdf 10.14) does not know: tables 28, 30, 77, 89,
# 322.
MEANT: Mapping[str, frozenset[str]] = {
    "Catalog": frozenset({"/URI", "/Threads", "/Legal", "/SpiderInfo"}),
    "Page": frozenset(
        {
            "/B",
            "/VP",
            "/SeparationInfo",
            "/TemplateInstantiated",
            "/Contents",
            "/AF",
            "/OutputIntents",
        }
    ),
    "Pages": frozenset({"/Contents"}),
    "MarkInfo": frozenset(),
    "StructTreeRoot": frozenset({"/AF"}),
    "OutlineItem": frozenset(),
    "Outlines": frozenset(),
    "Resources": frozenset(),
    "Font": frozenset(),
    "ImageXObject": frozenset({"/OPI", "/Alternates", "/SMaskInData", "/AF"}),
    "MarkupAnnot": frozenset(
        {"/IRT", "/RT", "/IT", "/RC", "/ExData", "/Q", "/DA", "/DS", "/CL", "/AF"}
    ),
}
IN_PLACE = ("/Title", "/Lang", "/Names", "/Limits", "/BC", "/Kids", "/S")
Dictionaries = Callable[["Pdf"], Iterator[Any]]


def drop_unknown(pdf: Pdf, findings: Sequence[Finding]) -> bool:
    """Take out the keys that the findings name and nobody defines; whether any was there."""
    changed = False
    for role, keys in _named(findings).items():
        holders = OF_ROLE[role](pdf)
        for holder in holders:
            for key in keys:
                if key in holder:
                    del holder[key]
                    changed = True
    return changed


def _named(findings: Sequence[Finding]) -> dict[str, list[str]]:
    """Role -> keys that mean nothing there."""
    unknown: dict[str, list[str]] = {}
    for finding in findings:
        rule = str(finding.rule)
        role = rule.removeprefix("pikepdf:schema-")
        match = UNKNOWN.fullmatch(str(finding.message))
        if not match or role not in MEANT:
            continue
        meant = MEANT[role]
        keys = unknown.setdefault(role, [])
        keys += [key for key in match[1].split(", ") if key not in meant]
    return unknown


def stand_in_place(pdf: Pdf) -> bool:
    """Strings and arrays of their own become parts of what names them."""
    from pikepdf import Array, String

    changed = False
    for holder in _all(pdf):
        for key in IN_PLACE:
            value = holder.get(key)
            if isinstance(value, String) and value.is_indirect:
                holder[key] = String(bytes(value))
                changed = True
            elif isinstance(value, Array) and value.is_indirect:
                holder[key] = Array(list(value))
                changed = True
    return changed


def _all(pdf: Pdf) -> Iterator[Any]:
    from pikepdf import Dictionary, Stream

    for item in pdf.objects:
        if isinstance(item, Stream):
            yield item.stream_dict
        elif isinstance(item, Dictionary):
            yield item


def _root(key: str) -> Dictionaries:
    def found(pdf: Pdf) -> Iterator[Any]:
        from pikepdf import Dictionary

        value = pdf.Root.get(key)
        if isinstance(value, Dictionary):
            yield value

    return found


def _with(key: str, name: str) -> Dictionaries:
    def found(pdf: Pdf) -> Iterator[Any]:
        for holder in _all(pdf):
            if name_of(holder.get(key)) == name:
                yield holder

    return found


def _resources(pdf: Pdf) -> Iterator[Any]:
    from pikepdf import Dictionary

    for holder in _all(pdf):
        value = holder.get("/Resources")
        if isinstance(value, Dictionary):
            yield value


def _annotations(pdf: Pdf) -> Iterator[Any]:
    from pikepdf import Array, Dictionary

    for page in pdf.pages:
        annotations = page.obj.get("/Annots")
        if not isinstance(annotations, Array):
            continue
        for annotation in annotations:
            if isinstance(annotation, Dictionary):
                yield annotation


def _outline_items(pdf: Pdf) -> Iterator[Any]:
    for holder in _all(pdf):
        has_place = "/Title" in holder and "/Parent" in holder
        if has_place and "/S" not in holder:
            yield holder


OF_ROLE: Mapping[str, Dictionaries] = {
    "Catalog": lambda pdf: iter([pdf.Root]),
    "Page": lambda pdf: (page.obj for page in pdf.pages),
    "Pages": _with("/Type", "/Pages"),
    "MarkInfo": _root("/MarkInfo"),
    "StructTreeRoot": _root("/StructTreeRoot"),
    "OutlineItem": _outline_items,
    "Outlines": _root("/Outlines"),
    "Resources": _resources,
    "Font": _with("/Type", "/Font"),
    "ImageXObject": _with("/Subtype", "/Image"),
    "MarkupAnnot": _annotations,
}
