"""Columns of print with something else in them: notices between articles, beside the news, in a
corner that the columns stop at; heads that run over all columns; columns with hardly a gutter.
"""

from __future__ import annotations

from benchmarks.layouts.family import Family
from benchmarks.layouts.sheet import Sheet


def notices_in_columns(sheet: Sheet) -> str:
    """News in columns, boxes of notices among them, each as wide as its column."""
    _broad(sheet)
    news = sheet.flow("news")
    parts = []
    for _ in range(22):
        parts.append(sheet.article(news, sheet.dice.randint(1, 3)))
        if sheet.dice.random() < 0.3:
            parts.append(_notice(sheet))
    head = _title(sheet, news) if sheet.dice.random() < 0.5 else ""
    body = sheet.columns(
        "".join(parts),
        sheet.dice.randint(2, 5),
        height=sheet.height - 180,
        gap=sheet.dice.choice((0.7, 1.1, 1.6)),
        rule=sheet.dice.random() < 0.6,
    )
    return _page(head + body)


def notices_beside_news(sheet: Sheet) -> str:
    """News in columns, beside them one or two columns of notices, a stroke between or none."""
    _broad(sheet)
    news = sheet.flow("news")
    head = _title(sheet, news)
    tall = sheet.height - 190
    text = "".join(sheet.article(news, sheet.dice.randint(1, 3)) for _ in range(16))
    wide, narrow = sheet.dice.randint(2, 4), sheet.dice.randint(1, 2)
    left = sheet.columns(text, wide, height=tall, gap=1.0, rule=sheet.dice.random() < 0.6)
    boxes = "".join(_notice(sheet) for _ in range(16 * narrow))
    right = sheet.columns(boxes, narrow, height=tall, gap=1.0)
    line = "border-left:1px solid #222;padding-left:.8em" if sheet.dice.random() < 0.5 else ""
    cells = [f'<div style="flex:{wide} 1 0;min-width:0">{left}</div>']
    cells.append(f'<div style="flex:{narrow} 1 0;min-width:0;{line}">{right}</div>')
    return _page(head + f'<div style="display:flex;gap:1em">{"".join(cells)}</div>')


def news_around_a_notice(sheet: Sheet) -> str:
    """Columns that are read one after the other; some end early, at a large notice below them."""
    _broad(sheet)
    news, notice = sheet.flow("news"), sheet.flow("advertisement")
    head = _title(sheet, news)
    count = sheet.dice.randint(3, 6)
    taken = sheet.dice.randint(1, count - 1)
    tall = sheet.height - 190
    short = tall * sheet.dice.uniform(0.35, 0.8)
    tracks = [_column(sheet, news, short if at >= count - taken else tall) for at in range(count)]
    full, ended = tracks[: count - taken], tracks[count - taken :]
    inner = sheet.heading(notice, 1, 1, 3) + sheet.prose(notice, 1, 1, 1)
    lines = sheet.dice.randint(1, 5)
    centred = "text-align:center;text-indent:0"
    inner += "".join(
        sheet.block(sheet.writer.words(2, 7), notice, css=centred) for _ in range(lines)
    )
    box = f'<div style="height:{tall - short - 20:.0f}px;overflow:hidden">{sheet.box(inner)}</div>'
    corner = f'<div style="display:flex;gap:1em">{"".join(ended)}</div>{box}'
    cells = "".join(full) + f'<div style="flex:{taken} 1 0;min-width:0">{corner}</div>'
    return _page(head + f'<div style="display:flex;gap:1em">{cells}</div>')


def close_columns(sheet: Sheet) -> str:
    """Many columns of small print, hardly a gutter between them, few headlines."""
    _broad(sheet)
    sheet.size = sheet.dice.choice((9.5, 10.5))
    flow = sheet.flow("main")
    parts = []
    for _ in range(60):
        if sheet.dice.random() < 0.08:
            parts.append(sheet.heading(flow, 3))
        parts.append(sheet.prose(flow, 1, 1, 5))
    body = sheet.columns(
        "".join(parts),
        sheet.dice.randint(2, 7),
        height=sheet.height - sheet.dice.randint(90, 700),
        gap=sheet.dice.choice((0.45, 0.6, 0.8)),
        rule=sheet.dice.random() < 0.5,
    )
    return _page(body)


