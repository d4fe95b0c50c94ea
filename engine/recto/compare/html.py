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
    style = files("recto.compare").joinpath("report.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode("ascii")
    return _PAGE.format(title=escape(title), style=style, hash=digest, body="\n".join(body))


def paragraph(text: str, kind: str = "") -> str:
    """One paragraph of plain text; `kind` is a class of the style sheet."""
    return f'<p class="{kind}">{escape(text)}</p>' if kind else f"<p>{escape(text)}</p>"


def heading(text: str, level: int = 3) -> str:
    """A heading of plain text."""
    return f"<h{level}>{escape(text)}</h{level}>"


def table(
    headings: Sequence[str],
    rows: Iterable[Sequence[str]],
    names: int = 1,
    marked: Iterable[str] = (),
) -> str:
    """A table whose first `names` columns are text and the rest figures; rows that begin with
    `marked` are ours.
    """
    ours = tuple(marked)
    head = "".join(_cell("th", text, i >= names) for i, text in enumerate(headings))
    lines = []
    for row in rows:
        kind = (
            ' class="ours"' if any(text.startswith(ours) for text in row[:names]) and ours else ""
        )
        lines.append(
            f"<tr{kind}>"
            + "".join(_cell("td", text, i >= names) for i, text in enumerate(row))
            + "</tr>"
        )
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table>"
    return f'<div class="wide">{table}</div>'


def _cell(tag: str, text: str, figure: bool) -> str:
    kind = ' class="figure"' if figure else ""
    return f"<{tag}{kind}>{escape(text)}</{tag}>"


def side_by_side(
    lines: Sequence[LineDiff], reference: str, columns: Sequence[str], pixels: Pixels | None
) -> str:
    """Lines with a crop of each: the reference's text, then each reading with the words that differ
    marked.
    """
    head = "".join(_cell("th", name, figure=False) for name in (reference, *columns))
    rows = "".join(_line(line, reference, columns, pixels) for line in lines)
    return f'<table class="diff"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'


def _line(line: LineDiff, reference: str, columns: Sequence[str], pixels: Pixels | None) -> str:
    cells = f'<td data-name="{escape(reference)}">{escape(line.reference)}</td>'
    for name in columns:
        lost = line.lost[name]
        missing = f" <i>({lost} missing)</i>" if lost else ""
        cells += f'<td data-name="{escape(name)}">{_pieces(line.readings[name])}{missing}</td>'
    if pixels is None or line.box is None:
        return f"<tr>{cells}</tr>"
    image = f'<img class="crop" alt="" src="{data_uri(pixels, line.box)}">'
    return (
        f'<tr><td data-name="page" colspan="{1 + len(columns)}">{image}</td></tr><tr>{cells}</tr>'
    )


def _pieces(pieces: Sequence[Piece]) -> str:
    return " ".join(escape(p.text) if p.same else f"<b>{escape(p.text)}</b>" for p in pieces)
