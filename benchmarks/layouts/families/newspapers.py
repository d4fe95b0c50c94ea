"""Newspapers: many columns, articles that go on in the next one, notices, advertisements."""

from __future__ import annotations

from benchmarks.layouts.family import Family
from benchmarks.layouts.sheet import Sheet


def gazette(sheet: Sheet) -> str:
    """Columns from top to bottom, one article after the other, as papers were until about 1880."""
    _broad(sheet)
    head = _masthead(sheet)
    count = sheet.dice.randint(2, 6)
    flow = sheet.flow("main")
    sheet.before(head[1], flow)
    text = "".join(sheet.article(flow, sheet.dice.randint(1, 4)) for _ in range(24))
    body = sheet.columns(
        text,
        count,
        height=sheet.height - 200,
        gap=sheet.dice.choice((0.6, 1.0, 1.5)),
        rule=sheet.dice.random() < 0.7,
    )
    return _page(head[0] + body)


def gazette_with_feuilleton(sheet: Sheet) -> str:
    """The lower third belongs to a story of its own, under a stroke."""
    _broad(sheet)
    head, title = _masthead(sheet)
    count = sheet.dice.randint(3, 5)
    news, story = sheet.flow("news"), sheet.flow("story")
    sheet.before(title, news)
    text = "".join(sheet.article(news, sheet.dice.randint(1, 4)) for _ in range(18))
    tale = sheet.heading(story) + sheet.prose(story, 14, 4, 8)
    upper = sheet.columns(text, count, height=0.55 * sheet.height, rule=True, gap=1.0)
    lower = sheet.columns(tale, count, height=0.25 * sheet.height, rule=True, gap=1.0)
    return _page(head + upper + sheet.rule("border-width:3px") + lower)


def modular(sheet: Sheet) -> str:
    """Articles in rectangles of their own, each with a headline over its columns."""
    _broad(sheet)
    head, title = _masthead(sheet)
    count = sheet.dice.randint(4, 6)
    parts = []
    for _ in range(3):
        left = count
        cells = []
        while left > 0:
            span = min(left, sheet.dice.randint(1, 3))
            left -= span
            flow = sheet.flow("article")
            sheet.before(title, flow)
            sheet.writer.turn()
            body = sheet.columns(sheet.prose(flow, 10), span, height=sheet.height * 0.2, gap=1.0)
            cells.append(
                f'<div style="flex:{span} 1 0;min-width:0">'
                f"{sheet.heading(flow, 2 if span > 1 else 3)}{body}</div>"
            )
        parts.append(f'<div style="display:flex;gap:1em">{"".join(cells)}</div>')
    return _page(head + sheet.rule().join(parts))


def lead_story(sheet: Sheet) -> str:
    """One story over all columns with a picture; three smaller ones below."""
    _broad(sheet)
    head, title = _masthead(sheet)
    lead = sheet.flow("lead")
    sheet.before(title, lead)
    headline = sheet.block(sheet.writer.words(4, 8), lead, "heading", "h1")
    deck = sheet.block(sheet.writer.paragraph(1, 1), lead, "paragraph", "p", "font-size:1.2em")
    inner = sheet.figure(150) + sheet.prose(lead, 9, 3, 6)
    body = sheet.columns(inner, sheet.dice.randint(3, 5), height=sheet.height * 0.38, gap=1.2)
    below = _row(sheet, title, 3, sheet.height * 0.25)
    return _page(head + headline + deck + body + sheet.rule() + below)


def advertisements(sheet: Sheet) -> str:
    """A page of small boxes of unlike size in columns."""
    _broad(sheet)
    boxes = []
    for _ in range(40):
        flow = sheet.flow("advertisement")
        parts = [sheet.heading(flow, 3, 1, 3)]
        parts += [
            sheet.block(sheet.writer.words(2, 8), flow, css="text-align:center;text-indent:0")
            for _ in range(sheet.dice.randint(1, 6))
        ]
        boxes.append(sheet.box("".join(parts), f"border-style:{_border(sheet)}"))
    return _page(sheet.columns("".join(boxes), sheet.dice.randint(3, 5), height=sheet.height - 90))


