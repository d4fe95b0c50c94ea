"""Pages that live from tables: statistics in papers, registers over two pages, balances, bills
whose entries take two lines.
"""

from __future__ import annotations

from benchmarks.layouts.family import Family
from benchmarks.layouts.sheet import Sheet


def paper_with_statistics(sheet: Sheet) -> str:
    """One or two tables of figures over the whole width, then two columns of prose, or before
    them.
    """
    flow = sheet.flow("main")
    sheet.size, sheet.leading = sheet.dice.choice((10.5, 11.0, 11.5)), 1.2
    head = sheet.block(sheet.writer.words(3, 8).upper(), sheet.flow("head"), "heading", "div")
    tables_first = sheet.dice.random() < 0.7
    count = sheet.dice.randint(1, 2)
    height = sheet.height - 160 - 330 * count
    if tables_first:
        tables = "".join(_statistics(sheet, flow) for _ in range(count))
        text = sheet.columns(sheet.prose(flow, 14), 2, height=height)
        return _page(head + tables + text)
    text = sheet.columns(sheet.prose(flow, 9), 2, height=height)
    tables = "".join(_statistics(sheet, flow) for _ in range(count))
    return _page(head + text + tables)


def table_in_a_column(sheet: Sheet) -> str:
    """Two columns of prose, a small table in one of them."""
    flow = sheet.flow("main")
    sheet.size = 11.5
    parts = [sheet.prose(flow, sheet.dice.randint(1, 6))]
    parts.append(_figures(sheet, flow, sheet.dice.randint(2, 4), sheet.dice.randint(4, 10)))
    parts.append(sheet.prose(flow, 9))
    body = sheet.columns("".join(parts), 2, height=sheet.height - 140)
    return _page(sheet.heading(flow, 2) + body)


def register_spread(sheet: Sheet) -> str:
    """A table whose rows run over two pages, each page's own text below. Two pages are two pages:
    the left one is read first, its part of the table, too.
    """
    single = sheet.width
    sheet.width, sheet.height = 2 * single, 1000
    left, right = sheet.flow("left"), sheet.flow("right")
    sheet.before(left, right)
    rows = _over_two_pages(sheet, (left, right), sheet.dice.randint(8, 20), single)
    texts = [_own_text(sheet, flow, single) for flow in (left, right)]
    return rows + f'<div style="display:flex;margin-top:2em">{"".join(texts)}</div>' + sheet.fold()


def ledger_spread(sheet: Sheet) -> str:
    """An account book: nothing but rows over two pages."""
    single = sheet.width
    sheet.width, sheet.height = 2 * single, 1000
    left, right = sheet.flow("left"), sheet.flow("right")
    sheet.before(left, right)
    rows = _over_two_pages(sheet, (left, right), sheet.dice.randint(24, 40), single)
    return rows + sheet.fold()


def balance_sheet(sheet: Sheet) -> str:
    """Entries with two or three years of figures, sums under strokes, headings between."""
    flow = sheet.flow("main")
    years = sheet.dice.randint(2, 3)
    rows = [["", *(sheet.writer.number(1880, 2020) for _ in range(years))]]
    for _ in range(sheet.dice.randint(3, 6)):
        rows.append([sheet.writer.words(1, 4), *[""] * years])
        rows += [_entry(sheet, years) for _ in range(sheet.dice.randint(2, 6))]
        rows.append(["", *(_amount(sheet) for _ in range(years))])
    shown = _rows(sheet, flow, rows, indented=True)
    return _page(sheet.heading(flow, 2) + shown + sheet.prose(flow, 1))


