"""From page evidence and routing decisions to requests: what is asked, what is shown, what comes
along.

`plan` turns decisions into Asks, `build` turns an Ask into a Request ready to send; both are pure.
The rules that live only here: `send="lines"` never sends more than line crops, a page ask swallows
the line asks inside it, lines go ten to a request, and an ask that failed can be halved.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeVar

from recto.model.page import Box
from recto.model.transcript import Decision, Evidence, ShownLine
from recto.readers.vision.ask import schemas
from recto.readers.vision.ask.images import Encoded, Picture, encode, line_pictures, page_pictures
from recto.readers.vision.ask.order import blocks_of, order_picture, shown_blocks
from recto.readers.vision.ask.page_readers import most_output, pictures_for, prompt_for
from recto.readers.vision.ask.profiles import Profile
from recto.readers.vision.ask.prompt import Kind, Prompt, Style, compose
from recto.readers.vision.ask.regions import asked_lines, lines_in
from recto.readers.vision.ask.reply_tokens import output_tokens
from recto.readers.vision.ask.text_tokens import text_tokens
from recto.readers.vision.call.providers import Endpoint

Asked = TypeVar("Asked", ShownLine, Box)

GROUP = 10  # lines in one request: a ten-line montage costs a tile model what one line does
REASONING_TOKENS = 4000  # hidden tokens allowed to models that think
THOUGHT = 4  # a quarter of them is expected


@dataclass(frozen=True, slots=True)
class Ask:
    """One question about one page."""

    kind: Kind
    lines: tuple[ShownLine, ...]
    region: Box  # px of the original page
    spans: tuple[Box, ...] = ()  # contested places, or blocks; a span's id is its position

    @property
    def ids(self) -> tuple[int, ...]:
        """Ids of the lines shown."""
        ids = [line.id for line in self.lines]
        return tuple(ids)


@dataclass(frozen=True, slots=True)
class Tokens:
    """What one request costs, counted beforehand."""

    input: int  # pictures by the model's formula, text roughly
    output: int  # expected
    most_output: int  # asked for as a limit


@dataclass(frozen=True, slots=True, eq=False)
class Draft:
    """An ask with its texts and pictures, not yet encoded: enough to count and price it."""

    ask: Ask
    style: Style
    prompt: Prompt
    pictures: tuple[Picture, ...]
    tokens: Tokens


@dataclass(frozen=True, slots=True, eq=False)
class Request:
    """What is sent; pixels are gone, so that many waiting requests stay small."""

    ask: Ask
    style: Style
    prompt: Prompt
    pictures: tuple[Encoded, ...]
    labels: tuple[str, ...]  # said before each picture; "" where the pixels carry labels
    schema: Mapping[str, object]
    tokens: Tokens
    note: str = ""  # why the previous reply was rejected, on a retry


def plan(
    evidence: Evidence, decisions: Sequence[Decision], send: Literal["auto", "lines", "page"]
) -> tuple[Ask, ...]:
    """Asks that cover the decisions, whole pages first; nothing for decisions to keep."""
    wanted = [each for each in decisions if each.action not in ("keep", "order")]
    ordered = _order_asks(evidence, decisions)
    if not wanted:
        return ordered
    if send == "lines":
        return _only_crops(evidence, wanted)
    spans = _span_asks(wanted)
    if send == "page":
        return (*_whole_page(evidence, wanted), *spans, *ordered)

    pages: list[Ask] = []
    covered: set[int] = set()
    for decision in wanted:
        if decision.action in ("page", "transcribe"):
            ask = _page_ask(evidence, decision.region, decision.action)
            pages.append(ask)
            covered.update(ask.ids)
    asked = asked_lines(evidence.lines, wanted)
    lines = [line for line in asked if line.id not in covered]
    return (*pages, *line_asks(lines), *spans, *ordered)


def _order_asks(evidence: Evidence, decisions: Sequence[Decision]) -> tuple[Ask, ...]:
    """One ask for the order of the page's blocks, where that is wanted and there are some."""
    is_wanted = any(decision.action == "order" for decision in decisions)
    blocks = blocks_of(evidence.lines) if is_wanted else ()
    if not blocks:
        return ()
    return (Ask("order", (), page_box(evidence), blocks),)


def _whole_page(evidence: Evidence, decisions: Sequence[Decision]) -> tuple[Ask, ...]:
    """One ask for everything but contested places."""
    actions = {decision.action for decision in decisions}
    actions.discard("contested")
    if not actions:
        return ()
    kind = "transcribe" if actions == {"transcribe"} else "page"
    region = page_box(evidence)
    return (_page_ask(evidence, region, kind),)


def _only_crops(evidence: Evidence, decisions: Sequence[Decision]) -> tuple[Ask, ...]:
    """Page decisions become line asks over their region; a page that is not to be shown its text
    stays so.
    """
    regions: list[Decision] = []
    blind: set[int] = set()
    for decision in decisions:
        if decision.action != "contested":
            regions.append(replace(decision, action="lines"))
        if decision.action == "transcribe":
            within = lines_in(evidence.lines, decision.region)
            blind.update(line.id for line in within)

    lines: list[ShownLine] = []
    for line in asked_lines(evidence.lines, regions):
        if line.id in blind:
            unseen = ShownLine(line.id, line.box, None, line.expected_errors)
            lines.append(unseen)
        else:
            lines.append(line)
    return (*line_asks(lines), *_span_asks(decisions))


