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

    number = page.index + 1
    opened = open_pages(page.source, pages=str(number), dpi=page.dpi)
    first = next(iter(opened))
    if not isinstance(first, Page):
        raise first.error
    now = f"{first.width} x {first.height}"
    before = f"{page.width} x {page.height}"
    if now != before:
        what = f"the page has changed ({now} px, the result was made from {before})"
        where = f"{page.source} page {number}"
        raise InputError(what, where=where, remedy="read it again")
    return first.raster
