"""Verse and plays with something in their margins, and the pages of two languages or two authors:
numbers of lines, names of speakers, references between columns, notes in columns under the text.
"""

from __future__ import annotations

from benchmarks.layouts.family import Family
from benchmarks.layouts.sheet import Sheet
from benchmarks.layouts.texts import Writer, text_of

LANGUAGES = ("eng", "deu", "fra", "ita", "spa", "lat")


def verse_with_numbers(sheet: Sheet) -> str:
    """Every fifth line has its number at the margin, which is read with the line."""
    flow = sheet.flow("main")
    is_before = sheet.dice.random() < 0.3
    every = sheet.dice.choice((4, 5, 5, 10))
    rows = []
    for number in range(1, sheet.dice.randint(24, 44)):
        verse = sheet.writer.words(4, 8)
        inset = sheet.dice.choice((0, 0, 0, 2))
        figure = str(number) if number % every == 0 else ""
        cells = [
            ("verse", verse, f"flex:1;padding-left:{inset}em"),
            ("number", figure, "width:3em"),
        ]
        if is_before:
            cells.reverse()
        shown = "".join(_cell(sheet, flow, *cell) for cell in cells)
        apart = "margin-top:.8em;" if number % 8 == 1 else ""
        rows.append(f'<div style="display:flex;{apart}">{shown}</div>')
    wide = sheet.dice.choice((360, 480, 600))
    return _page(f'{sheet.heading(flow, 2)}<div style="width:{wide}px">{"".join(rows)}</div>')


def _cell(sheet: Sheet, flow: str, kind: str, text: str, css: str) -> str:
    shown = sheet.block(text, flow, kind, "span") if text else ""
    return f'<div style="{css}">{shown}</div>'


def names_beside_speeches(sheet: Sheet) -> str:
    """A play with the speakers in a column of their own, each before what is said."""
    flow = sheet.flow("main")
    people = [sheet.writer.words(1, 1) for _ in range(4)]
    wide = sheet.dice.choice((90, 120, 150))
    parts = [sheet.heading(flow, 2, 1, 3)]
    for _ in range(16):
        name = sheet.block(sheet.dice.choice(people), flow, "label", "div", "font-weight:bold")
        said = sheet.prose(flow, 1, 1, 3)
        cells = f'<div style="width:{wide}px">{name}</div><div style="flex:1">{said}</div>'
        parts.append(f'<div style="display:flex;gap:1em;margin:.3em 0">{cells}</div>')
        if sheet.dice.random() < 0.2:
            css = "text-align:center;font-style:italic;text-indent:0"
            parts.append(sheet.block(sheet.writer.words(3, 9), flow, css=css))
    return _page("".join(parts))


def references_between(sheet: Sheet) -> str:
    """Two columns of numbered verses, a narrow column of references down the middle."""
    sheet.size = 11.5
    flow, notes = sheet.flow("main"), sheet.flow("side")
    tall = sheet.height - 180
    sides = []
    for at in range(2):
        verses = "".join(
            sheet.block(f"{number} {sheet.writer.sentence()}", flow)
            for number in range(1 + 20 * at, 16 + 20 * at)
        )
        sides.append(sheet.columns(verses, 1, height=tall))
    found = "".join(
        sheet.block(
            f"{sheet.writer.words(1, 1)[:4]}. {sheet.writer.number(1, 90)}, {number}.",
            notes,
            "note",
            "div",
        )
        for number in range(1, sheet.dice.randint(15, 40))
    )
    line = "border:solid #333;border-width:0 1px" if sheet.dice.random() < 0.5 else ""
    middle = f'<div style="width:90px;padding:0 .5em;{line}">{found}</div>'
    left, right = (f'<div style="flex:1;min-width:0">{side}</div>' for side in sides)
    body = f'<div style="display:flex;gap:.7em">{left}{middle}{right}</div>'
    return _page(sheet.heading(sheet.flow("head"), 2, 1, 3) + body)


def notes_in_columns_below(sheet: Sheet) -> str:
    """A text over the whole width, under a stroke its notes in two or three columns."""
    main, notes = sheet.flow("main"), sheet.flow("notes")
    sheet.before(main, notes)
    share = sheet.dice.uniform(0.35, 0.7)
    text = sheet.columns(sheet.prose(main, 12), 1, height=share * sheet.height)
    found = "".join(
        sheet.block(f"{number}) {sheet.writer.paragraph(1, 2)}", notes, "footnote", "div")
        for number in range(1, 24)
    )
    stroke = sheet.rule("width:30%") if sheet.dice.random() < 0.7 else ""
    below = sheet.columns(
        found, sheet.dice.randint(2, 3), height=(0.8 - share) * sheet.height, gap=1.4
    )
    return _page(text + stroke + below)


def facing_translation(sheet: Sheet) -> str:
    """Two pages at once, the original on the left one, its translation on the right one."""
    single = sheet.width
    sheet.width = 2 * single
    first = sheet.writer
    others = [each for each in LANGUAGES if each != first.text.language]
    second = Writer(text_of(sheet.dice.choice(others), first.text.folder), sheet.dice)
    left, right = sheet.flow("left"), sheet.flow("right")
    sheet.before(left, right)
    leaves = []
    for flow, writer in ((left, first), (right, second)):
        sheet.writer = writer
        head = sheet.block(writer.words(1, 4), flow, "heading", "div", "text-align:center")
        text = sheet.columns(sheet.prose(flow, 12), 1, height=sheet.height - 170)
        leaves.append(f'<div style="width:{single}px;padding:60px">{head}{text}</div>')
    sheet.writer = first
    return f'<div style="display:flex">{"".join(leaves)}</div>{sheet.fold()}'


def two_scripts_beside(sheet: Sheet) -> str:
    """An agreement in a language written from the right, beside the same in one from the left."""
    first = sheet.writer
    second = Writer(text_of(sheet.dice.choice(LANGUAGES), first.text.folder), sheet.dice)
    here, there = sheet.flow("flow"), sheet.flow("flow")
    rows = []
    for number in range(1, 9):
        own = sheet.block(f"{number}. {first.paragraph(1, 3)}", here)
        sheet.writer = second
        other = sheet.block(f"{number}. {second.paragraph(1, 3)}", there, css="direction:ltr")
        sheet.writer = first
        cells = f'<div style="flex:1">{own}</div><div style="flex:1">{other}</div>'
        rows.append(f'<div style="display:flex;gap:2em;margin-bottom:.7em">{cells}</div>')
    return _page("".join(rows))


def _page(inner: str) -> str:
    return f'<div style="padding:54px">{inner}</div>'


FAMILIES = (
    Family(verse_with_numbers),
    Family(names_beside_speeches),
    Family(references_between),
    Family(notes_in_columns_below),
    Family(facing_translation, languages=LANGUAGES),
    Family(two_scripts_beside, languages=("ara", "heb")),
)
