"""A page as a notebook shows it: the picture, small, with its words coloured by how sure they are.

A PageResult and, where it is at hand, its pixels enter; HTML leaves that stands in a cell of any
notebook: no script, no style sheet, nothing to load. The text is escaped; a word's own text and
confidence are the title of its rectangle.
"""

from __future__ import annotations

import base64
from html import escape
from io import BytesIO

from recto.model.page import Pixels
from recto.model.result import PageResult, Word
from recto.writers.characters import printable
from recto.writers.places import confidence_percent

LONGEST_SIDE = 900  # px of the embedded picture: some 60 kB
SHOWN = 420  # px across in the notebook
QUALITY = 60  # of the JPEG, as Pillow counts it
# From which confidence on, and the colour below the next; those of the HTML report.
NONE, FLAGGED = "none", "#7a9a4a"
COLOURS = ((0.97, NONE), (0.9, FLAGGED), (0.75, "#c9a400"), (0.5, "#d9730d"), (0.0, "#b3261e"))
LOOK = 'fill-opacity=".35" pointer-events="all"'
SPACE = 'xmlns="http://www.w3.org/2000/svg"'
GROUND = '<rect width="100%" height="100%" fill="#fff"/>'


def page_html(page: PageResult, pixels: Pixels | None, caption: str) -> str:
    """One figure; without pixels the words stand on an empty page."""
    width, height = page.width, page.height
    parts = [GROUND]
    if pixels is not None:
        data = _small(pixels)
        source = f"data:image/jpeg;base64,{data}"
        parts.append(f'<image width="{width}" height="{height}" href="{source}"/>')
    parts += map(_rectangle, page.words)
    drawing = "".join(parts)
    svg = f'<svg {SPACE} viewBox="0 0 {width} {height}" width="{SHOWN}">{drawing}</svg>'
    text = _escaped(page.text)
    more = f"<details><summary>text</summary><pre>{text}</pre></details>"
    told = _escaped(caption)
    return f"<figure>{svg}<figcaption><code>{told}</code></figcaption>{more}</figure>"


def _rectangle(word: Word) -> str:
    colour = colour_of(word)
    box = word.box
    left = f'x="{box.left:.0f}" width="{box.width:.0f}"'
    top = f'y="{box.top:.0f}" height="{box.height:.0f}"'
    percent = confidence_percent(word.confidence)
    says = _escaped(f"{word.text} ({percent} %)")
    look = f'fill="{colour}" {LOOK}'
    return f"<rect {left} {top} {look}><title>{says}</title></rect>"


def colour_of(word: Word) -> str:
    """Of its rectangle; a flagged word always has one."""
    fitting = [colour for least, colour in COLOURS if word.confidence >= least]
    colour = fitting[0]
    if word.flagged and colour == NONE:
        return FLAGGED
    return colour


def _escaped(text: str) -> str:
    legible = printable(text)
    return escape(legible)


def _small(pixels: Pixels) -> str:
    """As the base64 of a JPEG."""
    from PIL import Image

    image = Image.fromarray(pixels)
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    out = BytesIO()
    image.save(out, "JPEG", quality=QUALITY)
    data = out.getvalue()
    encoded = base64.b64encode(data)
    return encoded.decode("ascii")
