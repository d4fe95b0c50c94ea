"""Batch jobs without a page being read: drawn pages go through rounds, in this process, before a
real provider on 127.0.0.1.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tests.vision.jobs.batch_server import Provider
from tests.vision.pages import evidence, whole_page
from tests.vision.server import Answer, Received, chat, edits

from recto.model.transcript import Evidence, Transcript
from recto.pipeline.batch_vision import BatchVision
from recto.settings.llm import LlmOptions

KEY = "sk-canary-4711"
KEYS = dict.fromkeys(("OPENAI_API_KEY", "GEMINI_API_KEY", "MISTRAL_API_KEY"), KEY)
PAGES = 4
MOST_LOOKS = 60
TRUTH = {number: f"line {number} of the harbour ledger" for number in range(3)}
WRONG: dict[int, str | None] = {1: "1ine 1 of tne harbour ledger"}


def good(received: Received) -> Answer:
    """A perfect model of these pages."""
    wrong = {i: TRUTH[i] for i, text in received.shown.items() if text != TRUTH.get(i, text)}
    return chat(edits(wrong))


def shelf(count: int = PAGES) -> list[Evidence]:
    """Pages that differ by a number in their last line."""
    pages = []
    for number in range(count):
        lines = [*TRUTH.values(), f"page {number}"]
        page = evidence(lines, WRONG, errors=0.01)
        pages.append(replace(page, name=f"page-{number}.png page 1"))
    return pages


def options(provider: Provider, **more: Any) -> LlmOptions:
    """For this provider, by batch jobs."""
    defaults: dict[str, Any] = {
        "mode": "always",
        "provider": provider.shape,
        "base_url": provider.url,
        "model": "gemini-2.5-flash" if provider.shape == "gemini" else "gpt-4o",
        "batch": True,
    }
    return LlmOptions(**{**defaults, **more})


@dataclass
class Rounds:
    """What came of it."""

    transcripts: list[Transcript] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    count: int = 0
    expected: float = 0.0  # US dollars, before
    parts: list[int] = field(default_factory=list)  # requests in each


def in_rounds(
    out: Path,
    choice: LlmOptions,
    pages: Sequence[Evidence],
    environ: Mapping[str, str] = KEYS,
) -> Rounds:
    """Read, hand in, look until nothing runs, and again until no page waits."""
    found = Rounds()
    batch = BatchVision(choice, out, out / "sent.jsonl", environ=environ)
    try:
        batch.begin()
        for number in range(10):
            found.count = number + 1
            found.transcripts = asyncio.run(_read(batch, pages))
            batch.desk.fill()
            asked = [each for filled in batch.desk.filled for each in filled.asked]
            found.expected += sum(each.expected for each in asked)
            batch.hand_in()
            if not any(transcript.waits for transcript in found.transcripts):
                break
            finish(batch)
        found.parts = [part.requests for part in batch.desk.state.parts()]
        found.notes = batch.take_notes()
        batch.forget()
    finally:
        batch.close()
    return found


def finish(batch: BatchVision) -> None:
    """Look until no job runs."""
    for _ in range(MOST_LOOKS):
        if not batch.desk.state.parts("sent", "queued"):
            return
        batch.look()
    raise AssertionError("a job never ended")


async def _read(batch: BatchVision, pages: Sequence[Evidence]) -> list[Transcript]:
    reader = batch.vision()
    try:
        return [await reader.read(page, whole_page(page)) for page in pages]
    finally:
        await reader.aclose()
