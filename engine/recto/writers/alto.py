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
from recto.text.spacing import is_parted
from recto.writers.base import Head, PageImages, Writer
from recto.writers.characters import direction, printable
from recto.writers.languages import language_tag
from recto.writers.markup import Element, attribute, element, serialised
from recto.writers.places import baseline_points, confidence_share, edges

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
{review}  </Description>
  <Tags>
{tags}  </Tags>
  <Layout>
"""

_REVIEW = """    <Processing ID="review">
      <processingCategory>contentModification</processingCategory>
      <processingDateTime>{time}</processingDateTime>
      <processingAgency>{who}</processingAgency>
      <processingStepDescription>{count} corrections by people; \
their words have the tag origin-human</processingStepDescription>
      <processingSoftware>
        <softwareName>recto review</softwareName>
        <softwareVersion>{version}</softwareVersion>
      </processingSoftware>
    </Processing>
"""


@dataclass(slots=True)
class _Sink:
    out: BinaryIO

    def page(self, page: PageResult) -> None:
        """Write one Page element."""
        number = page.index + 1
        blocks = []
        for place, (block, lines) in enumerate(blocks_with_lines(page), 1):
            made = _block(page, block, lines, f"{number}_{place}")
            if made is not None:
                blocks.append(made)
        area = {"HPOS": 0, "VPOS": 0, "WIDTH": page.width, "HEIGHT": page.height}
        space = element("PrintSpace", area, blocks)
        attributes = {
            "ID": f"page_{number}",
            "PHYSICAL_IMG_NR": number,
            "WIDTH": page.width,
            "HEIGHT": page.height,
            "LANG": language_tag(page.language) or None,
        }
        root = element("Page", attributes, [space])
        self.out.write(serialised(root, depth=2))

    def end(self) -> None:
        """Close the layout."""
        self.out.write(b"  </Layout>\n</alto>\n")


def _begin(out: BinaryIO, head: Head, images: PageImages | None) -> _Sink:
    tags = []
    for kind in get_args(BlockKind):
        tag = _tag("kind", kind)
        tags.append(f"    <StructureTag {tag} />\n")
    for origin in get_args(Origin):
        tag = _tag("origin", origin)
        tags.append(f"    <OtherTag {tag} />\n")
    opening = _HEAD.format(
        tags="".join(tags),
        source=attribute(shown(head.source)),
        settings=attribute(head.settings_digest),
        version=attribute(head.engine_version),
        review=_review(head),
    )
    out.write(opening.encode())
    return _Sink(out)


def _review(head: Head) -> str:
    """That people looked, and who; empty where nobody did."""
    reviewed = head.reviewed
    if reviewed is None:
        return ""
    return _REVIEW.format(
        time=reviewed.time,
        who=attribute(reviewed.who),
        count=reviewed.corrections,
        version=attribute(head.engine_version),
    )


def _tag(kind: str, label: str) -> str:
    return f'ID="{kind}-{label}" TYPE="{kind}" LABEL="{label}"'


ALTO = Writer("alto", ".alto.xml", _begin)


def _place(box: Box, page: PageResult) -> dict[str, object]:
    left, top, right, bottom = edges(box, page)
    width, height = right - left, bottom - top
    return {"HPOS": left, "VPOS": top, "WIDTH": width, "HEIGHT": height}


def _block(
    page: PageResult, block: Block, lines: Sequence[ResultLine], identity: str
) -> Element | None:
    """A TextBlock, or None without text: a TextLine must hold a String."""
    written = []
    for position, line in enumerate(lines):
        opened = _broken_word(block, lines, position)
        closed = _broken_word(block, lines, position - 1)
        of_line: dict[str, object] = {
            "ID": f"line_{identity}_{position + 1}",
            "BASELINE": baseline_points(line),
            "BASEDIRECTION": direction(line.text),
        }
        of_line.update(_place(line.box, page))
        strings = _strings(page, line, opened, closed)
        made = element("TextLine", of_line, strings)
        if made.find("String") is not None:
            written.append(made)
    if not written:
        return None
    attributes: dict[str, object] = {"ID": f"block_{identity}", "TAGREFS": f"kind-{block.kind}"}
    attributes.update(_place(block.box, page))
    return element("TextBlock", attributes, written)


def _strings(page: PageResult, line: ResultLine, opened: str, closed: str) -> Iterator[Element]:
    """Strings with spaces between them, and what a broken word at either end asks for: `opened` and
    `closed` are the whole words that are broken at the line's end and at its start.
    """
    words = [word for word in line.words if printable(word.text)]
    last = len(words) - 1
    for number, word in enumerate(words):
        if number > 0 and is_parted(words[number - 1].text, word.text):
            yield element("SP")
        string = _string(page, word)
        if closed and number == 0:
            string.set("SUBS_TYPE", "HypPart2")
            string.set("SUBS_CONTENT", closed)
        if opened and number == last:
            string.set("SUBS_TYPE", "HypPart1")
            string.set("SUBS_CONTENT", opened)
            string.set("CONTENT", printable(word.text[:-1]))
        yield string
    if opened:
        hyphen = words[-1].text[-1]
        yield element("HYP", {"CONTENT": hyphen})


def _broken_word(block: Block, lines: Sequence[ResultLine], position: int) -> str:
    """The word broken at the end of the line at `position`, whole; "" when none is."""
    after = position + 1
    if position not in block.hyphens or after >= len(lines):
        return ""
    upper = _printed(lines[position])
    lower = _printed(lines[after])
    if not upper or not lower:
        return ""
    last = upper[-1]
    start = last[:-1]
    hyphen = last[-1]
    if not start or hyphen not in LINE_HYPHENS:
        return ""
    return start + lower[0]


def _printed(line: ResultLine) -> list[str]:
    """The line's words that leave anything to print, as they are printed."""
    texts = (printable(word.text) for word in line.words)
    return [text for text in texts if text]


def _string(page: PageResult, word: Word) -> Element:
    attributes: dict[str, object] = {
        "CONTENT": word.text,
        "WC": confidence_share(word.confidence),
        "TAGREFS": f"origin-{word.origin}",
    }
    attributes.update(_place(word.box, page))
    alternatives = [element("ALTERNATIVE", text=text) for text in word.alternatives]
    return element("String", attributes, alternatives)
