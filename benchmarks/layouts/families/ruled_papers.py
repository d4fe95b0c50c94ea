"""Newspapers whose strokes look like those of tables: over, under, between and around columns, from
article to article, about notices; and tables that do stand among such columns.
"""

from __future__ import annotations

from benchmarks.layouts.family import WESTERN, Family
from benchmarks.layouts.sheet import Sheet

LANGUAGES = (*WESTERN, "lat", "tur", "vie", "rus", "ukr", "ell")
HAN = ("jpn", "chi_sim", "chi_tra")


def framed_gazette(sheet: Sheet) -> str:
    """Strokes over, under and between the columns, sometimes about all of them."""
    count = _broad(sheet)
    head, title = _masthead(sheet)
    news = sheet.flow("news")
    sheet.before(title, news)
    text = "".join(sheet.article(news, sheet.dice.randint(1, 5)) for _ in range(24))
    return _page(head + _ruled(sheet, text, count, sheet.height - 190))


def articles_between_strokes(sheet: Sheet) -> str:
    """Ruled columns, after each short article a stroke as wide as the column or half of it."""
    count = _broad(sheet)
    head, title = _masthead(sheet)
    news = sheet.flow("news")
    sheet.before(title, news)
    parts = []
    for _ in range(50):
        sheet.writer.turn()
        if sheet.dice.random() < 0.3:
            parts.append(sheet.heading(news, 3, 1, 4))
        parts.append(sheet.prose(news, sheet.dice.randint(1, 2), 1, 4))
        parts.append(sheet.rule(sheet.dice.choice(("", "margin:.4em 25%"))))
    return _page(head + _ruled(sheet, "".join(parts), count, sheet.height - 190))


def notices_in_cells(sheet: Sheet) -> str:
    """Ruled columns of small notices, a stroke after each; some are boxed."""
    count = _broad(sheet)
    parts = []
    for _ in range(60):
        flow = sheet.flow("advertisement")
        inner = sheet.prose(flow, 1, 1, 2)
        if sheet.dice.random() < 0.4:
            css = "text-align:center;text-indent:0"
            inner = sheet.block(sheet.writer.words(1, 3), flow, "heading", "h3", css) + inner
        is_boxed = sheet.dice.random() < 0.25
        parts.append(sheet.box(inner) if is_boxed else inner + sheet.rule())
    return _page(_ruled(sheet, "".join(parts), count, sheet.height - 80))


def quotations_among_news(sheet: Sheet) -> str:
    """Ruled columns of news; in one of them a ruled list of prices, which is a table."""
    count = _broad(sheet)
    head, title = _masthead(sheet)
    news = sheet.flow("news")
    sheet.before(title, news)
    parts = [sheet.article(news, sheet.dice.randint(1, 4)) for _ in range(20)]
    for _ in range(sheet.dice.randint(1, 2)):
        parts.insert(sheet.dice.randint(1, 7), _quotations(sheet, news))
    return _page(head + _ruled(sheet, "".join(parts), count, sheet.height - 190))


def timetable_below_news(sheet: Sheet) -> str:
    """Ruled columns of news, under them a ruled table over the whole width."""
    count = _broad(sheet)
    head, title = _masthead(sheet)
    news, table = sheet.flow("news"), sheet.flow("table")
    sheet.before(title, news)
    sheet.before(news, table)
    text = "".join(sheet.article(news, sheet.dice.randint(1, 4)) for _ in range(16))
    upper = _ruled(sheet, text, count, sheet.height - 520)
    columns = sheet.dice.randint(5, 8)
    rows = [[sheet.writer.words(1, 1) for _ in range(columns)]]
    for _ in range(sheet.dice.randint(6, 10)):
        times = [_time(sheet) for _ in range(columns - 1)]
        rows.append([sheet.writer.words(1, 2), *times])
    lower = sheet.table(rows, table, ruled=True)
    return _page(head + upper + lower)


