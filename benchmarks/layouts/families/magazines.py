"""Magazines and papers of science: pull quotes, side boxes, pictures, abstracts, floats."""

from __future__ import annotations

from benchmarks.layouts.family import Family
from benchmarks.layouts.sheet import Sheet


def feature(sheet: Sheet) -> str:
    """A title over everything, columns with a picture and a pulled quote in them."""
    flow = sheet.flow("main")
    head = sheet.heading(flow, 1, 3, 8)
    deck = sheet.block(sheet.writer.paragraph(1, 2), flow, css="font-size:1.25em;text-indent:0")
    quote = sheet.block(
        sheet.writer.paragraph(1, 1),
        sheet.flow("quote"),
        "quote",
        "div",
        "font-size:1.5em;break-inside:avoid;margin:.6em 0;border:solid;border-width:2px 0",
    )
    inner = sheet.prose(flow, 4) + sheet.figure(170) + sheet.prose(flow, 3) + quote
    inner += sheet.prose(flow, 8)
    body = sheet.columns(inner, sheet.dice.randint(2, 3), height=sheet.height - 330)
    return _page(head + deck + body)


def sidebar(sheet: Sheet) -> str:
    """The story, and a grey box beside it that is read by itself."""
    main, side = sheet.flow("main"), sheet.flow("side")
    story = sheet.heading(main, 1) + sheet.columns(
        sheet.prose(main, 14), sheet.dice.randint(1, 2), height=sheet.height - 240
    )
    inner = sheet.heading(side, 3) + sheet.columns(
        sheet.prose(side, 6, 1, 3), 1, height=sheet.height * sheet.dice.uniform(0.3, 0.7)
    )
    box = sheet.box(inner, "background:#e8e8e8;font-family:'Liberation Sans'")
    drop = sheet.dice.randint(0, 200)
    cells = [
        f'<div style="flex:2.2 1 0;min-width:0">{story}</div>',
        f'<div style="flex:1 1 0;min-width:0;margin-top:{drop}px">{box}</div>',
    ]
    if sheet.dice.random() < 0.4:
        cells.reverse()
    return _page(f'<div style="display:flex;gap:1.6em">{"".join(cells)}</div>')


def interview(sheet: Sheet) -> str:
    """Questions in bold, answers plain, in columns."""
    flow = sheet.flow("main")
    turns = []
    for _ in range(16):
        turns.append(sheet.block(sheet.writer.paragraph(1, 1), flow, css="font-weight:bold"))
        turns.append(sheet.prose(flow, 1))
    head = sheet.heading(flow, 1)
    return _page(head + sheet.columns("".join(turns), 2, height=sheet.height - 200))


def gallery(sheet: Sheet) -> str:
    """Pictures in a grid, each with its caption."""
    head = sheet.heading(sheet.flow("title"), 1)
    across = sheet.dice.randint(2, 3)
    cells = [sheet.figure(sheet.dice.choice((150, 190))) for _ in range(across * 3)]
    grid = f"display:grid;grid-template-columns:repeat({across},1fr);gap:1.2em"
    return _page(head + f'<div style="{grid}">{"".join(cells)}</div>')


def letters(sheet: Sheet) -> str:
    """Short letters to the editor, each signed."""
    flow = sheet.flow("main")
    head = sheet.heading(flow, 1, 1, 3)
    parts = []
    for _ in range(14):
        parts.append(sheet.article(flow, sheet.dice.randint(1, 2)))
        parts.append(
            sheet.block(sheet.writer.name(), flow, css="text-align:right;font-style:italic")
        )
    return _page(
        head + sheet.columns("".join(parts), 3, height=sheet.height - 170, rule=True, gap=1.2)
    )


