"""Short texts side by side: panels, points of a slide, lists, cards, slips, cells of a form, a
title that runs over two pages, names under signatures. Each is read through before the next one.
"""

from __future__ import annotations

from benchmarks.layouts.family import Family
from benchmarks.layouts.sheet import Sheet


def headline_over_fold(sheet: Sheet) -> str:
    """A magazine's two pages at once, the title and perhaps a picture over both."""
    sheet.width, sheet.height = 1560, 1050
    flow = sheet.flow("main")
    head = sheet.block(
        sheet.writer.words(5, 9), flow, "heading", "h1", "font-size:3.4em;text-align:start"
    )
    deck = sheet.block(sheet.writer.paragraph(1, 2), flow, css="font-size:1.3em;text-indent:0")
    above = sheet.picture(sheet.dice.choice((0, 0, 160, 260)))
    count = sheet.dice.choice((2, 2, 3))
    tall = sheet.height - 420 - (0 if 'height="0"' in above else 180)
    pages = []
    for _ in range(2):
        text = sheet.columns(sheet.prose(flow, 14), count, height=tall)
        pages.append(f'<div style="flex:1;min-width:0">{text}</div>')
    fold = sheet.fold(0.4)
    body = f'<div style="display:flex;gap:4.5em">{"".join(pages)}</div>'
    return _page(above + head + deck + body) + fold


def leaflet(sheet: Sheet) -> str:
    """Three panels of a folded sheet, each with heads, texts, a picture or points of its own."""
    sheet.width, sheet.height = 1122, 794
    panels = []
    flows = [sheet.flow("panel") for _ in range(3)]
    for at, flow in enumerate(flows):
        if at:
            sheet.before(flows[at - 1], flow)
        parts = [sheet.heading(flow, 2, 1, 4)]
        for _ in range(5):
            kind = sheet.dice.random()
            if kind < 0.25:
                parts.append(sheet.picture(sheet.dice.randint(60, 140)))
            elif kind < 0.6:
                parts.append(_points(sheet, flow, sheet.dice.randint(2, 5)))
            else:
                parts.append(sheet.heading(flow, 3) + sheet.prose(flow, 1, 1, 3))
        inner = sheet.columns("".join(parts), 1, height=sheet.height - 80)
        panels.append(f'<div style="flex:1;min-width:0;padding:40px 28px">{inner}</div>')
    return f'<div style="display:flex">{"".join(panels)}</div>'


def points_in_columns(sheet: Sheet) -> str:
    """A slide or flyer: a title, under it two to four columns with a head and short points."""
    sheet.width, sheet.height = sheet.dice.choice(((1120, 630), (794, 600)))
    sheet.size = sheet.dice.choice((14.0, 16.0, 18.0))
    title = sheet.flow("title")
    head = sheet.heading(title, 1)
    cells = []
    for _ in range(sheet.dice.randint(2, 4)):
        flow = sheet.flow("flow")
        sheet.before(title, flow)
        inner = sheet.heading(flow, 3, 1, 3) + _points(sheet, flow, sheet.dice.randint(3, 6))
        box = sheet.box(inner) if sheet.dice.random() < 0.3 else inner
        cells.append(f'<div style="flex:1;min-width:0">{box}</div>')
    return _page(head + f'<div style="display:flex;gap:2em">{"".join(cells)}</div>')


def ingredients_and_method(sheet: Sheet) -> str:
    """Recipes: what is needed in a narrow column, what is done beside it."""
    parts = []
    flow = sheet.flow("main")
    for _ in range(sheet.dice.randint(1, 3)):
        items = "".join(
            sheet.block(
                f"{sheet.writer.number(1, 500)} g {sheet.writer.words(1, 3)}",
                flow,
                "list-item",
                "div",
            )
            for _ in range(sheet.dice.randint(5, 12))
        )
        head = sheet.heading(flow, 2)
        steps = "".join(
            sheet.block(f"{number}. {sheet.writer.paragraph(1, 2)}", flow)
            for number in range(1, sheet.dice.randint(4, 7))
        )
        narrow = sheet.dice.choice((150, 190, 230))
        cells = f'<div style="width:{narrow}px">{items}</div><div style="flex:1">{steps}</div>'
        parts.append(head + f'<div style="display:flex;gap:2em">{cells}</div>')
    return _page("".join(parts))


