"""Pairs of words far apart on one line, with or without dots between them: names with places, parts
with actors, titles with authors. Each pair is read across, in its own column.
"""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.layouts.family import Family
from benchmarks.layouts.sheet import Sheet

LEADERS = ("none", "none", "line", "dots", "dots")
DOT = 0.27  # em, about
LETTER = 0.5


def names_with_places(sheet: Sheet) -> str:
    """Prose, a list of names with places, prose; a place may stand far to the right."""
    flow = sheet.flow("main")
    leader = sheet.dice.choice(LEADERS)
    inset = sheet.dice.choice((0, 0, 40, 90))
    entries = [
        _pair(sheet, flow, sheet.writer.name(), sheet.writer.words(1, 2), leader, 680 - 2 * inset)
        for _ in range(sheet.dice.randint(6, 26))
    ]
    shown = f'<div style="margin:.6em {inset / 2:.0f}px">{"".join(entries)}</div>'
    before = sheet.prose(flow, sheet.dice.randint(0, 3))
    inner = sheet.heading(flow, 2) + before + shown + sheet.prose(flow, 1)
    margin = sheet.dice.choice((0, 60, 120))
    return f'<div style="padding:54px {54 + margin}px">{inner}</div>'


def contents_with_authors(sheet: Sheet) -> str:
    """Titles, authors far to the right, in some the number of the page before them."""
    flow = sheet.flow("main")
    leader = sheet.dice.choice(LEADERS)
    numbered = sheet.dice.random() < 0.4
    entries = []
    for number in range(1, sheet.dice.randint(10, 24)):
        title = sheet.writer.words(2, 6)
        said = f"{number}. {title}" if numbered else title
        entries.append(_pair(sheet, flow, said, sheet.writer.name(), leader, 680))
        if sheet.dice.random() < 0.2:
            entries.append(sheet.block(sheet.writer.words(4, 9), flow, css="font-size:.9em"))
    return _page(sheet.heading(flow, 2) + "".join(entries))


def pairs_in_columns(sheet: Sheet) -> str:
    """Names with places or streets, in two or three columns."""
    sheet.size, sheet.leading = sheet.dice.choice((9.5, 10.5)), 1.2
    return _columns(sheet, lambda: (sheet.writer.name(), sheet.writer.words(1, 2)))


def voters_list(sheet: Sheet) -> str:
    """A number, a name and a street, in two or three columns."""
    sheet.size, sheet.leading = sheet.dice.choice((9.5, 10.5)), 1.2
    number = iter(range(1, 9999))

    def entry() -> tuple[str, str]:
        street = f"{sheet.writer.words(1, 1)} {sheet.writer.number(1, 99)}"
        return f"{next(number)} {sheet.writer.name()}", street

    return _columns(sheet, entry)


def cast_list(sheet: Sheet) -> str:
    """A title and what leads to it, centred; then parts and actors."""
    flow = sheet.flow("main")
    leader = sheet.dice.choice(LEADERS)
    head = sheet.heading(flow, 1, 2, 4)
    for _ in range(sheet.dice.randint(1, 3)):
        css = "text-align:center;text-indent:0"
        head += sheet.block(sheet.writer.words(3, 8), flow, css=css)
    entries = [
        _pair(sheet, flow, sheet.writer.words(1, 3), sheet.writer.name(), leader, 500)
        for _ in range(sheet.dice.randint(8, 20))
    ]
    shown = f'<div style="margin:1em 90px">{"".join(entries)}</div>'
    return _page(head + shown + sheet.prose(flow, 1))


def offices_and_holders(sheet: Sheet) -> str:
    """Offices on the left; on the right those who hold them, one to three lines each."""
    flow = sheet.flow("main")
    shown = [sheet.heading(flow, 2)]
    for _ in range(sheet.dice.randint(6, 14)):
        office = sheet.block(sheet.writer.words(1, 4), flow, "entry", "div", "flex:1")
        holders = [sheet.writer.name() for _ in range(sheet.dice.randint(1, 3))]
        lines = "".join(sheet.block(each, flow, "entry", "div") for each in holders)
        row = f'{office}<div style="flex:1">{lines}</div>'
        shown.append(f'<div style="display:flex;gap:2em;margin:.3em 0">{row}</div>')
    return _page("".join(shown))


def _columns(sheet: Sheet, entry: Callable[[], tuple[str, str]]) -> str:
    """So many pairs flow through two or three columns."""
    flow = sheet.flow("main")
    leader = sheet.dice.choice(LEADERS)
    count = sheet.dice.choice((2, 2, 3))
    gap = sheet.dice.choice((1.5, 2.5, 3.5))
    width = 680 / count - gap * sheet.size
    head = sheet.heading(flow, 2)
    entries = []
    for _ in range(count * 60):
        left, right = entry()
        entries.append(_pair(sheet, flow, left, right, leader, width))
        if sheet.dice.random() < 0.04:
            entries.append(sheet.heading(flow, 3, 1, 2))
    body = sheet.columns(
        "".join(entries),
        count,
        height=sheet.height - sheet.dice.randint(150, 600),
        gap=gap,
        rule=sheet.dice.random() < 0.4,
    )
    return _page(head + body)


def _pair(sheet: Sheet, flow: str, left: str, right: str, leader: str, width: float) -> str:
    """Two texts at the ends of a line so wide (CSS px), and what leads from one to the other."""
    line = ""
    if leader == "line":
        line = "border-bottom:1.5px dotted #222;margin:0 .3em .3em"
    if leader == "dots":
        letters = LETTER * (len(left) + len(right))
        room = width / sheet.size - letters - 2
        left += "." * max(2, int(room / DOT * sheet.dice.uniform(0.75, 0.95)))
    cells = sheet.block(left, flow, "entry", "span", "white-space:nowrap")
    cells += f'<span style="flex:1;min-width:.6em;{line}"></span>'
    cells += sheet.block(right, flow, "entry", "span", "white-space:nowrap")
    return f'<div style="display:flex;break-inside:avoid">{cells}</div>'


def _page(inner: str) -> str:
    return f'<div style="padding:54px">{inner}</div>'


FAMILIES = (
    Family(names_with_places),
    Family(contents_with_authors),
    Family(pairs_in_columns),
    Family(voters_list, old=0.0),
    Family(cast_list),
    Family(offices_and_holders),
)
