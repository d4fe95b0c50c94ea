"""Request bodies: one for chat completions, one for DashScope's native endpoint; and what was
learned to leave out.

A Request, an Endpoint and what the endpoint has refused so far enter, a JSON body leaves. `learn`
reads a refusal of a parameter and says what to do without it from now on. All pure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from recto.readers.vision.ask.asks import Request
from recto.readers.vision.call.providers import Endpoint

Structured = Literal["json_schema", "json_object", "none"]
LimitName = Literal["max_tokens", "max_completion_tokens"]
STRUCTURED = (None, "json_schema", "json_object", "none")
LIMIT_NAMES = (None, "max_tokens", "max_completion_tokens")
LESS_STRUCTURED: Mapping[str, Structured] = {"json_schema": "json_object", "json_object": "none"}
OTHER_LIMIT: Mapping[LimitName, LimitName] = {
    "max_tokens": "max_completion_tokens",
    "max_completion_tokens": "max_tokens",
}
# "supports at most 16384 completion tokens", "Range of max_tokens should be [1, 2000]", "less than
# or equal to 8192"
_OUTPUT_CAP = re.compile(r"max\w*_tokens.*?(?:at most|\[\d+, ?|equal to|<=|maximum of) ?(\d{3,6})")
LEAST_CAP, MOST_CAP = 100, 1_000_000  # tokens: the three to six digits of the pattern above
# no shrinking beyond what images.py decided
PIXEL_LIMITS = {"min_pixels": 3136, "max_pixels": 16384 * 28 * 28}


# The native endpoint wants a temperature above 0; this one makes the choice of the likeliest token
# certain.
LEAST_TEMPERATURE = 0.01
FORM_WORDS = ("response_format", "json_schema", "json_object")  # of complaints about the form


@dataclass(frozen=True, slots=True)
class Learned:
    """What one endpoint and model turned out not to take."""

    without: frozenset[str] = frozenset()  # body members
    structured: Structured | None = None  # None: as the preset says
    limit_name: LimitName | None = None
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
        without = members.get("without")
        structured = members.get("structured")
        limit_name = members.get("limit_name")
        most_output = members.get("most_output")
        sound = (
            _are_names(without),
            structured in STRUCTURED,
            limit_name in LIMIT_NAMES,
            _is_cap(most_output),
        )
        if not all(sound):
            raise ValueError("not what was learned of an endpoint")
        return cls(
            frozenset(without or ()),
            structured,
            limit_name,
            most_output,
        )


def _are_names(value: object) -> bool:
    """A list of texts."""
    if not isinstance(value, list):
        return False
    return all(isinstance(name, str) for name in value)


def _is_cap(value: object) -> bool:
    """None, or as many tokens as a refusal can name."""
    if value is None:
        return True
    if not isinstance(value, int) or isinstance(value, bool):
        return False
    return LEAST_CAP <= value < MOST_CAP


def chat_body(request: Request, endpoint: Endpoint, learned: Learned) -> dict[str, object]:
    """A chat-completions body: fixed rules first, then task, pictures, data, so that prompt caches
    can work.
    """
    limit_name = learned.limit_name or endpoint.preset.limit_name
    body: dict[str, object] = {
        "model": endpoint.model,
        "messages": _messages(request, endpoint, learned),
        limit_name: _most_output(request, learned),
        **endpoint.extra,
    }
    if endpoint.temperature is not None:
        body["temperature"] = endpoint.temperature
    if learned.logprobs:
        body["logprobs"] = True
    structured = learned.structured or endpoint.preset.structured
    if endpoint.profile is not None:
        structured = "none"
    if structured == "json_schema":
        body["response_format"] = {
            "type": "json_schema",
            "json_schema": {
                "name": f"recto_{request.ask.kind}",
                "schema": request.schema,
                "strict": True,
            },
        }
    elif structured == "json_object":
        body["response_format"] = {"type": "json_object"}
    return _allowed(body, learned)


def _messages(request: Request, endpoint: Endpoint, learned: Learned) -> list[dict[str, object]]:
    """The rules, where there are any, and the user's message."""
    content = _content(request, endpoint, learned)
    messages: list[dict[str, object]] = [{"role": "user", "content": content}]
    if request.prompt.system:
        messages.insert(0, {"role": "system", "content": request.prompt.system})
    return messages


def _most_output(request: Request, learned: Learned) -> int:
    """Tokens that the reply may have: no more than the model can write."""
    wanted = request.tokens.most_output
    cap = learned.most_output or wanted
    return min(wanted, cap)


