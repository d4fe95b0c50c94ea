"""Books: plain pages, title pages, notes at the side and at the foot, verse, plays, spreads."""

from __future__ import annotations

from benchmarks.layouts.family import Family
from benchmarks.layouts.sheet import Sheet


def plain(sheet: Sheet) -> str:
    """A running head, paragraphs, a page number."""
    _small(sheet)
    return _leaf(sheet, sheet.flow("main"))


def title_page(sheet: Sheet) -> str:
    """Centred lines of unlike size with much room between them."""
    _small(sheet)
    flow = sheet.flow("main")
    parts = []
    for _ in range(sheet.dice.randint(5, 9)):
        size = sheet.dice.choice((0.9, 1.0, 1.3, 1.8, 2.6))
        apart = sheet.dice.choice((0.3, 0.8, 2.5))
        css = f"font-size:{size}em;margin-bottom:{apart}em;text-align:center;text-indent:0"
        parts.append(sheet.block(sheet.writer.words(1, 6), flow, "heading", "div", css))
        if sheet.dice.random() < 0.25:
            parts.append(sheet.rule("width:30%;margin:1em auto"))
    return _page(f'<div style="margin-top:70px">{"".join(parts)}</div>')


def chapter_opening(sheet: Sheet) -> str:
    """White above, a number, a title, a drop cap."""
    _small(sheet)
    flow = sheet.flow("main")
    head = sheet.block(f"{sheet.writer.number(1, 30)}", flow, "heading", "h2", "margin-top:160px")
    head += sheet.heading(flow, 1)
    first = sheet.writer.paragraph(3, 5)
    cap = (
        "<style>#first::first-letter{font-size:3.1em;float:left;line-height:.85;"
        'padding-right:.08em}</style><div id="first">'
    )
    body = cap + sheet.block(first, flow, css="text-indent:0") + "</div>" + sheet.prose(flow, 8)
    return _page(head + sheet.columns(body, 1, height=sheet.height - 420))


def footnotes(sheet: Sheet) -> str:
    """Text, a short stroke, smaller notes."""
    _small(sheet)
    main, notes = sheet.flow("main"), sheet.flow("notes")
    sheet.before(main, notes)
    share = sheet.dice.uniform(0.5, 0.75)
    text = sheet.columns(sheet.prose(main, 10), 1, height=sheet.height * share)
    found = "".join(
        sheet.block(f"{number}) {sheet.writer.paragraph(1, 2)}", notes, "footnote", "div")
        for number in range(1, sheet.dice.randint(2, 6))
    )
    return _page(text + sheet.rule("width:25%") + found)


def side_notes(sheet: Sheet) -> str:
    """Short notes in the margin beside the text that they belong to."""
    _small(sheet)
    main = sheet.flow("main")
    on_left = sheet.dice.random() < 0.5
    rows = []
    for _ in range(6):
        text = f'<div style="flex:3.4 1 0">{sheet.prose(main, 1, 2, 5)}</div>'
        note = ""
        if sheet.dice.random() < 0.7:
            note = sheet.block(
                sheet.writer.words(2, 7), sheet.flow("note"), "note", "div", "line-height:1.15"
            )
        margin = f'<div style="flex:1 1 0">{note}</div>'
        cells = [margin, text] if on_left else [text, margin]
        rows.append(f'<div style="display:flex;gap:1em">{"".join(cells)}</div>')
    return _page("".join(rows))


def spread(sheet: Sheet) -> str:
    """Two pages at once, the fold between them."""
    _small(sheet)
    single = sheet.width
    sheet.width = 2 * single
    left, right = sheet.flow("left"), sheet.flow("right")
    sheet.before(left, right)
    cells = [_leaf(sheet, left), _leaf(sheet, right)]
    shown = "".join(f'<div style="width:{single}px">{cell}</div>' for cell in cells)
    return f'<div style="display:flex">{shown}</div>{sheet.fold()}'


def two_column_book(sheet: Sheet) -> str:
    """An encyclopaedia's or a bible's page: a running head, two columns, a rule or none."""
    _small(sheet)
    flow = sheet.flow("main")
    head = sheet.block(sheet.writer.words(1, 3), sheet.flow("head"), "heading", "div")
    text = "".join(
        sheet.block(f"{number} {sheet.writer.sentence()}", flow) for number in range(1, 50)
    )
    body = sheet.columns(
        text, 2, height=sheet.height - 170, rule=sheet.dice.random() < 0.5, gap=_gap(sheet)
    )
    return _page(head + body)


