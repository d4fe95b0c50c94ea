"""Registers and account books: rows of words rather than figures, each read across, also where its
cells take several lines; two sides of an account, each read by itself.
"""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.layouts.family import Family
from benchmarks.layouts.sheet import Sheet

Rows = Sequence[Sequence[str]]
DITTO = ("do.", "id.", '"', "„", "ditto")


def cemetery_register(sheet: Sheet) -> str:
    """Number, name, rank, company, regiment, place of the grave; much of it `ditto` or empty."""
    sheet.size, sheet.leading = sheet.dice.choice((10.5, 11.5)), sheet.dice.choice((1.15, 1.4))
    flow = sheet.flow("main")
    first = sheet.dice.randint(100, 4000)
    tracks = ("4em", "3fr", "1.4fr", "2.5em", "3fr", "1.6fr", "3em", "3em", "2fr")
    rows = [[sheet.writer.words(1, 1)[:9] for _ in tracks]]
    dots = sheet.dice.choice(("", "", " ....", "......."))
    for number in range(sheet.dice.randint(18, 42)):
        name = sheet.writer.name() + dots
        rank = _or_ditto(sheet, sheet.writer.words(1, 1))
        letter = sheet.dice.choice("ABCDEFGHIK")
        regiment = _or_ditto(sheet, f"{sheet.dice.randint(1, 140)} {sheet.writer.words(1, 3)}")
        date = _date(sheet) if sheet.dice.random() < 0.3 else ""
        place = [sheet.writer.number(1, 40), sheet.writer.number(1, 120)]
        last = sheet.writer.words(1, 3) if sheet.dice.random() < 0.1 else ""
        rows.append([str(first + number), name, rank, letter, regiment, date, *place, last])
    return _page(sheet.heading(flow, 2) + _grid(sheet, flow, tracks, rows))


def muster_roll(sheet: Sheet) -> str:
    """Names, ages, places and remarks in an open table; some remarks take two lines."""
    sheet.size = sheet.dice.choice((11.0, 12.0))
    flow = sheet.flow("main")
    tracks = ("2.2fr", "2em", "1.6fr", "1.6fr", "2.4fr")
    rows = [[sheet.writer.words(1, 2) for _ in tracks]]
    for _ in range(sheet.dice.randint(14, 34)):
        place = _or_ditto(sheet, sheet.writer.words(1, 2))
        remark = sheet.writer.words(1, 8) if sheet.dice.random() < 0.6 else ""
        age = sheet.writer.number(16, 70)
        rows.append([sheet.writer.name(), age, place, sheet.writer.words(1, 2), remark])
    return _page(sheet.heading(flow, 2) + _grid(sheet, flow, tracks, rows))


def parish_register(sheet: Sheet) -> str:
    """A few entries in cells of several lines, strokes or air between them."""
    flow = sheet.flow("main")
    sheet.size = sheet.dice.choice((11.5, 12.5))
    words = sheet.dice.randint(3, 5)
    tracks = ("3em", *(f"{sheet.dice.uniform(1, 2.4):.1f}fr" for _ in range(words)))
    rows = [["No.", *(sheet.writer.words(1, 3) for _ in range(words))]]
    for number in range(1, sheet.dice.randint(6, 12)):
        cells = [sheet.writer.words(2, 14) for _ in range(words)]
        rows.append([str(number), *cells])
    return _page(sheet.heading(flow, 2) + _grid(sheet, flow, tracks, rows, parted=True))


def account_book(sheet: Sheet) -> str:
    """Date, what for, folio, amount; sums under strokes."""
    flow = sheet.flow("main")
    tracks = ("4.5em", "1fr", "3em", "5em")
    shown = sheet.heading(flow, 2) + sheet.heading(flow, 3, 2, 5)
    return _page(shown + _grid(sheet, flow, tracks, _postings(sheet, folio=True)))


def cash_book(sheet: Sheet) -> str:
    """What came in on the left page, what went out on the right one: rows of their own."""
    single = sheet.width
    sheet.width, sheet.height = 2 * single, 1000
    left, right = sheet.flow("left"), sheet.flow("right")
    sheet.before(left, right)
    pages = []
    leads = sheet.dice.choice((True, False))
    for flow in (left, right):
        head = sheet.heading(flow, 2, 1, 3) if leads else ""
        book = _grid(sheet, flow, ("4.5em", "1fr", "5em"), _postings(sheet, folio=False))
        pages.append(f'<div style="width:{single - 110}px;margin:50px 55px">{head}{book}</div>')
    return f'<div style="display:flex">{"".join(pages)}</div>' + sheet.fold()


