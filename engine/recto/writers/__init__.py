"""Output formats by name: a Document (or its pages, one by one) in, bytes out; one module a format.

`WRITERS[name].write(document, out)` writes a finished document; `begin` takes pages as they come. What a character, a
paragraph or a box becomes in a format is decided in that format's module and nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from .alto import ALTO
from .atomic import atomic
from .base import Head, PageImages, Sink, Writer
from .body import body_only
from .hocr import HOCR
from .markdown import MARKDOWN
from .page_xml import PAGE_XML
from .pdf import PDF, PDF_A
from .plain import TEXT
from .report import REPORT
from .result_json import JSON
from .result_json_read import read_json
from .tables_csv import CSV

WRITERS: Mapping[str, Writer] = MappingProxyType(
    {writer.name: writer for writer in (TEXT, MARKDOWN, JSON, HOCR, ALTO, PAGE_XML, PDF, PDF_A, REPORT, CSV)}
)

__all__ = ["WRITERS", "Head", "PageImages", "Sink", "Writer", "atomic", "body_only", "read_json"]
