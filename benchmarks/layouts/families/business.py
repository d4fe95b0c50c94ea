"""Offices and shops: letters, bills, receipts, forms, price lists, catalogues, directories."""

from __future__ import annotations

from benchmarks.layouts.family import Family
from benchmarks.layouts.sheet import Sheet


def letter(sheet: Sheet) -> str:
    """Sender on the right, address on the left, date, text, signature."""
    flow = sheet.flow("main")
    sender = _lines(sheet, flow, 3, "text-align:right")
    to = _lines(sheet, flow, 3, "")
    place = sheet.writer.words(1, 1)
    day, year = sheet.writer.number(1, 31), sheet.writer.number(1900, 2020)
    date = sheet.block(
        f"{place}, {day}. {year}",
        flow,
        css="text-align:right;margin:1em 0",
    )
    body = sheet.prose(flow, 4)
    end = _lines(sheet, flow, 2, "margin-left:60%")
    return _page(sender + to + date + body + end)


def invoice(sheet: Sheet) -> str:
    """Two addresses side by side, a table, a total."""
    left, right, rest = sheet.flow("seller"), sheet.flow("buyer"), sheet.flow("rest")
    sheet.before(left, rest)
    sheet.before(right, rest)
    cells = [_lines(sheet, left, 4, ""), _lines(sheet, right, 4, "")]
    heads = "".join(f'<div style="flex:1 1 0">{cell}</div>' for cell in cells)
    rows = [["No.", *(sheet.writer.words(1, 1) for _ in range(3))]]
    for number in range(1, sheet.dice.randint(4, 12)):
        thing, count = sheet.writer.words(2, 5), sheet.writer.number(1, 20)
        rows.append([str(number), thing, count, sheet.writer.price()])
    table = sheet.table(rows, rest, ruled=sheet.dice.random() < 0.5)
    total = sheet.block(
        f"{sheet.writer.words(1, 1)} {sheet.writer.price()}", rest, css="text-align:right"
    )
    return _page(
        f'<div style="display:flex;gap:4em;margin-bottom:2em">{heads}</div>{table}{total}'
        + sheet.prose(rest, 1)
    )


def receipt(sheet: Sheet) -> str:
    """A narrow strip: name, things with prices on the right, sums."""
    sheet.width, sheet.height = 340, 900
    sheet.face, sheet.size = "Liberation Mono", 12.0
    flow = sheet.flow("main")
    head = "".join(
        sheet.block(sheet.writer.words(1, 4).upper(), flow, css="text-align:center;text-indent:0")
        for _ in range(4)
    )
    rows = [
        _apart(sheet, flow, sheet.writer.words(1, 3), sheet.writer.price())
        for _ in range(sheet.dice.randint(4, 14))
    ]
    sums = [
        _apart(sheet, flow, sheet.writer.words(1, 2).upper(), sheet.writer.price())
        for _ in range(3)
    ]
    foot = sheet.block(sheet.writer.words(2, 5), flow, css="text-align:center;text-indent:0")
    inner = head + sheet.rule("border-style:dashed") + "".join(rows)
    inner += sheet.rule("border-style:dashed") + "".join(sums) + foot
    return f'<div style="padding:20px">{inner}</div>'


def form(sheet: Sheet) -> str:
    """Labels with something filled in, in two columns of fields, boxed or on lines."""
    main = sheet.flow("main")
    head = sheet.heading(main, 2)
    fields = []
    boxed = sheet.dice.random() < 0.5
    for _ in range(sheet.dice.randint(8, 18)):
        label = sheet.block(f"{sheet.writer.words(1, 3)}:", main, "label", "div", "font-size:.85em")
        value = sheet.block(
            sheet.writer.words(1, 3), main, "value", "div", "font-family:'Courier New',monospace"
        )
        border = "border:1px solid #222" if boxed else "border-bottom:1px solid #222"
        fields.append(f'<div style="{border};padding:.25em .5em">{label}{value}</div>')
    grid = "display:grid;grid-template-columns:1fr 1fr;gap:.5em 1.5em"
    note = sheet.prose(main, 1)
    return _page(f'{head}<div style="{grid}">{"".join(fields)}</div>{note}')


def questionnaire(sheet: Sheet) -> str:
    """Numbered questions with answers to tick beside one another."""
    flow = sheet.flow("main")
    parts = [sheet.heading(flow, 2)]
    for number in range(1, 10):
        question = f"{number}. {sheet.writer.paragraph(1, 1)}"
        parts.append(sheet.block(question, flow, css="margin-top:.8em;text-indent:0"))
        answers = []
        for _ in range(sheet.dice.randint(2, 4)):
            answer = sheet.block("☐ " + sheet.writer.words(1, 2), flow, "value", "span")
            answers.append(f'<div style="flex:1">{answer}</div>')
        parts.append(f'<div style="display:flex;margin-left:2em">{"".join(answers)}</div>')
    return _page("".join(parts))


