"""Lists in columns whose entries end in a figure far to the right: each entry is read across its
own column.
"""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.layouts.family import Family
from benchmarks.layouts.sheet import Sheet


def index_in_columns(sheet: Sheet) -> str:
    """Words with the pages where they stand, dots or nothing between."""
    sheet.size, sheet.leading = 11.0, 1.2
    dotted = sheet.dice.random() < 0.5

    def entry(flow: str) -> str:
        pages = ", ".join(sheet.writer.number(1, 400) for _ in range(sheet.dice.randint(1, 3)))
        inset = 1.2 if sheet.dice.random() < 0.25 else 0.0
        return _entry(sheet, flow, sheet.writer.words(1, 4), pages, dotted, inset)

    return _listed(sheet, entry, 150)


def bill_of_fare(sheet: Sheet) -> str:
    """Dishes with prices, some with a line of description below, under headings."""
    sheet.size = 12.0
    dotted = sheet.dice.random() < 0.5

    def entry(flow: str) -> str:
        if sheet.dice.random() < 0.1:
            return sheet.heading(flow, 3, 1, 2)
        shown = _entry(sheet, flow, sheet.writer.words(1, 4), sheet.writer.price(), dotted)
        if sheet.dice.random() < 0.4:
            shown += sheet.block(sheet.writer.words(3, 8), flow, css="font-size:.85em")
        return shown

    return _listed(sheet, entry, 90)


def subscribers(sheet: Sheet) -> str:
    """Names, a street, a number, in three columns with or without strokes between."""
    sheet.size, sheet.leading = 10.0, 1.15

    def entry(flow: str) -> str:
        said = f"{sheet.writer.name()}, {sheet.writer.words(1, 1)} {sheet.writer.number(1, 99)}"
        return _entry(sheet, flow, said, sheet.writer.number(100, 9999), dotted=False)

    return _listed(sheet, entry, 210)


def stock_quotations(sheet: Sheet) -> str:
    """Names with two or three figures each, in columns."""
    sheet.size, sheet.leading = 10.5, 1.2
    figures = sheet.dice.randint(2, 3)

    def entry(flow: str) -> str:
        cells = [sheet.block(sheet.writer.words(1, 3), flow, "entry", "span", "flex:1")]
        for _ in range(figures):
            css = "width:3.6em;text-align:right"
            cells.append(sheet.block(sheet.writer.price(), flow, "entry", "span", css))
        return f'<div style="display:flex;break-inside:avoid">{"".join(cells)}</div>'

    return _listed(sheet, entry, 150)


def _listed(sheet: Sheet, entry: Callable[[str], str], count: int) -> str:
    """So many entries flow through two or three columns."""
    flow = sheet.flow("main")
    head = sheet.heading(flow, 2)
    entries = "".join(entry(flow) for _ in range(count))
    body = sheet.columns(
        entries,
        sheet.dice.choice((2, 2, 3)),
        height=sheet.height - sheet.dice.randint(150, 500),
        gap=sheet.dice.choice((1.2, 2.0, 3.0)),
        rule=sheet.dice.random() < 0.3,
    )
    return f'<div style="padding:54px">{head}{body}</div>'


def _entry(sheet: Sheet, flow: str, left: str, right: str, dotted: bool, inset: float = 0.0) -> str:
    dots = "border-bottom:1.5px dotted #222;margin:0 .3em .3em" if dotted else ""
    cells = sheet.block(left, flow, "entry", "span")
    cells += f'<span style="flex:1;min-width:1em;{dots}"></span>'
    cells += sheet.block(right, flow, "entry", "span")
    return f'<div style="display:flex;break-inside:avoid;padding-left:{inset}em">{cells}</div>'


FAMILIES = (
    Family(index_in_columns),
    Family(bill_of_fare),
    Family(subscribers, old=0.0),
    Family(stock_quotations),
)
