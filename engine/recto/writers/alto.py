"""ALTO 4.4: one Page element a page, blocks tagged by kind, every String with its box, WC, origin,
readers and alternatives.

ALTO has no place for a reason; the origin and the block's kind are tags. Each reader is a
Processing: a String refers to those that have its text, an ALTERNATIVE names its own in PURPOSE.
Since they come first in the file, and are known when the last page is, pages wait on the disk. A
word that was only
broken at a line end is written as ALTO wants it: HypPart1, HYP, HypPart2 with the whole word in
SUBS_CONTENT.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from shutil import copyfileobj
from tempfile import SpooledTemporaryFile
from typing import IO, BinaryIO, get_args

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
from recto.writers.provenance import Provenance, Variant, details, provenance

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
{readers}{review}  </Description>
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

_READER = """    <Processing ID="{identity}">
      <processingCategory>contentGeneration</processingCategory>
      <processingStepDescription>{what}</processingStepDescription>
{settings}      <processingSoftware>
        <softwareName>{name}</softwareName>
      </processingSoftware>
    </Processing>
"""
_SETTINGS = """      <processingStepSettings>{details}</processingStepSettings>
"""
READ = "one reader's text of the pages; words that have it refer to this step"
MOST_DETAILS = 20  # versions, models and languages of a reader that are named
MOST_KEPT = 1 << 22  # bytes of pages in memory


def _spool() -> IO[bytes]:
    return SpooledTemporaryFile(max_size=MOST_KEPT)


@dataclass(slots=True)
class _Sink:
    out: BinaryIO
    head: Head
    readers: dict[str, list[str]] = field(default_factory=dict)  # with their details
    pages: IO[bytes] = field(default_factory=_spool)

    def page(self, page: PageResult) -> None:
        """Write one Page element."""
        number = page.index + 1
        known = provenance(page)
        steps = ["recto"]
        for reader, detail in details(page).items():
            self.note(reader, detail)
            steps.append(_identity(reader))
        blocks = []
        for place, (block, lines) in enumerate(blocks_with_lines(page), 1):
            made = _block(_Read(page, known, self), block, lines, f"{number}_{place}")
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
            "PROCESSINGREFS": " ".join(steps),
        }
        root = element("Page", attributes, [space])
        self.pages.write(serialised(root, depth=2))

    def note(self, reader: str, detail: str = "") -> None:
        """Keep that the reader has a part in the document."""
        known = self.readers.setdefault(reader, [])
        if detail and detail not in known and len(known) < MOST_DETAILS:
            known.append(detail)

    def end(self) -> None:
        """Write the head, the pages that waited, and the end."""
        self.out.write(_opening(self.head, self.readers))
        self.pages.seek(0)
        with self.pages:
            copyfileobj(self.pages, self.out)
        self.out.write(b"  </Layout>\n</alto>\n")


@dataclass(frozen=True, slots=True)
class _Read:
    """A page with what each reader has of its words, and where readers are noted."""

    page: PageResult
    words: Provenance
    sink: _Sink


def _begin(out: BinaryIO, head: Head, images: PageImages | None) -> _Sink:
    return _Sink(out, head)


def _opening(head: Head, readers: Mapping[str, Sequence[str]]) -> bytes:
    tags = []
    for kind in get_args(BlockKind):
        tag = _tag("kind", kind)
        tags.append(f"    <StructureTag {tag} />\n")
    for origin in get_args(Origin):
        tag = _tag("origin", origin)
        tags.append(f"    <OtherTag {tag} />\n")
    told = []
    for reader, of_pages in readers.items():
        told.append(_reader(reader, of_pages))
    opening = _HEAD.format(
        readers="".join(told),
        tags="".join(tags),
        source=attribute(shown(head.source)),
        settings=attribute(head.settings_digest),
        version=attribute(head.engine_version),
        review=_review(head),
    )
    return opening.encode()


def _reader(reader: str, of_pages: Sequence[str]) -> str:
    """The reader's Processing."""
    said = attribute("; ".join(of_pages))
    settings = _SETTINGS.format(details=said) if said else ""
    return _READER.format(
        identity=_identity(reader),
        what=READ,
        settings=settings,
        name=attribute(reader),
    )


def _identity(reader: str) -> str:
    return f"reader-{reader}"


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


def _block(read: _Read, block: Block, lines: Sequence[ResultLine], identity: str) -> Element | None:
    """A TextBlock, or None without text: a TextLine must hold a String."""
    page = read.page
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
        strings = _strings(read, line, opened, closed)
        made = element("TextLine", of_line, strings)
        if made.find("String") is not None:
            written.append(made)
    if not written:
        return None
    attributes: dict[str, object] = {"ID": f"block_{identity}", "TAGREFS": f"kind-{block.kind}"}
    attributes.update(_place(block.box, page))
    return element("TextBlock", attributes, written)


def _strings(read: _Read, line: ResultLine, opened: str, closed: str) -> Iterator[Element]:
    """Strings with spaces between them, and what a broken word at either end asks for: `opened` and
    `closed` are the whole words that are broken at the line's end and at its start.
    """
    words = [word for word in line.words if printable(word.text)]
    last = len(words) - 1
    for number, word in enumerate(words):
        if number > 0 and is_parted(words[number - 1].text, word.text):
            yield element("SP")
        string = _string(read, word)
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


def _string(read: _Read, word: Word) -> Element:
    printed, *others = read.words.of(word)
    for reader in printed.readers:
        read.sink.note(reader)
    attributes: dict[str, object] = {
        "CONTENT": word.text,
        "WC": confidence_share(word.confidence),
        "TAGREFS": f"origin-{word.origin}",
        "PROCESSINGREFS": _references(printed) or None,
    }
    attributes.update(_place(word.box, read.page))
    alternatives = []
    for variant in others:
        purpose = {"PURPOSE": _references(variant) or None}
        alternatives.append(element("ALTERNATIVE", purpose, text=variant.text))
    return element("String", attributes, alternatives)


def _references(variant: Variant) -> str:
    """The steps of the readers that have the text."""
    steps = [_identity(reader) for reader in variant.readers]
    return " ".join(steps)
