"""Numbered heads of sections that are set no larger than the text: papers, reports, worksheets."""

from __future__ import annotations

from benchmarks.layouts.family import WESTERN, Family
from benchmarks.layouts.sheet import Sheet

HAN = "一二三四五六七八九"
HAN_LANGUAGES = ("chi_sim", "chi_tra", "jpn")
FACES = ("font-weight:bold", "font-style:italic", "font-weight:normal", "font-variant:small-caps")


def numbered_sections(sheet: Sheet) -> str:
    """Heads like "3. Results" and "3.1. Extraction" over text in one column or two."""
    flow = sheet.flow("main")
    above, below = sheet.dice.choice(((1.0, 0.3), (1.3, 0.6), (0.8, 0.8), (0.6, 0.0)))
    larger = sheet.dice.choice((1.0, 1.0, 1.15))
    faces = sheet.dice.sample(FACES, 2)
    ending = sheet.dice.choice((".", "", ")"))
    section, part = sheet.dice.randint(1, 8), 0
    shown = [sheet.prose(flow, 1)]
    for _ in range(10):
        deeper = part < 4 and sheet.dice.random() < 0.6
        section, part = (section, part + 1) if deeper else (section + 1, 0)
        number = f"{section}.{part}" if part else str(section)
        size = 1.0 if part else larger
        css = f"font-size:{size}em;{faces[part > 0]};margin:{above}em 0 {below}em;text-indent:0"
        text = f"{number}{ending} {sheet.writer.words(1, 7)}"
        shown.append(sheet.block(text, flow, "heading", "div", f"{css};break-after:avoid"))
        shown.append(sheet.prose(flow, sheet.dice.randint(1, 3)))
    columns = sheet.dice.randint(1, 2)
    return _page(sheet.columns("".join(shown), columns, height=sheet.height - 110))


def worksheet(sheet: Sheet) -> str:
    """A title, numbered parts, numbered exercises with blanks to fill under them."""
    flow = sheet.flow("main")
    is_han = sheet.writer.text.language in HAN_LANGUAGES
    face = sheet.dice.choice(FACES[:1] + FACES[2:3])
    shown = [sheet.heading(flow, 2, 2, 5)]
    for part in range(1, 7):
        number = f"{HAN[part - 1]}、" if is_han else f"{'ABCDEF'[part - 1]}. "
        css = f"{face};margin:.9em 0 .3em;text-indent:0"
        text = f"{number}{sheet.writer.words(1, 6)}"
        shown.append(sheet.block(text, flow, "heading", "div", f"{css};break-after:avoid"))
        for exercise in range(1, sheet.dice.randint(2, 5)):
            asked = f"{exercise}. {sheet.writer.sentence()}"
            shown.append(sheet.block(asked, flow, "list-item", "div", "margin-left:1.2em"))
    columns = sheet.dice.randint(1, 2)
    return _page(sheet.columns("".join(shown), columns, height=sheet.height - 110))


def _page(inner: str) -> str:
    return f'<div style="padding:50px 56px">{inner}</div>'


FAMILIES = (
    Family(numbered_sections),
    Family(worksheet, (*WESTERN, *HAN_LANGUAGES, *HAN_LANGUAGES)),
)