def _page_ask(evidence: Evidence, region: Box, action: str) -> Ask:
    """A region to be read whole: corrected, or transcribed where no line was found in it."""
    lines = lines_in(evidence.lines, region)
    if action == "transcribe" or not lines:
        return Ask("transcribe", lines, region)
    return Ask("page", lines, region)


def line_asks(lines: Sequence[ShownLine]) -> tuple[Ask, ...]:
    """So many to a request, in the order given."""
    return tuple(_of_lines("lines", group) for group in _groups(lines))


def _groups(items: Sequence[Asked]) -> Iterator[Sequence[Asked]]:
    """So many at a time."""
    for start in range(0, len(items), GROUP):
        end = start + GROUP
        yield items[start:end]


def _of_lines(kind: Kind, lines: Sequence[ShownLine]) -> Ask:
    """An ask about these lines, over the region that they take."""
    boxes = [line.box for line in lines]
    region = Box.around(boxes)
    return Ask(kind, tuple(lines), region)


def _span_asks(decisions: Sequence[Decision]) -> tuple[Ask, ...]:
    """Contested places, so many to a request, in the order given."""
    spans = [decision.region for decision in decisions if decision.action == "contested"]
    return tuple(_of_spans("contested", group) for group in _groups(spans))


def _of_spans(kind: Kind, spans: Sequence[Box]) -> Ask:
    """An ask about these contested places, over the region that they take."""
    region = Box.around(spans)
    return Ask(kind, (), region, tuple(spans))


def page_box(evidence: Evidence) -> Box:
    """The whole page, in px of the original."""
    import numpy as np

    view = evidence.view
    height, width = view.pixels.shape[:2]
    corners = [(0, 0), (width, 0), (width, height), (0, height)]
    in_view = np.array(corners, dtype=np.float64)
    points = view.geometry.to_original(in_view)
    left, top = points.min(axis=0)
    right, bottom = points.max(axis=0)
    return Box(float(left), float(top), float(right), float(bottom))


def halves(ask: Ask) -> tuple[Ask, Ask] | None:
    """The same question in two parts; None when there is nothing to divide."""
    if ask.kind == "order":
        return None
    lines, spans = ask.lines, ask.spans
    count = len(spans or lines)
    if count < 2:
        return None
    middle = count // 2
    if spans:
        first = _of_spans(ask.kind, spans[:middle])
        second = _of_spans(ask.kind, spans[middle:])
    else:
        first = _of_lines(ask.kind, lines[:middle])
        second = _of_lines(ask.kind, lines[middle:])
    return first, second


def draft(ask: Ask, evidence: Evidence, endpoint: Endpoint, style: Style) -> Draft:
    """Texts, pictures and token counts of one ask."""
    if endpoint.profile is not None:
        return _page_readers_draft(ask, evidence, endpoint, endpoint.profile)
    family = endpoint.family
    view = evidence.view
    most_images = endpoint.preset.max_images
    # Crops of lines and of contested places with their ids as labels; of a page, the page
    boxes = [line.box for line in ask.lines]
    if ask.kind == "lines":
        ids = list(map(str, ask.ids))
        pictures = line_pictures(view, boxes, ids, family, most_images)
    elif ask.kind == "contested":
        ids = list(map(str, range(len(ask.spans))))
        pictures = line_pictures(view, ask.spans, ids, family, most_images)
    elif ask.kind == "order":
        pictures = (order_picture(evidence, ask.spans),)
    else:
        pictures = page_pictures(view, ask.region, boxes, family, most_images)
    shown = ask.lines
    if ask.kind == "order":
        shown = shown_blocks(evidence.lines, ask.spans)
    known = (evidence.language, evidence.glossary, evidence.examples)
    prompt = compose(ask.kind, style, shown, *known)

    picture_tokens = 0
    labels = ""
    for picture in pictures:
        width, height = picture.size
        picture_tokens += family.tokens(width, height)
        labels += picture.label
    words = text_tokens(prompt.text + labels)

    expected, most = output_tokens(ask.kind, style, ask.lines, len(ask.spans))
    if endpoint.thinks:
        expected += REASONING_TOKENS // THOUGHT
        most += REASONING_TOKENS
    tokens = Tokens(picture_tokens + words, expected, most)
    return Draft(ask, style, prompt, pictures, tokens)


def _page_readers_draft(
    ask: Ask, evidence: Evidence, endpoint: Endpoint, profile: Profile
) -> Draft:
    """The same for a reader made for pages: a picture and its own words."""
    family = endpoint.family
    pictures = pictures_for(ask, evidence.view, family)
    prompt = prompt_for(ask, profile)
    given = text_tokens(prompt.text)
    for picture in pictures:
        width, height = picture.size
        given += family.tokens(width, height)
    expected, most = output_tokens(ask.kind, "full", ask.lines, len(ask.spans))
    limit = most_output(profile, ask.kind, most, given)
    tokens = Tokens(given, min(expected, limit), limit)
    return Draft(ask, "full", prompt, pictures, tokens)


def build(drafted: Draft, endpoint: Endpoint) -> Request:
    """Encode the pictures under the provider's limit. Raises ReaderFailed when one cannot fit."""
    ask = drafted.ask
    style = drafted.style
    most_bytes = endpoint.preset.max_image_bytes
    pictures: list[Encoded] = []
    labels: list[str] = []
    for picture in drafted.pictures:
        pictures.append(encode(picture, most_bytes))
        labels.append(picture.label)
    return Request(
        ask,
        style,
        drafted.prompt,
        pictures=tuple(pictures),
        labels=tuple(labels),
        schema=schemas.schema(ask.kind, style),
        tokens=drafted.tokens,
    )
