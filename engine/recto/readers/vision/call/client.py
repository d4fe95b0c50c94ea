"""One call to a chat-completions endpoint through the openai package: a Request in, a Completion
out, or CallFailed. What it shares with other protocols (dashscope.py) stands here too.

The SDK's own retries are off: retrying, budgets and rate limits belong to calls.py, which must
count every attempt. An SDK exception holds the request and with it the key, so none is ever chained
to, or kept in, what is raised here.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Protocol

from recto.readers.vision.ask.asks import Request
from recto.readers.vision.call.completion import Completion, as_mapping, from_chat
from recto.readers.vision.call.connection import Call, exchange, unquoted
from recto.readers.vision.call.headers import only_needed
from recto.readers.vision.call.http import new_http
from recto.readers.vision.call.providers import Endpoint
from recto.readers.vision.call.secret import Secret, guard_transport, lookup
from recto.readers.vision.call.wire import Learned, chat_body
from recto.readers.vision.quiet import quiet

if TYPE_CHECKING:
    import httpx2
    import openai


# A decoded body, seconds, the key -> what it says; raises CallFailed
Read = Callable[[Mapping[str, object], float, Secret], Completion]


class Client(Protocol):
    """One way to put a Request to an endpoint."""

    async def send(self, request: Request, learned: Learned) -> Completion:
        """One attempt. Raises CallFailed, or InvalidConfig when no call may be made at all."""
        ...

    async def aclose(self) -> None:
        """Close connections."""
        ...


class EndpointClient:
    """What every client of an endpoint does alike: the key looked up for each call, the time of an
    exchange taken, the key kept out of what comes back.
    """

    def __init__(
        self, endpoint: Endpoint, environ: Mapping[str, str], timeout: float, connections: int
    ) -> None:
        self._endpoint = endpoint
        self._environ = environ
        self._timeout = timeout
        self._connections = connections

    def _secret(self) -> Secret:
        """The key, if it may travel. Raises InvalidConfig."""
        return key_of(self._endpoint, self._environ)

    async def _answer(self, call: Call, read: Read, secret: Secret) -> Completion:
        """One exchange, and what its body says. Raises CallFailed."""
        start = time.perf_counter()
        body = await exchange(call, self._timeout, secret)
        seconds = time.perf_counter() - start
        completion = read(body, seconds, secret)
        return unquoted(completion, secret)


def key_of(endpoint: Endpoint, environ: Mapping[str, str]) -> Secret:
    """The endpoint's key. Raises InvalidConfig: it is needed and not set, or would travel in clear
    text.
    """
    secret = lookup(
        endpoint.key_variable,
        environ,
        needed=endpoint.needs_key,
    )
    guard_transport(endpoint.base_url, secret)
    return secret


class ChatClient(EndpointClient):
    """Chat completions. Bound to the event loop of its first call."""

    _sdk: openai.AsyncOpenAI | None = None

    async def send(self, request: Request, learned: Learned) -> Completion:
        """One attempt."""
        import httpx2

        body = chat_body(request, self._endpoint, learned)
        secret = self._secret()

        def post() -> Awaitable[httpx2.Response]:
            client = self._client()
            return client.post("/chat/completions", cast_to=httpx2.Response, body=body)

        return await self._answer(post, from_chat, secret)

    async def models(self) -> list[str]:
        """Names of the models that the endpoint lists. Raises CallFailed."""
        import httpx2

        def get() -> Awaitable[httpx2.Response]:
            client = self._client()
            return client.get("/models", cast_to=httpx2.Response)

        secret = self._secret()
        body = await exchange(get, self._timeout, secret)
        listed = body.get("data")
        if not isinstance(listed, list):
            return []
        names: list[str] = []
        for item in listed:
            name = as_mapping(item).get("id", "")
            names.append(str(name))
        return names

    async def aclose(self) -> None:
        """Close connections."""
        if self._sdk is not None:
            with quiet():
                await self._sdk.close()
            self._sdk = None

    async def _key(self) -> str:
        """What stands in the header; local servers ignore it."""
        secret = self._secret()
        return secret.reveal() or "none"

    def _client(self) -> openai.AsyncOpenAI:
        """The SDK's client, made by the first call."""
        if self._sdk is None:
            import openai

            url = self._endpoint.base_url
            # not `api_key`: OPENAI_CUSTOM_HEADERS would beat it
            before = [only_needed(url, self._key)]
            http = new_http(url, self._timeout, self._connections, before)
            self._sdk = openai.AsyncOpenAI(
                api_key="none",
                base_url=url,
                max_retries=0,
                timeout=self._timeout,
                http_client=http,
            )
        return self._sdk
