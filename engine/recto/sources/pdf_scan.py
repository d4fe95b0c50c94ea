"""Whether a PDF page is a scan, and how finely it was scanned.

A pypdfium2 page enters, its Scan leaves, None for a page that was typeset. A scan is a page covered
by images (one, or strips, or the layers of a compressed scan) on which no visible text is set; the
invisible text of a searchable PDF does not count.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

POINTS = 72.0  # an inch
COVERED = 0.85  # share of the page that images must cover to be the page
WHOLE = 0.995  # share from which the one image is the page, edge to edge
ORNAMENT = 0.01  # share of the page under which an image says nothing of the scan
# a finer scan is drawn at this: Tesseract gains nothing, and A4 at 1200 dpi is 139 million px
MOST_DPI = 600.0
# A scan this coarse cannot be read; a picture this coarse under drawn lines is a background, and
# the lines may be text.
COARSE_DPI = 100.0
ENOUGH = 0.98  # of a picture's bytes: with fewer unpacked, rows of it are missing
PIECE = 1 << 20  # bytes unpacked at once
DEPTH = 3  # levels of form XObjects that are looked into; scans sit at the first or second


@dataclass(frozen=True, slots=True)
class Scan:
    """What a scanned page is made of."""

    dpi: float  # of the finest image
    width: int  # px of the one image, as it lies on the page
    height: int
    whole_page: bool  # one image, edge to edge: its pixels can be had as they are


def find_scan(page: Any, unit: float = 1.0) -> Scan | None:
    """The scan that the page is; `unit` (/UserUnit): the page's own units are so many points.

    Raises pypdfium2.PdfiumError for a page that cannot be understood.
    """
    import pypdfium2.raw as pdfium

    images = _images_without_text(page)
    shares = [_share(item.get_bounds(), page) for item in images]
    if sum(shares) < COVERED:
        return None

    dpi = _finest(images, shares) / unit
    if dpi <= 0:
        return None
    paths = _objects(page, pdfium.FPDF_PAGEOBJ_PATH)
    if dpi < COARSE_DPI and next(paths, None) is not None:
        return None

    # As the reader of the page sees the image, which may have been turned.
    width, height = images[0].get_px_size()
    page_width, page_height = page.get_size()
    if (width > height) != (page_width > page_height):
        width, height = height, width
    is_whole_page = len(images) == 1 and shares[0] >= WHOLE and dpi <= MOST_DPI
    return Scan(min(dpi, MOST_DPI), width, height, is_whole_page)


def _images_without_text(page: Any) -> list[Any]:
    """The images on the page; none where text is set that is seen."""
    import pypdfium2.raw as pdfium

    images = []
    for item in _objects(page, pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_TEXT):
        if item.type == pdfium.FPDF_PAGEOBJ_IMAGE:
            images.append(item)
        elif pdfium.FPDFTextObj_GetTextRenderMode(item) != pdfium.FPDF_TEXTRENDERMODE_INVISIBLE:
            return []
    return images


def _objects(page: Any, *kinds: int) -> Iterator[Any]:
    found: Iterator[Any] = page.get_objects(filter=list(kinds), max_depth=DEPTH)
    return found


def undecodable(page: Any) -> bool:
    """Whether a picture on the page cannot be decoded; it costs as much as drawing them."""
    import pypdfium2
    import pypdfium2.raw as pdfium

    for image in _objects(page, pdfium.FPDF_PAGEOBJ_IMAGE):
        try:
            if min(image.get_px_size()) > 0:
                image.get_bitmap().close()
        except pypdfium2.PdfiumError:
            return True
    return False


def cut_off(page: Any) -> bool:
    """Whether a packed picture on the page ends before its last row: PDFium draws the rest white,
    and says nothing.
    """
    import pypdfium2
    import pypdfium2.raw as pdfium

    for image in _objects(page, pdfium.FPDF_PAGEOBJ_IMAGE):
        try:
            if image.get_filters() != ["FlateDecode"]:
                continue
            bits = image.get_metadata().bits_per_pixel
            width, height = image.get_px_size()
            expected = height * (width * bits // 8)
            if expected and _unpacked(bytes(image.get_data())) < ENOUGH * expected:
                return True
        except (pypdfium2.PdfiumError, zlib.error):
            continue
    return False


def _unpacked(data: bytes) -> int:
    """Bytes that come out, counted piece by piece."""
    unpacker = zlib.decompressobj()
    count = 0
    while data and not unpacker.eof:
        piece = unpacker.decompress(data, PIECE)
        count += len(piece)
        data = unpacker.unconsumed_tail
    return count


def _share(bounds: tuple[float, float, float, float], page: Any) -> float:
    """Of the page's area; the part of an image outside of the page does not count."""
    left, bottom, right, top = bounds
    # Not get_cropbox, which does not see a box that the page inherits (PDFium answers US Letter).
    page_left, page_bottom, page_right, page_top = page.get_bbox()
    area = (page_right - page_left) * (page_top - page_bottom)
    if area <= 0:
        return 0.0
    width = min(right, page_right) - max(left, page_left)
    height = min(top, page_top) - max(bottom, page_bottom)
    shown = max(0.0, width) * max(0.0, height)
    return float(shown / area)


def _finest(images: list[Any], shares: list[float]) -> float:
    """Dots an inch of the finest image that is not a mere ornament; 0 where there is none."""
    least = min(ORNAMENT, max(shares, default=0.0))
    finest = 0.0
    for item, share in zip(images, shares, strict=True):
        left, bottom, right, top = item.get_bounds()
        longer = max(right - left, top - bottom)
        if longer > 0 and share >= least:
            dpi = max(item.get_px_size()) / (longer / POINTS)
            finest = max(finest, dpi)
    return finest
