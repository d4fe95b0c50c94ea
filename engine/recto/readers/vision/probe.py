"""What a configured endpoint can do, found out with one tiny picture: for `recto doctor --llm`.

A reader enters, Findings leave: reachable, key accepted, a picture read, structured output kept,
logprobs offered, what it cost. The picture shows a number that no prompt mentions, so a model that
cannot see cannot guess it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from recto.errors import InvalidConfig
from recto.model.page import Box, Pixels, Usage
from recto.model.transcript import Evidence
from recto.readers.vision.ask.asks import Ask, build, draft
from recto.readers.vision.call.calls import Answer, Caller
from recto.readers.vision.call.failures import BadReply, CallFailed
from recto.readers.vision.reader import VisionReader
from recto.readers.vision.reply.reply import parse
from recto_preprocessing import View
from recto_preprocessing.geometry import IDENTITY

NUMBER = "80417"
STRIPPED = {"fence-stripped", "commentary-stripped", "reasoning-stripped"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One question about the endpoint, answered."""

    name: str  # "reachable", "key", "vision", "structured output", "logprobs"
    ok: bool | None  # None: could not be told
    detail: str


@dataclass(frozen=True, slots=True)
class Findings:
    """All answers, and what they cost."""

    host: str
    model: str
    found: tuple[Finding, ...]
    usage: Usage = field(default_factory=Usage)

    @property
    def usable(self) -> bool:
        """Whether pages can be read with it."""
        return all(
            finding.ok for finding in self.found if finding.name in ("reachable", "key", "vision")
        )


def picture() -> Pixels:
    """The number in black on white, 48 x 200 px."""
    import cv2

    pixels = np.full((48, 200), 255, np.uint8)
    cv2.putText(pixels, NUMBER, (30, 36), cv2.FONT_HERSHEY_SIMPLEX, 1.1, (0, 0, 0), 2, cv2.LINE_AA)
    return pixels


async def probe(reader: VisionReader) -> Findings:
    """Ask once, without retries and without the cache. Never raises for what the endpoint does."""
    endpoint = reader.endpoint
    try:
        reader.check()
    except InvalidConfig as error:
        return Findings(endpoint.host, endpoint.model, (Finding("key", False, str(error)),))
    caller = replace(reader.caller, retries=0)
    caller.learned = replace(caller.learned, logprobs=True)
    box = Box(0, 0, 200, 48)
    evidence = Evidence("probe", View(picture(), IDENTITY, 150.0), (), "eng")
    request = build(draft(Ask("contested", (), box, (box,)), evidence, endpoint, "edits"), endpoint)
    try:
        answer = await caller.ask("probe", request)
    except CallFailed as failed:
        return Findings(endpoint.host, endpoint.model, _failed(failed), failed.spent)
    return Findings(endpoint.host, endpoint.model, _answered(answer, caller), answer.usage)


def _failed(failed: CallFailed) -> tuple[Finding, ...]:
    failure = failed.failure
    if failure.code in ("unreachable", "connection-lost", "timeout"):
        return (Finding("reachable", False, f"{failure.code}: {failure.detail}"),)
    reached = Finding("reachable", True, "it answers")
    if failure.code == "key-refused":
        return reached, Finding("key", False, failure.detail)
    return reached, Finding("vision", False, f"{failure.code}: {failure.detail}")


def _answered(answer: Answer, caller: Caller) -> tuple[Finding, ...]:
    completion = answer.completion
    text = completion.text or ""
    return (
        Finding("reachable", True, f"{completion.seconds:.1f} s for one small picture"),
        Finding(
            "key",
            True,
            f"${caller.endpoint.key_variable} is accepted"
            if caller.endpoint.key_variable
            else "none needed",
        ),
        Finding(
            "vision",
            NUMBER in text,
            "it read the test picture" if NUMBER in text else f"it read {text[:60]!r}",
        ),
        _structured(text, caller),
        Finding(
            "logprobs",
            completion.has_logprobs,
            "offered" if completion.has_logprobs else "not offered (not needed)",
        ),
    )


def _structured(text: str, caller: Caller) -> Finding:
    kept = caller.learned.structured or caller.endpoint.preset.structured
    try:
        stripped = STRIPPED & set(parse(text, "contested").events)
    except BadReply as bad:
        return Finding("structured output", False, f"{bad.code}: {bad}")
    return Finding(
        "structured output",
        kept != "none",
        f"{kept}{', with ' + ', '.join(sorted(stripped)) if stripped else ''}",
    )
