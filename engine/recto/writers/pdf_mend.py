"""What PDF/A forbids in a source and what can be done about it without changing what its pages
show.

A PDF that does not conform enters and is changed in memory; sentences about what was changed leave.
What cannot be mended stays (fonts that are not embedded, colour spaces without profile): then the
validator refuses the document. Attachments are not touched: they make it PDF/A-3, which may hold
them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from recto.writers.jpeg2000 import boxed
from recto.writers.pdf_aside import is_destination
from recto.writers.pdf_layers import mend_layers

if TYPE_CHECKING:
    from pikepdf import Dictionary, Object, Pdf

# What ISO 19005-2, 6.5.1 allows an action to do; its named actions turn pages.
ALLOWED_ACTIONS = frozenset(
    {"/GoTo", "/GoToR", "/GoToE", "/URI", "/SubmitForm", "/Thread", "/Named"}
)
NAMED_ACTIONS = frozenset({"/NextPage", "/PrevPage", "/FirstPage", "/LastPage"})
# Keys that change nothing on a page: of programs, of presentations, small pictures for a viewer's
# margin.
PRIVATE_KEYS = (
    "/PTEX.FileName",
    "/PTEX.InfoDict",
    "/PTEX.PageNumber",
    "/PTEX.Fullbanner",
    "/LastModified",
    "/PieceInfo",
    "/Thumb",
    "/Trans",
    "/Dur",
    "/pdftk_PageNum",
    "/ITXT",
    "/ImageName",
    "/PZ",
)
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
# ISO 32000-1, table 15
TRAILER_KEYS = frozenset({"/Size", "/Root", "/Info", "/ID", "/Prev", "/XRefStm", "/Encrypt"})
ROOT_KEYS = ("/SpiderInfo", "/NeedsRendering", "/PieceInfo", "/Perms", "/Threads")


def has_attachments(pdf: Pdf) -> bool:
    """Whether files are embedded, in the document or in its pages."""
    from pikepdf import Dictionary

    return any(isinstance(item, Dictionary) and "/EF" in item for item in pdf.objects)


def mend(pdf: Pdf) -> list[str]:
    """Take out what PDF/A forbids; what was changed, one sentence each."""
    return [sentence for sentence, change in MENDS if change(pdf) and sentence]


def _open_action(pdf: Pdf) -> bool:
    """A destination or a GoTo is allowed: see pdf_aside.py."""
    action = pdf.Root.get("/OpenAction")
    if action is None or is_destination(action):
        return False
    del pdf.Root["/OpenAction"]
    return True


def _actions(pdf: Pdf) -> bool:
    """Scripts, programs, sounds and films, wherever they hang; additional actions as a whole."""
    changed = False
    for holder in _dictionaries(pdf):
        if "/AA" in holder:
            del holder["/AA"]
            changed = True
        if "/A" in holder and _is_forbidden(holder["/A"]):
            del holder["/A"]
            changed = True
        if "/Next" in holder and "/S" in holder and _is_forbidden(holder["/Next"]):
            del holder["/Next"]
            changed = True
    return changed


def _is_forbidden(action: Object) -> bool:
    from pikepdf import Dictionary

    if not isinstance(action, Dictionary) or "/S" not in action:
        return False
    kind = str(action["/S"])
    return kind not in ALLOWED_ACTIONS or (
        kind == "/Named" and str(action.get("/N")) not in NAMED_ACTIONS
    )


def _form(pdf: Pdf) -> bool:
    """Fields become part of their pages, as they are seen; not where only the viewer knows how they
    look.
    """
    if "/AcroForm" not in pdf.Root:
        return False
    if pdf.acroform.exists:
        pdf.acroform.generate_appearances_if_needed()
    if any(_is_drawn_by_viewer(item) for item in _dictionaries(pdf)):
        return False
    _made_part(pdf, lambda one: _subtype(one) == "/Widget")
    if "/AcroForm" in pdf.Root:
        del pdf.Root["/AcroForm"]
    return True


def _notes(pdf: Pdf) -> bool:
    """Notes of other kinds than the validator knows become part of their pages, where they have a
    picture.
    """
    there = [one for page in pdf.pages for one in _annotations(page.obj) if _is_strange(one)]
    if there:
        _made_part(pdf, _is_strange)
    return bool(there)


def _is_strange(note: Object) -> bool:
    """One that has a picture, is seen, and does nothing."""
    picture = note.get("/AP")
    flags = note.get("/F", 0)
    is_seen = isinstance(flags, int) and not flags & UNSEEN
    return picture is not None and is_seen and _subtype(note) not in KNOWN_NOTES


def _made_part(pdf: Pdf, chosen: Callable[[Object], bool]) -> None:
    """Draw the chosen annotations on their pages and take them out; the others stay."""
    from pikepdf import Array

    kept = [_set_apart(page.obj, chosen) for page in pdf.pages]
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


def _annotations(page: Dictionary) -> list[Object]:
    from pikepdf import Array, Dictionary

    found = page.get("/Annots")
    return [
        one for one in (found if isinstance(found, Array) else ()) if isinstance(one, Dictionary)
    ]


def _set_apart(page: Dictionary, chosen: Callable[[Object], bool]) -> list[Object]:
    """Leave only the chosen in the page's annotations; the others."""
    from pikepdf import Array

    if not isinstance(page.get("/Annots"), Array):
        return []
    found = _annotations(page)
    page["/Annots"] = Array([one for one in found if chosen(one)])
    return [one for one in found if not chosen(one)]


