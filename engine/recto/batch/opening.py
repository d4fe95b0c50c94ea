"""One page of a file, opened by its number, as a worker is asked for it.

A path, an index and the resolution that the user believes in enter; a Page leaves, or the error
that its file has there.
"""

from __future__ import annotations

from recto.errors import InputError
from recto.model.page import Page


def find_page(path: str, index: int, dpi: float | None) -> Page:
    """One page of a file; `index` 0-based, `dpi` None: as found out. Raises InputError and its
    kin.
    """
    from recto.sources import PageFault, open_pages

    for page in open_pages(path, pages=str(index + 1), dpi=dpi):
        if isinstance(page, PageFault):
            raise page.error
        return page
    where = f"{path} page {index + 1}"
    raise InputError("the page is gone", where=where, remedy="was the file changed?")
