"""A drawn box shown to a vision LLM: only where one was configured and given a limit, and only when
a person asks for it.

A page, its pixels, a box in px of the page and a Consulted enter; an Asked leaves. What is sent is
the box and no more of the page. Only here: that no LLM is asked in a review without a limit.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from recto.batch.answers import PageRead
from recto.batch.turns import Pending, answered, read_found
from recto.model.page import Box, Pixels
from recto.model.result import PageResult
from recto.pipeline.vision import Vision, vision_for
from recto.reasons import told
from recto.review.crops import within
from recto.review.reading import cut_out, in_one_line, settings_for
from recto.settings.groups import Settings

NO_LIMIT = (
    "the LLM is not asked in this review: give it a limit (--max-calls, --max-tokens or --max-cost)"
)


@dataclass(frozen=True, slots=True)
class Consulted:
    """The vision LLM of one review; its budget holds from start to end."""

    vision: Vision
    settings: Settings

    @property
    def name(self) -> str:
        """For people."""
        return self.settings.llm.model or self.settings.llm.provider


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of it."""

    text: str  # in one line; empty where nobody has anything
    by_llm: bool  # False: the text is the local readers'
    why: str  # what went wrong, as a sentence; empty: nothing did


def has_limit(settings: Settings) -> bool:
    """Whether something ends the asking."""
    llm = settings.llm
    limits = (llm.max_calls, llm.max_tokens, llm.max_cost)
    return any(limit is not None for limit in limits)


def consulted(settings: Settings, sent: Path) -> Consulted | None:
    """The LLM that may be asked; None where it is off or has no limit. `sent`: the file that
    records what leaves this machine. Raises InvalidConfig.
    """
    if not has_limit(settings):
        return None
    vision = vision_for(settings.llm, sent, settings.spelled)
    if vision is None:
        return None
    return Consulted(vision, settings)


async def ask_box(page: PageResult, pixels: Pixels, box: Box, by: Consulted) -> Asked:
    """Read the box locally, show it to the LLM, and decide between them as a run does."""
    bounds = within(page, box)
    cut = cut_out(page, pixels, bounds)
    # A person has asked for it: nothing is skipped for being sure, and nothing asked twice.
    llm = replace(
        by.settings.llm,
        mode="always",
        contested=0.0,
        audit=0.0,
    )
    settings = settings_for(
        page,
        bounds,
        by.settings,
        llm,
    )
    begin = partial(read_found, cut, settings)
    found: PageRead | Pending = await asyncio.to_thread(begin)
    events: tuple[str, ...] = ()
    by_llm = False
    while isinstance(found, Pending):
        transcript = await by.vision.read(found.evidence, found.decisions)
        if transcript is not None:
            events += transcript.events
            beside = transcript.other.lines if transcript.other else ()
            by_llm = by_llm or bool(transcript.lines or beside)
        finish = partial(answered, found, transcript, settings)
        found = await asyncio.to_thread(finish)
    why = ""
    if events and not by_llm:
        why = told(events[-1])
    text = in_one_line(found)
    return Asked(text, by_llm, why)