def _content(request: Request, endpoint: Endpoint, learned: Learned) -> list[dict[str, object]]:
    """The user's message in parts: task, pictures with their labels, the page's own text."""
    preset = endpoint.preset
    limited = preset.pixel_limits and "max_pixels" not in learned.without
    limits = PIXEL_LIMITS if limited else {}
    detailed = preset.limit_name == "max_completion_tokens"
    detail = {"detail": "high"} if detailed else {}
    parts: list[dict[str, object]] = []
    if request.prompt.task:
        parts.append(_text(request.prompt.task))
    for label, picture in zip(request.labels, request.pictures, strict=True):
        if label:
            parts.append(_text(f"{label}:"))
        image = {"url": picture.url, **detail}
        part = {"type": "image_url", "image_url": image, **limits}
        parts.append(part)
    endings = filter(None, (request.prompt.data, request.note))
    return [*parts, *map(_text, endings)]


def _text(text: str) -> dict[str, object]:
    """A part of a message."""
    return {"type": "text", "text": text}


def native_body(request: Request, endpoint: Endpoint, learned: Learned) -> dict[str, object]:
    """DashScope's multimodal-generation body: content parts are {"image": ...} or {"text": ...}."""
    limits = PIXEL_LIMITS if "max_pixels" not in learned.without else {}
    parts: list[dict[str, object]] = [{"text": request.prompt.task}]
    for label, picture in zip(request.labels, request.pictures, strict=True):
        if label:
            parts.append({"text": f"{label}:"})
        parts.append({"image": picture.url, **limits})
    endings = filter(None, (request.prompt.data, request.note))
    parts += [{"text": text} for text in endings]
    messages = [
        {"role": "system", "content": [{"text": request.prompt.system}]},
        {"role": "user", "content": parts},
    ]
    parameters: dict[str, object] = {
        "result_format": "message",
        "max_tokens": _most_output(request, learned),
    }
    if endpoint.temperature is not None:
        parameters["temperature"] = max(LEAST_TEMPERATURE, endpoint.temperature)
    return {
        "model": endpoint.model,
        "input": {"messages": messages},
        "parameters": _allowed(parameters, learned),
    }


def _allowed(members: Mapping[str, object], learned: Learned) -> dict[str, object]:
    """Without those that the endpoint turned out not to take."""
    allowed = dict(members)
    for name in learned.without:
        allowed.pop(name, None)
    return allowed


def learn(complaint: str, endpoint: Endpoint, learned: Learned) -> Learned | None:
    """What to do without after this 400; None when it is not about a parameter that we send, or was
    learned before.
    """
    text = complaint.lower()
    for lesson in LESSONS:
        better = lesson(text, endpoint, learned)
        if better is not None:
            return better
    return None


def _other_limit_name(text: str, endpoint: Endpoint, learned: Learned) -> Learned | None:
    """It names both names of the output limit: the one that we do not send is wanted."""
    names_both = "max_completion_tokens" in text and "max_tokens" in text
    if not names_both or learned.limit_name is not None:
        return None
    sent = endpoint.preset.limit_name
    return replace(learned, limit_name=OTHER_LIMIT[sent])


def _lower_cap(text: str, endpoint: Endpoint, learned: Learned) -> Learned | None:
    """It names a largest number of output tokens, lower than the one known."""
    cap = _OUTPUT_CAP.search(text)
    if cap is None:
        return None
    most = int(cap[1])
    if learned.most_output is not None and most >= learned.most_output:
        return None
    return replace(learned, most_output=most)


def _less_structured(text: str, endpoint: Endpoint, learned: Learned) -> Learned | None:
    """It names the form that the reply should have: the next freer one is asked for."""
    structured = learned.structured or endpoint.preset.structured
    names_form = any(word in text for word in FORM_WORDS)
    if structured == "none" or not names_form:
        return None
    freer = LESS_STRUCTURED[structured]
    return replace(learned, structured=freer)


def _fewer_members(text: str, endpoint: Endpoint, learned: Learned) -> Learned | None:
    """It names members of the body that may be left out."""
    optional = {"temperature", "logprobs", "max_pixels", "min_pixels", *endpoint.extra}
    named = {name for name in optional if name in text}
    refused = named - learned.without
    if not refused:
        return None
    if "pixels" in text:  # both pixel limits are sent, or neither, by this one
        refused.add("max_pixels")
    without = learned.without | refused
    return replace(learned, without=without)


# What a complaint can teach; the first that speaks decides.
Lesson = Callable[[str, Endpoint, Learned], Learned | None]
LESSONS: tuple[Lesson, ...] = (_other_limit_name, _lower_cap, _less_structured, _fewer_members)
