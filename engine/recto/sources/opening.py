"""From one file to its pages: sniff what it is, check the header, decode one page at a time.

A path enters, Pages leave in order, each with its resolution; a page that cannot be decoded leaves
as a PageFault. The whole file raises InputError, EncryptedPdf, TooLarge or FileAccess.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import IO, TYPE_CHECKING

from recto.errors import BadArguments, FileAccess, InputError, RectoError
from recto.model.page import Page
from recto.sources.limits import Limits
from recto.sources.pipes import drained, is_pipe

if TYPE_CHECKING:
    from recto.sources.images import Frame
    from recto.sources.pdf import OpenPdf
    from recto.sources.pdf_file import PdfFile

DEFAULTS = Limits()
Wanted = tuple[str, str]  # pages, 1-based, "1-3,7"; and who chose them, for messages
HEAD = 1024  # bytes among which "%PDF-" must stand (PDF 1.7, appendix H, note 13)


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
    said: str = "--pages",
) -> Iterator[Page | PageFault]:
    """The pages of one file ("-": stdin), one at a time: the next is decoded when it is asked for.

    `pages`: 1-based, "1-3,7", all when empty. `dpi`: how finely to draw PDF pages, and the
    resolution to believe for images; from the file when None. Raises InputError, EncryptedPdf,
    TooLarge or FileAccess for the file as a whole, BadArguments for `pages` that it does not have;
    `said` names who chose them.
    """
    with _opened(path) as file:
        if _is_pdf(file, path):
            yield from _pdf_pages(file, path, (pages, said), dpi, password, limits)
            return

        from recto.sources import images

        with images.opened(file, path, limits) as image:
            frames = images.pages_of(image, path)
            for index in chosen(pages, len(frames.pages), path, said):
                where = f"{path} page {index + 1}"
                try:
                    found = images.frame(image, frames.pages[index], where, limits)
                except RectoError as fault:
                    yield PageFault(path, index, fault)
                    continue
                yield _page(found, path, index, dpi, frames.notes)


def count_pages(path: str, *, password: str | None = None, limits: Limits = DEFAULTS) -> int:
    """How many pages `open_pages` would give, from headers alone. Raises what it raises."""
    from recto.sources import images, pdf

    with _opened(path) as file:
        if _is_pdf(file, path):
            data = _pdf_data(file, path)
            with pdf.opened(data, path, limits, password) as document:
                return len(document)
        with images.opened(file, path, limits) as image:
            frames = images.pages_of(image, path)
            return len(frames.pages)


@contextmanager
def _opened(path: str) -> Iterator[IO[bytes]]:
    """A file that can be searched back and forth; what comes through a pipe is read whole first."""
    if is_pipe(path):
        yield BytesIO(drained(path))
        return
    try:
        file = Path(path).open("rb")  # noqa: SIM115 - closed below; only the opening may raise here
    except FileNotFoundError:
        raise InputError("no such file", where=path, remedy="check the path") from None
    except IsADirectoryError:
        raise InputError("is a folder", where=path, remedy="name a file in it") from None
    except (OSError, ValueError) as fault:  # ValueError: a NUL in the name
        reason = getattr(fault, "strerror", None) or str(fault)
        raise FileAccess(
            f"cannot be opened ({reason})", where=path, remedy="check its permissions"
        ) from None
    with file:
        yield file if file.seekable() else BytesIO(file.read())


def _is_pdf(file: IO[bytes], path: str) -> bool:
    head = file.read(HEAD)
    if not head:
        raise InputError("the file is empty", where=path, remedy="copy or scan it again")
    file.seek(0)
    return b"%PDF-" in head


def frame_number(path: str, index: int) -> int:
    """The frame that is page `index` of an image file, both 0-based. Raises what `open_pages`
    raises, or IndexError.
    """
    from recto.sources import images

    with _opened(path) as file, images.opened(file, path, DEFAULTS) as image:
        frames = images.pages_of(image, path)
        return frames.pages[index]


def _page(found: Frame, path: str, index: int, dpi: float | None, more: tuple[str, ...]) -> Page:
    """The frame as a page: at the resolution that it states, at `dpi`, or at one estimated, which
    is said.
    """
    from recto.sources.dpi import UNKNOWN, estimated_dpi

    stated = found.resolution
    doubt = stated.doubt
    if dpi is not None:
        stated = replace(stated, dpi=dpi)
        doubt = ""
    is_guessed = stated.dpi is None
    if is_guessed:
        estimate = estimated_dpi(found.pixels)  # down the page
        guess = f"{UNKNOWN:.0f} dpi assumed"
        if estimate:
            guess = f"{estimate:.0f} dpi estimated from the height of the text"
        down = estimate or UNKNOWN
        stated = replace(stated, dpi=round(down * stated.shape, 2))
        doubt = f"{doubt}; {guess}"

    notes = (*found.notes, *more)
    if doubt:
        notes = (*notes, doubt)
    across = stated.dpi or 0.0
    dpi_down = 0.0 if stated.shape == 1 else stated.dpi_down
    return Page(path, index, found.pixels, across, is_guessed, notes, dpi_down, found.partial)


def _pdf_data(file: IO[bytes], path: str) -> str | bytes:
    """PDFium reads a real file by its name, piece by piece; anything else from memory."""
    if isinstance(file, BytesIO):
        return file.read()
    return path


def is_pdf_file(path: str) -> bool:
    """Whether a file of this name holds a PDF; what is no regular file is not looked into."""
    try:
        if not Path(path).is_file():
            return False
        with Path(path).open("rb") as file:
            return b"%PDF-" in file.read(HEAD)
    except (OSError, ValueError):
        return False


def holds_pdf(path: str) -> bool:
    """Whether what a page of this name was read from is a PDF, piped in or not."""
    try:
        with _opened(path) as file:
            return _is_pdf(file, path)
    except RectoError:
        return False


def pdf_data(path: str, password: str | None = None) -> str | bytes | None:
    """What PDFium opens for `path` once more: its name, what was piped in, or the mended copy that
    stands for either.

    None where that is no PDF (any more).
    """
    found = _pdf_file(path, password)
    if found is None:
        return None
    return found.data


def pdf_text_data(path: str, password: str | None = None) -> str | bytes | None:
    """The same as `pdf_data`, without the text of layers that are switched off."""
    found = _pdf_file(path, password)
    if found is None:
        return None
    return found.seen or found.data


def _pdf_file(path: str, password: str | None) -> PdfFile | None:
    try:
        with _opened(path) as file:
            if not _is_pdf(file, path):
                return None
            from recto.sources.pdf import given_password  # not for pictures
            from recto.sources.pdf_file import pdf_file

            return pdf_file(_pdf_data(file, path), password or given_password())
    except RectoError:
        return None


def _pdf_pages(
    file: IO[bytes],
    path: str,
    pages: Wanted,
    dpi: float | None,
    password: str | None,
    limits: Limits,
) -> Iterator[Page | PageFault]:
    from recto.sources import pdf

    data = _pdf_data(file, path)
    listed, said = pages
    with pdf.opened(data, path, limits, password) as document:
        wanted = chosen(listed, len(document), path, said)
    for start in range(0, len(wanted), pdf.REOPEN):
        with pdf.opened(data, path, limits, password) as document:
            for index in wanted[start : start + pdf.REOPEN]:
                yield _pdf_page(document, index, path, dpi, limits)


def _pdf_page(
    document: OpenPdf, index: int, path: str, dpi: float | None, limits: Limits
) -> Page | PageFault:
    """A call of its own, which keeps no page while the next one is drawn."""
    from recto.sources import pdf

    where = f"{path} page {index + 1}"
    try:
        drawn = pdf.render(document, index, dpi, where, limits)
    except RectoError as fault:
        return PageFault(path, index, fault)
    return Page(path, index, drawn.pixels, drawn.dpi, notes=drawn.notes, partial=drawn.partial)


def chosen(pages: str, count: int, where: str, said: str = "--pages") -> list[int]:
    """0-based indices of "1-3,7" (also "5-": to the end). Raises BadArguments; `said`: who
    chose.
    """
    if not pages.strip():
        return list(range(count))
    wanted: dict[int, None] = {}
    for part in pages.split(","):
        named = part.strip()
        first, dash, last = named.partition("-")
        try:
            start = int(first)
            end = start
            if dash:
                end = int(last) if last else count
        except ValueError:
            what = f"{said}: {pages!r} is not like 1-3,7"
            remedy = "give pages like 1-3,7"
            raise BadArguments(what, where=where, remedy=remedy) from None
        if not 1 <= start <= end <= count:
            what = f"{said}: {named} is not within 1-{count}"
            raise BadArguments(what, where=where, remedy=f"give pages from 1 to {count}")
        indices = range(start - 1, end)
        wanted.update(dict.fromkeys(indices))
    return list(wanted)
