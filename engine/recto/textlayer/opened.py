"""A page of a PDF opened once more, after it was drawn: the way to its text and its fields.

A Page enters; PDFium's document and page leave, with the matrix from PDF units to px of the Page.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recto.model.page import Page
from recto.sources.pdf_space import user_space


@dataclass(frozen=True, slots=True, eq=False)
class OpenedPage:
    """PDFium's page, usable until the document is closed."""

    document: Any  # pypdfium2.PdfDocument, its forms initialised
    page: Any  # pypdfium2.PdfPage
    to_px: NDArray[np.float64]  # (3, 3), PDF units to px


@contextmanager
def opened_page(page: Page, password: str | None = None) -> Iterator[OpenedPage | None]:
    """The page opened; None for what is no PDF, or cannot be opened again."""
    from recto.sources import pdf_text_data

    data = pdf_text_data(page.source, password)
    if data is None:
        yield None
        return
    import pypdfium2  # not for pictures

    from recto.sources.pdf import given_password

    try:
        document = pypdfium2.PdfDocument(data, password=password or given_password())
    except (pypdfium2.PdfiumError, OSError):
        yield None
        return
    try:
        yield _opened(document, page)
    finally:
        document.close()


def _opened(document: Any, page: Page) -> OpenedPage | None:
    import pypdfium2

    from recto.sources.pdf import show_forms

    try:
        show_forms(document)
        found = document[page.index]
    except (pypdfium2.PdfiumError, IndexError):
        return None
    to_user = user_space(
        found.get_bbox(),
        found.get_rotation(),
        page.width,
        page.height,
    )
    to_px = np.linalg.inv(to_user)
    return OpenedPage(document, found, np.asarray(to_px, np.float64))
