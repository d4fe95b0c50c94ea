"""What is opened for a PDF: the file, or a copy in which every program finds the same pages.

A path or bytes enter; a PdfFile leaves, made once a process for each version of a file. Where the
page tree, a page's boxes or the cross-reference table leave room for opinions, qpdf writes the
document anew with a flat tree and plain boxes, and whoever reads, judges or writes opens that copy:
page n is then the same page for all of them. Only here: when the copy stands for the file.
"""

from __future__ import annotations

import warnings
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from recto.sources.pdf_about import about
from recto.sources.pdf_boxes import boxes, turned, unit
from recto.sources.pdf_layers import Layers, hidden_notes, layers, without_hidden_text
from recto.sources.pdf_tree import INHERITED, Leaf, Tree, attribute, page_tree
from recto.sources.pdf_whole import has_lost_streams

if TYPE_CHECKING:
    from pikepdf import Object, Pdf

NOT_EDITABLE = (
    "the PDF cannot be changed: one that is written from it holds pictures of the pages that were"
    " read"
)
# Larger files are not copied into memory: then PDFium's opinion of their pages stands alone.
LARGEST_COPY = 1 << 30  # bytes
# What qpdf's own checks and the conversions to Python end in on damaged objects.
DAMAGE = (OSError, ValueError, TypeError, RuntimeError, RecursionError, MemoryError)
MOST_PAGES = 20_000  # that are copied: twice what is read of one file (Limits.frames)


@dataclass(frozen=True, slots=True)
class PdfFile:
    """One version of a PDF."""

    data: str | bytes  # what PDFium and qpdf open
    editable: bool = False  # qpdf opens it, and its page n is PDFium's page n
    mended: bool = False  # `data` is a copy
    missing: frozenset[int] = frozenset()  # 0-based pages that are named and not there
    units: tuple[float, ...] = ()  # /UserUnit of each page: its own unit in points
    notes: tuple[str, ...] = ()  # what people should know of the file as a whole
    # Object number and generation of each page of a sound file: to find one of 10,000 without
    # looking at the others.
    keys: tuple[tuple[int, int], ...] = ()
    # What is on layers that are switched off: (page, place among its annotations), 0-based, and the
    # document without the text; empty: there is none.
    unseen_notes: tuple[tuple[int, int], ...] = ()
    seen: bytes = b""

    def unit(self, index: int) -> float:
        """/UserUnit of page `index`, 1 where none is known."""
        if index < len(self.units):
            return self.units[index]
        return 1.0


def pdf_file(data: str | bytes, password: str | None) -> PdfFile:
    """Look at a PDF by its name or its bytes. Raises nothing: PDFium says what is wrong with it."""
    if isinstance(data, bytes):
        return _looked_at(data, password, 0, len(data))
    try:
        status = Path(data).stat()
    except OSError:
        return PdfFile(data)
    return _looked_at(data, password, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=1)
def _looked_at(data: str | bytes, password: str | None, changed: int, size: int) -> PdfFile:
    """`changed` (ns) and `size` tell a file that was written anew from the old one."""
    import pikepdf

    try:
        with open_pdf(data, password) as pdf:
            tree = page_tree(pdf)
            notes = (*tree.notes, *about(pdf))
            units = tuple(unit(attribute(leaf, "/UserUnit")) for leaf in tree.leaves)
            off = layers(pdf)
            unseen_notes = hidden_notes(off, tree.leaves)
            known = PdfFile(data, True, units=units, notes=notes, unseen_notes=unseen_notes)

            # qpdf opens a PDF with an empty owner password, PDFium does not: that one is copied.
            alike = not pdf.is_encrypted or _pages_with_size(data, password) > 0
            if alike and not tree.faults and not pdf.get_warnings():
                keys = tree.keys
                seen = _seen(pdf, off, tree, size)
                return replace(known, keys=keys, seen=seen)

            whole = not any(has_lost_streams(page) for page in tree.pages)
            copy = seen = b""
            if size <= LARGEST_COPY and len(tree.leaves) <= MOST_PAGES:
                copy = _copied(pdf, tree)
                seen = _seen(pdf, off, tree, size)
    except (pikepdf.PikepdfError, *DAMAGE):
        return PdfFile(data, notes=(NOT_EDITABLE,))
    mended = replace(known, data=copy, mended=True, missing=tree.missing, seen=seen)
    return _better(data, password, mended, whole=whole)


