"""One call to DashScope's native multimodal-generation endpoint: same Request in, same Completion
out as client.py.

Its request and reply have their own shape: input.messages with {"image"} and {"text"} parts,
output.choices, usage in input_tokens and output_tokens, errors as {"code", "message"} without an
"error" object.
"""

from __future__ import annotations

from collections.abc import Mapping

from recto.model.page import Usage
from recto.readers.vision.ask.asks import Request
from recto.readers.vision.call.completion import (
    Completion,
    as_mapping,
    flat_text,
    name,
    no_choices,
    number,
)
from recto.readers.vision.call.failures import CallFailed
from recto.readers.vision.call.posting import PostingClient
from recto.readers.vision.call.secret import Secret
from recto.readers.vision.call.told import NO_KEY
from recto.readers.vision.call.wire import Learned, native_body


class DashscopeClient(PostingClient):
    """The native endpoint."""

    path = "/services/aigc/multimodal-generation/generation"

    def body(self, request: Request, learned: Learned) -> Mapping[str, object]:
        """Messages with their pictures."""
        return native_body(request, self._endpoint, learned)

    def completion(self, body: Mapping[str, object], seconds: float, secret: Secret) -> Completion:
        """Of the first choice. Raises CallFailed."""
        return from_native(body, seconds, secret)


def from_native(body: Mapping[str, object], seconds: float, secret: Secret = NO_KEY) -> Completion:
    """Read a native reply. Raises CallFailed when there is no answer in it."""
    output = as_mapping(body.get("output"))
    choices = output.get("choices")
    if not isinstance(choices, list) or not choices:
        raise CallFailed(no_choices(body, secret))
    choice = as_mapping(choices[0])
    message = as_mapping(choice.get("message"))
    counts = as_mapping(body.get("usage"))
    given = number(counts.get("input_tokens"))
    written = number(counts.get("output_tokens"))
    return Completion(
        text=flat_text(message.get("content")),
        finish=name(choice.get("finish_reason")),
        reasoning=bool(message.get("reasoning_content")),
        usage=Usage(given, written, 0, 1),
        seconds=seconds,
    )