def debtor_and_creditor(sheet: Sheet) -> str:
    """Two sides of one account on one page, a stroke between them: the left side is read first."""
    left, right = sheet.flow("left"), sheet.flow("right")
    sheet.before(left, right)
    sheet.size = 11.0
    title = sheet.flow("title")
    sheet.before(title, left)
    sheet.before(title, right)
    sides = []
    for flow in (left, right):
        book = _grid(sheet, flow, ("3.6em", "1fr", "4em"), _postings(sheet, folio=False))
        line = "border-left:1.5px solid #222;padding-left:1em" if flow == right else ""
        sides.append(f'<div style="flex:1 1 0;min-width:0;{line}">{book}</div>')
    both = f'<div style="display:flex;gap:1em">{"".join(sides)}</div>'
    return _page(sheet.heading(title, 2) + both)


def inventory(sheet: Sheet) -> str:
    """A thing, where it stands, in what state; words only, most cells one line high."""
    flow = sheet.flow("main")
    tracks = ["1fr"] * sheet.dice.randint(3, 4)
    rows = [[sheet.writer.words(1, 2) for _ in tracks]]
    count = sheet.dice.randint(12, 28)
    rows += [[sheet.writer.words(1, 4) for _ in tracks] for _ in range(count)]
    return _page(sheet.heading(flow, 2) + _grid(sheet, flow, tracks, rows) + sheet.prose(flow, 1))


def glossary(sheet: Sheet) -> str:
    """A word on the left, what it means on the right, in one to four lines."""
    flow = sheet.flow("main")
    count = sheet.dice.randint(12, 22)
    rows = [[sheet.writer.words(1, 2), sheet.writer.words(4, 32)] for _ in range(count)]
    wide = sheet.dice.choice(("1fr", "1.4fr"))
    shown = _grid(sheet, flow, (wide, "3fr"), rows, parted=sheet.dice.random() < 0.5, head=False)
    return _page(sheet.heading(flow, 2) + shown)


def roll_of_members(sheet: Sheet) -> str:
    """Name, place and office in three open columns, under headings of groups."""
    flow = sheet.flow("main")
    shown = [sheet.heading(flow, 2)]
    tracks = ("1.3fr", "1fr", "1.3fr") if sheet.dice.random() < 0.6 else ("1.4fr", "1fr")
    for _ in range(sheet.dice.randint(2, 5)):
        rows = []
        for _ in range(sheet.dice.randint(3, 10)):
            cells = [sheet.writer.name(), *(sheet.writer.words(1, 3) for _ in tracks[1:])]
            rows.append(cells)
        shown.append(sheet.heading(flow, 3, 1, 3))
        shown.append(_grid(sheet, flow, tracks, rows, head=False))
    return _page("".join(shown))


def _grid(
    sheet: Sheet,
    flow: str,
    tracks: Sequence[str],
    rows: Rows,
    *,
    parted: bool = False,
    head: bool = True,
) -> str:
    """Rows in tracks of these widths, strokes between columns or none; `parted`: strokes or air
    between rows, too.
    """
    upright = sheet.dice.random() < 0.4
    border = "border-left:1px solid #333;padding-left:.4em" if upright else ""
    under = sheet.dice.choice(("border-bottom:1px solid #333", "margin-bottom:.5em"))
    ruled_head = sheet.dice.random() < 0.6
    gap = sheet.dice.choice((0.5, 0.9, 1.5))
    grid = f"display:grid;grid-template-columns:{' '.join(tracks)};column-gap:{gap}em"
    shown = []
    for number, row in enumerate(rows):
        cells = "".join(_cell(sheet, flow, text, border) for text in row)
        is_head = head and number == 0
        line = under if parted else ""
        if is_head and ruled_head:
            line = "border-top:1px solid #222;border-bottom:1px solid #222;margin-bottom:.4em"
        shown.append(f'<div style="{grid};{line}">{cells}</div>')
    return "".join(shown)


def _cell(sheet: Sheet, flow: str, text: str, css: str) -> str:
    if not text:
        return f'<div style="{css}"></div>'
    return sheet.block(text, flow, "cell", "div", css)


def _postings(sheet: Sheet, *, folio: bool) -> list[list[str]]:
    rows = []
    for _ in range(sheet.dice.randint(14, 34)):
        what = sheet.writer.words(2, 6)
        page = [sheet.writer.number(1, 200)] if folio else []
        date = _date(sheet) if sheet.dice.random() < 0.6 else ""
        rows.append([date, what, *page, sheet.writer.price()])
    heads = [sheet.writer.words(1, 1)[:8] for _ in rows[0]]
    return [heads, *rows]


def _or_ditto(sheet: Sheet, text: str) -> str:
    return sheet.dice.choice(DITTO) if sheet.dice.random() < 0.35 else text


def _date(sheet: Sheet) -> str:
    month = sheet.writer.words(1, 1)[:3]
    return f"{month}. {sheet.writer.number(1, 31)}"


def _page(inner: str) -> str:
    return f'<div style="padding:54px">{inner}</div>'


FAMILIES = (
    Family(cemetery_register),
    Family(muster_roll),
    Family(parish_register, old=0.5),
    Family(account_book, old=0.5),
    Family(cash_book, old=0.5),
    Family(debtor_and_creditor),
    Family(inventory),
    Family(glossary),
    Family(roll_of_members),
)
