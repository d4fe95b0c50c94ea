"""What paperless-ngx asks of a parser (paperless/parsers/__init__.py, 3.0), answered by Recto.

A document enters; text, archive PDF, date and thumbnail leave, or paperless's ParseError with
Recto's own sentence. This module imports paperless-ngx, and so is GPL as it is.
"""

from __future__ import annotations

import datetime as dt
import logging
import os
import shutil
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from documents.parsers import ParseError

from recto_paperless import __version__, command
from recto_paperless.doubts import doubts, keep, place

logger = logging.getLogger("paperless.parsing.recto")
MIME_TYPES = {
    "application/pdf": ".pdf",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/tiff": ".tif",
    "image/bmp": ".bmp",
    "image/gif": ".gif",
    "image/webp": ".webp",
}
PDF = "application/pdf"
USUAL_SCORE = 20  # paperless's own Tesseract says 10
THUMBNAIL = (500, 5000)  # px: as wide as paperless's own


class RectoParser:
    """One document at a time, in a folder of its own."""

    name = "Recto"
    version = __version__
    author = "Recto contributors"
    url = "https://pypi.org/project/recto-paperless/"

    def __init__(self, logging_group: object | None = None) -> None:
        scratch = _scratch()
        scratch.mkdir(parents=True, exist_ok=True)
        self.tempdir = Path(tempfile.mkdtemp(prefix="paperless-recto-", dir=scratch))
        self.read: command.Read | None = None
        self.source: Path | None = None

    @classmethod
    def supported_mime_types(cls) -> dict[str, str]:
        """Type -> ending."""
        return MIME_TYPES

    @classmethod
    def score(cls, mime_type: str, filename: str, path: Path | None = None) -> int | None:
        """None: declined, since the command is not there or is switched off."""
        wanted = int(os.environ.get("RECTO_PAPERLESS_SCORE", USUAL_SCORE))
        if mime_type not in MIME_TYPES or wanted <= 0 or not command.is_there():
            return None
        return wanted

    @property
    def can_produce_archive(self) -> bool:
        """A searchable PDF."""
        return True

    @property
    def requires_pdf_rendition(self) -> bool:
        """Browsers show all that we read."""
        return False

    def configure(self, context: Any) -> None:
        """Nothing of it changes what is read."""

    def parse(self, document_path: Path, mime_type: str, *, produce_archive: bool = True) -> None:
        """Read the document. Raises ParseError."""
        source = self.tempdir / f"document{MIME_TYPES[mime_type]}"  # Recto goes by the bytes
        shutil.copyfile(document_path, source)
        try:
            self.read = command.read(source, self.tempdir, _language(), archive=produce_archive)
        except command.RectoFailed as fault:
            raise ParseError(f"Recto: {fault}") from fault
        if self.read.said:
            logger.warning("Recto: %s", self.read.said)
        sentences = doubts(self.read.result)
        for sentence in sentences:
            logger.info("Recto: %s", sentence)
        self.source = Path(document_path)
        if os.environ.get("RECTO_PAPERLESS_TOKEN") and not keep(self.source, sentences):
            folder = place(self.source).parent
            logger.warning("Recto: no note will be made, since %s is not ours alone", folder)

    def get_text(self) -> str:
        """In reading order; empty before `parse`."""
        return self.read.text.strip() if self.read else ""

    def get_date(self) -> dt.datetime | None:
        """By paperless's own rules for dates, on our text."""
        if self.read is None or self.source is None:
            return None
        from documents.plugins.date_parsing import get_date_parser

        with get_date_parser() as dates:
            return next(dates.parse(self.source.name, self.get_text()), None)

    def get_archive_path(self) -> Path | None:
        """PDF/A where that can be had."""
        return self.read.archive if self.read else None

    def get_thumbnail(self, document_path: Path, mime_type: str) -> Path:
        """The first page as WebP."""
        archive = self.get_archive_path()
        if archive or mime_type == PDF:
            from documents.parsers import make_thumbnail_from_pdf

            return make_thumbnail_from_pdf(archive or Path(document_path), self.tempdir)
        from PIL import Image, ImageOps

        place = self.tempdir / "thumbnail.webp"
        with Image.open(document_path) as image:
            upright = ImageOps.exif_transpose(image).convert("RGB")
            upright.thumbnail(THUMBNAIL)
            upright.save(place, "WEBP")
        return place

    def get_page_count(self, document_path: Path, mime_type: str) -> int | None:
        """What was read; before that what the PDF says."""
        if self.read is not None:
            return len(self.read.result["pages"])
        if mime_type != PDF:
            return None
        from paperless.parsers.utils import get_page_count_for_pdf

        return get_page_count_for_pdf(Path(document_path), log=logger)

    def extract_metadata(self, document_path: Path, mime_type: str) -> list[Any]:
        """Of PDFs, as paperless reads it."""
        if mime_type != PDF:
            return []
        from paperless.parsers.utils import extract_pdf_metadata

        return extract_pdf_metadata(Path(document_path), log=logger)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_val: BaseException | None,
        exc_tb: TracebackType | None,
    ) -> None:
        shutil.rmtree(self.tempdir, ignore_errors=True)


def _scratch() -> Path:
    from django.conf import settings

    return Path(settings.SCRATCH_DIR)


def _language() -> str:
    """Paperless's own setting, by Tesseract's codes."""
    from paperless.config import OcrConfig

    return OcrConfig().language or "eng"
