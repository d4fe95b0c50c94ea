"""Output formats by name: a Document (or its pages, one by one) in, bytes out; one module a format.

`WRITERS[name].write(document, out)` writes a finished document; `begin` takes pages as they come.
What a character, a paragraph or a box becomes in a format is decided in that format's module and
nowhere else. A format's module is imported when it is first asked for: most runs write one or two
of the thirteen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING

from recto.files.atomic import atomic

from .base import Head, PageImages, Sink, Writer

if TYPE_CHECKING:
    from .body import body_only
    from .result_json_read import read_json

__all__ = ["WRITERS", "Head", "PageImages", "Sink", "Writer", "atomic", "body_only", "read_json"]

_FORMATS = MappingProxyType(
    {
        "txt": ("plain", "TEXT"),
        "md": ("markdown", "MARKDOWN"),
        "json": ("result_json", "JSON"),
        "hocr": ("hocr", "HOCR"),
        "alto": ("alto", "ALTO"),
        "page": ("page_xml", "PAGE_XML"),
        "pdf": ("pdf", "PDF"),
        "pdfa": ("pdf", "PDF_A"),
        "html": ("report", "REPORT"),
        "csv": ("tables_csv", "CSV"),
        "docx": ("word", "DOCX"),
        "tei": ("tei", "TEI"),
        "pages.csv": ("pages_csv", "PAGES_CSV"),
    }
)
_HOMES = MappingProxyType({"body_only": "body", "read_json": "result_json_read"})


class _Writers(Mapping[str, Writer]):
    """The writers by format, each imported when it is looked up."""

    def __getitem__(self, name: str) -> Writer:
        """The writer of a format. Raises KeyError."""
        module, value = _FORMATS[name]
        writer: Writer = getattr(import_module(f".{module}", __name__), value)
        return writer

    def __iter__(self) -> Iterator[str]:
        return iter(_FORMATS)

    def __len__(self) -> int:
        return len(_FORMATS)


WRITERS: Mapping[str, Writer] = _Writers()


def __getattr__(name: str) -> object:
    """Functions of formats that few runs use."""
    if name not in _HOMES:
        raise AttributeError(f"module 'recto.writers' has no attribute {name!r}")
    return getattr(import_module(f".{_HOMES[name]}", __name__), name)
