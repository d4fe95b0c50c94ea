"""Pages that are nothing but tables: a register over the fold, several wide tables of figures one
below the other, small ones side by side, cells of several lines between strokes.
"""

from __future__ import annotations

from benchmarks.layouts.family import Family
from benchmarks.layouts.sheet import Sheet

FIXED = "white-space:nowrap;overflow:hidden"  # rows of two tables that must stay level


def census_over_the_fold(sheet: Sheet) -> str:
    """Each page of a spread has a table of its own; their rows go on from the left to the right.
    Two pages are two pages.
    """
    single = sheet.width
    sheet.width, sheet.height, sheet.size = 2 * single, 1000, 11.5
    left, right = sheet.flow("left"), sheet.flow("right")
    sheet.before(left, right)
    count = sheet.dice.randint(10, 26)
    ruled = sheet.dice.random() < 0.4
    figures = _figures(sheet, count, sheet.dice.randint(3, 7))
    remarks = _entries(sheet, count, sheet.dice.randint(2, 4))
    pages = []
    for flow, rows in ((left, figures), (right, remarks)):
        table = sheet.table(rows, flow, ruled=ruled, css=f"line-height:1.5;{FIXED}")
        below = sheet.prose(flow, sheet.dice.randint(0, 2))
        pages.append(f'<div style="width:{single - 90}px;margin:60px 45px">{table}{below}</div>')
    return f'<div style="display:flex">{"".join(pages)}</div>' + sheet.fold()


def tables_of_a_report(sheet: Sheet) -> str:
    """Two to four wide tables with captions above and notes below, a stroke between some heads."""
    flow = sheet.flow("main")
    sheet.size, sheet.leading = sheet.dice.choice((9.5, 10.0, 10.5)), 1.15
    parts = []
    for number in range(sheet.dice.randint(2, 4)):
        caption = f"{number + 1}. {sheet.writer.words(3, 9)}"
        parts.append(sheet.block(caption, flow, "caption", "div", "text-align:center"))
        parts.append(sheet.rule())
        parts.append(_grouped(sheet, flow))
        parts.append(sheet.rule())
        parts.append(sheet.block(sheet.writer.sentence(), flow, "note", "div"))
    return _page("".join(parts))


def small_tables_side_by_side(sheet: Sheet) -> str:
    """Two or three narrow tables, each with its caption, with prose below."""
    sheet.size = sheet.dice.choice((10.0, 11.0, 12.0))
    ruled = sheet.dice.random() < 0.4
    gap = sheet.dice.choice((14, 28, 56))
    shown = []
    for _ in range(sheet.dice.choice((2, 2, 3))):
        flow = sheet.flow("table")
        rows = _figures(sheet, sheet.dice.randint(4, 12), sheet.dice.randint(1, 3))
        caption = sheet.block(sheet.writer.words(2, 4), flow, "caption", "div")
        table = sheet.table(rows, flow, ruled=ruled, css=FIXED)
        shown.append(f'<div style="flex:1">{caption}{table}</div>')
    beside = f'<div style="display:flex;gap:{gap}px;margin-bottom:2em">{"".join(shown)}</div>'
    return _page(beside + sheet.prose(sheet.flow("main"), 3))


def cells_of_several_lines(sheet: Sheet) -> str:
    """A grid of strokes; what does not fit its cell goes on below in it."""
    flow = sheet.flow("main")
    sheet.size = sheet.dice.choice((10.0, 11.0))
    count = sheet.dice.randint(3, 5)
    rows = [[sheet.writer.words(1, 2) for _ in range(count)]]
    for _ in range(sheet.dice.randint(4, 9)):
        words = [sheet.writer.words(1, 9) for _ in range(count - 1)]
        rows.append([*words, sheet.writer.number()])
    table = sheet.table(rows, flow, ruled=True, css="table-layout:fixed;width:100%")
    return _page(sheet.heading(flow, 2) + table + sheet.prose(flow, 2))


def _figures(sheet: Sheet, count: int, columns: int) -> list[list[str]]:
    """A name and figures in each row."""
    rows = [[sheet.writer.words(1, 1) for _ in range(columns + 1)]]
    for _ in range(count):
        figures = [sheet.writer.number(1, 9999) for _ in range(columns)]
        rows.append([sheet.writer.words(1, 2), *figures])
    return rows


def _entries(sheet: Sheet, count: int, columns: int) -> list[list[str]]:
    """A few words in each cell."""
    head = [sheet.writer.words(1, 1) for _ in range(columns)]
    return [head] + [[sheet.writer.words(1, 3) for _ in range(columns)] for _ in range(count)]


def _grouped(sheet: Sheet, flow: str) -> str:
    """Heads over heads, groups of rows with a label of their own, places left empty."""
    groups, each = sheet.dice.randint(1, 3), sheet.dice.randint(2, 4)
    spans = []
    for _ in range(groups):
        head = sheet.block(sheet.writer.words(1, 2), flow, "cell", "th", "text-align:center")
        spans.append(head.replace("<th ", f'<th colspan="{each}" ', 1))
    rows = [f"<tr><td></td>{''.join(spans)}</tr>", _row(sheet, flow, "th", "", groups * each)]
    for _ in range(sheet.dice.randint(2, 4)):
        rows.append(f"<tr>{sheet.block(sheet.writer.words(1, 4), flow, 'cell', 'td')}</tr>")
        for _ in range(sheet.dice.randint(2, 4)):
            label = sheet.writer.words(1, 3)
            rows.append(_row(sheet, flow, "td", label, groups * each))
    return f'<table class="open" data-table style="width:100%">{"".join(rows)}</table>'


def _row(sheet: Sheet, flow: str, tag: str, label: str, count: int) -> str:
    """A label and figures; one place in eight is empty."""
    cells = [sheet.block(label, flow, "cell", tag) if label else f"<{tag}></{tag}>"]
    for _ in range(count):
        if tag == "th":
            cells.append(sheet.block(sheet.writer.words(1, 1), flow, "cell", tag))
        elif sheet.dice.random() < 0.125:
            cells.append("<td></td>")
        else:
            cells.append(sheet.block(_figure(sheet), flow, "cell", tag))
    return f"<tr>{''.join(cells)}</tr>"


def _figure(sheet: Sheet) -> str:
    low, high = sheet.dice.randint(0, 99), sheet.dice.randint(100, 400)
    kinds = (
        sheet.writer.number(1, 99),
        sheet.writer.number(100, 9999),
        f"{low / 100:.2f}",
        f"{low / 100:.2f}–{high / 100:.2f}",
    )
    return sheet.dice.choice(kinds)


def _page(inner: str) -> str:
    return f'<div style="padding:54px">{inner}</div>'


FAMILIES = (
    Family(census_over_the_fold, old=0.5),
    Family(tables_of_a_report, old=0.0),
    Family(small_tables_side_by_side),
    Family(cells_of_several_lines),
)
