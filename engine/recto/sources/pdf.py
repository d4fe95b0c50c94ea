"""PDF pages as pixels, one page at a time (pypdfium2: PDFium, as in Chromium).

A page that is one scanned image comes out as that image's own pixels, none made up and none thrown
away; others are drawn at the resolution asked for, 300 dpi unless said. Rotation and crop boxes are
PDFium's business; filled-in form fields are drawn with the page. What is opened is the file, or its
mended copy (pdf_file.py), so that page n is the page that is written later.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recto.errors import EncryptedPdf, InputError, TooLarge
from recto.model.page import Pixels
from recto.sources.limits import Limits
from recto.sources.pdf_file import PdfFile, open_pdf, pdf_file
from recto.sources.pdf_forms import MOST_DRAWINGS, drawings
from recto.sources.pdf_scan import POINTS, Scan, cut_off, find_scan, undecodable
from recto.sources.pdf_tree import inherited

# Pages after which a document is closed and opened again: an open one keeps every scan's compressed
# data (1.4 MB a page of a scanned book), which on 200 pages is more than all else.
REOPEN = 16
PASSWORD = "RECTO_PDF_PASSWORD"  # noqa: S105 - the variable's name
CUT_OFF = "the page's image ends early in the PDF: some of the page is missing"
REPAIR = "try `qpdf in.pdf out.pdf` to repair it"
SAME_DPI = 0.001  # share by which two resolutions differ that are one and the same
DRAWN_DPI = 300.0  # capitals of 10 point type are 30 px high, what Tesseract reads best


@dataclass(frozen=True, slots=True, eq=False)
class RenderedPage:
    """One page as pixels."""

    pixels: Pixels  # (height, width) grey, or (height, width, 3) RGB
    dpi: float
    notes: tuple[str, ...] = ()
    partial: bool = False  # the scan that it is ends before its last row


def given_password() -> str | None:
    """From the environment: not a flag, which every user could read, and in no ledger."""
    return os.environ.get(PASSWORD)


@dataclass(frozen=True, slots=True, eq=False)
class OpenPdf:
    """A PDF that is open in PDFium, and what was found out about its file."""

    document: Any  # pypdfium2.PdfDocument
    file: PdfFile
    password: str | None

    def __len__(self) -> int:
        """Pages, those that are missing included."""
        return len(self.document)


@contextmanager
def opened(
    data: str | bytes, where: str, limits: Limits, password: str | None = None
) -> Iterator[OpenPdf]:
    """The PDF; `password`: the environment's when None.

    Raises EncryptedPdf, InputError or TooLarge.
    """
    import pypdfium2

    password = password or given_password()
    file = pdf_file(data, password)
    try:
        document = pypdfium2.PdfDocument(file.data, password=password)
    except (pypdfium2.PdfiumError, OSError, ValueError) as fault:
        raise _unopened(str(fault), where, password) from None
    try:
        count = len(document)
        limits.check_frames(count, where)
        if not count:
            raise InputError("the PDF has no pages", where=where, remedy=REPAIR)
        show_forms(document)
        yield OpenPdf(document, file, password)
    finally:
        document.close()


def show_forms(document: Any) -> None:
    """Have form fields drawn; does nothing where there is no form."""
    log = logging.getLogger("pypdfium2._helpers.document")
    level = log.level
    # advice on XFA is for programmers; people get a note (pdf_about.py)
    log.setLevel(logging.ERROR)
    try:
        document.init_forms()
    finally:
        log.setLevel(level)


def _unopened(reason: str, where: str, password: str | None) -> InputError:
    if "assword" in reason:  # PDFium's "Incorrect password error", also when none was given
        what = "the password does not open the PDF" if password else "the PDF is encrypted"
        remedy = (
            f"put its password into {PASSWORD}, or remove it with `qpdf --decrypt --password=..."
            " in.pdf out.pdf`"
        )
        return EncryptedPdf(what, where=where, remedy=remedy)
    if "security" in reason:
        what = "the PDF is encrypted in a way that cannot be opened"
        return EncryptedPdf(what, where=where, remedy="print it anew")
    return InputError("the PDF is damaged", where=where, remedy=REPAIR)


def render(pdf: OpenPdf, index: int, dpi: float | None, where: str, limits: Limits) -> RenderedPage:
    """Draw one page, at `dpi` when one is asked for. Raises InputError or TooLarge."""
    import pypdfium2

    _refuse_undrawable(pdf, index, where)
    try:
        page = pdf.document[index]
    except (pypdfium2.PdfiumError, IndexError):
        what = "the page cannot be opened"
        raise InputError(what, where=where, remedy="repair the PDF with `qpdf`") from None
    try:
        notes = pdf.file.notes
        unseen = [place for number, place in pdf.file.unseen_notes if number == index]
        if unseen:
            _hide(page, unseen)
            named = "1 annotation" if len(unseen) == 1 else f"{len(unseen)} annotations"
            off = "on layers of the PDF that are switched off"
            notes = (*notes, f"{named} {off}: not read")
        return _rendered(page, dpi, limits, pdf.file.unit(index), notes)
    except (pypdfium2.PdfiumError, MemoryError, ValueError, ArithmeticError) as fault:
        what = f"the page cannot be drawn ({fault})"
        raise InputError(what, where=where, remedy="repair it with `qpdf`") from None
    finally:
        page.close()


def _refuse_undrawable(pdf: OpenPdf, index: int, where: str) -> None:
    """Raise for a page that is not there, and for one that PDFium would never be done with."""
    import pikepdf

    if index in pdf.file.missing:
        what = "the page cannot be opened (the PDF names it but does not hold it)"
        raise InputError(what, where=where, remedy="get a whole copy of the file")
    if not pdf.file.editable:
        return

    keys = pdf.file.keys
    count = 0  # also where the forms cannot be counted
    with (
        suppress(pikepdf.PikepdfError, OSError, ValueError, TypeError, RuntimeError, IndexError),
        open_pdf(pdf.file.data, pdf.password) as file,
    ):
        page = file.get_object(keys[index]) if keys else file.pages[index].obj
        resources = inherited(page, "/Resources")
        count = drawings(page, resources)
    if count >= MOST_DRAWINGS:
        what = f"the page draws forms inside forms more than {MOST_DRAWINGS:,} times"
        raise TooLarge(what, where=where, remedy="print it anew from the program that made it")


def _hide(page: Any, places: Sequence[int]) -> None:
    """Have annotations on layers that are off not drawn: PDFium does not ask for their layer."""
    import pypdfium2.raw as pdfium

    for place in places:
        note = pdfium.FPDFPage_GetAnnot(page, place)
        if note:
            flags = pdfium.FPDFAnnot_GetFlags(note)
            hidden = flags | pdfium.FPDF_ANNOT_FLAG_HIDDEN
            pdfium.FPDFAnnot_SetFlags(note, hidden)
            pdfium.FPDFPage_CloseAnnot(note)


def _rendered(
    page: Any, dpi: float | None, limits: Limits, unit: float, notes: tuple[str, ...]
) -> RenderedPage:
    """`unit`: the page's own units are so many points."""
    scan = find_scan(page, unit)
    wanted = dpi or (scan.dpi if scan else DRAWN_DPI)
    size = page.get_size()

    # The resolution at which the page holds no more pixels than it may, its sides rounded up: the
    # largest d with (across * d + 1) * (down * d + 1) <= pixels.
    across = max(size[0] * unit, 1.0) / POINTS
    down = max(size[1] * unit, 1.0) / POINTS
    area = across * down
    sides = across + down
    root = (sides**2 + 4 * area * (limits.pixels - 1)) ** 0.5
    most = (root - sides) / (2 * area)
    used = float(min(wanted, most))
    if used < wanted:
        notes = (*notes, f"drawn at {used:.0f} dpi, {wanted:.0f} would be too many pixels")

    scale = _scale(size, used, scan, unit)
    bitmap = page.render(scale=scale, rev_byteorder=True)
    try:
        pixels = _plain(bitmap.to_numpy())
    finally:
        bitmap.close()

    # An empty page is asked why it is empty: PDFium leaves out what it cannot decode.
    if pixels.min() == pixels.max() and undecodable(page):
        raise ValueError("a picture on it cannot be decoded")
    is_cut = scan is not None and cut_off(page)
    if is_cut:
        notes = (*notes, CUT_OFF)
    return RenderedPage(pixels, used, notes, is_cut)


def _scale(size: tuple[float, float], dpi: float, scan: Scan | None, unit: float) -> float:
    """Pixels to one of the page's units.

    pypdfium2 rounds both sides up, so a scan of 2480 px on a page of 595.28 points would be
    stretched to 2481 px and blurred. Half a pixel less comes out as the scan's own size.
    """
    if scan is None or not scan.whole_page or abs(dpi / scan.dpi - 1) > SAME_DPI:
        return dpi * unit / POINTS
    across = (scan.width - 0.5) / size[0]
    down = (scan.height - 0.5) / size[1]
    return min(across, down)


def _plain(drawn: NDArray[np.uint8]) -> Pixels:
    """A copy that outlives the bitmap; grey where no pixel has a colour, a third of the memory."""
    thin = drawn[::16, ::16]
    if _colourless(thin) and _colourless(drawn):
        return np.ascontiguousarray(drawn[:, :, 0])
    return np.array(drawn)


def _colourless(drawn: NDArray[np.uint8]) -> bool:
    red = drawn[:, :, 0]
    green = drawn[:, :, 1]
    blue = drawn[:, :, 2]
    return bool(np.array_equal(red, green) and np.array_equal(green, blue))