def cards(sheet: Sheet) -> str:
    """Cards of an index or of people, some in a row, each with a few lines."""
    across = sheet.dice.randint(2, 4)
    line = sheet.dice.choice(("border:1px solid #333", "border:none", "border:1px solid #aaa"))
    shown = []
    for _ in range(across * sheet.dice.randint(3, 5)):
        flow = sheet.flow("thing")
        lines = sheet.block(sheet.writer.name(), flow, "heading", "div", "font-weight:bold")
        for _ in range(sheet.dice.randint(2, 5)):
            lines += sheet.block(sheet.writer.words(2, 5), flow, tag="div")
        shown.append(sheet.box(lines, line))
    grid = f"display:grid;grid-template-columns:repeat({across},1fr);gap:1.3em"
    return _page(f'<div style="{grid}">{"".join(shown)}</div>')


def two_slips(sheet: Sheet) -> str:
    """Two receipts or vouchers beside each other on one scan."""
    sheet.height = sheet.dice.choice((500, 700, 900))
    slips = []
    for _ in range(2):
        flow = sheet.flow("flow")
        inner = sheet.heading(flow, 3)
        for _ in range(sheet.dice.randint(6, 16)):
            what = sheet.block(sheet.writer.words(1, 3), flow, "cell", "span")
            price = sheet.block(sheet.writer.price(), flow, "cell", "span")
            inner += f'<div style="display:flex;justify-content:space-between">{what}{price}</div>'
        inner += sheet.block(sheet.writer.words(2, 6), flow, css="text-align:center;text-indent:0")
        box = sheet.box(inner, sheet.dice.choice(("", "border:none", "border-style:dashed")))
        slips.append(f'<div style="flex:1;min-width:0">{box}</div>')
    return _page(f'<div style="display:flex;gap:3em">{"".join(slips)}</div>')


def cells_with_labels(sheet: Sheet) -> str:
    """A form of ruled cells, some to a row: a small label at the top of each, what was written
    under it.
    """
    flow = sheet.flow("main")
    parts = [sheet.heading(flow, 2)]
    for _ in range(sheet.dice.randint(6, 14)):
        cells = []
        for _ in range(sheet.dice.randint(1, 4)):
            label = sheet.block(sheet.writer.words(1, 4), flow, "label", "div", "font-size:.75em")
            value = sheet.block(sheet.writer.words(1, 3), flow, "value", "div", "margin-top:.2em")
            wide = sheet.dice.choice((1, 1, 2))
            css = f"flex:{wide};border:1px solid #333;padding:.2em .4em;margin:-1px 0 0 -1px"
            cells.append(f'<div style="{css}">{label}{value}</div>')
        parts.append(f'<div style="display:flex">{"".join(cells)}</div>')
    return _page("".join(parts))


def lists_side_by_side(sheet: Sheet) -> str:
    """Lists with heads of their own beside each other, under an introduction."""
    main = sheet.flow("main")
    cells = []
    before = sheet.heading(main, 2) + sheet.prose(main, sheet.dice.randint(0, 3))
    for _ in range(sheet.dice.randint(2, 4)):
        flow = sheet.flow("flow")
        sheet.before(main, flow)
        items = "".join(
            sheet.block(sheet.writer.words(1, 4), flow, "list-item", "div")
            for _ in range(sheet.dice.randint(5, 18))
        )
        cells.append(f'<div style="flex:1">{sheet.heading(flow, 3, 1, 2)}{items}</div>')
    return _page(before + f'<div style="display:flex;gap:1.5em">{"".join(cells)}</div>')


def signatures(sheet: Sheet) -> str:
    """A contract or certificate, under it two or three names with offices beside each other."""
    flow = sheet.flow("main")
    text = sheet.heading(flow, 1) + sheet.prose(flow, sheet.dice.randint(2, 7))
    cells = []
    for _ in range(sheet.dice.randint(2, 3)):
        own = sheet.flow("thing")
        sheet.before(flow, own)
        lines = sheet.block(sheet.writer.name(), own, tag="div")
        for _ in range(sheet.dice.randint(1, 3)):
            lines += sheet.block(sheet.writer.words(1, 4), own, tag="div")
        stroke = "border-top:1px solid #222;padding-top:.3em;text-align:center"
        cells.append(f'<div style="flex:1;{stroke}">{lines}</div>')
    return _page(text + f'<div style="display:flex;gap:3em;margin-top:5em">{"".join(cells)}</div>')


