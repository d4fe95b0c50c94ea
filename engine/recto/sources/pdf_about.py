"""What people should know of a PDF as a whole before they trust what is read or written.

An open pikepdf document enters, sentences leave, for the notes of each of its pages: signatures and
encryption end where the file is written anew, a dynamic XFA form shows its pages in Adobe's
programs only, attached files are not read.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from recto.sources.pdf_objects import dictionaries, is_dictionary, name_of, table

if TYPE_CHECKING:
    from pikepdf import Pdf

SIGNED = "the PDF is signed: one that is written from it no longer is"
ENCRYPTED = (
    "the PDF is encrypted: one that is written from it is not, and what it permits has no effect"
    " there"
)
XFA = (
    "the PDF is a dynamic XFA form, which only Adobe's programs show: what is read is what stands"
    " in its place"
)
MOST_FIELDS = 100_000  # of a form that are looked through for a signature
DEEPEST = 32  # levels of fields inside fields


def about(pdf: Pdf) -> tuple[str, ...]:
    """The notes of a document. Raises nothing for what is written wrongly in it."""
    import pikepdf

    root: Any = pdf.Root
    form = table(root.get("/AcroForm"))
    notes = []
    if _is_signed(form):
        notes.append(SIGNED)
    if pdf.is_encrypted:
        notes.append(ENCRYPTED)
    if "/XFA" in form and root.get("/NeedsRendering") is True:
        notes.append(XFA)
    attached = 0  # also where the tree of names is no tree
    with suppress(pikepdf.PikepdfError, ValueError, TypeError, RuntimeError):
        attached = len(pdf.attachments)
    if attached:
        files = "1 attached file" if attached == 1 else f"{attached:,} attached files"
        notes.append(f"{files} of the PDF not read")
    return tuple(notes)


def _is_signed(form: Any) -> bool:
    """Any field of the form, or a field inside one, holds a signature (ISO 32000-1, 12.7.4.5)."""
    waiting = [(form.get("/Fields"), 0, False)]
    looked_at = 0
    while waiting:
        fields, depth, above = waiting.pop()
        for field in dictionaries(fields):
            looked_at += 1
            if looked_at > MOST_FIELDS:
                return False
            kind = name_of(field.get("/FT"))
            inherits = above and "/FT" not in field
            is_signature = kind == "/Sig" or inherits
            if is_signature and is_dictionary(field.get("/V")):
                return True
            if depth < DEEPEST:
                waiting.append((field.get("/Kids"), depth + 1, is_signature))
    return False
