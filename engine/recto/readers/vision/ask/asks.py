"""From page evidence and routing decisions to requests: what is asked, what is shown, what comes
along.

`plan` turns decisions into Asks, `build` turns an Ask into a Request ready to send; both are pure.
The rules that live only here: `send="lines"` never sends more than line crops, a page ask swallows
the line asks inside it, lines go ten to a request, and an ask that failed can be halved.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from recto.model.page import Box
from recto.model.transcript import Decision, Evidence, ShownLine
from recto.readers.vision.ask import schemas
from recto.readers.vision.ask.images import Encoded, Picture, encode, line_pictures, page_pictures
from recto.readers.vision.ask.prompt import Kind, Prompt, Style, compose
from recto.readers.vision.ask.regions import asked_lines, lines_in
from recto.readers.vision.ask.tokens import text_tokens
from recto.readers.vision.call.providers import Endpoint

GROUP = 10  # lines in one request: a ten-line montage costs a tile model what one line does
UNREAD_TOKENS = 25  # output allowed for a line that Tesseract could not read
REASONING_TOKENS = 4000  # hidden tokens allowed to models that think


@dataclass(frozen=True, slots=True)
class Ask:
    """One question about one page."""

    kind: Kind
    lines: tuple[ShownLine, ...]
    region: Box  # px of the original page
    spans: tuple[Box, ...] = ()  # contested places; a span's id is its position

    @property
    def ids(self) -> tuple[int, ...]:
        """Ids of the lines shown."""
        return tuple(line.id for line in self.lines)


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
    wanted = [decision for decision in decisions if decision.action != "keep"]
    if not wanted:
        return ()
    if send == "lines":
        return _only_crops(evidence, wanted)
    if send == "page":
        return (*_whole_page(evidence, wanted), *_span_asks(wanted))
    pages = [
        _page_ask(evidence, d.region, d.action)
        for d in wanted
        if d.action in ("page", "transcribe")
    ]
    covered = {i for ask in pages for i in _covered(evidence, ask)}
    lines = [line for line in asked_lines(evidence.lines, wanted) if line.id not in covered]
    return (*pages, *_line_asks(lines), *_span_asks(wanted))


def _whole_page(evidence: Evidence, decisions: Sequence[Decision]) -> tuple[Ask, ...]:
    """One ask for everything but contested places."""
    actions = {decision.action for decision in decisions} - {"contested"}
    kind = "transcribe" if actions == {"transcribe"} else "page"
    return (_page_ask(evidence, page_box(evidence), kind),) if actions else ()


def _only_crops(evidence: Evidence, decisions: Sequence[Decision]) -> tuple[Ask, ...]:
    """Page decisions become line asks over their region; a page that is not to be shown its text
    stays so.
    """
    blind = {
        line.id
        for d in decisions
        if d.action == "transcribe"
        for line in lines_in(evidence.lines, d.region)
    }
    regions = [
        Decision(d.region, "lines", d.reason, d.expected_errors)
        for d in decisions
        if d.action != "contested"
    ]
    lines = [
        ShownLine(line.id, line.box, None, line.expected_errors) if line.id in blind else line
        for line in asked_lines(evidence.lines, regions)
    ]
    return (*_line_asks(lines), *_span_asks(decisions))


def _page_ask(evidence: Evidence, region: Box, action: str) -> Ask:
    lines = lines_in(evidence.lines, region)
    return Ask("transcribe" if action == "transcribe" or not lines else "page", lines, region)


def _covered(evidence: Evidence, ask: Ask) -> tuple[int, ...]:
    return tuple(line.id for line in lines_in(evidence.lines, ask.region))


def _line_asks(lines: Sequence[ShownLine]) -> tuple[Ask, ...]:
    groups = [tuple(lines[at : at + GROUP]) for at in range(0, len(lines), GROUP)]
    return tuple(Ask("lines", group, Box.around(line.box for line in group)) for group in groups)


def _span_asks(decisions: Sequence[Decision]) -> tuple[Ask, ...]:
    spans = [decision.region for decision in decisions if decision.action == "contested"]
    groups = [tuple(spans[at : at + GROUP]) for at in range(0, len(spans), GROUP)]
    return tuple(Ask("contested", (), Box.around(group), group) for group in groups)


def page_box(evidence: Evidence) -> Box:
    """The whole page, in px of the original."""
    import numpy as np

    height, width = evidence.view.pixels.shape[:2]
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], dtype=np.float64)
    points = evidence.view.geometry.to_original(corners)
    (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
    return Box(float(left), float(top), float(right), float(bottom))


def halves(ask: Ask) -> tuple[Ask, Ask] | None:
    """The same question in two parts; None when there is nothing to divide."""
    items: Sequence[object] = ask.spans or ask.lines
    if len(items) < 2:
        return None
    middle = len(items) // 2
    if ask.spans:
        parts = ask.spans[:middle], ask.spans[middle:]
        first, second = (Ask(ask.kind, (), Box.around(part), part) for part in parts)
        return first, second
    lines = ask.lines[:middle], ask.lines[middle:]
    first, second = (Ask(ask.kind, part, Box.around(line.box for line in part)) for part in lines)
    return first, second


def draft(ask: Ask, evidence: Evidence, endpoint: Endpoint, style: Style) -> Draft:
    """Texts, pictures and token counts of one ask."""
    pictures = _pictures(ask, evidence, endpoint)
    prompt = compose(ask.kind, style, ask.lines, evidence.language, evidence.glossary)
    seen = sum(endpoint.family.tokens(*picture.size) for picture in pictures)
    said = text_tokens(prompt.text + "".join(picture.label for picture in pictures))
    expected, most = _output_tokens(ask, style)
    if endpoint.thinks:
        expected, most = expected + REASONING_TOKENS // 4, most + REASONING_TOKENS
    return Draft(ask, style, prompt, pictures, Tokens(seen + said, expected, most))


def build(drafted: Draft, endpoint: Endpoint) -> Request:
    """Encode the pictures under the provider's limit. Raises ReaderFailed when one cannot fit."""
    ask, style = drafted.ask, drafted.style
    pictures = tuple(
        encode(picture, endpoint.preset.max_image_bytes) for picture in drafted.pictures
    )
    labels = tuple(picture.label for picture in drafted.pictures)
    return Request(
        ask,
        style,
        drafted.prompt,
        pictures,
        labels,
        schemas.schema(ask.kind, style),
        drafted.tokens,
    )