def letterhead(sheet: Sheet) -> str:
    """Address and references beside each other, the letter, bank and office in columns below."""
    flow = sheet.flow("main")
    sides = []
    for _ in range(2):
        own = sheet.flow("head")
        lines = "".join(
            sheet.block(sheet.writer.words(1, 4), own, tag="div")
            for _ in range(sheet.dice.randint(3, 6))
        )
        sides.append(f'<div style="width:{sheet.dice.choice((200, 240))}px">{lines}</div>')
    top = f'<div style="display:flex;justify-content:space-between">{"".join(sides)}</div>'
    css = "text-align:right;text-indent:0;margin:1.5em 0"
    text = sheet.block(f"{sheet.writer.words(1, 1)}, {sheet.writer.number(1, 31)}.", flow, css=css)
    text += sheet.columns(sheet.prose(flow, 6), 1, height=sheet.height - 480)
    foot = []
    for _ in range(sheet.dice.randint(2, 4)):
        own = sheet.flow("thing")
        lines = "".join(sheet.block(sheet.writer.words(1, 3), own, tag="div") for _ in range(3))
        foot.append(f'<div style="flex:1;font-size:.75em">{lines}</div>')
    return _page(top + text + sheet.rule() + f'<div style="display:flex">{"".join(foot)}</div>')


def articles_of_columns(sheet: Sheet) -> str:
    """Articles one below the other, each with a head and two to four columns of its own."""
    sheet.width, sheet.height = sheet.dice.choice(((900, 1250), (794, 1123)))
    flow = sheet.flow("main")
    count = sheet.dice.randint(2, 4)
    rule = sheet.dice.random() < 0.4
    parts = []
    left = sheet.height - 120
    while left > 220:
        tall = min(left - 60, sheet.dice.randint(130, 420))
        left -= tall + 60
        text = sheet.columns(sheet.prose(flow, 9), count, height=tall, rule=rule)
        parts.append(sheet.heading(flow, 2) + text)
    between = sheet.rule() if sheet.dice.random() < 0.5 else ""
    return _page(between.join(parts))


def encyclopaedia(sheet: Sheet) -> str:
    """First and last word at the head, columns of entries, pictures with captions among them."""
    sheet.size = 11.0
    flow, head = sheet.flow("main"), sheet.flow("head")
    words = [sheet.writer.words(1, 1), sheet.writer.number(1, 999), sheet.writer.words(1, 1)]
    line = "".join(sheet.block(word, head, "header", "span") for word in words)
    parts = []
    for _ in range(30):
        entry = f"{sheet.writer.words(1, 1)}, {sheet.writer.paragraph(1, 4)}"
        parts.append(sheet.block(entry, flow))
        if sheet.dice.random() < 0.12:
            parts.append(sheet.figure(sheet.dice.randint(60, 150)))
    top = f'<div style="display:flex;justify-content:space-between">{line}</div>'
    body = sheet.columns(
        "".join(parts),
        sheet.dice.randint(2, 3),
        height=sheet.height - 160,
        gap=sheet.dice.choice((0.9, 1.4)),
        rule=sheet.dice.random() < 0.4,
    )
    return _page(top + body)


def imprints(sheet: Sheet) -> str:
    """A title page, at its foot two or three publishers beside each other."""
    flow = sheet.flow("main")
    centred = "text-align:center;text-indent:0;margin:1.2em 0"
    text = sheet.block(sheet.writer.words(1, 4), flow, "heading", "h1", centred)
    for _ in range(sheet.dice.randint(3, 6)):
        size = sheet.dice.choice((0.9, 1.1, 1.5))
        css = f"{centred};font-size:{size}em"
        text += sheet.block(sheet.writer.words(2, 6), flow, css=css)
    cells = []
    for _ in range(sheet.dice.randint(2, 3)):
        own = sheet.flow("thing")
        sheet.before(flow, own)
        lines = "".join(sheet.block(sheet.writer.words(1, 3), own, tag="div") for _ in range(3))
        cells.append(f'<div style="flex:1;text-align:center">{lines}</div>')
    foot = f'<div style="display:flex;gap:2em;margin-top:8em">{"".join(cells)}</div>'
    return _page(text + foot)


def _points(sheet: Sheet, flow: str, count: int) -> str:
    return "".join(
        sheet.block(f"• {sheet.writer.words(3, 9)}", flow, "list-item", "p", "text-indent:0")
        for _ in range(count)
    )


def _page(inner: str) -> str:
    return f'<div style="padding:48px">{inner}</div>'


FAMILIES = (
    Family(headline_over_fold),
    Family(leaflet),
    Family(points_in_columns),
    Family(ingredients_and_method),
    Family(cards),
    Family(two_slips),
    Family(cells_with_labels),
    Family(lists_side_by_side),
    Family(signatures),
    Family(letterhead),
    Family(articles_of_columns),
    Family(encyclopaedia),
    Family(imprints),
)
