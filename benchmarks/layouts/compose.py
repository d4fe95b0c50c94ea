"""A family, a language and a seed into one HTML page."""

from __future__ import annotations

import base64
import hashlib
import random
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from benchmarks.layouts.family import Family
from benchmarks.layouts.sheet import ANTIQUA, BLACKLETTER, FALLBACK, GROTESQUE, TYPEWRITER, Sheet
from benchmarks.layouts.texts import FOLDER, Writer, text_of

STYLE = """
* { box-sizing: border-box; margin: 0; padding: 0; }
body { background: white; color: #111; overflow: hidden; position: relative; }
#page { position: absolute; inset: 0; overflow: hidden; }
p { text-indent: var(--indent); margin-bottom: var(--apart); text-align: var(--align); }
h1 { font-size: 2.2em; line-height: 1.1; margin: .3em 0; }
h2 { font-size: 1.5em; line-height: 1.1; margin: .35em 0; }
h3 { font-size: 1.1em; line-height: 1.15; margin: .4em 0 .2em; text-align: center; }
h1, h2 { text-align: var(--heads); }
h1, h2, h3 { break-after: avoid; }
.frame { overflow: hidden; }
.rule { border-top: 1.5px solid #222; margin: .4em 0; break-inside: avoid; }
.box { border: 1.2px solid #222; padding: .5em; margin: .4em 0; break-inside: avoid; }
.figure { margin: .3em 0; break-inside: avoid; }
.caption { font-size: .85em; font-style: italic; margin-top: .2em; }
.footnote, .note { font-size: .8em; text-indent: 0; }
table { border-collapse: collapse; margin: .5em 0; width: 100%; }
th, td { padding: .15em .5em; text-align: left; vertical-align: top; }
table.ruled td, table.ruled th { border: 1px solid #333; }
li { list-style: none; }
"""


@dataclass(frozen=True, slots=True)
class Composed:
    """A page ready to be set."""

    family: str
    language: str  # Tesseract code
    seed: int
    html: str
    width: int  # CSS px
    height: int
    relations: tuple[tuple[str, str], ...]  # (flow, flow that comes after it)

    @property
    def id(self) -> str:
        """Names the page among all."""
        return f"{self.family}-{self.language}-{self.seed}"


def compose(
    family: Family, seed: int, language: str | None = None, folder: Path = FOLDER
) -> Composed:
    """The page. Raises InputError where the texts are not there."""
    name = family.name
    digest = hashlib.sha256(f"{name} {seed}".encode()).digest()
    dice = random.Random(digest)  # noqa: S311  # a page that can be made again, not a secret
    chosen = language or dice.choice(family.languages)
    sheet = Sheet(Writer(text_of(chosen, folder), dice), dice)
    blackletter = chosen == "deu" and dice.random() < family.old
    sheet.face = _face(dice, blackletter)
    sheet.size = dice.choice((11.0, 12.0, 13.0, 14.0))
    sheet.leading = dice.choice((1.1, 1.2, 1.3, 1.45))
    sheet.hyphens = dice.random() < 0.6
    body = family.compose(sheet)
    return Composed(
        name,
        chosen,
        seed,
        _document(sheet, body, folder),
        sheet.width,
        sheet.height,
        tuple(sheet.relations),
    )


def _face(dice: random.Random, blackletter: bool) -> str:
    if blackletter:
        return BLACKLETTER
    kinds = (ANTIQUA, ANTIQUA, GROTESQUE, TYPEWRITER)
    weights = (4, 3, 3, 0.6)
    kind = dice.choices(kinds, weights)[0]
    return dice.choice(kind)


def _document(sheet: Sheet, body: str, folder: Path) -> str:
    dice = sheet.dice
    text = sheet.writer.text
    fallback = FALLBACK.get(text.language, "'Noto Serif'")
    first = "" if text.language in FALLBACK else f"'{sheet.face}',"
    indented = dice.random() < 0.6
    variables = {
        "--indent": "1.2em" if indented else "0",
        "--apart": "0" if indented else ".55em",
        "--align": "justify" if sheet.hyphens or dice.random() < 0.5 else "start",
        "--heads": dice.choice(("center", "start")),
    }
    shown = "".join(f"{name}:{value};" for name, value in variables.items())
    font = _blackletter(folder) if sheet.face == BLACKLETTER else ""
    return (
        f'<!doctype html><html lang="{text.language[:2]}" dir="{text.direction}"><head>'
        f'<meta charset="utf-8"><style>{font}{STYLE}'
        f"body{{{shown}width:{sheet.width}px;height:{sheet.height}px;"
        f"font-family:{first}{fallback},serif;font-size:{sheet.size}px;"
        f'line-height:{sheet.leading}}}</style></head><body><div id="page">{body}</div>'
        "</body></html>"
    )


@lru_cache(maxsize=2)
def _blackletter(folder: Path) -> str:
    data = base64.b64encode((folder / "fonts" / "blackletter.woff2").read_bytes()).decode()
    return (
        f"@font-face{{font-family:'{BLACKLETTER}';"
        f"src:url(data:font/woff2;base64,{data}) format('woff2')}}"
    )
