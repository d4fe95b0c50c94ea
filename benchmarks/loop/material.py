"""What thresholds are chosen on, once a fold's weights are learned.

Stored pages and the places of their recorded readings enter; samples of readings leave, and what
the engine makes of a page by the weights and thresholds in force.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Protocol

from benchmarks.learn.llm_cases import Place
from benchmarks.learn.store import StoredPage
from benchmarks.loop.sample import Recorded, balanced
from benchmarks.systems.with_llm import guide
from recto.arbitration.flags import PageDoubts
from recto.arbitration.local_reading import judge_page
from recto.arbitration.page import unreadable_page, wrong_language
from recto.model.page import Box
from recto.model.transcript import Decision, Transcript
from recto.readers.vision.replay import ReplayVision
from recto.witnesses.local import LocalReading

# Readings of each corpus: for weights and what is decided of pages, which seldom is anything; for
# words; for what is asked, which is slow to try.
LEARNED, READINGS, ROUTED = 240, 40, 8
SEED = 17


class Material(Protocol):
    """Of the corpora that a fold learns on."""

    pages: Sequence[StoredPage]

    @property
    def places(self) -> Sequence[Place]:
        """Of all recorded readings."""
        ...


def sample_to_learn(material: Material) -> list[Recorded]:
    """Readings on which weights are learned: one corpus has as many as all others together."""
    return balanced(material.pages, LEARNED, SEED)


def sample(material: Material) -> list[Recorded]:
    """Readings on which thresholds of words are chosen."""
    return balanced(material.pages, READINGS, SEED)


def sample_to_ask(material: Material) -> list[Recorded]:
    """Readings on which it is chosen what to ask."""
    return balanced(material.pages, ROUTED, SEED)


def judged(page: StoredPage) -> LocalReading:
    """The local reading by the weights in force."""
    return judge_page(page.lines, page.local.reading.facts)


def page_box(page: StoredPage) -> Box:
    """The whole page."""
    read = page.local.read
    return Box(0, 0, read.width, read.height)


def page_doubts(page: StoredPage) -> PageDoubts:
    """What is found out of the whole page by the thresholds in force; ink that nobody read rests on
    none of them.
    """
    facts, language = page.local.reading.facts, page.local.read.language
    return PageDoubts(
        unreadable_page.is_unreadable(page.lines, facts),
        wrong_language.wrong_language(page.lines, facts, language),
        language,
    )


def answered(recorded: Recorded, decisions: Sequence[Decision]) -> Transcript:
    """What the recorded model says when it is asked this."""
    local = recorded.page.local
    replay = ReplayVision(recorded.text, recorded.reader, guide=guide(local))
    return asyncio.run(replay.read(local.evidence, decisions))
