"""What readers made for pages write, as a Reply: layout JSON, Markdown, HTML, grounded Markdown and
DocTags become lines with kinds, levels, cells and boxes.

The text of an answer, its Profile and its Ask enter, a Reply leaves, or BadReply. Only here: which
of their kinds is which of ours, that pictures have no text, and where on the page their coordinates
lie. Every pattern ends within a bounded distance: time is linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from recto.model.page import Box
from recto.readers.vision.ask.asks import Ask
from recto.readers.vision.ask.profiles import Profile
from recto.readers.vision.call import json_in
from recto.readers.vision.call.completion import as_mapping
from recto.readers.vision.call.failures import BadReply
from recto.readers.vision.reply.html_rows import MOST_CELLS, rows_of
from recto.readers.vision.reply.reply import LONGEST, MOST_ITEMS, Mark, Reply, clean
from recto.reasons import Reason
from recto.text.markup import plain_lines

KINDS: Mapping[str, str] = {
    "title": "heading", "section-header": "heading", "sub-title": "heading", "heading": "heading",
    "list-item": "list-item", "list-group": "list-item", "list": "list-item",
    "table": "table-row", "form": "paragraph", "caption": "caption", "footnote": "footnote",
    "page-header": "header", "header": "header", "page-footer": "footer", "footer": "footer",
}  # fmt: skip
PICTURES = frozenset(
    {"picture", "image", "figure", "chart", "diagram", "logo", "chemical-structure", "blank-page"}
)
_TABLE = re.compile(r"<table\b", re.IGNORECASE)
_TABLE_END = re.compile(r"</table\s{0,9}>", re.IGNORECASE)
_HEADING = re.compile(r"\s{0,3}(#{1,6})\s")
_ROW = re.compile(r"\s*\|.*\|\s*$")
_FRONT_MATTER = re.compile(r"\A\s*---\n(?:[\w-]{1,40}:[^\n]{0,200}\n){0,20}---\s*\n")
_GROUND = re.compile(
    r"<\|ref\|>([^<]{0,40})<\|/ref\|>\s?<\|det\|>\[\[([\d,.\s\[\]-]{0,400})\]\]<\|/det\|>"
)
_DIV = re.compile(r"<div\b([^<>]{0,300})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"data-(label|bbox)\s?=\s?[\"']([^\"']{0,60})[\"']", re.IGNORECASE)
_TAGGED = re.compile(
    r"<(section_header_level_[1-6]|title|text|paragraph|list_item|otsl|caption|footnote"
    r"|page_header|page_footer|formula|code|picture)>((?:<loc_\d{1,4}>){0,4})"
)
_LOC = re.compile(r"<loc_(\d{1,4})>")
_OTSL = re.compile(r"<(fcel|ecel|ched|rhed|srow|lcel|ucel|xcel|nl)>")
_SPECIAL = re.compile(r"<\|[^<>|]{0,40}\|>|<｜[^<>｜]{0,40}｜>|</?doctag>")
_NUMBER = re.compile(r"-?\d{1,6}(?:\.\d{1,6})?")
SECTION = "section_header_level_"  # and its level
FARTHEST = 1_000_000  # of a coordinate


@dataclass(frozen=True, slots=True)
class Place:
    """Where the picture lies on the page, and how large it was."""

    region: Box  # px of the original page
    size: tuple[int, int]  # px of the picture that was sent; 0: not known

    def box(self, numbers: Sequence[float], grid: int) -> Box | None:
        """Four numbers of the reply in px of the page; None for what is no box on it."""
        if len(numbers) != 4:
            return None
        width, height = (grid, grid) if grid else self.size
        if not (width and height):
            return None
        region = self.region
        across = region.width / width
        down = region.height / height
        left, top, right, bottom = numbers
        box = Box(
            region.left + across * left,
            region.top + down * top,
            region.left + across * right,
            region.top + down * bottom,
        )
        if box.area > 0 and box.intersection(region) > 0:
            return box
        return None


@dataclass(frozen=True, slots=True)
class Piece:
    """A block as it was written: its kind in their words, its text, its place."""

    kind: str
    text: str
    box: Box | None = None
    level: int = 0


def page_reply(text: str, profile: Profile, ask: Ask, size: tuple[int, int] = (0, 0)) -> Reply:
    """Read a reply of this profile's model. Raises BadReply."""
    if len(text) > LONGEST:
        raise BadReply(Reason.MORE_THAN_A_PAGE, "it holds more than any page")
    bare = _FRONT_MATTER.sub("", text)
    if ask.kind != "transcribe":
        plain = _SPECIAL.sub("", bare)
        parts = [line for line, _ in _lines(Piece("", plain))]
        words = " ".join(parts)
        number = 0
        if ask.lines:
            number = ask.ids[0]
        return Reply(texts={number: clean(words)})
    place = Place(ask.region, size)
    pieces = PIECES[profile.form](bare, place, profile.grid)
    lines: list[str] = []
    marks: dict[int, Mark] = {}
    for piece in pieces:
        if _kind(piece.kind) in PICTURES:
            continue
        for line, mark in _lines(piece):
            marks[len(lines)] = mark
            lines.append(line)
            if len(lines) > MOST_ITEMS:
                raise BadReply(Reason.MORE_THAN_A_PAGE, "it holds more lines than any page")
    return Reply(lines=tuple(lines), structure=marks)