def _pictures(ask: Ask, evidence: Evidence, endpoint: Endpoint) -> tuple[Picture, ...]:
    family, most = endpoint.family, endpoint.preset.max_images
    if ask.kind == "lines":
        boxes, labels = [line.box for line in ask.lines], [str(line.id) for line in ask.lines]
        return line_pictures(evidence.view, boxes, labels, family, most)
    if ask.kind == "contested":
        return line_pictures(
            evidence.view, ask.spans, [str(i) for i in range(len(ask.spans))], family, most
        )
    return page_pictures(evidence.view, ask.region, [line.box for line in ask.lines], family, most)


def _output_tokens(ask: Ask, style: Style) -> tuple[int, int]:
    """Expected and largest sensible output: JSON around the lines that are likely to come back."""
    if ask.kind == "contested":
        return 20 + 15 * len(ask.spans), 200 + 60 * len(ask.spans)
    whole = [
        UNREAD_TOKENS if line.text is None else text_tokens(line.text) + 12 for line in ask.lines
    ]
    if ask.kind == "transcribe":
        return max(400, sum(whole)), max(4000, 3 * sum(whole))
    if style == "full":
        return 40 + sum(whole), 400 + 2 * sum(whole)
    edited = sum(
        n * (min(1.0, line.expected_errors) if line.text else 1)
        for n, line in zip(whole, ask.lines, strict=True)
    )
    return 40 + round(edited), 400 + 2 * sum(whole)
