"""Form fields and notes that PDF/A does not allow, made part of the pages as they are seen.

An open PDF enters and is changed in memory; whether it was leaves. What only a viewer can draw
stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from recto.sources.pdf_objects import dictionaries, every_dictionary, name_of

if TYPE_CHECKING:
    from pikepdf import Dictionary, Object, Pdf

# Notes that PDF/A-2 has and the validator knows; those that hold a file, or ask for something to be
# done, are left.
KNOWN_NOTES = frozenset(
    {
        *(
            "/Text",
            "/Link",
            "/Popup",
            "/Line",
            "/Square",
            "/Circle",
            "/Polygon",
            "/PolyLine",
            "/Highlight",
        ),
        *("/Underline", "/Squiggly", "/StrikeOut", "/Stamp", "/Caret", "/Ink"),
        *("/Widget", "/FileAttachment", "/Redact"),
    }
)
UNSEEN = 1 | 2 | 32  # flags: invisible, hidden, not viewed (ISO 32000-1, table 165)


def form_to_pages(pdf: Pdf) -> bool:
    """Fields become part of their pages, as they are seen; not where only the viewer knows how they
    look.
    """
    if "/AcroForm" not in pdf.Root:
        return False
    if pdf.acroform.exists:
        pdf.acroform.generate_appearances_if_needed()
    if any(_is_drawn_by_viewer(item) for item in every_dictionary(pdf)):
        return False
    _made_part(pdf, lambda one: _subtype(one) == "/Widget")
    if "/AcroForm" in pdf.Root:
        del pdf.Root["/AcroForm"]
    return True


def notes_to_pages(pdf: Pdf) -> bool:
    """Notes of other kinds than the validator knows become part of their pages, where they have a
    picture.
    """
    is_there = False
    for page in pdf.pages:
        if any(map(_is_strange, dictionaries(page.obj.get("/Annots")))):
            is_there = True
    if is_there:
        _made_part(pdf, _is_strange)
    return is_there


def _is_strange(note: Object) -> bool:
    """One that has a picture, is seen, and does nothing."""
    if note.get("/AP") is None:
        return False
    flags = note.get("/F", 0)
    if not isinstance(flags, int) or flags & UNSEEN:
        return False
    return _subtype(note) not in KNOWN_NOTES


def _made_part(pdf: Pdf, chosen: Callable[[Object], bool]) -> None:
    """Draw the chosen annotations on their pages and take them out; the others stay."""
    from pikepdf import Array

    kept = []
    for page in pdf.pages:
        others = _set_apart(page.obj, chosen)
        kept.append(others)
    pdf.flatten_annotations("screen")
    for page, others in zip(pdf.pages, kept, strict=True):
        if others:
            page.obj["/Annots"] = Array(others)


def _is_drawn_by_viewer(field: Object) -> bool:
    """A field with a value, a border or a ground, and no picture of itself: flattened it would be
    gone.
    """
    from pikepdf import Dictionary

    if _subtype(field) != "/Widget" or "/AP" in field:
        return False
    parent = field.get("/Parent")
    holders = [field, parent] if isinstance(parent, Dictionary) else [field]
    return any(holder.get("/V") or holder.get("/MK") for holder in holders)


def _set_apart(page: Dictionary, chosen: Callable[[Object], bool]) -> list[Object]:
    """Leave only the chosen in the page's annotations; the others."""
    from pikepdf import Array

    if not isinstance(page.get("/Annots"), Array):
        return []
    left = []
    others = []
    for annotation in dictionaries(page.get("/Annots")):
        if chosen(annotation):
            left.append(annotation)
        else:
            others.append(annotation)
    page["/Annots"] = Array(left)
    return others


def _subtype(item: Object) -> str:
    from pikepdf import Dictionary

    return name_of(item.get("/Subtype")) if isinstance(item, Dictionary) else ""
