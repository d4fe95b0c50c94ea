"""Gemini's own shape of a request and a reply: its batches take no chat completions.

A Request enters, a GenerateContentRequest leaves; a GenerateContentResponse enters, a Completion
leaves, or CallFailed where there is no answer in it. Pure.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from typing import Final

from recto.model.page import Usage
from recto.readers.vision.ask.asks import Request
from recto.readers.vision.ask.images import Encoded
from recto.readers.vision.call.completion import (
    Completion,
    as_mapping,
    flat_text,
    name,
    no_choices,
    number,
)
from recto.readers.vision.call.failures import CallFailed, Failure, Remedy
from recto.readers.vision.call.providers import Endpoint
from recto.readers.vision.call.secret import Secret
from recto.readers.vision.call.told import NO_KEY
from recto.readers.vision.call.wire import Learned
from recto.reasons import Reason

# What `reasoning_effort: low` of the compatible endpoint stands for, as its documentation says:
# tokens of thought for the 2.5 models, a level for those after them.
LOW_THOUGHT = 1024
THINKS_IN_TOKENS: Final = re.compile(r"gemini-2\.5")
THINKS_IN_LEVELS: Final = re.compile(r"gemini-[3-9]")


def gemini_body(request: Request, endpoint: Endpoint, learned: Learned) -> dict[str, object]:
    """The same rules, task, pictures and data as in a chat, in the same order."""
    parts: list[dict[str, object]] = [{"text": request.prompt.task}]
    for label, picture in zip(request.labels, request.pictures, strict=True):
        if label:
            parts.append({"text": f"{label}:"})
        parts.append(_picture(picture))
    endings = filter(None, (request.prompt.data, request.note))
    parts += [{"text": text} for text in endings]
    return {
        "systemInstruction": {"parts": [{"text": request.prompt.system}]},
        "contents": [{"role": "user", "parts": parts}],
        "generationConfig": _config(request, endpoint, learned),
    }


def _picture(picture: Encoded) -> dict[str, object]:
    data = base64.b64encode(picture.data).decode("ascii")
    return {"inlineData": {"mimeType": picture.mime, "data": data}}


def _config(request: Request, endpoint: Endpoint, learned: Learned) -> dict[str, object]:
    most = request.tokens.most_output
    if learned.most_output is not None:
        most = min(most, learned.most_output)
    config: dict[str, object] = {
        "maxOutputTokens": most,
        "responseMimeType": "application/json",
        "responseJsonSchema": request.schema,
    }
    if endpoint.temperature is not None:
        config["temperature"] = endpoint.temperature
    model = endpoint.model.lower()
    if THINKS_IN_TOKENS.search(model):
        config["thinkingConfig"] = {"thinkingBudget": LOW_THOUGHT}
    elif THINKS_IN_LEVELS.search(model):
        config["thinkingConfig"] = {"thinkingLevel": "low"}
    return config


def from_gemini(body: Mapping[str, object], seconds: float, secret: Secret = NO_KEY) -> Completion:
    """Read a GenerateContentResponse. Raises CallFailed when there is no answer in it."""
    candidates = body.get("candidates")
    if not isinstance(candidates, list) or not candidates:
        raise CallFailed(_no_candidate(body, secret))
    candidate = as_mapping(candidates[0])
    content = as_mapping(candidate.get("content"))
    parts = content.get("parts")
    said: list[object] = []
    thoughts = 0
    for part in parts if isinstance(parts, list) else []:
        if as_mapping(part).get("thought"):
            thoughts += 1
        else:
            said.append(part)
    return Completion(
        text=flat_text(said),
        finish=name(candidate.get("finishReason")),
        reasoning=bool(thoughts),
        usage=_usage(as_mapping(body.get("usageMetadata"))),
        seconds=seconds,
    )


def _no_candidate(body: Mapping[str, object], secret: Secret) -> Failure:
    """A prompt that was blocked has no candidate; half of its lines may pass."""
    feedback = as_mapping(body.get("promptFeedback"))
    blocked = name(feedback.get("blockReason"))
    if not blocked:
        return no_choices(body, secret)
    return Failure(Reason.CONTENT_FILTER, Remedy.SPLIT, blocked, billed=True)


def _usage(counts: Mapping[str, object]) -> Usage:
    """Tokens of thought are output, as they are priced."""
    given = number(counts.get("promptTokenCount"))
    written = number(counts.get("candidatesTokenCount"))
    thought = number(counts.get("thoughtsTokenCount"))
    cached = number(counts.get("cachedContentTokenCount"))
    return Usage(given, written + thought, min(cached, given), 1)