def columns_of_unlike_width(sheet: Sheet) -> str:
    """A leading article in one broad column, narrow ruled columns of smaller print beside it."""
    count = _broad(sheet)
    head, title = _masthead(sheet)
    lead, news = sheet.flow("lead"), sheet.flow("news")
    sheet.before(title, lead)
    sheet.before(lead, news)
    tall = sheet.height - 200
    first = sheet.columns(sheet.article(lead, 16), 1, height=tall)
    text = "".join(sheet.article(news, sheet.dice.randint(1, 3)) for _ in range(20))
    others = sheet.columns(text, count - 1, height=tall, gap=1.0, rule=True, css="font-size:.88em")
    wide = sheet.dice.uniform(1.3, 1.9)
    cells = (
        f'<div style="flex:{wide:.2f} 1 0;min-width:0">{first}</div>'
        '<div style="border-left:1px solid #222"></div>'
        f'<div style="flex:{count - 1} 1 0;min-width:0">{others}</div>'
    )
    inner = f'<div style="display:flex;gap:.6em">{cells}</div>'
    return _page(head + inner + sheet.rule())


def ruled_han_columns(sheet: Sheet) -> str:
    """Chinese or Japanese set across in narrow ruled columns."""
    return framed_gazette(sheet)


def _broad(sheet: Sheet) -> int:
    """A large page; how many columns stand on it."""
    sheet.width, sheet.height = sheet.dice.choice(((1000, 1400), (900, 1300), (1150, 1500)))
    sheet.size = sheet.dice.choice((10.5, 11.5, 12.5))
    sheet.leading = sheet.dice.choice((1.1, 1.18, 1.25))
    return sheet.dice.randint(2, 6)


def _masthead(sheet: Sheet) -> tuple[str, str]:
    """Name and day between strokes, and their flow."""
    flow = sheet.flow("masthead")
    css = "text-align:center;text-indent:0"
    name = sheet.block(sheet.writer.words(2, 4), flow, "heading", "h1", css)
    said = f"{sheet.writer.words(1, 2)}, {sheet.writer.number(1, 31)}. {_year(sheet)}."
    day = sheet.block(said, flow, css=css)
    return name + sheet.rule() + day, flow


def _ruled(sheet: Sheet, text: str, count: int, tall: float) -> str:
    """Columns with strokes between, above and below."""
    gap = sheet.dice.choice((0.7, 1.0, 1.4))
    inner = sheet.columns(text, count, height=tall, gap=gap, rule=True)
    stroke = sheet.dice.choice(("1px solid", "2px solid", "3px double"))
    sides = "" if sheet.dice.random() < 0.4 else "border-left:none;border-right:none;"
    return f'<div style="border:{stroke} #222;{sides}padding:.3em .5em">{inner}</div>'


def _quotations(sheet: Sheet, flow: str) -> str:
    """A heading, then names with two figures, as a table with strokes."""
    rows = []
    for _ in range(sheet.dice.randint(5, 12)):
        figures = [sheet.writer.price() for _ in range(2)]
        rows.append([sheet.writer.words(1, 2), *figures])
    css = "break-inside:avoid;font-size:.95em"
    return sheet.table(rows, flow, ruled=True, header=False, css=css)


def _time(sheet: Sheet) -> str:
    return f"{sheet.dice.randint(0, 23)}.{sheet.dice.randint(0, 59):02d}"


def _year(sheet: Sheet) -> str:
    return sheet.writer.number(1780, 1935)


def _page(inner: str) -> str:
    return f'<div style="padding:30px">{inner}</div>'


FAMILIES = (
    Family(framed_gazette, LANGUAGES, 0.6),
    Family(articles_between_strokes, LANGUAGES, 0.6),
    Family(notices_in_cells, LANGUAGES, 0.6),
    Family(quotations_among_news, LANGUAGES, 0.6),
    Family(timetable_below_news, LANGUAGES, 0.6),
    Family(columns_of_unlike_width, LANGUAGES, 0.6),
    Family(ruled_han_columns, HAN),
)
