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
    sentences = []
    for sentence, change in MENDS:
        changed = change(pdf)
        if changed and sentence:
            sentences.append(sentence)
    return sentences


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
        keys = []
        if "/AA" in holder:
            keys.append("/AA")
        if "/A" in holder and _is_forbidden(holder["/A"]):
            keys.append("/A")
        if "/Next" in holder and "/S" in holder and _is_forbidden(holder["/Next"]):
            keys.append("/Next")
        changed |= _without(holder, tuple(keys))
    return changed


def _is_forbidden(action: Object) -> bool:
    from pikepdf import Dictionary

    if not isinstance(action, Dictionary) or "/S" not in action:
        return False
    kind = str(action["/S"])
    if kind not in ALLOWED_ACTIONS:
        return True
    if kind != "/Named":
        return False
    name = str(action.get("/N"))
    return name not in NAMED_ACTIONS


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
    is_there = False
    for page in pdf.pages:
        if any(map(_is_strange, _annotations(page.obj))):
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


def _annotations(page: Dictionary) -> list[Object]:
    from pikepdf import Array, Dictionary

    annotations = page.get("/Annots")
    if not isinstance(annotations, Array):
        return []
    return [annotation for annotation in annotations if isinstance(annotation, Dictionary)]


def _set_apart(page: Dictionary, chosen: Callable[[Object], bool]) -> list[Object]:
    """Leave only the chosen in the page's annotations; the others."""
    from pikepdf import Array

    if not isinstance(page.get("/Annots"), Array):
        return []
    left = []
    others = []
    for annotation in _annotations(page):
        if chosen(annotation):
            left.append(annotation)
        else:
            others.append(annotation)
    page["/Annots"] = Array(left)
    return others


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

    resources = []
    inner = holder.get("/Resources")
    if isinstance(inner, Dictionary):
        resources.append(inner)
    if "/Type" in holder or "/Subtype" in holder:
        return resources
    if "/ProcSet" in holder or "/Font" in holder:
        resources.append(holder)
    return resources


def _without(holder: Object, keys: tuple[str, ...]) -> bool:
    present = [key for key in keys if key in holder]
    for key in present:
        del holder[key]
    return bool(present)


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
        if not isinstance(item, Stream):
            continue
        filters = item.get("/Filter")
        if isinstance(filters, Array) and len(filters) == 1:
            filters = filters[0]
        if filters != Name.JPXDecode or "/ColorSpace" not in item:
            continue
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