def _better(data: str | bytes, password: str | None, mended: PdfFile, *, whole: bool) -> PdfFile:
    """The copy, unless PDFium finds more in the file as it is; `whole`: no stream was lost."""
    count_in_file = _pages_with_size(data, password)
    count_in_copy = _pages_with_size(mended.data, None)
    more = count_in_copy - len(mended.missing) - count_in_file
    is_complete = count_in_copy == len(mended.units)
    if is_complete and (more > 0 or (more == 0 and whole)):
        return mended
    return PdfFile(data, notes=(NOT_EDITABLE,))


def open_pdf(data: str | bytes, password: str | None) -> Pdf:
    """Attributes are not handed down on opening, which would mend the tree unseen. Raises what
    pikepdf raises.
    """
    import pikepdf

    source = BytesIO(data) if isinstance(data, bytes) else data
    pdf = pikepdf.Pdf.open(source, password=password or "", inherit_page_attributes=False)
    return sized(pdf)


def sized(pdf: Pdf) -> Pdf:
    """The document, whose trailer says how many objects there are. Where a damaged one does not,
    qpdf 12 writes copies without it, and with object streams these cannot be opened at all.
    """
    if "/Size" not in pdf.trailer:
        pdf.trailer["/Size"] = len(pdf.objects) + 1
    return pdf


def _seen(pdf: Pdf, off: Layers, tree: Tree, size: int) -> bytes:
    """The document without text that is not seen; empty where it has none, or is too large. `pdf`
    is changed.
    """
    import pikepdf

    if not off.off or size > LARGEST_COPY:
        return b""
    try:
        return without_hidden_text(pdf, off, tree.leaves)
    except (pikepdf.PikepdfError, *DAMAGE):
        return b""


def _pages_with_size(data: str | bytes, password: str | None) -> int:
    """Pages that PDFium finds, told without reading what is on them."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data, password=password)
    except (pypdfium2.PdfiumError, OSError, ValueError):
        return 0
    count = 0
    try:
        for index in range(len(document)):
            with suppress(pypdfium2.PdfiumError):
                document.get_page_size(index)
                count += 1
    finally:
        document.close()
    return count


def _copied(pdf: Pdf, tree: Tree) -> bytes:
    """The document with its pages in one flat tree. Raises what pikepdf raises."""
    from pikepdf import Array, Dictionary, Name, PikepdfWarning

    empty = Dictionary(Type=Name.Pages, Kids=Array([]), Count=len(tree.leaves))
    root = pdf.make_indirect(empty)
    used: set[tuple[int, int]] = set()
    for leaf in tree.leaves:
        page = _plain_page(pdf, leaf, used)
        page.Parent = root
        root.Kids.append(page)
    pdf.Root.Pages = root
    out = BytesIO()
    with warnings.catch_warnings():
        # Of form fields that the source, too, has beside its form.
        warnings.simplefilter("ignore", PikepdfWarning)
        pdf.save(out)
    return out.getvalue()


def _plain_page(pdf: Pdf, leaf: Leaf, used: set[tuple[int, int]]) -> Object:
    """The page with all that it inherits; an empty one in place of a page that is missing."""
    from pikepdf import Array, Dictionary, Name

    page = leaf.page
    if page is None:
        letter = Array([0, 0, 612, 792])
        return pdf.make_indirect(Dictionary(Type=Name.Page, MediaBox=letter))
    for name in INHERITED:
        value = attribute(leaf, name)
        if value is not None:
            page[name] = value
    if page.objgen in used or not page.is_indirect:
        copy: Any = page
        page = pdf.make_indirect(Dictionary(copy))
    used.add(page.objgen)

    media, shown = boxes(page.get("/MediaBox"), page.get("/CropBox"))
    page.Type = Name.Page
    page.MediaBox = Array(_exact(media))
    if "/CropBox" in page:
        page.CropBox = Array(_exact(shown))
    page.Rotate = turned(page.get("/Rotate"))
    return page


def _exact(box: tuple[float, ...]) -> list[float | int]:
    numbers: list[float | int] = []
    for value in box:
        if value.is_integer():
            numbers.append(int(value))
        else:
            numbers.append(round(value, 5))
    return numbers