def wrapped_receipt(sheet: Sheet) -> str:
    """A narrow strip: a thing with its price, below it how many at how much each."""
    sheet.width, sheet.height = 360, 1000
    sheet.face, sheet.size = sheet.dice.choice(("Liberation Mono", "DejaVu Sans Mono")), 12.0
    flow = sheet.flow("main")
    lines = [_line(sheet, flow, sheet.writer.words(1, 4).upper(), "") for _ in range(4)]
    lines.append(_line(sheet, flow, sheet.writer.words(1, 1), sheet.writer.number(1000, 99999)))
    lines.append(sheet.rule("border-style:dashed"))
    for _ in range(sheet.dice.randint(3, 10)):
        thing = sheet.writer.words(1, 5)
        if sheet.dice.random() < 0.5:
            lines.append(_line(sheet, flow, thing, sheet.writer.price()))
            each = f"{sheet.writer.number(1, 9)} x {sheet.writer.price()}"
            lines.append(_line(sheet, flow, each, "", "padding-left:2em"))
        else:
            lines.append(_line(sheet, flow, thing, ""))
            count = f"{sheet.writer.number(1, 9)} PCS x {sheet.writer.price()}"
            lines.append(_line(sheet, flow, count, sheet.writer.price()))
    lines.append(sheet.rule("border-style:dashed"))
    lines += [_sum(sheet, flow) for _ in range(sheet.dice.randint(2, 5))]
    foot = _line(sheet, flow, sheet.writer.words(2, 5), "", "justify-content:center")
    return f'<div style="padding:20px">{"".join(lines)}{foot}</div>'


def _statistics(sheet: Sheet, flow: str) -> str:
    """A title, groups of heads over heads, rows of figures, strokes across, a note."""
    title = f"{sheet.writer.number(1, 9)}. {sheet.writer.words(4, 10)}"
    caption = sheet.block(title, flow, "caption", "div", "text-align:center")
    groups = sheet.dice.randint(1, 3)
    each = sheet.dice.randint(2, 4 if groups < 3 else 3)
    spans = "".join(
        sheet.block(sheet.writer.words(1, 2), flow, "cell", "th", "text-align:center").replace(
            "<th ", f'<th colspan="{each}" ', 1
        )
        for _ in range(groups)
    )
    over = f"<tr><td></td>{spans}</tr>"
    heads = ["", *(sheet.writer.words(1, 1) for _ in range(groups * each))]
    rows = [heads]
    for _ in range(sheet.dice.randint(5, 11)):
        if sheet.dice.random() < 0.2:
            rows.append([sheet.writer.words(2, 4), *[""] * (groups * each)])
        rows.append([sheet.writer.words(1, 5), *(_figure(sheet) for _ in range(groups * each))])
    table = _rows(sheet, flow, rows, indented=True, over=over)
    note = sheet.block(sheet.writer.sentence(), flow, "note", "div")
    line = sheet.rule()
    return caption + line + table + line + note


def _figures(sheet: Sheet, flow: str, columns: int, count: int) -> str:
    rows = [["", *(sheet.writer.words(1, 1) for _ in range(columns))]]
    rows += [_row_of_figures(sheet, columns) for _ in range(count)]
    ruled = sheet.dice.random() < 0.3
    css = "font-size:.9em;margin:.8em 0"
    filled = [[cell or "–" for cell in row] for row in rows]
    return sheet.table(filled, flow, ruled=ruled, css=css)


def _rows(sheet: Sheet, flow: str, rows: list[list[str]], *, indented: bool, over: str = "") -> str:
    """A table without strokes whose empty cells hold nothing."""
    cells = [over]
    for number, row in enumerate(rows):
        tag = "th" if number == 0 else "td"
        shown = []
        for at, text in enumerate(row):
            inset = indented and at == 0 and number % 4
            css = "padding-left:1.6em" if inset else ""
            empty = f"<{tag}></{tag}>"
            shown.append(sheet.block(text, flow, "cell", tag, css) if text else empty)
        cells.append(f"<tr>{''.join(shown)}</tr>")
    return f'<table class="open" data-table>{"".join(cells)}</table>'