def _kind(theirs: str) -> str:
    """In one spelling: "Section_Header " -> "section-header"."""
    lower = theirs.strip().lower()
    words = lower.replace("_", " ").split()
    return "-".join(words)


def _lines(piece: Piece) -> Iterator[tuple[str, Mark]]:
    """The lines of a block with what they are."""
    theirs = _kind(piece.kind)
    kind = KINDS.get(theirs, "paragraph")
    mark = Mark(kind, piece.level, (), piece.box)
    text = piece.text
    at = 0
    while (table := _TABLE.search(text, at)) is not None:
        yield from _plain(text[at : table.start()], mark)
        start = table.start()
        closing = _TABLE_END.search(text, start)
        at = len(text)
        if closing:
            at = closing.end()
        markup = text[start:at]
        for cells in rows_of(markup):
            yield from _row(cells, mark)
    yield from _plain(text[at:], mark)


def _plain(text: str, mark: Mark) -> Iterator[tuple[str, Mark]]:
    for line in text.splitlines():
        heading = _HEADING.match(line)
        if heading:
            found = replace(mark, kind="heading", level=len(heading[1]))
        elif _ROW.match(line) and line.count("|") > 2:
            parts = line.strip().strip("|").split("|", MOST_CELLS)
            cells = [_words(cell) for cell in parts[:MOST_CELLS]]
            if any(cell.strip(":- ") for cell in cells):
                yield from _row(cells, mark)
            continue
        else:
            # A line that is no row of a table that the block is said to be
            kind = "paragraph" if mark.kind == "table-row" else mark.kind
            found = replace(mark, kind=kind)
        for words in plain_lines(line):
            yield " ".join(words), found


def _row(cells: Sequence[str], mark: Mark) -> Iterator[tuple[str, Mark]]:
    filled = [clean(cell) for cell in cells]
    text = " ".join(filter(None, filled))
    if not text:
        return
    held = tuple(filled)
    yield text, Mark("table-row", 0, held, mark.box)


def _words(text: str) -> str:
    lines = [" ".join(words) for words in plain_lines(text)]
    return " ".join(lines)


def _one_piece(text: str, place: Place, grid: int) -> Iterator[Piece]:
    """Text or Markdown: one block without a place."""
    plain = _SPECIAL.sub("", text)
    yield Piece("", plain)


