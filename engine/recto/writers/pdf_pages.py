"""The page under the text, when the source is not a PDF: its image inside a one-page PDF, untouched
where possible.

A PageResult enters, a PDF with exactly one page leaves. img2pdf embeds the file's own bytes (JPEG,
JPEG 2000, PNG, CCITT TIFF); what it refuses (transparency, mirrored EXIF orientation, stdin) is
embedded without loss from the pixels.
"""

from __future__ import annotations

from contextlib import suppress
from functools import lru_cache
from io import BytesIO
from os.path import isfile
from pathlib import Path
from typing import TYPE_CHECKING

from recto.model.result import PageResult
from recto.sources.pdf_objects import name_of
from recto.writers.base import PageImages

if TYPE_CHECKING:
    from pikepdf import Pdf

LEAST_POINTS, MOST_POINTS = 3.0, 14400.0  # a page's sides (ISO 32000-1, annex C)
PLAIN_COLOURS = frozenset({"/DeviceGray", "/DeviceRGB"})
ROUNDING = 1e-6  # points: 72 px at 72 / 3 dpi come to 2.9999999999999996 in places


def image_page(page: PageResult, images: PageImages, *, archival: bool = False) -> Pdf:
    """A PDF whose only page is the page's image, as large as its resolution says; `archival`: as
    PDF/A-2 allows.
    """
    from pikepdf import Pdf
    from PIL import Image

    original = _original(page)
    if original is not None and (not archival or _is_plain(original)):
        return original
    pixels = images(page)
    png = BytesIO()
    Image.fromarray(pixels).save(png, "PNG")
    data = _converted(png.getvalue(), _fitting_dpi(page))
    return Pdf.open(BytesIO(data))


def _original(page: PageResult) -> Pdf | None:
    """The source file's own bytes as a page; None where they are not exactly the page that was
    read.
    """
    from pikepdf import Pdf

    from recto.sources import frame_number

    path = Path(page.source)
    if not isfile(path):  # noqa: PTH113 - Path.is_file raises for a name that no system takes
        return None
    # img2pdf and Pillow raise errors of every kind; the pixels are always there
    with suppress(Exception):
        changed = path.stat().st_mtime_ns
        dpi = _fitting_dpi(page)
        data = _embedded(path, changed, dpi)
        pdf = Pdf.open(BytesIO(data))
        frame = frame_number(page.source, page.index)
        if frame < len(pdf.pages):
            del pdf.pages[frame + 1 :]
            del pdf.pages[:frame]
            if _shows(pdf, page):
                return pdf
    return None


@lru_cache(maxsize=1)  # the pages of a multi-frame TIFF come one after the other
def _embedded(path: Path, changed: int, dpi: tuple[float, float]) -> bytes:
    """The whole file as a PDF; `changed` (ns) keeps a rewritten file from being taken for the old
    one.
    """
    data = path.read_bytes()
    return _converted(data, dpi)


def _converted(data: bytes, dpi: tuple[float, float]) -> bytes:
    import img2pdf

    layout = img2pdf.get_fixed_dpi_layout_fun(dpi)
    # refuses mirrored images; `ifvalid` would write them unmirrored
    rotation = img2pdf.Rotation.auto
    made: bytes = img2pdf.convert(
        data, layout_fun=layout, rotation=rotation, engine=img2pdf.Engine.pikepdf, nodate=True
    )
    return made


def _fitting_dpi(page: PageResult) -> tuple[float, float]:
    """Across and down, so that no side is shorter or longer than a page may be; both change by one
    factor.
    """
    across = page.dpi
    down = page.dpi_down or across
    width = 72.0 * page.width / across
    height = 72.0 * page.height / down
    longest = max(width, height)
    shortest = min(width, height)
    to_longest = longest / (MOST_POINTS - ROUNDING)
    to_shortest = shortest / (LEAST_POINTS + ROUNDING)
    factor = max(1.0, to_longest)
    factor = min(factor, to_shortest)
    return across * factor, down * factor


def _shows(pdf: Pdf, page: PageResult) -> bool:
    """The page is one image of the result's size, as it is seen, and as wide and high as its
    resolution says.
    """
    target = pdf.pages[0]
    pictures = list(target.get_images().values())
    if len(pictures) != 1:
        return False
    picture = pictures[0]
    width = int(picture.Width)
    height = int(picture.Height)
    size = (page.width, page.height)
    rotation = int(target.rotation)
    if rotation % 180 == 0:
        return size == (width, height)
    if page.dpi_down:  # img2pdf lays both resolutions out before it turns the page
        return False
    return size == (height, width)


def _is_plain(pdf: Pdf) -> bool:
    """Grey or RGB without transparency: CMYK would want an output intent of its own."""
    images = pdf.pages[0].get_images()
    picture = next(iter(images.values()))
    colours = name_of(picture.get("/ColorSpace"))
    if colours not in PLAIN_COLOURS or "/SMask" in picture:
        return False
    encoding = name_of(picture.get("/Filter"))
    return encoding != "/JPXDecode"