def _over_two_pages(sheet: Sheet, flows: tuple[str, str], count: int, single: int) -> str:
    """A grid of rows over the fold, the cells of each page in its own flow."""
    left = sheet.dice.randint(2, 6)
    right = sheet.dice.randint(2, 4)
    wide = [f"{sheet.dice.uniform(2, 4):.1f}fr", *["1fr"] * (left - 1)]
    words = ["1.6fr"] * right
    inner = single - 110
    head = [sheet.writer.words(1, 2) for _ in range(left + right)]
    rows = [head]
    for _ in range(count):
        figures = [_figure(sheet) for _ in range(left - 1)]
        entries = [sheet.writer.words(1, 4) for _ in range(right - 1)]
        last = sheet.writer.words(1, 3) if sheet.dice.random() < 0.4 else ""
        rows.append([sheet.writer.words(1, 3), *figures, *entries, last])
    strokes = sheet.dice.random() < 0.5
    border = "border-left:1px solid #333;padding-left:.4em" if strokes else ""
    shown = []
    for number, row in enumerate(rows):
        halves = []
        pages = ((row[:left], wide), (row[left:], words))
        for flow, (part, tracks) in zip(flows, pages, strict=True):
            kept = [_cell(sheet, flow, text, border) for text in part]
            grid = f"display:grid;grid-template-columns:{' '.join(tracks)};column-gap:.6em"
            halves.append(
                f'<div style="width:{inner}px;margin:0 55px;{grid}">{"".join(kept)}</div>'
            )
        under = "border-bottom:2px solid #222;padding-bottom:.6em" if number == 0 else ""
        shown.append(f'<div style="display:flex;{under}">{"".join(halves)}</div>')
    return f'<div style="padding-top:60px">{"".join(shown)}</div>'


def _cell(sheet: Sheet, flow: str, text: str, css: str) -> str:
    if not text:
        return f'<div style="{css}"></div>'
    return sheet.block(text, flow, "cell", "div", css)


def _own_text(sheet: Sheet, flow: str, single: int) -> str:
    inner = sheet.heading(flow, 2) + sheet.prose(flow, sheet.dice.randint(1, 3))
    return f'<div style="width:{single - 110}px;margin:0 55px">{inner}</div>'


def _line(sheet: Sheet, flow: str, left: str, right: str, css: str = "") -> str:
    cells = sheet.block(left, flow, "entry", "span")
    if right:
        cells += '<span style="flex:1"></span>' + sheet.block(right, flow, "entry", "span")
    return f'<div style="display:flex;{css}">{cells}</div>'


def _entry(sheet: Sheet, years: int) -> list[str]:
    return [sheet.writer.words(2, 7), *(_amount(sheet) for _ in range(years))]


def _sum(sheet: Sheet, flow: str) -> str:
    return _line(sheet, flow, sheet.writer.words(1, 2).upper(), sheet.writer.price())


def _row_of_figures(sheet: Sheet, columns: int) -> list[str]:
    return [sheet.writer.words(1, 2), *(_figure(sheet) for _ in range(columns))]


def _figure(sheet: Sheet) -> str:
    kinds = (
        sheet.writer.number(1, 99),
        sheet.writer.number(100, 9999),
        f"{sheet.dice.randint(0, 9)}.{sheet.dice.randint(0, 99):02}",
        f"0.{sheet.dice.randint(10, 99)}–{sheet.dice.randint(1, 3)}.{sheet.dice.randint(10, 99)}",
    )
    return sheet.dice.choice(kinds)


def _amount(sheet: Sheet) -> str:
    return f"{sheet.dice.randint(1, 999)},{sheet.dice.randint(0, 999):03}"


def _page(inner: str) -> str:
    return f'<div style="padding:54px">{inner}</div>'


FAMILIES = (
    Family(paper_with_statistics, old=0.0),
    Family(table_in_a_column),
    Family(register_spread, old=0.5),
    Family(ledger_spread, old=0.5),
    Family(balance_sheet),
    Family(wrapped_receipt, languages=("eng", "deu", "fra", "spa"), old=0.0),
)
