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
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recto.errors import EncryptedPdf, InputError, TooLarge
from recto.model.page import Pixels
from recto.sources.limits import Limits
from recto.sources.pdf_file import PdfFile, pdf_file
from recto.sources.pdf_forms import MOST_DRAWINGS, drawings
from recto.sources.pdf_scan import POINTS, Scan, cut_off, find_scan, undecodable
from recto.sources.pdf_tree import inherited

# Pages after which a document is closed and opened again: an open one keeps every scan's compressed
# data (1.4 MB a page of a scanned book), which on 200 pages is more than all else.
REOPEN = 16
PASSWORD = "RECTO_PDF_PASSWORD"  # noqa: S105 - the variable's name
CUT_OFF = "the page's image ends early in the PDF: some of the page is missing"
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
        limits.check_frames(len(document), where)
        if not len(document):
            raise InputError(
                "the PDF has no pages", where=where, remedy="try `qpdf in.pdf out.pdf` to repair it"
            )
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
        return EncryptedPdf(
            "the PDF is encrypted in a way that cannot be opened",
            where=where,
            remedy="print it anew",
        )
    return InputError(
        "the PDF is damaged", where=where, remedy="try `qpdf in.pdf out.pdf` to repair it"
    )


def render(pdf: OpenPdf, index: int, dpi: float | None, where: str, limits: Limits) -> RenderedPage:
    """Draw one page, at `dpi` when one is asked for. Raises InputError or TooLarge."""
    import pypdfium2

    _refuse_undrawable(pdf, index, where)
    try:
        page = pdf.document[index]
    except (pypdfium2.PdfiumError, IndexError):
        raise InputError(
            "the page cannot be opened", where=where, remedy="repair the PDF with `qpdf`"
        ) from None
    try:
        unseen = [place for number, place in pdf.file.unseen_notes if number == index]
        _hide(page, unseen)
        notes = (*pdf.file.notes, *_unseen_notes(len(unseen)))
        return _rendered(page, dpi, limits, pdf.file.unit(index), notes)
    except (pypdfium2.PdfiumError, MemoryError, ValueError, ArithmeticError) as fault:
        raise InputError(
            f"the page cannot be drawn ({fault})", where=where, remedy="repair it with `qpdf`"
        ) from None
    finally:
        page.close()


def _refuse_undrawable(pdf: OpenPdf, index: int, where: str) -> None:
    """Raise for a page that is not there, and for one that PDFium would never be done with."""
    if index in pdf.file.missing:
        what = "the page cannot be opened (the PDF names it but does not hold it)"
        raise InputError(what, where=where, remedy="get a whole copy of the file")
    if pdf.file.editable and _drawings(pdf, index) >= MOST_DRAWINGS:
        what = f"the page draws forms inside forms more than {MOST_DRAWINGS:,} times"
        raise TooLarge(what, where=where, remedy="print it anew from the program that made it")


def _drawings(pdf: OpenPdf, index: int) -> int:
    """Forms that the page draws; 0 where they cannot be counted."""
    import pikepdf

    data = pdf.file.data
    try:
        source = BytesIO(data) if isinstance(data, bytes) else data
        with pikepdf.Pdf.open(
            source, password=pdf.password or "", inherit_page_attributes=False
        ) as file:
            keys = pdf.file.keys
            page = file.get_object(keys[index]) if keys else file.pages[index].obj
            return drawings(page, inherited(page, "/Resources"))
    except (pikepdf.PikepdfError, OSError, ValueError, TypeError, RuntimeError, IndexError):
        return 0


def _hide(page: Any, places: Sequence[int]) -> None:
    """Have annotations on layers that are off not drawn: PDFium does not ask for their layer."""
    import pypdfium2.raw as pdfium

    for place in places:
        note = pdfium.FPDFPage_GetAnnot(page, place)
        if note:
            pdfium.FPDFAnnot_SetFlags(
                note, pdfium.FPDFAnnot_GetFlags(note) | pdfium.FPDF_ANNOT_FLAG_HIDDEN
            )
            pdfium.FPDFPage_CloseAnnot(note)


def _unseen_notes(count: int) -> tuple[str, ...]:
    named = "1 annotation" if count == 1 else f"{count} annotations"
    return (f"{named} on layers of the PDF that are switched off: not read",) if count else ()


def _rendered(
    page: Any, dpi: float | None, limits: Limits, unit: float, notes: tuple[str, ...]
) -> RenderedPage:
    """`unit`: the page's own units are so many points."""
    scan = find_scan(page, unit)
    wanted = dpi or (scan.dpi if scan else DRAWN_DPI)
    size = page.get_size()
    used = _fitting((size[0] * unit, size[1] * unit), wanted, limits)
    if used < wanted:
        notes = (*notes, f"drawn at {used:.0f} dpi, {wanted:.0f} would be too many pixels")
    bitmap = page.render(scale=_scale(size, used, scan, unit), rev_byteorder=True)
    try:
        pixels = _plain(bitmap.to_numpy())
    finally:
        bitmap.close()
    # An empty page is asked why it is empty: PDFium leaves out what it cannot decode.
    if pixels.min() == pixels.max() and undecodable(page):
        raise ValueError("a picture on it cannot be decoded")
    cut = scan is not None and cut_off(page)
    return RenderedPage(pixels, used, (*notes, CUT_OFF) if cut else notes, cut)


def _fitting(size: tuple[float, float], dpi: float, limits: Limits) -> float:
    """The resolution at which the page holds no more pixels than it may, its sides rounded up."""
    across, down = max(size[0], 1.0) / POINTS, max(size[1], 1.0) / POINTS
    # The largest d with (across * d + 1) * (down * d + 1) <= pixels.
    area, sides = across * down, across + down
    most = ((sides**2 + 4 * area * (limits.pixels - 1)) ** 0.5 - sides) / (2 * area)
    return float(min(dpi, most))


def _scale(size: tuple[float, float], dpi: float, scan: Scan | None, unit: float) -> float:
    """Pixels to one of the page's units.

    pypdfium2 rounds both sides up, so a scan of 2480 px on a page of 595.28 points would be
    stretched to 2481 px and blurred. Half a pixel less comes out as the scan's own size.
    """
    if scan is None or not scan.whole_page or abs(dpi / scan.dpi - 1) > 0.001:
        return dpi * unit / POINTS
    return min((scan.width - 0.5) / size[0], (scan.height - 0.5) / size[1])


def _plain(drawn: NDArray[np.uint8]) -> Pixels:
    """A copy that outlives the bitmap; grey where no pixel has a colour, a third of the memory."""
    thin = drawn[::16, ::16]
    if _colourless(thin) and _colourless(drawn):
        return np.ascontiguousarray(drawn[:, :, 0])
    return np.array(drawn)


def _colourless(drawn: NDArray[np.uint8]) -> bool:
    red, green, blue = drawn[:, :, 0], drawn[:, :, 1], drawn[:, :, 2]
    return bool(np.array_equal(red, green) and np.array_equal(green, blue))
