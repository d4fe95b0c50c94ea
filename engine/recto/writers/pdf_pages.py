"""The page under the text, when the source is not a PDF: its image inside a one-page PDF, untouched where possible.

A PageResult enters, a PDF with exactly one page leaves. img2pdf embeds the file's own bytes (JPEG, JPEG
2000, PNG, CCITT TIFF); what it refuses (transparency, mirrored EXIF orientation, stdin) is embedded without loss from
the pixels.
"""

from __future__ import annotations

from contextlib import suppress
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from recto.model import Pixels
from recto.result import PageResult
from recto.writers.base import PageImages

if TYPE_CHECKING:
    from pikepdf import Pdf

LEAST_POINTS, MOST_POINTS = 3.0, 14400.0  # a page's sides (ISO 32000-1, annex C)


def image_page(page: PageResult, images: PageImages, *, archival: bool = False) -> Pdf:
    """A PDF whose only page is the page's image, `page.dpi` px an inch; `archival`: one that PDF/A-2 allows."""
    original = _original(page)
    if original is None or (archival and not _is_plain(original)):
        return _from_pixels(page, images(page))
    return original


def _original(page: PageResult) -> Pdf | None:
    """The source file's own bytes as a page; None where they are not exactly the page that was read."""
    from pikepdf import Pdf

    path = Path(page.source)
    if not path.is_file():
        return None
    with suppress(Exception):  # img2pdf and Pillow raise errors of every kind; the pixels are always there
        pdf = Pdf.open(BytesIO(_embedded(path, path.stat().st_mtime_ns, _fitting_dpi(page))))
        if page.index < len(pdf.pages):
            _keep_only(pdf, page.index)
            if _shows(pdf, page):
                return pdf
    return None


@lru_cache(maxsize=1)  # the pages of a multi-frame TIFF come one after the other
def _embedded(path: Path, changed: int, dpi: float) -> bytes:
    """The whole file as a PDF; `changed` (ns) keeps a rewritten file from being taken for the old one."""
    return _converted(path.read_bytes(), dpi)


def _converted(data: bytes, dpi: float) -> bytes:
    import img2pdf

    layout = img2pdf.get_fixed_dpi_layout_fun((dpi, dpi))
    rotation = img2pdf.Rotation.auto  # refuses mirrored images; `ifvalid` would write them unmirrored
    made: bytes = img2pdf.convert(
        data, layout_fun=layout, rotation=rotation, engine=img2pdf.Engine.pikepdf, nodate=True
    )
    return made


def _fitting_dpi(page: PageResult) -> float:
    sides = (page.width, page.height)
    return min(max(page.dpi, 72.0 * max(sides) / MOST_POINTS), 72.0 * min(sides) / LEAST_POINTS)


def _keep_only(pdf: Pdf, index: int) -> None:
    del pdf.pages[index + 1 :]
    del pdf.pages[:index]


def _shows(pdf: Pdf, page: PageResult) -> bool:
    """The page is one image of the result's size, as it is seen."""
    target = pdf.pages[0]
    pictures = list(target.get_images().values())
    if len(pictures) != 1:
        return False
    size = (int(pictures[0].Width), int(pictures[0].Height))
    return (page.width, page.height) == (size[::-1] if int(target.rotation) % 180 else size)


def _is_plain(pdf: Pdf) -> bool:
    """Grey or RGB without transparency: CMYK would want an output intent of its own."""
    picture = next(iter(pdf.pages[0].get_images().values()))
    plain = str(picture.get("/ColorSpace")) in {"/DeviceGray", "/DeviceRGB"}
    return plain and "/SMask" not in picture and str(picture.get("/Filter")) != "/JPXDecode"


def _from_pixels(page: PageResult, pixels: Pixels) -> Pdf:
    from pikepdf import Pdf
    from PIL import Image

    png = BytesIO()
    Image.fromarray(pixels).save(png, "PNG")
    return Pdf.open(BytesIO(_converted(png.getvalue(), _fitting_dpi(page))))
