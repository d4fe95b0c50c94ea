"""Request bodies: one for chat completions, one for DashScope's native endpoint; and what was
learned to leave out.

A Request, an Endpoint and what the endpoint has refused so far enter, a JSON body leaves. `learn`
reads a refusal of a parameter and says what to do without it from now on. All pure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from recto.readers.vision.ask.asks import Request
from recto.readers.vision.call.providers import Endpoint

Structured = Literal["json_schema", "json_object", "none"]
STRUCTURED = (None, "json_schema", "json_object", "none")
LIMIT_NAMES = (None, "max_tokens", "max_completion_tokens")
LESS_STRUCTURED: Mapping[str, Structured] = {"json_schema": "json_object", "json_object": "none"}
# "supports at most 16384 completion tokens", "Range of max_tokens should be [1, 2000]", "less than
# or equal to 8192"
_OUTPUT_CAP = re.compile(r"max\w*_tokens.*?(?:at most|\[\d+, ?|equal to|<=|maximum of) ?(\d{3,6})")
# no shrinking beyond what images.py decided
PIXEL_LIMITS = {"min_pixels": 3136, "max_pixels": 16384 * 28 * 28}


@dataclass(frozen=True, slots=True)
class Learned:
    """What one endpoint and model turned out not to take."""

    without: frozenset[str] = frozenset()  # body members
    structured: Structured | None = None  # None: as the preset says
    limit_name: Literal["max_tokens", "max_completion_tokens"] | None = None
    most_output: int | None = None  # tokens that the model can write at most
    logprobs: bool = False  # asked for by the probe alone

    def as_json(self) -> dict[str, object]:
        """For the cache; what the probe asked for stays out."""
        return {
            "without": sorted(self.without),
            "structured": self.structured,
            "limit_name": self.limit_name,
            "most_output": self.most_output,
        }

    @classmethod
    def from_json(cls, body: object) -> Learned:
        """The inverse. Raises ValueError for anything else."""
        members = body if isinstance(body, dict) else {}
        without, structured = members.get("without"), members.get("structured")
        limit_name, most_output = members.get("limit_name"), members.get("most_output")
        names = isinstance(without, list) and all(isinstance(name, str) for name in without)
        if (
            not names
            or structured not in STRUCTURED
            or limit_name not in LIMIT_NAMES
            or not _is_cap(most_output)
        ):
            raise ValueError("not what was learned of an endpoint")
        return cls(frozenset(without or ()), structured, limit_name, most_output)


def _is_cap(value: object) -> bool:
    """None, or as many tokens as a refusal can name."""
    return value is None or (
        isinstance(value, int) and not isinstance(value, bool) and 100 <= value < 1_000_000
    )


def chat_body(request: Request, endpoint: Endpoint, learned: Learned) -> dict[str, object]:
    """A chat-completions body: fixed rules first, then task, pictures, data, so that prompt caches
    can work.
    """
    body: dict[str, object] = {
        "model": endpoint.model,
        "messages": [
            {"role": "system", "content": request.prompt.system},
            {"role": "user", "content": _content(request, endpoint, learned)},
        ],
        learned.limit_name or endpoint.preset.limit_name: _most_output(request, learned),
        **endpoint.preset.extra,
    }
    if endpoint.temperature is not None:
        body["temperature"] = endpoint.temperature
    if learned.logprobs:
        body["logprobs"] = True
    form = _response_format(request, learned.structured or endpoint.preset.structured)
    if form:
        body["response_format"] = form
    return {name: value for name, value in body.items() if name not in learned.without}


def _most_output(request: Request, learned: Learned) -> int:
    return min(request.tokens.most_output, learned.most_output or request.tokens.most_output)


def _content(request: Request, endpoint: Endpoint, learned: Learned) -> list[dict[str, object]]:
    limits = (
        PIXEL_LIMITS if endpoint.preset.pixel_limits and "max_pixels" not in learned.without else {}
    )
    detail = {"detail": "high"} if endpoint.preset.limit_name == "max_completion_tokens" else {}
    parts: list[dict[str, object]] = [_text(request.prompt.task)]
    for label, picture in zip(request.labels, request.pictures, strict=True):
        if label:
            parts.append(_text(f"{label}:"))
        parts.append({"type": "image_url", "image_url": {"url": picture.url, **detail}, **limits})
    return [*parts, *(_text(text) for text in (request.prompt.data, request.note) if text)]


def _text(text: str) -> dict[str, object]:
    return {"type": "text", "text": text}


def _response_format(request: Request, structured: Structured) -> dict[str, object] | None:
    if structured == "json_schema":
        name = f"recto_{request.ask.kind}"
        return {
            "type": "json_schema",
            "json_schema": {"name": name, "schema": request.schema, "strict": True},
        }
    return {"type": "json_object"} if structured == "json_object" else None


def native_body(request: Request, endpoint: Endpoint, learned: Learned) -> dict[str, object]:
    """DashScope's multimodal-generation body: content parts are {"image": ...} or {"text": ...}."""
    limits = PIXEL_LIMITS if "max_pixels" not in learned.without else {}
    parts: list[dict[str, object]] = [{"text": request.prompt.task}]
    for label, picture in zip(request.labels, request.pictures, strict=True):
        if label:
            parts.append({"text": f"{label}:"})
        parts.append({"image": picture.url, **limits})
    parts += [{"text": text} for text in (request.prompt.data, request.note) if text]
    parameters: dict[str, object] = {
        "result_format": "message",
        "max_tokens": _most_output(request, learned),
    }
    if endpoint.temperature is not None:
        # The native endpoint wants a temperature above 0; this one makes the choice of the
        # likeliest token certain.
        parameters["temperature"] = max(0.01, endpoint.temperature)
    return {
        "model": endpoint.model,
        "input": {
            "messages": [
                {"role": "system", "content": [{"text": request.prompt.system}]},
                {"role": "user", "content": parts},
            ]
        },
        "parameters": {
            name: value for name, value in parameters.items() if name not in learned.without
        },
    }


def learn(complaint: str, endpoint: Endpoint, learned: Learned) -> Learned | None:
    """What to do without after this 400; None when it is not about a parameter that we send, or was
    learned before.
    """
    text = complaint.lower()
    if "max_completion_tokens" in text and "max_tokens" in text and learned.limit_name is None:
        swapped: Literal["max_tokens", "max_completion_tokens"] = (
            "max_tokens"
            if endpoint.preset.limit_name == "max_completion_tokens"
            else "max_completion_tokens"
        )
        return replace(learned, limit_name=swapped)
    most = _OUTPUT_CAP.search(text)
    if most and (learned.most_output is None or int(most[1]) < learned.most_output):
        return replace(learned, most_output=int(most[1]))
    structured = learned.structured or endpoint.preset.structured
    if structured != "none" and any(
        word in text for word in ("response_format", "json_schema", "json_object")
    ):
        return replace(learned, structured=LESS_STRUCTURED[structured])
    optional = {"temperature", "logprobs", "max_pixels", "min_pixels", *endpoint.preset.extra}
    refused = {name for name in optional if name in text} - learned.without
    if "pixels" in text and refused:
        refused |= {"max_pixels"}
    return replace(learned, without=learned.without | refused) if refused else None
