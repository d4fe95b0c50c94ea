"""The bookmarks of a PDF, carried into one that holds its pages among others.

An open PDF enters and plain Bookmarks leave; with the number of its first page in the whole they
become outline items. Only here: what of a bookmark is carried (title, page, place on it, style,
what stands below it), and that an outline which cannot be read costs itself and nothing else. What
leads out of the file, or runs a program, keeps its title alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pikepdf import OutlineItem, OutlineItemFlag, Pdf

MOST = 20_000  # bookmarks of one file; a book of 1,000 pages with one a paragraph has fewer
LONGEST = 1_000  # characters of a title


@dataclass(frozen=True, slots=True)
class Bookmark:
    """One entry of an outline."""

    title: str
    page: int | None  # 0-based in its own file; None: it leads to no page of it
    top: float | None  # pt from the lower edge of the page, where it says one
    flags: OutlineItemFlag  # bold, italic
    is_closed: bool
    below: tuple[Bookmark, ...]


def bookmarks_of(pdf: Pdf) -> tuple[Bookmark, ...]:
    """The outline of a file; empty where there is none, or none that can be read."""
    from pikepdf import OutlineStructureError, PdfError

    # What qpdf and pikepdf raise for objects of other types than the standard has there
    damage = (OutlineStructureError, PdfError, TypeError, ValueError, KeyError, AttributeError)
    try:
        items = pdf.open_outline().root
        number_of = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
        found = _Carried(pdf, number_of)
        return found.all_of(items)
    except (*damage, RecursionError):
        return ()


@dataclass(slots=True)
class _Carried:
    pdf: Pdf
    number_of: dict[tuple[int, int], int]  # a page's object -> its 0-based number
    count: int = 0

    def all_of(self, items: Sequence[OutlineItem]) -> tuple[Bookmark, ...]:
        """These and what stands below them, MOST in all."""
        found = []
        for item in items:
            if self.count >= MOST:
                break
            self.count += 1
            below = self.all_of(item.children)
            page, top = self._place(item)
            title = item.title[:LONGEST]
            found.append(Bookmark(title, page, top, item.flags, item.is_closed, below))
        return tuple(found)

    def _place(self, item: OutlineItem) -> tuple[int | None, float | None]:
        """The page that it leads to, by itself or by an action that only goes there."""
        from pikepdf import OutlineItem as Item

        action: Any = item.action
        if item.destination is None and action is not None and action.get("/S") == "/GoTo":
            item = Item(item.title, action.get("/D"))
        found = item.resolved_destination(self.pdf)
        if found is None:
            return None, None
        page: Any = found.page
        number = self.number_of.get(getattr(page, "objgen", (0, 0)))
        return number, found.top


def items_of(marks: Sequence[Bookmark], start: int) -> list[OutlineItem]:
    """As a PDF has them in which the file's first page is page `start`, 0-based."""
    from pikepdf import OutlineItem

    items = []
    for mark in marks:
        place: dict[str, Any] = {}
        if mark.page is not None:
            place["destination"] = start + mark.page
            if mark.top is not None:
                place |= {"page_location": "XYZ", "top": mark.top}
        item = OutlineItem(mark.title, flags=mark.flags, **place)
        item.is_closed = mark.is_closed
        item.children = items_of(mark.below, start)
        items.append(item)
    return items
