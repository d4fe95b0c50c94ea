"""What PDF/A forbids in a source and what can be done about it without changing what its pages
show.

A PDF that does not conform enters and is changed in memory; sentences about what was changed leave.
What cannot be mended stays (fonts that are not embedded, colour spaces without profile): then the
validator refuses the document. Attachments are not touched: they make it PDF/A-3, which may hold
them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from recto.sources.pdf_objects import every_dictionary, name_of
from recto.writers.jpeg2000 import boxed
from recto.writers.pdf_annotations import form_to_pages, notes_to_pages
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
    for holder in every_dictionary(pdf):
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
    kind = name_of(action["/S"])
    if kind not in ALLOWED_ACTIONS:
        return True
    if kind != "/Named":
        return False
    name = name_of(action.get("/N"))
    return name not in NAMED_ACTIONS


def _private(pdf: Pdf) -> bool:
    """Keys that programs leave for themselves."""
    strange = tuple(str(key) for key in list(pdf.trailer) if str(key) not in TRAILER_KEYS)
    changed = _without(pdf.Root, ROOT_KEYS) | _without(pdf.trailer, strange)
    for holder in every_dictionary(pdf):
        changed |= _without(holder, PRIVATE_KEYS)
        for resources in _resources(holder):
            changed |= _without(resources, ("/Encoding",))
        if name_of(holder.get("/Type")) in {"/Outlines", "/Outline"} and "/Count" not in holder:
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
    for font in every_dictionary(pdf):
        descriptor = font.get("/FontDescriptor")
        kind = name_of(font.get("/Subtype"))
        if kind != "/CIDFontType2" or not isinstance(descriptor, Dictionary):
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


Change = Callable[["Pdf"], bool]
MENDS: tuple[tuple[str, Change], ...] = (
    ("the form's fields were made part of their pages", form_to_pages),
    (
        "notes of kinds that PDF/A does not have, or not everywhere, were made part of their pages",
        notes_to_pages,
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
