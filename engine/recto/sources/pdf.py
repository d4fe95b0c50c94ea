"""PDF pages as pixels, one page at a time (pypdfium2: PDFium, as in Chromium).

A page that is one scanned image is rendered at that image's own resolution, so that no pixel is made up or thrown away;
others at the resolution asked for. Rotation and crop boxes are PDFium's business.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

from recto.errors import EncryptedPdf, InputError
from recto.model import Pixels
from recto.sources.limits import Limits

POINTS = 72.0  # an inch
FULL_PAGE = 0.85  # share of the page that an image must cover to be the page
LEAST_DPI, MOST_DPI = 100.0, 600.0  # for pages that are one image


@dataclass(frozen=True, slots=True, eq=False)
class RenderedPage:
    """One page as pixels."""

    pixels: Pixels  # (height, width, 3) RGB
    dpi: float
    notes: tuple[str, ...] = ()


@contextmanager
def opened(data: str | bytes, where: str, limits: Limits, password: str | None = None) -> Iterator[Any]:
    """The PdfDocument. Raises EncryptedPdf, InputError or TooLarge."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data, password=password)
    except pypdfium2.PdfiumError as fault:
        if "password" in str(fault).lower():
            remedy = "remove its password, e.g. `qpdf --decrypt --password=... in.pdf out.pdf`"
            raise EncryptedPdf("the PDF is encrypted", where=where, remedy=remedy) from None
        raise InputError("the PDF is damaged", where=where, remedy="try `qpdf in.pdf out.pdf` to repair it") from None
    try:
        limits.check_frames(len(document), where)
        yield document
    finally:
        document.close()


def render(document: Any, index: int, dpi: float | None, where: str, limits: Limits) -> RenderedPage:
    """Draw one page. Raises InputError."""
    import pypdfium2

    try:
        page = document[index]
    except (pypdfium2.PdfiumError, IndexError):
        raise InputError("the page cannot be opened", where=where, remedy="repair the PDF with `qpdf`") from None
    try:
        wanted = dpi or image_dpi(page) or 300.0
        used = _fitting(page.get_size(), wanted, limits)
        notes = (f"drawn at {used:.0f} dpi, {wanted:.0f} would be too many pixels",) if used < wanted else ()
        bitmap = page.render(scale=used / POINTS, rev_byteorder=True, prefer_bgrx=False)
        pixels = np.array(bitmap.to_numpy()[:, :, :3])
        bitmap.close()
        return RenderedPage(pixels, used, notes)
    except (pypdfium2.PdfiumError, MemoryError, ValueError) as fault:
        raise InputError(f"the page cannot be drawn ({fault})", where=where, remedy="repair it with `qpdf`") from None
    finally:
        page.close()


def _fitting(size: tuple[float, float], dpi: float, limits: Limits) -> float:
    inches = (max(size[0], 1.0) / POINTS) * (max(size[1], 1.0) / POINTS)
    return float(min(dpi, (limits.pixels / inches) ** 0.5))


def image_dpi(page: Any) -> float | None:
    """The resolution of the one image that is the page, None for any other page."""
    import pypdfium2.raw as pdfium

    images = list(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=2))
    if len(images) != 1:
        return None
    left, bottom, right, top = images[0].get_bounds()
    width, height = page.get_size()
    if (right - left) * (top - bottom) < FULL_PAGE * width * height:
        return None
    across: float = max(images[0].get_px_size()) / (max(right - left, top - bottom) / POINTS)
    return min(MOST_DPI, max(LEAST_DPI, across))
