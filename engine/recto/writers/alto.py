"""ALTO 4.4: one Page element a page, blocks tagged by kind, every String with its box, WC, origin
and alternatives.

ALTO has no place for a reason; the origin and the block's kind are tags. A word that was only
broken at a line end is written as ALTO wants it: HypPart1, HYP, HypPart2 with the whole word in
SUBS_CONTENT.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO, get_args

from recto.layout import blocks_with_lines
from recto.layout.content import LINE_HYPHENS
from recto.model.page import Box, Origin
from recto.model.result import Block, BlockKind, PageResult, ResultLine, Word
from recto.text.names import shown
from recto.writers.base import Head, PageImages, Writer
from recto.writers.characters import direction, printable
from recto.writers.languages import language_tag
from recto.writers.markup import Element, attribute, element, serialised
from recto.writers.places import edges

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<alto xmlns="http://www.loc.gov/standards/alto/ns-v4#" SCHEMAVERSION="4.4">
  <Description>
    <MeasurementUnit>pixel</MeasurementUnit>
    <sourceImageInformation><fileName>{source}</fileName></sourceImageInformation>
    <Processing ID="recto">
      <processingCategory>contentGeneration</processingCategory>
      <processingStepSettings>{settings}</processingStepSettings>
      <processingSoftware>
        <softwareName>recto</softwareName>
        <softwareVersion>{version}</softwareVersion>
      </processingSoftware>
    </Processing>
  </Description>
  <Tags>
{tags}  </Tags>
  <Layout>
"""


@dataclass(slots=True)
class _Sink:
    out: BinaryIO

    def page(self, page: PageResult) -> None:
        """Write one Page element."""
        self.out.write(serialised(_page(page), depth=2))

    def end(self) -> None:
        """Close the layout."""
        self.out.write(b"  </Layout>\n</alto>\n")


def _begin(out: BinaryIO, head: Head, images: PageImages | None) -> _Sink:
    tags = [("StructureTag", "kind", name) for name in get_args(BlockKind)]
    tags += [("OtherTag", "origin", name) for name in get_args(Origin)]
    text = "".join(
        f'    <{tag} ID="{kind}-{name}" TYPE="{kind}" LABEL="{name}" />\n'
        for tag, kind, name in tags
    )
    values = {
        "source": shown(head.source),
        "settings": head.settings_digest,
        "version": head.engine_version,
    }
    out.write(
        _HEAD.format(
            tags=text, **{name: attribute(value) for name, value in values.items()}
        ).encode()
    )
    return _Sink(out)


ALTO = Writer("alto", ".alto.xml", _begin)


def _page(page: PageResult) -> Element:
    numbered = enumerate(blocks_with_lines(page))
    blocks = [
        made
        for i, (block, lines) in numbered
        if (made := _block(page, block, lines, i)) is not None
    ]
    space = element(
        "PrintSpace", {"HPOS": 0, "VPOS": 0, "WIDTH": page.width, "HEIGHT": page.height}, blocks
    )
    number = page.index + 1
    size = {"WIDTH": page.width, "HEIGHT": page.height, "LANG": language_tag(page.language) or None}
    return element("Page", {"ID": f"page_{number}", "PHYSICAL_IMG_NR": number} | size, [space])


def _place(box: Box, page: PageResult) -> dict[str, object]:
    left, top, right, bottom = edges(box, page)
    return {"HPOS": left, "VPOS": top, "WIDTH": right - left, "HEIGHT": bottom - top}


def _block(
    page: PageResult, block: Block, lines: Sequence[ResultLine], number: int
) -> Element | None:
    """A TextBlock, or None without text: a TextLine must hold a String."""
    identity = f"{page.index + 1}_{number + 1}"
    made = [
        _line(
            page,
            line,
            f"line_{identity}_{i + 1}",
            _broken_word(block, lines, i),
            _broken_word(block, lines, i - 1),
        )
        for i, line in enumerate(lines)
    ]
    full = [line for line in made if line.find("String") is not None]
    attributes = {"ID": f"block_{identity}", "TAGREFS": f"kind-{block.kind}"}
    return element("TextBlock", attributes | _place(block.box, page), full) if full else None


def _line(page: PageResult, line: ResultLine, identity: str, opened: str, closed: str) -> Element:
    """`opened` and `closed`: the whole words that are broken at the line's end and at its start."""
    words = [word for word in line.words if printable(word.text)]
    strings = list(_strings(page, words, opened, closed))
    x0, y0, x1, y1 = (max(0, round(value)) for value in line.baseline)
    attributes = {
        "ID": identity,
        "BASELINE": f"{x0},{y0} {x1},{y1}",
        "BASEDIRECTION": direction(line.text),
    }
    return element("TextLine", attributes | _place(line.box, page), strings)


def _strings(
    page: PageResult, words: Sequence[Word], opened: str, closed: str
) -> Iterator[Element]:
    """Strings with spaces between them, and what a broken word at either end asks for."""
    for i, word in enumerate(words):
        if i:
            yield element("SP")
        string = _string(page, word)
        if closed and i == 0:
            string.attrib |= {"SUBS_TYPE": "HypPart2", "SUBS_CONTENT": closed}
        if opened and i == len(words) - 1:
            string.attrib |= {
                "SUBS_TYPE": "HypPart1",
                "SUBS_CONTENT": opened,
                "CONTENT": printable(word.text[:-1]),
            }
        yield string
    if opened:
        yield element("HYP", {"CONTENT": words[-1].text[-1]})


def _broken_word(block: Block, lines: Sequence[ResultLine], position: int) -> str:
    """The word broken at the end of the line at `position`, whole; "" when none is."""
    if position not in block.hyphens or position + 1 >= len(lines):
        return ""
    before, after = (
        [printable(word.text) for word in line.words if printable(word.text)]
        for line in lines[position : position + 2]
    )
    whole = before and after and before[-1][:-1] and before[-1][-1] in LINE_HYPHENS
    return before[-1][:-1] + after[0] if whole else ""


def _string(page: PageResult, word: Word) -> Element:
    attributes = {
        "CONTENT": word.text,
        "WC": f"{min(1.0, max(0.0, word.confidence)):.3f}",
        "TAGREFS": f"origin-{word.origin}",
    }
    alternatives = [element("ALTERNATIVE", text=text) for text in word.alternatives]
    return element("String", attributes | _place(word.box, page), alternatives)
