"""Picture stories: panels row by row, in each a few balloons, read from the left above."""

from __future__ import annotations

from benchmarks.layouts.family import Family
from benchmarks.layouts.sheet import Sheet


def comic_page(sheet: Sheet) -> str:
    """Rows of panels of unlike width, balloons of centred capitals at unlike heights in them."""
    sheet.size, sheet.leading = sheet.dice.choice((10.5, 11.5, 12.5)), 1.15
    flow = sheet.flow("main")
    bands = sheet.dice.randint(2, 5)
    tall = (sheet.height - 120) / bands - 14
    framed = sheet.dice.random() < 0.7
    rows = []
    for _ in range(bands):
        panels = "".join(_panel(sheet, flow, tall, framed) for _ in range(sheet.dice.randint(1, 3)))
        rows.append(f'<div style="display:flex;gap:10px;margin-bottom:10px">{panels}</div>')
    head = sheet.heading(flow, 2, 1, 4) if sheet.dice.random() < 0.4 else ""
    return _page(head + "".join(rows))


def picture_story(sheet: Sheet) -> str:
    """Pictures in a grid, the same story told in two or three lines below each."""
    flow = sheet.flow("main")
    across = sheet.dice.randint(2, 3)
    cells = []
    for _ in range(across * sheet.dice.randint(2, 4)):
        text = sheet.block(sheet.writer.words(6, 18), flow, css="text-indent:0")
        cells.append(f"<div>{sheet.picture(sheet.dice.choice((110, 150)))}{text}</div>")
    grid = f"display:grid;grid-template-columns:repeat({across},1fr);gap:1.2em"
    return _page(sheet.heading(flow, 2) + f'<div style="{grid}">{"".join(cells)}</div>')


def _panel(sheet: Sheet, flow: str, tall: float, framed: bool) -> str:
    """One to three balloons beside or below one another, each lower than the one before it."""
    count = sheet.dice.randint(1, 3)
    capitals = "text-transform:uppercase;" if sheet.dice.random() < 0.6 else ""
    drop = 0.0
    balloons = []
    for _ in range(count):
        drop += sheet.dice.uniform(0, 0.35) * tall / count
        css = f"{capitals}text-align:center;text-indent:0;margin:{drop:.0f}px 4px 0"
        text = sheet.block(sheet.writer.words(2, 12), flow, css=css)
        balloons.append(f'<div style="flex:1 1 0;min-width:0">{text}</div>')
    border = "border:1.5px solid #222;" if framed else ""
    grow = sheet.dice.choice((1, 1, 1.5, 2))
    style = f"flex:{grow} 1 0;min-width:0;height:{tall:.0f}px;overflow:hidden;{border}"
    return f'<div style="{style}display:flex">{"".join(balloons)}</div>'


def _page(inner: str) -> str:
    return f'<div style="padding:40px">{inner}</div>'


FAMILIES = (Family(comic_page, old=0.0), Family(picture_story))
