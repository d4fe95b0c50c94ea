"""The pieces of a self-contained HTML report: page, tables, side-by-side lines. Everything is
escaped here.

Frozen values enter, HTML text leaves. Images are data URIs, the style is inline and named by hash
in a content security policy that allows nothing else, so no text of a page can load or run
anything.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Sequence
from html import escape
from importlib.resources import files

from recto.compare.crop import data_uri
from recto.compare.diff import LineDiff, Piece
from recto.model.page import Pixels

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; \
style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<h1>{title}</h1>
{body}
</body>
</html>
"""


def page(title: str, body: Iterable[str]) -> str:
    """A whole document; `body` is HTML."""
    sheet = files("recto.compare").joinpath("report.css")
    style = sheet.read_text(encoding="utf-8")
    digest = hashlib.sha256(style.encode()).digest()
    return _PAGE.format(
        title=escape(title),
        style=style,
        hash=base64.b64encode(digest).decode("ascii"),
        body="\n".join(body),
    )


def paragraph(text: str, kind: str = "") -> str:
    """One paragraph of plain text; `kind` is a class of the style sheet."""
    inner = escape(text)
    attribute = f' class="{kind}"' if kind else ""
    return f"<p{attribute}>{inner}</p>"


def heading(text: str, level: int = 3) -> str:
    """A heading of plain text."""
    inner = escape(text)
    return f"<h{level}>{inner}</h{level}>"


def table(
    headings: Sequence[str],
    rows: Iterable[Sequence[str]],
    names: int = 1,
    marked: Iterable[str] = (),
) -> str:
    """A table whose first `names` columns are text and the rest figures; rows that begin with
    `marked` are ours.
    """
    ours = tuple(marked)  # no text starts with an empty tuple
    head = _cells("th", headings, names)
    body = ""
    for row in rows:
        cells = _cells("td", row, names)
        is_ours = any(text.startswith(ours) for text in row[:names])
        kind = ' class="ours"' if is_ours else ""
        body += f"<tr{kind}>{cells}</tr>"
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return f'<div class="wide">{table}</div>'


def _cells(tag: str, texts: Iterable[str], names: int) -> str:
    """A row's cells: the first `names` are text, the rest figures."""
    cells = ""
    for place, text in enumerate(texts):
        kind = "" if place < names else ' class="figure"'
        inner = escape(text)
        cells += f"<{tag}{kind}>{inner}</{tag}>"
    return cells


def side_by_side(
    lines: Sequence[LineDiff], reference: str, columns: Sequence[str], pixels: Pixels | None
) -> str:
    """Lines with a crop of each: the reference's text, then each reading with the words that differ
    marked.
    """
    headings = (reference, *columns)
    head = _cells("th", headings, len(headings))
    body = ""
    for line in lines:
        body += _line(line, reference, columns, pixels)
    return f'<table class="diff"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def _line(line: LineDiff, reference: str, columns: Sequence[str], pixels: Pixels | None) -> str:
    name, text = escape(reference), escape(line.reference)
    cells = f'<td data-name="{name}">{text}</td>'
    for column in columns:
        name = escape(column)
        text = " ".join(map(_marked, line.readings[column]))
        lost = line.lost[column]
        missing = f" <i>({lost} missing)</i>" if lost else ""
        cells += f'<td data-name="{name}">{text}{missing}</td>'
    row = f"<tr>{cells}</tr>"

    if pixels is None or line.box is None:
        return row
    source = data_uri(pixels, line.box)
    image = f'<img class="crop" alt="" src="{source}">'
    width = 1 + len(columns)
    return f'<tr><td data-name="page" colspan="{width}">{image}</td></tr>{row}'


def _marked(piece: Piece) -> str:
    text = escape(piece.text)
    if piece.same:
        return text
    return f"<b>{text}</b>"
