"""A page while it is composed: marked blocks of text, columns, pictures, rules, and what is read
before what.

A family (families/) asks a Sheet for pieces of HTML and puts them together; the Sheet numbers the
blocks in the order in which they are to be read. Blocks of one flow are read in their order; flows
are free of one another unless `before` says so.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape
from typing import Any

from benchmarks.layouts.texts import LANGUAGES, Writer

SOFT_HYPHEN = "\u00ad"
ANTIQUA = ("Linux Libertine O", "EB Garamond", "GFS Didot", "CMU Serif", "Liberation Serif")
GROTESQUE = ("Liberation Sans", "DejaVu Sans", "Liberation Sans Narrow", "Nimbus Sans")
TYPEWRITER = ("Liberation Mono", "DejaVu Sans Mono")
# what the old faces cannot write is set in Noto, which has every script
FALLBACK = {
    "ara": "Amiri, 'Noto Naskh Arabic'",
    "heb": "'Noto Serif Hebrew'",
    "hin": "'Noto Serif Devanagari'",
    "kor": "'Noto Serif CJK KR'",
    "jpn": "'Noto Serif CJK JP'",
    "chi_sim": "'Noto Serif CJK SC'",
    "chi_tra": "'Noto Serif CJK TC'",
}
BLACKLETTER = "UnifrakturMaguntia"
HYPHENATED = 6  # letters: shorter words are not parted


@lru_cache(maxsize=32)
def _hyphenator(code: str) -> Any:
    import pyphen

    return pyphen.Pyphen(lang=code)


def hyphenated(text: str, language: str) -> str:
    """The text with soft hyphens where its words may be parted."""
    code = LANGUAGES[language][1]
    if not code:
        return text
    hyphenator = _hyphenator(code)
    words = []
    for word in text.split(" "):
        long_enough = len(word) >= HYPHENATED and word.isalpha()
        words.append(hyphenator.inserted(word, SOFT_HYPHEN) if long_enough else word)
    return " ".join(words)


@dataclass(slots=True)
class Sheet:
    """What the pieces of one page have in common."""

    writer: Writer
    dice: random.Random
    width: int = 794  # CSS px; A4 at 96 px an inch
    height: int = 1123
    face: str = "Liberation Serif"
    size: float = 13.0  # CSS px of body text
    leading: float = 1.25
    hyphens: bool = False
    relations: list[tuple[str, str]] = field(default_factory=list)
    _blocks: int = 0
    _flows: int = 0

    def flow(self, name: str = "flow") -> str:
        """A new flow: blocks that are read one after the other."""
        self._flows += 1
        return f"{name}-{self._flows}"

    def before(self, first: str, then: str) -> None:
        """All of one flow is read before all of the other."""
        self.relations.append((first, then))

    def block(
        self, text: str, flow: str, kind: str = "paragraph", tag: str = "p", css: str = ""
    ) -> str:
        """A marked piece of text."""
        self._blocks += 1
        language = self.writer.text.language
        shown = hyphenated(text, language) if self.hyphens and kind == "paragraph" else text
        return (
            f'<{tag} class="{kind}" data-block="{self._blocks}" data-kind="{kind}" '
            f'data-flow="{flow}" style="{css}">{escape(shown)}</{tag}>'
        )

    def prose(self, flow: str, count: int, least: int = 2, most: int = 6) -> str:
        """Paragraphs, one after the other."""
        return "".join(
            self.block(each, flow) for each in self.writer.paragraphs(count, least, most)
        )

    def heading(self, flow: str, level: int = 2, least: int = 2, most: int = 7) -> str:
        """A headline of a few words."""
        return self.block(self.writer.words(least, most), flow, "heading", f"h{level}")

    def article(self, flow: str, paragraphs: int = 3, level: int = 3) -> str:
        """A headline and what stands under it, about something new."""
        self.writer.turn()
        return self.heading(flow, level) + self.prose(flow, paragraphs)

    def columns(
        self,
        inner: str,
        count: int,
        *,
        height: float | None = None,
        gap: float = 1.6,
        rule: bool = False,
        css: str = "",
    ) -> str:
        """Text flows through so many columns; `gap` in em; what does not fit is cut off."""
        tall = "" if height is None else f"height:{height:.0f}px;column-fill:auto;"
        line = "column-rule:1px solid #333;" if rule else ""
        style = f"columns:{count};column-gap:{gap}em;{tall}{line}{css}"
        return f'<div class="frame" style="{style}">{inner}</div>'

    def picture(self, height: float, css: str = "") -> str:
        """A grey picture of ellipses, as wide as its place."""
        dice = self.dice
        shapes = []
        for _ in range(dice.randint(4, 12)):
            grey = dice.randint(40, 220)
            shapes.append(
                f'<ellipse cx="{dice.randint(0, 100)}%" cy="{dice.randint(0, 100)}%" '
                f'rx="{dice.randint(4, 40)}%" ry="{dice.randint(4, 40)}%" '
                f'fill="rgb({grey},{grey},{grey})"/>'
            )
        paper = dice.randint(120, 230)
        return (
            f'<svg width="100%" height="{height:.0f}" style="display:block;'
            f'background:rgb({paper},{paper},{paper});{css}">{"".join(shapes)}</svg>'
        )

    def figure(self, height: float, css: str = "", flow: str | None = None) -> str:
        """A picture with a caption that is free of the text around it."""
        caption = self.block(
            self.writer.paragraph(1, 1), flow or self.flow("caption"), "caption", "div"
        )
        return f'<div class="figure" style="{css}">{self.picture(height)}{caption}</div>'

    def rule(self, css: str = "") -> str:
        """A stroke across."""
        return f'<div class="rule" style="{css}"></div>'

    def box(self, inner: str, css: str = "") -> str:
        """A frame of strokes around something."""
        return f'<div class="box" style="{css}">{inner}</div>'

    def table(
        self, rows: list[list[str]], flow: str, *, ruled: bool, header: bool = True, css: str = ""
    ) -> str:
        """Cells row by row."""
        cells = []
        for number, row in enumerate(rows):
            tag = "th" if header and number == 0 else "td"
            shown = "".join(self.block(cell, flow, "cell", tag) for cell in row)
            cells.append(f"<tr>{shown}</tr>")
        kind = "ruled" if ruled else "open"
        return f'<table class="{kind}" data-table style="{css}">{"".join(cells)}</table>'

    def fold(self, likely: float = 0.7) -> str:
        """What is seen between two pages: a stroke, a shadow, or nothing."""
        seen = self.dice.random()
        if seen >= likely:
            return ""
        place = "position:absolute;top:0;bottom:0;left:50%"
        if seen < likely / 2:
            return f'<div style="{place};border-left:2px solid #222"></div>'
        shade = "linear-gradient(90deg,transparent 46%,rgba(0,0,0,.28) 50%,transparent 54%)"
        return (
            f'<div style="position:absolute;inset:0;background:{shade}"></div>'
            f'<div style="{place};border-left:1px solid rgba(0,0,0,.3)"></div>'
        )
