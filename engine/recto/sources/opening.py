"""From one file to its pages: sniff what it is, check the header, decode one page at a time.

A path enters, Pages leave in order, each with its resolution; a page that cannot be decoded leaves as a PageFault. The
whole file raises InputError, EncryptedPdf, TooLarge or FileAccess.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import IO

from recto.errors import BadArguments, FileAccess, InputError, RectoError
from recto.model import Page
from recto.sources.limits import Limits

DEFAULTS = Limits()


@dataclass(frozen=True, slots=True)
class PageFault:
    """A page that cannot be had, in the place where it would have come."""

    source: str
    index: int  # 0-based
    error: RectoError


def open_pages(
    path: str,
    *,
    pages: str = "",
    dpi: float | None = None,
    password: str | None = None,
    limits: Limits = DEFAULTS,
) -> Iterator[Page | PageFault]:
    """The pages of one file ("-": stdin).

    `pages`: 1-based, "1-3,7", all when empty. `dpi`: how finely to draw PDF pages, and the resolution to believe for
    images; from the file when None.
    """
    file = _opened(path)
    with file:
        head = file.read(1024)
        if not head:
            raise InputError("the file is empty", where=path, remedy="copy or scan it again")
        file.seek(0)
        if b"%PDF-" in head:
            yield from _pdf_pages(file, path, pages, dpi, password, limits)
        else:
            yield from _image_pages(file, path, pages, dpi, limits)


def _opened(path: str) -> IO[bytes]:
    if path == "-":
        return BytesIO(sys.stdin.buffer.read())
    try:
        return Path(path).open("rb")
    except FileNotFoundError:
        raise InputError("no such file", where=path, remedy="check the path") from None
    except IsADirectoryError:
        raise InputError("is a folder", where=path, remedy="name a file in it") from None
    except OSError as fault:
        raise FileAccess(f"cannot be opened ({fault.strerror})", where=path, remedy="check its permissions") from None


def _image_pages(
    file: IO[bytes], path: str, pages: str, dpi: float | None, limits: Limits
) -> Iterator[Page | PageFault]:
    from recto.sources import images
    from recto.sources.dpi import stated_dpi

    with images.opened(file, path, limits) as image:
        for index in chosen(pages, getattr(image, "n_frames", 1), path):
            where = f"{path} page {index + 1}"
            try:
                pixels, notes = images.frame(image, index, where, limits)
            except RectoError as fault:
                yield PageFault(path, index, fault)
                continue
            found = stated_dpi({str(k): v for k, v in image.info.items()}, dict(image.getexif()))
            yield _with_dpi(Page(path, index, pixels, dpi or found or 0.0, notes=notes))


def _with_dpi(page: Page) -> Page:
    """The page as it is when its resolution is known, else with one estimated."""
    if page.dpi:
        return page
    from recto.sources.dpi import estimated_dpi

    dpi = estimated_dpi(page.raster)
    note = f"resolution not stated; {dpi:.0f} dpi estimated from the height of the text"
    return replace(page, dpi=dpi, dpi_is_estimated=True, notes=(*page.notes, note))


def _pdf_pages(
    file: IO[bytes], path: str, pages: str, dpi: float | None, password: str | None, limits: Limits
) -> Iterator[Page | PageFault]:
    from recto.sources import pdf

    data = file.read() if path == "-" else path
    with pdf.opened(data, path, limits, password) as document:
        for index in chosen(pages, len(document), path):
            where = f"{path} page {index + 1}"
            try:
                drawn = pdf.render(document, index, dpi, where, limits)
            except RectoError as fault:
                yield PageFault(path, index, fault)
                continue
            yield Page(path, index, drawn.pixels, drawn.dpi, notes=drawn.notes)


def chosen(pages: str, count: int, where: str) -> list[int]:
    """0-based indices of "1-3,7" (also "5-": to the end). Raises BadArguments."""
    if not pages.strip():
        return list(range(count))
    wanted: dict[int, None] = {}
    for part in pages.split(","):
        first, dash, last = part.strip().partition("-")
        try:
            start = int(first)
            end = (int(last) if last else count) if dash else start
        except ValueError:
            raise BadArguments(f"--pages {pages!r} is not like 1-3,7", where=where) from None
        if not 1 <= start <= end <= count:
            raise BadArguments(f"--pages {part.strip()} is not within 1-{count}", where=where)
        wanted.update(dict.fromkeys(range(start - 1, end)))
    return list(wanted)
