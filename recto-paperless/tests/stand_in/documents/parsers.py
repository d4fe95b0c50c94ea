"""A stand-in, see README.md."""

from pathlib import Path

from pypdfium2 import PdfDocument


class ParseError(Exception):
    """What paperless wants of a parser that fails."""


def make_thumbnail_from_pdf(in_path: Path, temp_dir: Path, logging_group: object = None) -> Path:
    """The first page as WebP."""
    place = temp_dir / "convert.webp"
    with PdfDocument(in_path) as pdf:
        pdf[0].render(scale=0.5).to_pil().save(place)
    return place