def _layout_json(text: str, place: Place, grid: int) -> Iterator[Piece]:
    """A list of objects with bbox, category and text."""
    start = text.find("[")
    try:
        value, _ = json_in.DECODER.raw_decode(text, max(0, start))
    except (ValueError, RecursionError):
        raise BadReply(Reason.INVALID_JSON, "it is not a JSON list of blocks") from None
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise BadReply(Reason.WRONG_SCHEMA, "it is not a list of blocks")
    for item in value[:MOST_ITEMS]:
        members = as_mapping(item)
        words = members.get("text")
        numbers = members.get("bbox")
        kind = members.get("category")
        box = place.box(_numbers(numbers), grid)
        yield Piece(_text(kind), _text(words), box)


def _text(value: object) -> str:
    """A text; empty for what is none."""
    if isinstance(value, str):
        return value
    return ""


def _numbers(value: object) -> list[float]:
    """Numbers of a list, or of a text that lists them."""
    if isinstance(value, str):
        return [float(each) for each in _NUMBER.findall(value)[:4]]
    if not isinstance(value, list):
        return []
    return [float(each) for each in value[:4] if _is_number(each)]


def _is_number(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return abs(value) < FARTHEST


def _html(text: str, place: Place, grid: int) -> Iterator[Piece]:
    """Divs with a label and a box; what stands outside of them is a block without a place."""
    kind = ""
    box: Box | None = None
    at = 0
    for div in _DIV.finditer(text):
        yield Piece(kind, text[at : div.start()], box)
        found = _ATTRIBUTE.findall(div[1])
        about = dict(found)
        kind = about.get("label", "")
        numbers = about.get("bbox", "")
        box = place.box(_numbers(numbers), grid)
        at = div.end()
    yield Piece(kind, text[at:], box)


def _grounded(text: str, place: Place, grid: int) -> Iterator[Piece]:
    """Markdown in which each block follows its kind and box."""
    kind = ""
    box: Box | None = None
    at = 0
    for ground in _GROUND.finditer(text):
        before = text[at : ground.start()]
        plain = _SPECIAL.sub("", before)
        yield Piece(kind, plain, box)
        kind = ground[1]
        numbers = _numbers(ground[2])
        box = place.box(numbers, grid)
        at = ground.end()
    rest = _SPECIAL.sub("", text[at:])
    yield Piece(kind, rest, box)


def _doctags(text: str, place: Place, grid: int) -> Iterator[Piece]:
    """DocTags: one element a block, its place in four loc tags, tables in OTSL."""
    found = list(_TAGGED.finditer(text))
    if not found:
        plain = _SPECIAL.sub("", text)
        yield Piece("", plain)
        return
    starts = [opening.start() for opening in found]
    ends = [*starts[1:], len(text)]
    for opening, end in zip(found, ends, strict=True):
        name = opening[1]
        body = text[opening.end() : end]
        inner, _, _ = body.partition(f"</{name}>")
        numbers = _LOC.findall(opening[2])
        listed = " ".join(numbers)
        box = place.box(_numbers(listed), grid)
        if name == "otsl":
            yield Piece("table", _otsl(inner), box)
        elif name.startswith(SECTION):
            level = int(name[-1])
            yield Piece("section-header", inner, box, level)
        else:
            yield Piece(name, inner, box)


def _otsl(body: str) -> str:
    """A table in OTSL as rows of Markdown."""
    rows = []
    for row in body.split("<nl>"):
        parts = _OTSL.split(row, MOST_CELLS)
        cells = [_words(cell).replace("|", "/") for cell in parts[2::2]]
        if not cells:
            continue
        inside = " | ".join(cells)
        rows.append(f"| {inside} |")
    return "\n".join(rows)


PIECES = {
    "text": _one_piece,
    "markdown": _one_piece,
    "html": _html,
    "layout-json": _layout_json,
    "grounded": _grounded,
    "doctags": _doctags,
}