def heads_between_columns(sheet: Sheet) -> str:
    """Bands of columns under heads that run over all of them."""
    if sheet.dice.random() < 0.5:
        _broad(sheet)
    flow = sheet.flow("main")
    bands = sheet.dice.randint(2, 4)
    each = (sheet.height - 140) / bands - 60
    count = sheet.dice.randint(2, 4)
    ruled = sheet.dice.random() < 0.4
    shown = []
    for _ in range(bands):
        tall = each * sheet.dice.uniform(0.55, 1.0)
        shown.append(sheet.heading(flow, 2, 2, 9))
        shown.append(sheet.columns(sheet.prose(flow, 8), count, height=tall, gap=1.5, rule=ruled))
    return _page("".join(shown))


def exam_paper(sheet: Sheet) -> str:
    """Numbered questions in two columns, answers in one, two or four to a line below each."""
    flow = sheet.flow("main")
    sheet.size = 11.5
    across = sheet.dice.choice((1, 2, 4))
    questions = []
    for number in range(1, 24):
        parts = [sheet.block(f"{number}. {sheet.writer.paragraph(1, 1)}", flow)]
        answers = [
            sheet.block(f"{letter}. {sheet.writer.words(1, 2)}", flow, "value", "div")
            for letter in "ABCD"
        ]
        grid = f"display:grid;grid-template-columns:repeat({across},1fr);gap:.2em 1em"
        parts.append(f'<div style="{grid};margin-left:1em">{"".join(answers)}</div>')
        questions.append(f'<div style="break-inside:avoid">{"".join(parts)}</div>')
    body = sheet.columns("".join(questions), 2, height=sheet.height - 180, gap=2.0)
    return _page(sheet.heading(flow, 2) + body)


def fields_side_by_side(sheet: Sheet) -> str:
    """A form: labels with what was filled in after them, two or three to a line."""
    flow = sheet.flow("main")
    across = sheet.dice.randint(2, 3)
    shown = [sheet.heading(flow, 2)]
    for _ in range(sheet.dice.randint(5, 12)):
        cells = []
        for _ in range(sheet.dice.randint(1, across)):
            label = sheet.block(f"{sheet.writer.words(1, 2)}:", flow, "label", "span")
            value = sheet.block(sheet.writer.words(1, 3), flow, "value", "span", "margin-left:1em")
            cells.append(f'<div style="flex:1;border-bottom:1px solid #333">{label}{value}</div>')
        shown.append(f'<div style="display:flex;gap:2em;margin:.5em 0">{"".join(cells)}</div>')
        if sheet.dice.random() < 0.2:
            shown.append(sheet.prose(flow, 1, 1, 2))
    return _page("".join(shown))


def _notice(sheet: Sheet) -> str:
    flow = sheet.flow("advertisement")
    centred = "text-align:center;text-indent:0"
    parts = [sheet.heading(flow, 3, 1, 3)]
    parts += [
        sheet.block(sheet.writer.words(2, 8), flow, css=centred)
        for _ in range(sheet.dice.randint(1, 4))
    ]
    line = sheet.dice.choice(("border:1px solid #222", "border:none", "border:2px double #222"))
    return sheet.box("".join(parts), line)


def _column(sheet: Sheet, flow: str, tall: float) -> str:
    text = "".join(sheet.article(flow, sheet.dice.randint(1, 3)) for _ in range(7))
    inner = sheet.columns(text, 1, height=tall)
    return f'<div style="flex:1 1 0;min-width:0">{inner}</div>'


def _title(sheet: Sheet, then: str) -> str:
    flow = sheet.flow("masthead")
    sheet.before(flow, then)
    css = "text-align:center;font-size:2.6em"
    return sheet.block(sheet.writer.words(2, 4), flow, "heading", "h1", css) + sheet.rule()


def _broad(sheet: Sheet) -> None:
    sheet.width, sheet.height = sheet.dice.choice(((1000, 1400), (900, 1300), (1150, 1500)))
    sheet.size = sheet.dice.choice((10.5, 11.5, 12.5))
    sheet.leading = sheet.dice.choice((1.1, 1.18, 1.25))


def _page(inner: str) -> str:
    return f'<div style="padding:30px">{inner}</div>'


FAMILIES = (
    Family(notices_in_columns, old=0.5),
    Family(notices_beside_news),
    Family(news_around_a_notice),
    Family(close_columns, old=0.6),
    Family(heads_between_columns),
    Family(exam_paper),
    Family(fields_side_by_side),
)
