"""One call to DashScope's native multimodal-generation endpoint: same Request in, same Completion
out as client.py.

Its request and reply have their own shape: input.messages with {"image"} and {"text"} parts,
output.choices, usage in input_tokens and output_tokens, errors as {"code", "message"} without an
"error" object.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from recto.model.page import Usage
from recto.readers.vision.ask.asks import Request
from recto.readers.vision.call.client import EndpointClient
from recto.readers.vision.call.completion import (
    Completion,
    as_mapping,
    flat_text,
    name,
    no_choices,
    number,
)
from recto.readers.vision.call.failures import CallFailed
from recto.readers.vision.call.http import new_http
from recto.readers.vision.call.secret import Secret
from recto.readers.vision.call.told import NO_KEY
from recto.readers.vision.call.wire import Learned, native_body
from recto.readers.vision.quiet import quiet

if TYPE_CHECKING:
    import httpx2

PATH = "/services/aigc/multimodal-generation/generation"


class DashscopeClient(EndpointClient):
    """The native endpoint. Bound to the event loop of its first call."""

    _http: httpx2.AsyncClient | None = None

    async def send(self, request: Request, learned: Learned) -> Completion:
        """One attempt. Raises CallFailed, or InvalidConfig when no call may be made at all."""
        secret = self._secret()
        base_url = self._endpoint.base_url
        if self._http is None:
            self._http = new_http(base_url, self._timeout, self._connections)
        http = self._http
        url = base_url + PATH
        body = native_body(request, self._endpoint, learned)
        # Without a key (a server on this machine) the header would be empty, which HTTP does not
        # allow.
        headers = {"authorization": f"Bearer {secret.reveal() or 'none'}"}
        return await self._answer(
            lambda: http.post(url, json=body, headers=headers), from_native, secret
        )

    async def aclose(self) -> None:
        """Close connections."""
        if self._http is not None:
            with quiet():
                await self._http.aclose()
            self._http = None


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