def _subtype(item: Object) -> str:
    from pikepdf import Dictionary

    return str(item.get("/Subtype")) if isinstance(item, Dictionary) else ""


def _private(pdf: Pdf) -> bool:
    """Keys that programs leave for themselves."""
    strange = tuple(str(key) for key in list(pdf.trailer) if str(key) not in TRAILER_KEYS)
    changed = _without(pdf.Root, ROOT_KEYS) | _without(pdf.trailer, strange)
    for holder in _dictionaries(pdf):
        changed |= _without(holder, PRIVATE_KEYS)
        for resources in _resources(holder):
            changed |= _without(resources, ("/Encoding",))
        if str(holder.get("/Type")) in {"/Outlines", "/Outline"} and "/Count" not in holder:
            changed |= _without(holder, ("/Type",))
    return changed


def _resources(holder: Dictionary) -> list[Dictionary]:
    """The resources that a dictionary is, or holds: forms leave their fonts' encodings in them."""
    from pikepdf import Dictionary

    inner = holder.get("/Resources")
    found = [inner] if isinstance(inner, Dictionary) else []
    is_one = (
        "/Type" not in holder
        and "/Subtype" not in holder
        and ("/ProcSet" in holder or "/Font" in holder)
    )
    return [*found, holder] if is_one else found


def _without(holder: Object, keys: tuple[str, ...]) -> bool:
    found = [key for key in keys if key in holder]
    for key in found:
        del holder[key]
    return bool(found)


def _fonts(pdf: Pdf) -> bool:
    """What ISO 19005-2 wants said of embedded TrueType fonts, and what it does not need
    (6.2.11.3.2, 6.2.11.4.2).
    """
    from pikepdf import Dictionary, Name

    changed = False
    for font in _dictionaries(pdf):
        descriptor = font.get("/FontDescriptor")
        if str(font.get("/Subtype")) != "/CIDFontType2" or not isinstance(descriptor, Dictionary):
            continue
        changed |= _without(descriptor, ("/CIDSet",))
        if "/FontFile2" in descriptor and "/CIDToGIDMap" not in font:
            font["/CIDToGIDMap"] = Name.Identity  # the default of ISO 32000-1, table 117
            changed = True
    return changed


def _pictures(pdf: Pdf) -> bool:
    """JPEG 2000 without the boxes that PDF/A wants gets them; the code itself is not touched."""
    from pikepdf import Array, Name, Stream

    changed = False
    for item in pdf.objects:
        filters = item.get("/Filter") if isinstance(item, Stream) else None
        alone = filters == Name.JPXDecode or (
            isinstance(filters, Array) and list(filters) == [Name.JPXDecode]
        )
        if isinstance(item, Stream) and alone and "/ColorSpace" in item:
            whole = boxed(item.read_raw_bytes())
            if whole is not None:
                item.write(whole, filter=Name.JPXDecode)
                changed = True
    return changed


def _dictionaries(pdf: Pdf) -> Iterator[Dictionary]:
    """Every dictionary that stands on its own, and those of streams."""
    from pikepdf import Dictionary, Stream

    for item in pdf.objects:
        if isinstance(item, Stream):
            yield item.stream_dict
        elif isinstance(item, Dictionary):
            yield item


Change = Callable[["Pdf"], bool]
MENDS: tuple[tuple[str, Change], ...] = (
    ("the form's fields were made part of their pages", _form),
    (
        "notes of kinds that PDF/A does not have, or not everywhere, were made part of their pages",
        _notes,
    ),
    (
        "the layers' settings were brought into PDF/A's form; each is shown or hidden as before",
        mend_layers,
    ),
    ("what the document does when it is opened was left out", _open_action),
    ("scripts and actions that PDF/A forbids were left out", _actions),
    ("", _private),
    ("", _fonts),
    ("", _pictures),
)
