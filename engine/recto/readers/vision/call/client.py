"""One call to a chat-completions endpoint through the openai package: a Request in, a Completion
out, or CallFailed.

The SDK's own retries are off: retrying, budgets and rate limits belong to calls.py, which must
count every attempt. An SDK exception holds the request and with it the key, so none is ever chained
to, or kept in, what is raised here.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

from recto.readers.vision.ask.asks import Request
from recto.readers.vision.call.completion import Completion, as_mapping, from_chat
from recto.readers.vision.call.connection import exchange, unquoted
from recto.readers.vision.call.headers import only_needed
from recto.readers.vision.call.http import new_http
from recto.readers.vision.call.providers import Endpoint
from recto.readers.vision.call.secret import Secret, guard_transport, lookup
from recto.readers.vision.call.wire import Learned, chat_body
from recto.readers.vision.quiet import quiet

if TYPE_CHECKING:
    import httpx2
    import openai


class Client(Protocol):
    """One way to put a Request to an endpoint."""

    async def send(self, request: Request, learned: Learned) -> Completion:
        """One attempt. Raises CallFailed, or InvalidConfig when no call may be made at all."""
        ...

    async def aclose(self) -> None:
        """Close connections."""
        ...


class ChatClient:
    """Chat completions. Bound to the event loop of its first call."""

    def __init__(
        self, endpoint: Endpoint, environ: Mapping[str, str], timeout: float, connections: int
    ) -> None:
        self._endpoint = endpoint
        self._environ = environ
        self._timeout = timeout
        self._connections = connections
        self._sdk: openai.AsyncOpenAI | None = None

    async def send(self, request: Request, learned: Learned) -> Completion:
        """One attempt."""
        body = chat_body(request, self._endpoint, learned)
        start = time.perf_counter()
        secret = self._secret()
        decoded = await exchange(lambda: self._post(body), self._timeout, secret)
        seconds = time.perf_counter() - start
        return unquoted(from_chat(decoded, seconds, secret), secret)

    async def models(self) -> list[str]:
        """Names of the models that the endpoint lists. Raises CallFailed."""
        decoded = await exchange(lambda: self._get("/models"), self._timeout, self._secret())
        listed = decoded.get("data")
        if not isinstance(listed, list):
            return []
        return [str(as_mapping(item).get("id", "")) for item in listed]

    async def aclose(self) -> None:
        """Close connections."""
        if self._sdk is not None:
            with quiet():
                await self._sdk.close()
            self._sdk = None

    def _secret(self) -> Secret:
        endpoint = self._endpoint
        secret = lookup(endpoint.key_variable, self._environ, needed=endpoint.needs_key)
        guard_transport(endpoint.base_url, secret)
        return secret

    async def _key(self) -> str:
        return self._secret().reveal() or "none"  # local servers ignore it

    def _client(self) -> openai.AsyncOpenAI:
        if self._sdk is None:
            import openai

            url = self._endpoint.base_url
            # not `api_key`: OPENAI_CUSTOM_HEADERS would beat it
            before = [only_needed(url, self._key)]
            self._sdk = openai.AsyncOpenAI(
                api_key="none",
                base_url=url,
                max_retries=0,
                timeout=self._timeout,
                http_client=new_http(url, self._timeout, self._connections, before),
            )
        return self._sdk

    async def _post(self, body: Mapping[str, object]) -> httpx2.Response:
        import httpx2

        return await self._client().post("/chat/completions", cast_to=httpx2.Response, body=body)

    async def _get(self, path: str) -> httpx2.Response:
        import httpx2

        return await self._client().get(path, cast_to=httpx2.Response)
