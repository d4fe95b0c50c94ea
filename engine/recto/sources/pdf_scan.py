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

    kinds = [pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_TEXT]
    images = []
    for item in page.get_objects(filter=kinds, max_depth=DEPTH):
        if item.type == pdfium.FPDF_PAGEOBJ_IMAGE:
            images.append(item)
        elif pdfium.FPDFTextObj_GetTextRenderMode(item) != pdfium.FPDF_TEXTRENDERMODE_INVISIBLE:
            return None
    shares = [_share(item.get_bounds(), page) for item in images]
    if sum(shares) < COVERED:
        return None
    dpi = max(_dpis(images, shares), default=0.0) / unit
    if dpi <= 0 or (dpi < COARSE_DPI and _has_paths(page)):
        return None
    width, height = _size_on_page(images[0], page)
    return Scan(
        min(dpi, MOST_DPI),
        width,
        height,
        len(images) == 1 and shares[0] >= WHOLE and dpi <= MOST_DPI,
    )


def _has_paths(page: Any) -> bool:
    import pypdfium2.raw as pdfium

    return any(True for _ in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH], max_depth=DEPTH))


def undecodable(page: Any) -> bool:
    """Whether a picture on the page cannot be decoded; it costs as much as drawing them."""
    import pypdfium2
    import pypdfium2.raw as pdfium

    for image in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=DEPTH):
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

    for image in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=DEPTH):
        try:
            packed = image.get_filters() == ["FlateDecode"]
            bits = image.get_metadata().bits_per_pixel if packed else 0
            width, height = image.get_px_size()
            expected = height * (width * bits // 8)
            if expected and _unpacked(bytes(image.get_data())) < ENOUGH * expected:
                return True
        except (pypdfium2.PdfiumError, zlib.error):
            continue
    return False


def _unpacked(data: bytes) -> int:
    """Bytes that come out, counted piece by piece."""
    unpacker, count = zlib.decompressobj(), 0
    while data and not unpacker.eof:
        count += len(unpacker.decompress(data, PIECE))
        data = unpacker.unconsumed_tail
    return count


def _share(bounds: tuple[float, float, float, float], page: Any) -> float:
    """Of the page's area; the part of an image outside of the page does not count."""
    left, bottom, right, top = bounds
    # Not get_cropbox, which does not see a box that the page inherits (PDFium answers US Letter).
    page_left, page_bottom, page_right, page_top = page.get_bbox()
    width = min(right, page_right) - max(left, page_left)
    height = min(top, page_top) - max(bottom, page_bottom)
    area = (page_right - page_left) * (page_top - page_bottom)
    return max(0.0, width) * max(0.0, height) / area if area > 0 else 0.0


def _dpis(images: list[Any], shares: list[float]) -> Iterator[float]:
    """Of each image that is not a mere ornament."""
    for item, share in zip(images, shares, strict=True):
        left, bottom, right, top = item.get_bounds()
        longer = max(right - left, top - bottom)
        if longer > 0 and share >= min(0.01, max(shares)):
            yield max(item.get_px_size()) / (longer / POINTS)


def _size_on_page(image: Any, page: Any) -> tuple[int, int]:
    """Px across and down as the reader of the page sees the image, which may have been turned."""
    width, height = image.get_px_size()
    page_width, page_height = page.get_size()
    turned = (width > height) != (page_width > page_height)
    return (height, width) if turned else (width, height)
