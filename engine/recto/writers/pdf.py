"""Searchable PDF: the page as it was with our words invisibly on it, in our order.

A PDF source keeps everything it has (pages that were not read, metadata, outlines, links): only our
text layer is put under each page read, in place of the one that it has. Other sources become one
page each, spooled to disk one by one, so memory stays flat. Pages whose words all come from the
source's own text layer are left as they are.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from io import BytesIO
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import TYPE_CHECKING, BinaryIO
from weakref import finalize

from recto.errors import InputError
from recto.model.page import Box
from recto.model.result import PageResult
from recto.reasons import Reason
from recto.sources.pdf_whole import is_whole
from recto.writers.base import Head, PageImages, Sink, Writer
from recto.writers.languages import language_tag
from recto.writers.page_images import reopened
from recto.writers.pdf_archive import save, save_archival
from recto.writers.pdf_hidden import TextRemoval
from recto.writers.pdf_pages import image_page
from recto.writers.pdf_smaller import shrink
from recto.writers.pdf_straight import straight, turn_content, turn_of
from recto.writers.pdf_text import add_text

if TYPE_CHECKING:
    from pikepdf import Object, Page, Pdf

# Words of a page's own text that say something else in the result.
REREAD = frozenset({Reason.LAYER_CONTRADICTED, Reason.LAYER_FILLED, Reason.WRITTEN_BY_A_PERSON})
TOGETHER = 64  # spooled files joined at once: far below the usual limit of 1024 open files


@dataclass(slots=True)
class _Overlay:
    """The source PDF, page after page given its text."""

    out: BinaryIO
    pdf: Pdf
    program: Object
    images: PageImages
    archival: bool
    head: Head
    missing: frozenset[int]  # 0-based pages that the source names and does not hold
    removal: TextRemoval
    pictures: list[Pdf] = field(default_factory=list)  # open: qpdf copies streams at the end
    notes: tuple[str, ...] = ()  # what had to be changed

    def page(self, page: PageResult) -> None:
        """Put the words under the page they were read from."""
        from pikepdf import String

        if page.index >= len(self.pdf.pages):
            where = f"{page.source} page {page.index + 1}"
            remedy = "was the file changed? read it again"
            raise InputError("the page is gone", where=where, remedy=remedy)
        if not page.words:
            return
        try:
            self._give_text(page)
        except Exception:  # noqa: BLE001 - objects of every wrong kind: what was seen stands
            self._show_picture(page)
        root = self.pdf.Root
        language = language_tag(page.language)
        if language and "/Lang" not in root:
            root.Lang = String(language)

    def end(self) -> None:
        """Save everything."""
        from pikepdf import PikepdfWarning

        with self.pdf:
            for index in sorted(self.missing, reverse=True):
                del self.pdf.pages[index]
            shrink(self.pdf, self.head.optimize)
            with warnings.catch_warnings():
                # Of form fields that the source, too, has beside its form.
                warnings.simplefilter("ignore", PikepdfWarning)
                if self.archival:
                    self.notes = save_archival(self.pdf, self.out, "B")
                else:
                    save(self.pdf, self.out)

    def _give_text(self, page: PageResult) -> None:
        target = self.pdf.pages[page.index]
        if not is_whole(target.obj):
            raise InputError("the page would lose what was read from it", where=page.source)
        text = page
        if _keeps_its_text(page):
            text = _beside_its_text(page)
        else:
            self.removal.clean(target)
        text = _straightened(self.pdf, target, page, text, self.head)
        add_text(self.pdf, target, text, self.program)

    def _show_picture(self, page: PageResult) -> None:
        from recto.writers.glyphless import font_file

        picture = image_page(page, self.images, archival=self.archival)
        shown = picture.pages[0]
        add_text(picture, shown, page, font_file(picture))
        self.pictures.append(picture)
        self.pdf.pages[page.index] = shown


@dataclass(slots=True, weakref_slot=True)
class _Assembly:
    """Pages made from images, spooled to disk until the end joins them."""

    out: BinaryIO
    head: Head
    images: PageImages
    archival: bool
    spool: Path = field(default_factory=lambda: Path(mkdtemp(prefix="recto-pdf-")))
    parts: list[Path] = field(default_factory=list)
    language: str = ""

    def __post_init__(self) -> None:
        # A run that is interrupted never comes to `end`: the spool goes with the sink.
        finalize(self, rmtree, self.spool, ignore_errors=True)

    def page(self, page: PageResult) -> None:
        """Spool one page."""
        from recto.writers.glyphless import font_file

        number = len(self.parts)
        part = self.spool / f"{number}.pdf"
        with image_page(page, self.images, archival=self.archival) as pdf:
            text = _straightened(pdf, pdf.pages[0], page, page, self.head)
            add_text(pdf, pdf.pages[0], text, font_file(pdf))
            pdf.save(part)
        self.parts.append(part)
        if not self.language:
            self.language = language_tag(page.language)

    def end(self) -> None:
        """Join the pages."""
        from pikepdf import Pdf, String

        with Pdf.new() as pdf:
            join(pdf, few(self.parts))
            pdf.docinfo["/Producer"] = f"recto {self.head.engine_version}"
            if self.language:
                pdf.Root.Lang = String(self.language)
            shrink(pdf, self.head.optimize)
            if self.archival:
                save_archival(pdf, self.out, "U")
            else:
                save(pdf, self.out)


def _straightened(
    pdf: Pdf, target: Page, page: PageResult, text: PageResult, head: Head
) -> PageResult:
    """`text`, what is to be written of the page, where it stands once the page was turned straight
    if that was asked for.
    """
    turn = turn_of(page) if head.deskew else None
    if turn is None or not turn_content(pdf, target, turn):
        return text
    return straight(text, turn)


def _keeps_its_text(page: PageResult) -> bool:
    """Whether what the page carries as text can still be found as it is."""
    use = page.text_layer
    words = page.words
    if use is None or use.action != "kept":
        return all(word.origin == "text-layer" for word in words)
    return not any(word.reason in REREAD for word in words)


def _beside_its_text(page: PageResult) -> PageResult:
    """The page with those words alone that its own text lacks."""
    own = _own_words(page)
    lines = []
    for line in page.lines:
        words = tuple(word for word in line.words if (word.text, word.box) not in own)
        if words:
            part = replace(line, words=words)
            lines.append(part)
    # Blocks name lines by their numbers, and these are others.
    return replace(page, lines=tuple(lines), blocks=())


def _own_words(page: PageResult) -> set[tuple[str, Box]]:
    """What the page itself has as text, by text and place; people may have confirmed some of it."""
    own = {(word.text, word.box) for word in page.words if word.origin == "text-layer"}
    for reading in page.readings:
        if reading.reader == "text-layer":
            own |= {(word.text, word.box) for word in reading.words}
    return own


def join(pdf: Pdf, parts: Sequence[Path]) -> None:
    """Append the pages of the parts, which must stay until `pdf` is saved."""
    from pikepdf import Pdf

    for part in parts:
        # Not closed here: qpdf copies the streams only when `pdf` is saved.
        pdf.pages.extend(Pdf.open(part).pages)


def few(parts: list[Path]) -> list[Path]:
    """The same pages in at most TOGETHER files."""
    from pikepdf import Pdf

    while len(parts) > TOGETHER:
        joined = []
        for start in range(0, len(parts), TOGETHER):
            past = start + TOGETHER
            target = parts[start].with_suffix(".joined.pdf")
            with Pdf.new() as pdf:
                join(pdf, parts[start:past])
                pdf.save(target)
            joined.append(target)
        parts = joined
    return parts


def _begin(out: BinaryIO, head: Head, images: PageImages | None, *, archival: bool) -> Sink:
    from pikepdf import Pdf

    from recto.sources import is_pdf_file
    from recto.sources.pdf import given_password
    from recto.sources.pdf_file import pdf_file, sized
    from recto.writers.glyphless import font_file

    pictures = images or reopened
    if not is_pdf_file(head.source):
        return _Assembly(out, head, pictures, archival)
    password = given_password()
    source = pdf_file(head.source, password)
    if not source.editable:  # only PDFium can open it
        return _Assembly(out, head, pictures, archival)
    data = source.data
    file = BytesIO(data) if isinstance(data, bytes) else data
    pdf = sized(Pdf.open(file, password=password or ""))
    return _Overlay(
        out=out,
        pdf=pdf,
        program=font_file(pdf),
        images=pictures,
        archival=archival,
        head=head,
        missing=source.missing,
        removal=TextRemoval(pdf),
    )


PDF = Writer("pdf", ".pdf", partial(_begin, archival=False))
PDF_A = Writer("pdfa", ".pdfa.pdf", partial(_begin, archival=True))
