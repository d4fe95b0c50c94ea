"""Other directions and more than one language: right to left, top to bottom, side by side."""

from __future__ import annotations

from benchmarks.layouts.family import Family
from benchmarks.layouts.sheet import Sheet
from benchmarks.layouts.texts import Writer, text_of

WESTERN = ("eng", "deu", "fra", "ita", "spa", "lat")
HAN = ("jpn", "chi_sim", "chi_tra")


def bilingual(sheet: Sheet) -> str:
    """The same text in two languages, column beside column."""
    left, right = sheet.flow("left"), sheet.flow("right")
    first = sheet.writer
    others = [each for each in WESTERN if each != first.text.language]
    second = Writer(text_of(sheet.dice.choice(others)), sheet.dice)
    gap = sheet.dice.choice((1.0, 2.0, 3.0))
    texts = [sheet.columns(sheet.prose(left, 12), 1, height=sheet.height - 140)]
    sheet.writer = second
    texts.append(sheet.columns(sheet.prose(right, 12), 1, height=sheet.height - 140))
    sheet.writer = first
    cells = "".join(f'<div style="flex:1 1 0;min-width:0">{text}</div>' for text in texts)
    return _page(f'<div style="display:flex;gap:{gap}em">{cells}</div>')


def rows_of_two_languages(sheet: Sheet) -> str:
    """Numbered passages, the translation of each beside it."""
    first = sheet.writer
    others = [each for each in WESTERN if each != first.text.language]
    second = Writer(text_of(sheet.dice.choice(others)), sheet.dice)
    left, right = sheet.flow("left"), sheet.flow("right")
    rows = []
    for number in range(1, 9):
        here = sheet.block(f"{number} {first.paragraph(1, 3)}", left)
        sheet.writer = second
        there = sheet.block(f"{number} {second.paragraph(1, 3)}", right)
        sheet.writer = first
        cells = f'<div style="flex:1 1 0">{here}</div><div style="flex:1 1 0">{there}</div>'
        rows.append(f'<div style="display:flex;gap:2em;margin-bottom:.8em">{cells}</div>')
    return _page("".join(rows))


def right_to_left_book(sheet: Sheet) -> str:
    """A page of Arabic or Hebrew."""
    flow = sheet.flow("main")
    inner = sheet.heading(flow, 2) + sheet.prose(flow, 12)
    return _page(sheet.columns(inner, 1, height=sheet.height - 120))


def right_to_left_columns(sheet: Sheet) -> str:
    """Columns that are read from the right."""
    flow = sheet.flow("main")
    text = "".join(sheet.article(flow, sheet.dice.randint(1, 3)) for _ in range(10))
    return _page(
        sheet.columns(
            text,
            sheet.dice.randint(2, 4),
            height=sheet.height - 120,
            rule=sheet.dice.random() < 0.5,
        )
    )


def han_columns(sheet: Sheet) -> str:
    """Chinese or Japanese set across, in columns."""
    flow = sheet.flow("main")
    text = "".join(sheet.article(flow, sheet.dice.randint(1, 3)) for _ in range(12))
    return _page(sheet.columns(text, sheet.dice.randint(1, 3), height=sheet.height - 120))


def vertical_page(sheet: Sheet) -> str:
    """Japanese or Chinese from top to bottom, lines from the right."""
    flow = sheet.flow("main")
    inner = sheet.heading(flow, 3) + sheet.prose(flow, 14)
    return _vertical(
        sheet, sheet.columns(inner, 1, css=f"width:{sheet.width - 108}px;column-fill:auto")
    )


def vertical_tiers(sheet: Sheet) -> str:
    """Tiers of vertical text, one below the other."""
    flow = sheet.flow("main")
    inner = "".join(sheet.article(flow, 2) for _ in range(12))
    count = sheet.dice.randint(2, 4)
    tall = sheet.height - 108
    css = f"height:{tall}px;width:{sheet.width - 108}px;column-fill:auto"
    return _vertical(
        sheet, sheet.columns(inner, count, css=css, rule=sheet.dice.random() < 0.6, gap=2.0)
    )


def _vertical(sheet: Sheet, inner: str) -> str:
    tall = sheet.height - 108
    return (
        f'<div style="padding:54px"><div style="writing-mode:vertical-rl;height:{tall}px;'
        f'width:{sheet.width - 108}px">{inner}</div></div>'
    )


def _page(inner: str) -> str:
    return f'<div style="padding:54px">{inner}</div>'


FAMILIES = (
    Family(bilingual, languages=WESTERN),
    Family(rows_of_two_languages, languages=WESTERN),
    Family(right_to_left_book, languages=("ara", "heb")),
    Family(right_to_left_columns, languages=("ara", "heb")),
    Family(han_columns, languages=(*HAN, "kor")),
    Family(vertical_page, languages=HAN),
    Family(vertical_tiers, languages=HAN),
)