def poem(sheet: Sheet) -> str:
    """Stanzas of short lines; sometimes two columns of them."""
    _small(sheet)
    flow = sheet.flow("main")
    stanzas = []
    for _ in range(10):
        lines = "".join(
            sheet.block(
                sheet.writer.words(3, 7),
                flow,
                "verse",
                "div",
                f"padding-left:{sheet.dice.choice((0, 0, 1.5))}em",
            )
            for _ in range(4)
        )
        stanzas.append(f'<div style="margin:.9em 0;break-inside:avoid">{lines}</div>')
    count = sheet.dice.randint(1, 2)
    return _page(
        sheet.heading(flow, 2) + sheet.columns("".join(stanzas), count, height=sheet.height - 180)
    )


def play(sheet: Sheet) -> str:
    """Speakers' names in small capitals above or before what they say; directions in italics."""
    _small(sheet)
    flow = sheet.flow("main")
    above = sheet.dice.random() < 0.5
    who = [sheet.writer.words(1, 1).upper() for _ in range(3)]
    parts = []
    for _ in range(16):
        speaker = sheet.dice.choice(who)
        said = sheet.writer.paragraph(1, 2)
        if above:
            parts.append(sheet.block(speaker, flow, "heading", "div", "text-align:center"))
            parts.append(sheet.block(said, flow))
        else:
            parts.append(sheet.block(f"{speaker}. {said}", flow))
        if sheet.dice.random() < 0.2:
            direction = f"({sheet.writer.words(2, 5)}.)"
            parts.append(sheet.block(direction, flow, css="font-style:italic;text-align:center"))
    return _page(sheet.columns("".join(parts), 1, height=sheet.height - 110))


def contents(sheet: Sheet) -> str:
    """Titles, dots, page numbers: each row is one line from left to right."""
    _small(sheet)
    flow = sheet.flow("main")
    page = 1
    rows = []
    for _ in range(22):
        page += sheet.dice.randint(1, 14)
        rows.append(_leader(sheet, flow, sheet.writer.words(2, 6), str(page)))
    return _page(sheet.heading(flow, 2, 1, 1) + "".join(rows))


def index_of_names(sheet: Sheet) -> str:
    """Two or three columns of short entries with page numbers."""
    _small(sheet)
    flow = sheet.flow("main")
    entries = sorted(sheet.writer.words(1, 3) for _ in range(160))
    text = "".join(
        sheet.block(
            f"{entry}, {sheet.writer.number(1, 400)}, {sheet.writer.number(1, 400)}",
            flow,
            "list-item",
            "p",
            "padding-left:1em;text-indent:-1em;text-align:start",
        )
        for entry in entries
    )
    count = sheet.dice.randint(2, 3)
    return _page(
        sheet.heading(flow, 2, 1, 2) + sheet.columns(text, count, height=sheet.height - 160)
    )


def _small(sheet: Sheet) -> None:
    sheet.width, sheet.height = sheet.dice.choice(((560, 860), (640, 960), (700, 1000)))


def _gap(sheet: Sheet) -> float:
    return sheet.dice.choice((0.7, 1.2, 2.0))


def _leaf(sheet: Sheet, flow: str) -> str:
    head = sheet.block(
        sheet.writer.words(2, 4), flow, "heading", "div", "text-align:center;font-size:.9em"
    )
    body = sheet.columns(sheet.prose(flow, 12, 3, 7), 1, height=sheet.height - 150)
    number = sheet.block(
        sheet.writer.number(1, 500), flow, "page-number", "div", "text-align:center"
    )
    return _page(head + body + number)


def _leader(sheet: Sheet, flow: str, title: str, number: str) -> str:
    dots = '<span style="flex:1;border-bottom:1.5px dotted #222;margin:0 .4em .3em"></span>'
    cells = sheet.block(title, flow, "entry", "span") + dots
    cells += sheet.block(number, flow, "entry", "span")
    return f'<div style="display:flex;margin:.35em 0">{cells}</div>'


def _page(inner: str) -> str:
    return f'<div style="padding:46px 52px">{inner}</div>'


FAMILIES = (
    Family(plain, old=0.5),
    Family(title_page, old=0.5),
    Family(chapter_opening),
    Family(footnotes, old=0.5),
    Family(side_notes),
    Family(spread),
    Family(two_column_book),
    Family(poem),
    Family(play),
    Family(contents),
    Family(index_of_names),
)
