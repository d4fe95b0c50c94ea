"""The pixels of a page that is being written, for formats that show it, when the caller has none at
hand.

A PageResult enters, its original page's pixels leave: the source is opened again at the page's own
resolution. What comes back has exactly the result's width and height, because all boxes are in its
px.
"""

from __future__ import annotations

from recto.errors import InputError
from recto.model.page import Page, Pixels
from recto.model.result import PageResult


def reopened(page: PageResult) -> Pixels:
    """Grey or RGB pixels of the page. Raises what `open_pages` raises, InputError when the source
    has changed.
    """
    from recto.sources import open_pages

    where = f"{page.source} page {page.index + 1}"
    found = next(iter(open_pages(page.source, pages=str(page.index + 1), dpi=page.dpi)))
    if not isinstance(found, Page):
        raise found.error
    if (found.width, found.height) != (page.width, page.height):
        size = (
            f"{found.width} x {found.height} px, the result was made from {page.width} x"
            f" {page.height}"
        )
        raise InputError(f"the page has changed ({size})", where=where, remedy="read it again")
    return found.raster