def price_list(sheet: Sheet) -> str:
    """Two columns of things with dots to their prices: each row is read across its column."""
    flow = sheet.flow("main")
    rows = "".join(
        _apart(sheet, flow, sheet.writer.words(1, 4), sheet.writer.price(), dotted=True)
        for _ in range(110)
    )
    return _page(
        sheet.heading(flow, 2) + sheet.columns(rows, 2, height=sheet.height - 170, gap=2.5)
    )


def directory(sheet: Sheet) -> str:
    """Names, trades and streets in two to four dense columns."""
    sheet.size, sheet.leading = 10.5, 1.1
    flow = sheet.flow("main")
    names = sorted(sheet.writer.name() for _ in range(330))
    entries = "".join(
        sheet.block(
            f"{name}, {sheet.writer.words(1, 2)}, {sheet.writer.words(1, 1)} "
            f"{sheet.writer.number(1, 90)}",
            flow,
            "list-item",
            "p",
            "padding-left:1em;text-indent:-1em;text-align:start;margin:0",
        )
        for name in names
    )
    body = sheet.columns(
        entries,
        sheet.dice.randint(2, 4),
        height=sheet.height - 130,
        gap=sheet.dice.choice((0.6, 1.0, 1.6)),
        rule=sheet.dice.random() < 0.5,
    )
    return _page(sheet.block(sheet.writer.words(1, 2), flow, "heading", "div") + body)


def catalogue(sheet: Sheet) -> str:
    """Things in a grid: a picture, a name, some words, a price under each other."""
    across = sheet.dice.randint(2, 4)
    cells = []
    for _ in range(across * 4):
        flow = sheet.flow("thing")
        inner = sheet.picture(90) + sheet.heading(flow, 3, 1, 3)
        inner += sheet.prose(flow, 1, 1, 1) + sheet.block(sheet.writer.price(), flow)
        cells.append(f'<div style="overflow:hidden">{inner}</div>')
    grid = f"display:grid;grid-template-columns:repeat({across},1fr);gap:1.4em"
    return _page(f'<div style="{grid}">{"".join(cells)}</div>')


def ruled_table(sheet: Sheet) -> str:
    """Prose, a table with strokes, prose."""
    return _with_table(sheet, ruled=True)


def open_table(sheet: Sheet) -> str:
    """Prose, a table without strokes, prose."""
    return _with_table(sheet, ruled=False)


def timetable(sheet: Sheet) -> str:
    """Places with times in many narrow columns."""
    flow = sheet.flow("main")
    sheet.size = 11.0
    count = sheet.dice.randint(4, 8)
    rows = [["", *(sheet.writer.number(1, 99) for _ in range(count))]]
    for _ in range(sheet.dice.randint(10, 24)):
        times = [
            f"{sheet.dice.randint(0, 23)}.{sheet.dice.randint(0, 59):02}" for _ in range(count)
        ]
        rows.append([sheet.writer.words(1, 2), *times])
    return _page(sheet.heading(flow, 2) + sheet.table(rows, flow, ruled=sheet.dice.random() < 0.5))


def _with_table(sheet: Sheet, ruled: bool) -> str:
    flow = sheet.flow("main")
    count = sheet.dice.randint(3, 5)
    rows = [[sheet.writer.words(1, 2) for _ in range(count)]]
    for _ in range(sheet.dice.randint(4, 12)):
        figures = [sheet.writer.number() for _ in range(count - 2)]
        rows.append([sheet.writer.words(1, 4), sheet.writer.words(1, 5), *figures])
    table = sheet.table(rows, flow, ruled=ruled)
    return _page(sheet.heading(flow, 2) + sheet.prose(flow, 2) + table + sheet.prose(flow, 2))


def _lines(sheet: Sheet, flow: str, count: int, css: str) -> str:
    return "".join(
        sheet.block(sheet.writer.words(1, 4), flow, "paragraph", "div", css) for _ in range(count)
    )


def _apart(sheet: Sheet, flow: str, left: str, right: str, dotted: bool = False) -> str:
    line = "border-bottom:1.5px dotted #222;margin:0 .3em .3em" if dotted else ""
    gap = f'<span style="flex:1;{line}"></span>'
    cells = sheet.block(left, flow, "entry", "span") + gap
    cells += sheet.block(right, flow, "entry", "span")
    return f'<div style="display:flex;break-inside:avoid">{cells}</div>'


def _page(inner: str) -> str:
    return f'<div style="padding:54px">{inner}</div>'


FAMILIES = (
    Family(letter),
    Family(invoice),
    Family(receipt, languages=("eng", "deu", "fra", "spa"), old=0.0),
    Family(form),
    Family(questionnaire),
    Family(price_list),
    Family(directory, old=0.0),
    Family(catalogue),
    Family(ruled_table),
    Family(open_table),
    Family(timetable),
)
