"""The one HTTP client setting for both protocols: no redirects, no compression, a cap on what is read, all timeouts.

A cap is needed because a reply is read into memory whole: 20 MB of it is a fault of the server, not a transcription.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from recto.readers.vision.headers import Hook
from recto.readers.vision.secret import is_loopback

if TYPE_CHECKING:
    import httpx2

LARGEST = 4_000_000  # bytes; the longest honest reply (8,000 tokens) is under 100 kB


class ReplyTooLarge(Exception):
    """The reply passed the cap; reading stopped there."""


def new_http(base_url: str, timeout: float, connections: int, before: Sequence[Hook] = ()) -> httpx2.AsyncClient:
    """A client for one event loop. A redirect is an error: it would carry pages, and a key, to another host.

    `before` is called with each request. The environment's proxy is used, but never for a server on this machine.
    """
    import httpx2

    async def cap(response: httpx2.Response) -> None:
        stream = response.stream
        if isinstance(stream, httpx2.AsyncByteStream):
            response.stream = _capped(stream)

    return httpx2.AsyncClient(
        timeout=httpx2.Timeout(timeout, connect=min(10.0, timeout)),
        limits=httpx2.Limits(max_connections=connections, max_keepalive_connections=connections),
        follow_redirects=False,
        trust_env=not is_loopback(urlsplit(base_url).hostname or ""),
        headers={"accept-encoding": "identity"},
        event_hooks={"request": list(before), "response": [cap]},
    )


def _capped(stream: httpx2.AsyncByteStream) -> httpx2.AsyncByteStream:
    import httpx2

    class Capped(httpx2.AsyncByteStream):
        """Passes chunks on until there are too many."""

        async def __aiter__(self) -> AsyncIterator[bytes]:
            size = 0
            async for chunk in stream:
                size += len(chunk)
                if size > LARGEST:
                    raise ReplyTooLarge(f"more than {LARGEST} bytes")
                yield chunk

        async def aclose(self) -> None:
            await stream.aclose()

    return Capped()
