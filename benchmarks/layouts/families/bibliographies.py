"""Bibliographies and books that quote much: lines that end early for their own sake inside a
paragraph, entries that hang, verse and titles between prose.
"""

from __future__ import annotations

from benchmarks.layouts.family import Family
from benchmarks.layouts.sheet import Sheet

KEPT = "white-space:pre-line;text-indent:0;text-align:start"


def titles_line_by_line(sheet: Sheet) -> str:
    """A year and a title in capitals, what the title page says line by line, smaller notes with
    indents.
    """
    _small(sheet)
    flow = sheet.flow("main")
    head = _running_head(sheet)
    size = sheet.dice.choice((0.78, 0.85, 0.92, 1.0))
    indent = sheet.dice.choice((1.0, 1.4, 2.0))
    apart = sheet.dice.choice((0.5, 0.9, 1.4))
    parts = []
    opening = sheet.dice.random()
    if opening < 0.3:
        parts.append(_note(sheet, flow, size, 0.0))
    elif opening < 0.7:
        said = "\n".join(_said(sheet) for _ in range(sheet.dice.randint(2, 5)))
        parts.append(sheet.block(said, flow, css=f"{KEPT};margin:0"))
        parts += [_note(sheet, flow, size, indent) for _ in range(sheet.dice.randint(1, 3))]
    for _ in range(12):
        parts.append(f'<div style="height:{apart}em"></div>')
        parts.append(_title(sheet, flow))
        parts += [_note(sheet, flow, size, indent) for _ in range(sheet.dice.randint(0, 3))]
    return _page(head + sheet.columns("".join(parts), 1, height=sheet.height - 150))


def hanging_years(sheet: Sheet) -> str:
    """Works by their years: every line but an entry's first stands further in."""
    _small(sheet)
    flow = sheet.flow("main")
    inset = sheet.dice.choice((2.6, 3.2, 4.0))
    css = f"padding-left:{inset}em;text-indent:-{inset}em;margin-bottom:0"
    parts = []
    year = 1560
    for _ in range(sheet.dice.randint(8, 40)):
        year += sheet.dice.randint(0, 9)
        said = f"{year}.\u2002{sheet.writer.paragraph(1, 1)}"
        parts.append(sheet.block(said, flow, "list-item", "p", css))
    return _page(
        sheet.heading(flow, 2, 1, 2) + sheet.columns("".join(parts), 1, height=sheet.height - 170)
    )


def quoted_verse(sheet: Sheet) -> str:
    """Prose with indents; verse far in, and lines that go on at the margin after it."""
    _small(sheet)
    flow = sheet.flow("main")
    indent = sheet.dice.choice((1.0, 1.5, 2.2))
    far = sheet.dice.uniform(2.5, 7.0)
    size = sheet.dice.choice((0.85, 1.0))
    parts = []
    for _ in range(8):
        for _ in range(sheet.dice.randint(1, 2)):
            css = f"text-indent:{indent}em;margin:0"
            parts.append(sheet.block(sheet.writer.paragraph(2, 5), flow, css=css))
        space = sheet.dice.choice((0.0, 0.4, 0.8))
        verse = f"padding-left:{far}em;font-size:{size}em"
        lines = [
            sheet.block(line, flow, "verse", "div", verse)
            for line in _verse(sheet, sheet.dice.randint(2, 7))
        ]
        parts.append(f'<div style="margin:{space}em 0">{"".join(lines)}</div>')
        css = "text-indent:0;margin:0"
        parts.append(sheet.block(sheet.writer.paragraph(1, 3), flow, css=css))
    head = _running_head(sheet)
    return _page(head + sheet.columns("".join(parts), 1, height=sheet.height - 150))


def speeches(sheet: Sheet) -> str:
    """Prose of many short paragraphs, as in novels: talk, most of it one line or two."""
    _small(sheet)
    flow = sheet.flow("main")
    opening, closing = sheet.dice.choice((("“", "”"), ("— ", ""), ("„", "“"), ("‘", "’")))
    indent = sheet.dice.choice((1.0, 1.5, 2.0))
    css = f"text-indent:{indent}em;margin:0"
    parts = []
    for _ in range(40):
        if sheet.dice.random() < 0.3:
            said = sheet.writer.paragraph(2, 5)
        else:
            said = f"{opening}{sheet.writer.words(2, 14)}{sheet.dice.choice('.!?')}{closing}"
        parts.append(sheet.block(said, flow, css=css))
    return _page(_running_head(sheet) + sheet.columns("".join(parts), 1, height=sheet.height - 150))


def _title(sheet: Sheet, flow: str) -> str:
    year = sheet.dice.randint(1550, 1900)
    lines = [f"{year}\u2002{sheet.writer.words(3, 7).upper()}{sheet.dice.choice('.,')}"]
    lines += [_said(sheet) for _ in range(sheet.dice.randint(1, 5))]
    place = sheet.writer.words(1, 1)
    lines.append(f"{place}, {sheet.writer.words(2, 9)}, {year}.")
    css = KEPT
    if sheet.dice.random() < 0.7:
        css = KEPT.replace("text-align:start", "text-align:justify")
    return sheet.block("\n".join(lines), flow, css=f"{css};margin:0")


def _said(sheet: Sheet) -> str:
    """A sentence, or what a title page breaks off for its own sake."""
    if sheet.dice.random() < 0.5:
        return sheet.writer.paragraph(1, 1)
    return sheet.writer.words(4, 18) + sheet.dice.choice((".", ".", ",", ""))


def _note(sheet: Sheet, flow: str, size: float, indent: float) -> str:
    css = f"font-size:{size}em;text-indent:{indent}em;margin:.1em 0 0"
    return sheet.block(sheet.writer.paragraph(1, 4), flow, css=css)


def _verse(sheet: Sheet, count: int) -> list[str]:
    """Lines that begin with capitals all, or only where a sentence does."""
    lines = [sheet.writer.words(3, 7) for _ in range(count)]
    if sheet.dice.random() < 0.6:
        return lines
    return [lines[0], *(line[:1].lower() + line[1:] for line in lines[1:])]


def _running_head(sheet: Sheet) -> str:
    flow = sheet.flow("head")
    title, number = sheet.writer.words(2, 4).upper(), sheet.writer.number(1, 400)
    cells = [
        sheet.block(title, flow, "header", "span"),
        sheet.block(number, flow, "page-number", "span"),
    ]
    if sheet.dice.random() < 0.5:
        cells.reverse()
    gap = sheet.dice.choice((0.6, 1.2, 2.0))
    style = f"display:flex;justify-content:space-between;margin-bottom:{gap}em"
    return f'<div style="{style}">{"".join(cells)}</div>'


def _small(sheet: Sheet) -> None:
    sheet.width, sheet.height = sheet.dice.choice(((560, 860), (600, 900), (660, 980)))


def _page(inner: str) -> str:
    return f'<div style="padding:46px 52px">{inner}</div>'


FAMILIES = (
    Family(titles_line_by_line),
    Family(hanging_years),
    Family(quoted_verse),
    Family(speeches),
)