def news_above_advertisements(sheet: Sheet) -> str:
    """Columns of news; a row of boxes at the foot of the page."""
    _broad(sheet)
    head, title = _masthead(sheet)
    news = sheet.flow("news")
    sheet.before(title, news)
    text = "".join(sheet.article(news, sheet.dice.randint(1, 3)) for _ in range(18))
    upper = sheet.columns(
        text, sheet.dice.randint(3, 6), height=0.58 * sheet.height, rule=True, gap=1.0
    )
    cells = []
    for _ in range(sheet.dice.randint(2, 4)):
        flow = sheet.flow("advertisement")
        inner = sheet.heading(flow, 2, 1, 3) + sheet.prose(flow, 2, 1, 1)
        cells.append(f'<div style="flex:{sheet.dice.randint(1, 3)} 1 0">{sheet.box(inner)}</div>')
    lower = f'<div style="display:flex;gap:.6em">{"".join(cells)}</div>'
    return _page(head + upper + sheet.rule() + lower)


def boxed_insert(sheet: Sheet) -> str:
    """Text in columns runs around a box in the middle of the page."""
    _broad(sheet)
    head, title = _masthead(sheet)
    left, right, box = sheet.flow("main"), sheet.flow("right"), sheet.flow("box")
    sheet.before(title, left)
    first = sheet.columns(sheet.article(left, 12), 1, height=sheet.height - 220)
    note = sheet.box(sheet.heading(box, 3) + sheet.prose(box, 3, 2, 3), "background:#eee")
    second = sheet.columns(sheet.article(right, 9), 1, height=sheet.height * 0.4)
    third = sheet.columns(sheet.article(sheet.flow("third"), 12), 1, height=sheet.height - 220)
    cells = [first, note + second, third]
    shown = "".join(f'<div style="flex:1 1 0;min-width:0">{cell}</div>' for cell in cells)
    return _page(head + f'<div style="display:flex;gap:1.4em">{shown}</div>')


def headline_over_some(sheet: Sheet) -> str:
    """An article of two columns beside one of one column, the last column running full height."""
    _broad(sheet)
    head, title = _masthead(sheet)
    wide, narrow, low = sheet.flow("wide"), sheet.flow("narrow"), sheet.flow("low")
    for each in (wide, narrow, low):
        sheet.before(title, each)
    top = sheet.heading(wide, 2, 4, 8) + sheet.columns(
        sheet.prose(wide, 8), 2, height=sheet.height * 0.36, rule=True
    )
    bottom = sheet.heading(low, 2, 4, 8) + sheet.columns(
        sheet.prose(low, 8), 2, height=sheet.height * 0.33, rule=True
    )
    side = sheet.columns(sheet.article(narrow, 14), 1, height=sheet.height - 230)
    cells = [f'<div style="flex:2 1 0">{top}{sheet.rule()}{bottom}</div>']
    cells.append(
        f'<div style="flex:1 1 0;border-left:1px solid #222;padding-left:1em">{side}</div>'
    )
    if sheet.dice.random() < 0.5:
        cells.reverse()
    return _page(head + f'<div style="display:flex;gap:1em">{"".join(cells)}</div>')


def _broad(sheet: Sheet) -> None:
    sheet.width, sheet.height = sheet.dice.choice(((1000, 1400), (900, 1300), (1150, 1500)))
    sheet.size = sheet.dice.choice((10.5, 11.5, 12.5))
    sheet.leading = sheet.dice.choice((1.1, 1.18, 1.25))


def _masthead(sheet: Sheet) -> tuple[str, str]:
    """The paper's name with number and date, and the flow of it."""
    flow = sheet.flow("masthead")
    name = sheet.block(
        sheet.writer.words(2, 4), flow, "heading", "h1", "text-align:center;font-size:3em"
    )
    line = sheet.block(
        f"No. {sheet.writer.number(1, 400)}. {sheet.writer.words(1, 3)}, "
        f"{sheet.writer.number(1, 31)}. {sheet.writer.number(1780, 1960)}.",
        flow,
        "paragraph",
        "p",
        "text-align:center;text-indent:0",
    )
    return name + sheet.rule() + line + sheet.rule(), flow


def _row(sheet: Sheet, title: str, count: int, height: float) -> str:
    cells = []
    for _ in range(count):
        flow = sheet.flow("article")
        sheet.before(title, flow)
        body = sheet.columns(sheet.article(flow, 6), 1, height=height)
        cells.append(f'<div style="flex:1 1 0;min-width:0">{body}</div>')
    return f'<div style="display:flex;gap:1.2em">{"".join(cells)}</div>'


def _border(sheet: Sheet) -> str:
    return sheet.dice.choice(("solid", "double", "dashed", "none"))


def _page(inner: str) -> str:
    return f'<div style="padding:30px">{inner}</div>'


FAMILIES = (
    Family(gazette, old=0.7),
    Family(gazette_with_feuilleton, old=0.7),
    Family(modular),
    Family(lead_story),
    Family(advertisements, old=0.5),
    Family(news_above_advertisements),
    Family(boxed_insert),
    Family(headline_over_some),
)
