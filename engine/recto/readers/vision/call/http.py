"""The one HTTP client setting for both protocols: no redirects, no cookies, caps on what is read,
all timeouts.

A base URL enters, a client leaves whose replies are small, plain and of status 2xx; any other
status is raised as a Refusal, with the head of its body, before a library looks into it (a body in
the charset "zlib" would be unpacked there). A cap is needed because a reply is read into memory
whole, and becomes up to thirty times as large when its JSON is decoded: 20 MB of it is a fault of
the server, not a transcription.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from http.cookiejar import CookieJar
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from recto.readers.vision.call.body import Body, BodyGarbled, BodyTooLarge
from recto.readers.vision.call.headers import Hook
from recto.readers.vision.call.secret import is_loopback

if TYPE_CHECKING:
    import ssl

    import httpx2

# bytes, unpacked; the longest honest reply (8,000 tokens, every letter escaped) is under 200 kB
LARGEST = 2_000_000
LARGEST_ERROR = 64_000  # bytes read of a refusal; what names its cause stands at its beginning
TOLD = ("retry-after", "retry-after-ms", "location")  # headers of a refusal that are looked at
CONNECTING = 10.0  # seconds that a connection may take


class Refusal(Exception):
    """The endpoint answered with a status other than 2xx."""

    def __init__(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        super().__init__(f"HTTP {status}")
        self.status = status
        self.headers = headers
        self.body = body


class NoCookies(CookieJar):
    """Keeps nothing: a server that sets cookies would fill memory and requests with them."""

    def extract_cookies(self, response: Any, request: Any) -> None:
        """Leave them all."""


def new_http(
    base_url: str,
    timeout: float,
    connections: int,
    before: Sequence[Hook] = (),
    largest: int = LARGEST,
) -> httpx2.AsyncClient:
    """A client for one event loop. A redirect is an error: it would carry pages, and a key, to
    another host.

    `before` is called with each request; `largest`: bytes of a reply that are read. The
    environment's proxy is used, but never for a server on this machine.
    """
    import httpx2

    address = urlsplit(base_url)
    host = address.hostname or ""
    is_plain = address.scheme == "http" and is_loopback(host)
    to_connect = min(CONNECTING, timeout)

    async def checked(response: httpx2.Response) -> None:
        await _checked(response, largest)

    limits = httpx2.Limits(
        max_connections=connections,
        max_keepalive_connections=connections,
    )
    return httpx2.AsyncClient(
        timeout=httpx2.Timeout(timeout, connect=to_connect),
        limits=limits,
        follow_redirects=False,
        trust_env=not is_loopback(host),
        verify=_trusting_nobody() if is_plain else True,
        headers={"accept-encoding": "identity"},
        cookies=NoCookies(),
        event_hooks={"request": list(before), "response": [checked]},
    )


def _trusting_nobody() -> ssl.SSLContext:
    """For a client that never speaks TLS: neither its address nor a redirect nor a proxy wants it.

    It knows no certificates: loading the system's is what takes longest of a new client (25 ms).
    """
    import ssl

    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


async def _checked(response: httpx2.Response, largest: int) -> None:
    """Called once the headers are there. Raises Refusal, or BodyGarbled for a coding that is not
    undone.
    """
    headers = response.headers
    codings: list[str] = []
    for name in headers.get_list("content-encoding", split_commas=True):
        coding = name.strip().lower()
        if coding not in ("", "identity"):
            codings.append(coding)
    status = response.status_code
    if not 200 <= status < 300:
        looked_at = {name: headers.get(name, "") for name in TOLD}
        head = await _head(response, codings)
        raise Refusal(status, looked_at, head)
    body = Body(codings, largest)
    _replace_stream(response, body)
    for name in ("content-encoding", "content-type"):  # the library would unpack and decode by them
        if name in headers:
            del headers[name]


async def _head(response: httpx2.Response, codings: list[str]) -> bytes:
    """The first bytes of a refusal, as many as can be had: its status alone says nearly
    everything.
    """
    import httpx2

    head = bytearray()
    if response.status_code < 200 or not isinstance(response.stream, httpx2.AsyncByteStream):
        return b""
    try:
        body = Body(codings, LARGEST_ERROR)
        async for chunk in response.stream:
            head += body.take(chunk)
    except (httpx2.HTTPError, BodyTooLarge, BodyGarbled):
        pass
    return bytes(head)


def _replace_stream(response: httpx2.Response, body: Body) -> None:
    """Let the reply come through `body`."""
    import httpx2

    if not isinstance(response.stream, httpx2.AsyncByteStream):
        return
    stream: httpx2.AsyncByteStream = response.stream

    class Plain(httpx2.AsyncByteStream):
        """Passes the body on, unpacked, until there is too much of it."""

        async def __aiter__(self) -> AsyncIterator[bytes]:
            async for chunk in stream:
                yield body.take(chunk)
            body.end()

        async def aclose(self) -> None:
            await stream.aclose()

    response.stream = Plain()
