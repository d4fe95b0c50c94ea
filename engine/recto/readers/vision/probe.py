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
from recto.readers.vision.ask.profiles import Profile
from recto.readers.vision.call.calls import Answer, Caller
from recto.readers.vision.call.failures import BadReply, CallFailed, Failure
from recto.readers.vision.call.providers import Endpoint
from recto.readers.vision.reader import VisionReader
from recto.readers.vision.remedies import remedy_for, remedy_for_blind
from recto.readers.vision.reply.reply import parse
from recto.reasons import Reason, told
from recto_preprocessing import View
from recto_preprocessing.geometry import IDENTITY

NUMBER = "80417"
WIDTH, HEIGHT = 200, 48  # px of the test picture
SHOWN = 60  # characters of a wrong answer that are shown
UNREACHED = {Reason.UNREACHABLE, Reason.CONNECTION_LOST, Reason.TIMEOUT}
STRIPPED = {Reason.FENCE_STRIPPED, Reason.COMMENTARY_STRIPPED, Reason.REASONING_STRIPPED}
NEEDED = ("reachable", "key", "model", "vision")  # findings without which no page can be read


@dataclass(frozen=True, slots=True)
class Finding:
    """One question about the endpoint, answered."""

    name: str  # "reachable", "key", "model", "vision", "structured output"
    ok: bool | None  # None: could not be told
    detail: str
    remedy: str = ""  # what to do; empty where nothing is amiss


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
        needed = [finding for finding in self.found if finding.name in NEEDED]
        return all(finding.ok for finding in needed)


def picture() -> Pixels:
    """The number in black on white, 48 x 200 px."""
    import cv2

    pixels = np.full((HEIGHT, WIDTH), 255, np.uint8)
    place = (30, 36)
    black = (0, 0, 0)
    cv2.putText(pixels, NUMBER, place, cv2.FONT_HERSHEY_SIMPLEX, 1.1, black, 2, cv2.LINE_AA)
    return pixels


async def probe(reader: VisionReader) -> Findings:
    """Ask once, without retries and without the cache. Never raises for what the endpoint does."""
    endpoint = reader.endpoint
    host = endpoint.host
    model = endpoint.model
    try:
        reader.check()
    except InvalidConfig as error:
        fault = Finding(
            "key", False, error.what, error.remedy or remedy_for(Reason.KEY_REFUSED, endpoint)
        )
        return Findings(host, model, (fault,))

    caller = replace(reader.caller, retries=0)
    if endpoint.profile is not None:
        return await _page_reader(caller, endpoint.profile)
    caller.learned = replace(caller.learned, logprobs=True)
    box = Box(0, 0, WIDTH, HEIGHT)
    view = View(picture(), IDENTITY, 150.0)
    evidence = Evidence("probe", view, (), "eng")
    ask = Ask("contested", (), box, (box,))
    drafted = draft(ask, evidence, endpoint, "edits")
    request = build(drafted, endpoint)
    try:
        answer = await caller.ask("probe", request)
    except CallFailed as failed:
        findings = _failed(failed.failure, endpoint)
        return Findings(host, model, findings, failed.spent)
    findings = _answered(answer, caller)
    return Findings(host, model, findings, answer.usage)


async def _page_reader(caller: Caller, profile: Profile) -> Findings:
    """A reader made for pages: its contract in place of Recto's own protocol."""
    from recto.readers.vision.probe_pages import contract

    endpoint = caller.endpoint
    host, model = endpoint.host, endpoint.model
    try:
        tried, usage = await contract(caller, profile)
    except CallFailed as failed:
        return Findings(host, model, _failed(failed.failure, endpoint), failed.spent)
    found = [Finding("reachable", True, "it answers"), Finding("profile", True, profile.name)]
    found += [Finding(each.name, each.ok, each.detail) for each in tried]
    sees = tried[0].ok
    remedy = "" if sees else remedy_for_blind(endpoint)
    found.append(Finding("vision", sees, "it read the drawn line" if sees else "no", remedy))
    return Findings(host, model, tuple(found), usage)


def _failed(failure: Failure, endpoint: Endpoint) -> tuple[Finding, ...]:
    """What a call that failed tells, and what to do."""
    sentence, _, _ = told(failure.code).partition("; nothing more is sent")
    fault = f"{sentence} ({failure.detail})" if failure.detail else sentence
    remedy = remedy_for(failure.code, endpoint)
    if failure.code in UNREACHED:
        return (Finding("reachable", False, fault, remedy),)
    reached = Finding("reachable", True, "it answers")
    if failure.code == Reason.KEY_REFUSED:
        return reached, Finding("key", False, fault, remedy)
    name = "model" if failure.code == Reason.MODEL_NOT_FOUND else "vision"
    return reached, Finding(name, False, fault, remedy)


def _answered(answer: Answer, caller: Caller) -> tuple[Finding, ...]:
    """What an answer tells."""
    completion = answer.completion
    text = completion.text or ""
    speed = f"{completion.seconds:.1f} s for one small picture"
    variable = caller.endpoint.key_variable
    key = f"${variable} is accepted" if variable else "none needed"
    sees = NUMBER in text
    seen = "it read the test picture" if sees else f"it read {text[:SHOWN]!r}"
    logprobs = "offered" if completion.has_logprobs else "not offered (not needed)"

    # Whether the reply has the form that was asked for, and what had to be taken off it
    structured = caller.learned.structured or caller.endpoint.preset.structured
    kept = structured != "none"
    try:
        reply = parse(text, "contested")
    except BadReply as bad:
        kept = False
        form = f"{told(bad.code)}: {bad}"
    else:
        stripped = sorted(STRIPPED.intersection(reply.events))
        form = "; ".join((structured, *map(told, stripped)))
    return (
        Finding("reachable", True, speed),
        Finding("key", True, key),
        Finding("vision", sees, seen, "" if sees else remedy_for_blind(caller.endpoint)),
        Finding("structured output", kept, form),
        Finding("logprobs", completion.has_logprobs, logprobs),
    )
