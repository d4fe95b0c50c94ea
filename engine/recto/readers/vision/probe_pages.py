"""The contract of a reader made for pages, tried on a drawn page: for `recto doctor --llm`.

A caller and a profile enter, what was tried leaves: whether a line comes back as plain text, and a
page in the documented form, with its words and with boxes on the paper. Whoever has the model runs
it; the numbers on the page are in no prompt.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from recto.model.page import Box, Pixels, Usage
from recto.model.transcript import Evidence, TranscriptLine
from recto.readers.vision.ask.asks import Ask, build, draft
from recto.readers.vision.ask.profiles import Profile
from recto.readers.vision.asking import judge
from recto.readers.vision.call.calls import Caller
from recto.readers.vision.call.failures import BadReply
from recto.reasons import told
from recto_preprocessing import View
from recto_preprocessing.geometry import IDENTITY

LINES = ("Ledger of 80417 tons", "Coal 2718", "Salt 3141")
NUMBERS = ("80417", "2718", "3141")
TOP, STEP = 60, 70  # px: baseline of the first line, and between lines
WIDTH, HEIGHT = 640, 260
PAGE = Box(0, 0, WIDTH, HEIGHT)
FIRST = Box(20, 20, WIDTH - 20, TOP + 20)  # the first line
FORMS_WITH_BOXES = ("layout-json", "html", "grounded", "doctags")
SHOWN = 60  # characters of a wrong answer that are shown


@dataclass(frozen=True, slots=True)
class Tried:
    """One part of the contract."""

    name: str
    ok: bool
    detail: str


def page_picture() -> Pixels:
    """The lines in black on white."""
    import cv2

    pixels = np.full((HEIGHT, WIDTH), 255, np.uint8)
    black = (0, 0, 0)
    for number, line in enumerate(LINES):
        place = (30, TOP + STEP * number)
        cv2.putText(
            pixels,
            line,
            place,
            cv2.FONT_HERSHEY_SIMPLEX,
            1.1,
            black,
            2,
            cv2.LINE_AA,
        )
    return pixels


async def contract(caller: Caller, profile: Profile) -> tuple[list[Tried], Usage]:
    """Ask for a line and, where it reads pages, for the page. Raises CallFailed."""
    line_ask = Ask("contested", (), FIRST, (FIRST,))
    found, usage = await _asked(caller, line_ask)
    line = _says("a line as plain text", found, NUMBERS[:1])
    tried = [line]
    if not profile.page:
        return tried, usage
    page_ask = Ask("transcribe", (), PAGE)
    found, more = await _asked(caller, page_ask)
    name = f"a page as {profile.form}"
    page = _says(name, found, NUMBERS)
    tried.append(page)
    if profile.form in FORMS_WITH_BOXES:
        tried.append(_boxed(found))
    return tried, usage + more


def _boxed(found: tuple[TranscriptLine, ...] | str) -> Tried:
    """Whether lines have boxes on the page."""
    if isinstance(found, str):
        return Tried("boxes", False, "no page")
    boxed = [line for line in found if line.block is not None]
    count = len(boxed)
    detail = f"{count} of {len(found)} lines have a box on the page"
    return Tried("boxes", count > 0, detail)


async def _asked(caller: Caller, ask: Ask) -> tuple[tuple[TranscriptLine, ...] | str, Usage]:
    """The lines that would be believed, or why there are none."""
    view = View(page_picture(), IDENTITY, 150.0)
    evidence = Evidence("probe", view, (), "eng")
    drafted = draft(ask, evidence, caller.endpoint, "full")
    request = build(drafted, caller.endpoint)
    answer = await caller.ask("probe", request)
    try:
        accepted = judge(answer, request, caller.endpoint)
    except BadReply as bad:
        return f"{told(bad.code)}: {bad}", answer.usage
    return accepted.lines, answer.usage


def _says(name: str, found: tuple[TranscriptLine, ...] | str, wanted: tuple[str, ...]) -> Tried:
    """Whether the numbers of these lines came back."""
    if isinstance(found, str):
        return Tried(name, False, found)
    texts = [line.text for line in found]
    text = " ".join(texts)
    missing = [number for number in wanted if number not in text]
    shown = text[:SHOWN]
    return Tried(name, not missing, f"it read {shown!r}")
