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


def as_mapping(value: object) -> Mapping[str, object]:
    """The value if it is a mapping, else an empty one."""
    return value if isinstance(value, dict) else {}


def number(value: object) -> int:
    """A count of tokens; 0, which means that nothing was counted, for what cannot be one."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return 0
    # Compared before anything else: an integer may be too long for a float.
    return int(value) if 0 <= value <= MOST_TOKENS else 0


def name(value: object) -> str:
    """A short name in lower case; "" for what is none."""
    return value[:LONGEST_NAME].lower() if isinstance(value, str) else ""


def from_chat(body: Mapping[str, object], seconds: float, secret: Secret = NO_KEY) -> Completion:
    """Read a chat-completions body. Raises CallFailed when there is no answer in it."""
    choices = body.get("choices")
    if not isinstance(choices, list) or not choices:
        raise CallFailed(no_choices(body, secret))
    choice = as_mapping(choices[0])
    message = as_mapping(choice.get("message"))
    # OpenRouter's, of the provider behind it
    if choice.get("error") and not message.get("content"):
        raise CallFailed(_error_in_200(choice, secret))
    return Completion(
        text=flat_text(message.get("content")),
        finish=name(choice.get("finish_reason")) or name(choice.get("native_finish_reason")),
        refusal=Reason.REFUSED if message.get("refusal") else "",
        reasoning=bool(message.get("reasoning_content") or message.get("reasoning")),
        usage=chat_usage(as_mapping(body.get("usage"))),
        has_logprobs=bool(as_mapping(choice.get("logprobs")).get("content")),
        seconds=seconds,
    )


def no_choices(body: Mapping[str, object], secret: Secret) -> Failure:
    """A body without an answer: the error that it carries, in its own words, or that it carries
    nothing.
    """
    if body.get("error") or words_of({key: body.get(key) for key in PLACES}):
        return _error_in_200(body, secret)
    return Failure(Reason.EMPTY_CHOICES, Remedy.RETRY, "the reply has no choices", billed=True)


def _error_in_200(body: Mapping[str, object], secret: Secret) -> Failure:
    return Failure(Reason.ERROR_IN_200, Remedy.RETRY, told(words_of(body), secret), billed=True)


def flat_text(content: object) -> str | None:
    """Content as text: a string, or a list of parts with text members; None when there is none."""
    if isinstance(content, str):
        return content
    if not isinstance(content, list):
        return None
    parts = [as_mapping(part).get("text") for part in content]
    return "".join(part for part in parts if isinstance(part, str)) or None


def chat_usage(usage: Mapping[str, object]) -> Usage:
    """Tokens as the endpoint counted them; price is added by cost.py."""
    given = number(usage.get("prompt_tokens"))
    cached = number(as_mapping(usage.get("prompt_tokens_details")).get("cached_tokens"))
    return Usage(given, number(usage.get("completion_tokens")), min(cached, given), 1)
