"""One answer of an endpoint, whatever its protocol, and how it is read out of a chat-completions
reply.

A decoded JSON body enters, a Completion leaves. Members may be missing, null or of the wrong type:
compatible endpoints differ, so nothing here assumes more than a mapping. Errors that arrive inside
a 200 are found here, and a count of tokens that no model can have is no count.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from recto.model.page import Usage
from recto.readers.vision.call.failures import CallFailed, Failure, Remedy
from recto.readers.vision.call.secret import Secret
from recto.readers.vision.call.told import NO_KEY, PLACES, told, words_of
from recto.reasons import Reason

MOST_TOKENS = 10_000_000  # the longest context windows of 2026 hold 2 million
LONGEST_NAME = 40  # characters of a reason to finish


@dataclass(frozen=True, slots=True)
class Completion:
    """What came back, not yet judged."""

    text: str | None
    finish: str  # as the endpoint said it, in lower case; "" when it said nothing
    refusal: str = ""
    reasoning: bool = False  # it sent reasoning beside the answer
    usage: Usage = field(default_factory=Usage)
    has_logprobs: bool = False
    seconds: float = 0.0
    cached: bool = False  # served from our own cache: nothing was paid
    # Of one that was: what it took when it was asked for; zeros: not known.
    worth: Usage = field(default_factory=Usage)


def as_mapping(value: object) -> Mapping[str, object]:
    """The value if it is a mapping, else an empty one."""
    if not isinstance(value, dict):
        return {}
    return value


def number(value: object) -> int:
    """A count of tokens; 0, which means that nothing was counted, for what cannot be one."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return 0
    # Compared before anything else: an integer may be too long for a float.
    if not 0 <= value <= MOST_TOKENS:
        return 0
    return int(value)


def name(value: object) -> str:
    """A short name in lower case; "" for what is none."""
    if not isinstance(value, str):
        return ""
    short = value[:LONGEST_NAME]
    return short.lower()


def from_chat(body: Mapping[str, object], seconds: float, secret: Secret = NO_KEY) -> Completion:
    """Read a chat-completions body. Raises CallFailed when there is no answer in it."""
    choices = body.get("choices")
    if not isinstance(choices, list) or not choices:
        raise CallFailed(no_choices(body, secret))
    choice = as_mapping(choices[0])
    message = as_mapping(choice.get("message"))
    content = message.get("content")
    # OpenRouter's, of the provider behind it
    if choice.get("error") and not content:
        raise CallFailed(_error_in_200(choice, secret))

    finish = name(choice.get("finish_reason"))
    if not finish:
        finish = name(choice.get("native_finish_reason"))
    reasoning = message.get("reasoning_content") or message.get("reasoning")
    usage = as_mapping(body.get("usage"))
    logprobs = as_mapping(choice.get("logprobs"))
    return Completion(
        text=flat_text(content),
        finish=finish,
        refusal=Reason.REFUSED if message.get("refusal") else "",
        reasoning=bool(reasoning),
        usage=chat_usage(usage),
        has_logprobs=bool(logprobs.get("content")),
        seconds=seconds,
    )


def no_choices(body: Mapping[str, object], secret: Secret) -> Failure:
    """A body without an answer: the error that it carries, in its own words, or that it carries
    nothing.
    """
    members = {place: body.get(place) for place in PLACES}
    if body.get("error") or words_of(members):
        return _error_in_200(body, secret)
    return Failure(Reason.EMPTY_CHOICES, Remedy.RETRY, "the reply has no choices", billed=True)


def _error_in_200(body: Mapping[str, object], secret: Secret) -> Failure:
    """In the endpoint's own words."""
    words = words_of(body)
    detail = told(words, secret)
    return Failure(Reason.ERROR_IN_200, Remedy.RETRY, detail, billed=True)


def flat_text(content: object) -> str | None:
    """Content as text: a string, or a list of parts with text members; None when there is none."""
    if isinstance(content, str):
        return content
    if not isinstance(content, list):
        return None
    texts: list[str] = []
    for part in content:
        text = as_mapping(part).get("text")
        if isinstance(text, str):
            texts.append(text)
    return "".join(texts) or None


def chat_usage(usage: Mapping[str, object]) -> Usage:
    """Tokens as the endpoint counted them; price is added by cost.py."""
    given = number(usage.get("prompt_tokens"))
    written = number(usage.get("completion_tokens"))
    details = as_mapping(usage.get("prompt_tokens_details"))
    cached = number(details.get("cached_tokens"))
    return Usage(given, written, min(cached, given), 1)
