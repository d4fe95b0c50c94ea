"""The pieces of a report of comparisons: page, tables, side-by-side lines.

Frozen values enter, HTML leaves that can stand in other HTML. How a piece is written stands in
templates/pieces.html.j2; what a report may do, and how values are escaped, in writers/html.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from recto.compare.crop import data_uri
from recto.compare.diff import LineDiff
from recto.model.page import Pixels
from recto.writers.html import asset, filled, pieces, sheet

if TYPE_CHECKING:
    from markupsafe import Markup

HOME = "recto.compare"  # whose templates these are


def page(title: str, body: Iterable[Markup]) -> str:
    """A whole document of these pieces."""
    own = sheet(title, asset(HOME, "templates/report.css"))
    return filled(HOME, "page", **own, body=body)


def paragraph(text: str, kind: str = "") -> Markup:
    """One paragraph of plain text; `kind` is a class of the style sheet."""
    return _piece("paragraph", text, kind)


def heading(text: str, level: int = 3) -> Markup:
    """A heading of plain text, of level 2 or 3."""
    return _piece("heading", text, level)


def group(kind: str, body: Iterable[Markup]) -> Markup:
    """Pieces that stand together; `kind` is a class of the style sheet."""
    return _piece("group", kind, body)


def folded(title: str, body: Markup) -> Markup:
    """A piece that is shown when its title is chosen."""
    return _piece("folded", title, body)


def figure(drawn: Markup, caption: str) -> Markup:
    """A drawing with what it shows."""
    return _piece("figure", drawn, caption)


def table(
    headings: Sequence[str],
    rows: Iterable[Sequence[str]],
    names: int = 1,
    marked: Iterable[str] = (),
) -> Markup:
    """A table whose first `names` columns are text and the rest figures; rows that begin with
    `marked` are ours.
    """
    ours = tuple(marked)  # no text starts with an empty tuple
    told = []
    for row in rows:
        is_ours = any(text.startswith(ours) for text in row[:names])
        told.append((row, is_ours))
    return _piece("table", headings, told, names)


def side_by_side(
    lines: Sequence[LineDiff], reference: str, columns: Sequence[str], pixels: Pixels | None
) -> Markup:
    """Lines with a crop of each: the reference's text, then each reading with the words that differ
    marked.
    """
    cropped = []
    for line in lines:
        image = ""
        if pixels is not None and line.box is not None:
            image = data_uri(pixels, line.box)
        cropped.append((line, image))
    return _piece("side_by_side", cropped, reference, list(columns))


def _piece(name: str, *values: object) -> Markup:
    piece: Markup = getattr(pieces(HOME, "pieces"), name)(*values)
    return piece