def two_column_paper(sheet: Sheet) -> str:
    """Title, authors and abstract over two columns; a figure over both at the top or foot."""
    flow = sheet.flow("main")
    sheet.size, sheet.leading = 11.0, 1.2
    head = sheet.block(sheet.writer.words(5, 10), flow, "heading", "h1", "text-align:center")
    authors = ", ".join(sheet.writer.name() for _ in range(3))
    head += sheet.block(authors, flow, css="text-align:center;text-indent:0")
    head += sheet.block(sheet.writer.paragraph(3, 5), flow, css="margin:.6em 4em;font-size:.92em")
    parts = []
    for number in range(1, 9):
        title = f"{number}. {sheet.writer.words(1, 4)}"
        parts.append(sheet.block(title, flow, "heading", "h3", "text-align:start"))
        parts.append(sheet.prose(flow, sheet.dice.randint(1, 4)))
    body = sheet.columns("".join(parts), 2, height=sheet.height - 480)
    figure = sheet.figure(120)
    return _page(head + (figure + body if sheet.dice.random() < 0.5 else body + figure))


def paper_with_footnotes(sheet: Sheet) -> str:
    """Two columns, each with notes at its foot."""
    main, notes = sheet.flow("main"), sheet.flow("notes")
    sheet.size = 11.5
    columns = []
    texts = sheet.columns(sheet.prose(main, 18), 2, height=sheet.height - 300)
    for _ in range(2):
        found = "".join(
            sheet.block(f"{number} {sheet.writer.paragraph(1, 1)}", notes, "footnote", "div")
            for number in range(1, sheet.dice.randint(2, 4))
        )
        columns.append(f'<div style="flex:1 1 0">{sheet.rule("width:40%")}{found}</div>')
    foot = f'<div style="display:flex;gap:1.6em">{"".join(columns)}</div>'
    return _page(texts + foot)


def references(sheet: Sheet) -> str:
    """Numbered works, two columns, hanging."""
    flow = sheet.flow("main")
    sheet.size = 11.0
    items = "".join(
        sheet.block(
            f"[{number}] {sheet.writer.name()}. {sheet.writer.sentence()} {sheet.writer.number()}.",
            flow,
            "list-item",
            "p",
            "padding-left:1.6em;text-indent:-1.6em",
        )
        for number in range(1, 60)
    )
    return _page(sheet.heading(flow, 2) + sheet.columns(items, 2, height=sheet.height - 140))


def slide(sheet: Sheet) -> str:
    """A landscape slide: a title, points, a picture."""
    sheet.width, sheet.height = 1120, 630
    sheet.size = 20.0
    flow = sheet.flow("main")
    head = sheet.heading(flow, 2)
    points = "".join(
        sheet.block(f"• {sheet.writer.words(3, 9)}", flow, "list-item", "p", "margin:.4em 0")
        for _ in range(sheet.dice.randint(3, 7))
    )
    picture = sheet.figure(280)
    cells = [
        f'<div style="flex:1.3 1 0">{points}</div>',
        f'<div style="flex:1 1 0">{picture}</div>',
    ]
    if sheet.dice.random() < 0.3:
        cells.reverse()
    return _page(head + f'<div style="display:flex;gap:2em">{"".join(cells)}</div>')


def poster(sheet: Sheet) -> str:
    """Boxes in three columns, each with a title; read down the columns."""
    sheet.width, sheet.height = 1200, 900
    flow = sheet.flow("main")
    head = sheet.block(sheet.writer.words(5, 9), flow, "heading", "h1", "text-align:center")
    boxes = "".join(sheet.box(sheet.article(flow, sheet.dice.randint(1, 3))) for _ in range(14))
    return _page(head + sheet.columns(boxes, 3, height=sheet.height - 160))


def _page(inner: str) -> str:
    return f'<div style="padding:48px">{inner}</div>'


FAMILIES = (
    Family(feature),
    Family(sidebar),
    Family(interview),
    Family(gallery),
    Family(letters),
    Family(two_column_paper),
    Family(paper_with_footnotes),
    Family(references),
    Family(slide),
    Family(poster),
)
