"""How a reader made for pages is asked: what Recto wants to know becomes pages to transcribe and
single crops, with the model's own words beside the picture.

Asks and a Profile enter, Asks that such a model can answer leave; pictures and prompts of one ask
leave. Only here: a line or a contested place is a request of its own, since its reply names no
line, what is shown is the picture alone, and an order of blocks is never asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from recto.model.page import Box
from recto.readers.vision.ask.images import Picture, line_crop, page_pictures
from recto.readers.vision.ask.profiles import Profile
from recto.readers.vision.ask.prompt import Prompt
from recto.readers.vision.ask.tokens import Family
from recto_preprocessing import View

if TYPE_CHECKING:
    from recto.readers.vision.ask.asks import Ask

LEAST_OUTPUT = 200  # tokens that a reply may have, however small the context
MARKUP = 2  # times the text that boxes and tables take


def adapted(
    asks: Sequence[Ask], profile: Profile, send: Literal["auto", "lines", "page"]
) -> tuple[Ask, ...]:
    """The same questions in the form that the model can answer; under send="lines" no page."""
    found: list[Ask] = []
    for ask in asks:
        is_page = ask.kind in ("page", "transcribe")
        if is_page and profile.page and send != "lines":
            found.append(replace(ask, kind="transcribe"))
        elif is_page or ask.kind == "lines":
            found += _single_lines(ask)
        elif ask.kind == "contested":
            found += _single_spans(ask)
    return tuple(found)


def _single_lines(ask: Ask) -> Iterable[Ask]:
    for line in ask.lines:
        alone = (line,)
        yield replace(ask, kind="lines", lines=alone, region=line.box)


def _single_spans(ask: Ask) -> Iterable[Ask]:
    for span in ask.spans:
        alone = (span,)
        yield replace(ask, region=span, spans=alone)


def pictures_for(ask: Ask, view: View, family: Family) -> tuple[Picture, ...]:
    """One picture: of the page whole, or of the line or place with nothing drawn into it."""
    if ask.kind == "transcribe":
        boxes = [line.box for line in ask.lines]
        return page_pictures(view, ask.region, boxes, family, 1)
    box: Box = ask.region
    pixels = line_crop(view, box)
    return (Picture(pixels, (box,)),)


def prompt_for(ask: Ask, profile: Profile) -> Prompt:
    """The model's own words, behind the picture; nothing of any reader's text."""
    words = profile.asks_for(ask.kind)
    return Prompt(system="", task="", data=words)


def most_output(profile: Profile, kind: str, most: int, given: int) -> int:
    """Tokens that a reply may have: room for markup, and no more than the context leaves."""
    wanted = most * MARKUP if kind == "transcribe" else most
    if not profile.context:
        return wanted
    left = profile.context - given
    return max(LEAST_OUTPUT, min(wanted, left))
