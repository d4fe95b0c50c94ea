"""One call to an endpoint that is no chat: a JSON body is posted to one path, its JSON is read.

A Request enters, a Completion leaves, or CallFailed, as in client.py. What is posted and how the
reply is read is the protocol's (dashscope.py, mistral_ocr.py).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from recto.readers.vision.ask.asks import Request
from recto.readers.vision.call.client import EndpointClient
from recto.readers.vision.call.completion import Completion
from recto.readers.vision.call.http import new_http
from recto.readers.vision.call.secret import Secret
from recto.readers.vision.call.wire import Learned
from recto.readers.vision.quiet import quiet

if TYPE_CHECKING:
    import httpx2


class PostingClient(EndpointClient, ABC):
    """Such an endpoint. Bound to the event loop of its first call."""

    path: ClassVar[str]  # behind the base URL
    _http: httpx2.AsyncClient | None = None

    @abstractmethod
    def body(self, request: Request, learned: Learned) -> Mapping[str, object]:
        """What is posted."""

    @abstractmethod
    def completion(self, body: Mapping[str, object], seconds: float, secret: Secret) -> Completion:
        """What the reply says. Raises CallFailed."""

    async def send(self, request: Request, learned: Learned) -> Completion:
        """One attempt. Raises CallFailed, or InvalidConfig when no call may be made at all."""
        secret = self._secret()
        base_url = self._endpoint.base_url
        if self._http is None:
            self._http = new_http(base_url, self._timeout, self._connections)
        http = self._http
        url = base_url + self.path
        body = self.body(request, learned)
        # Without a key (a server on this machine) the header would be empty, which HTTP does not
        # allow.
        headers = {"authorization": f"Bearer {secret.reveal() or 'none'}"}
        return await self._answer(
            lambda: http.post(url, json=body, headers=headers), self.completion, secret
        )

    async def aclose(self) -> None:
        """Close connections."""
        if self._http is not None:
            with quiet():
                await self._http.aclose()
            self._http = None
