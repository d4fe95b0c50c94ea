"""Which headers a request carries to which host: what it needs, and nothing that the environment
adds for OpenAI.

A request as the SDK built it enters and is changed in place. The openai package (3.54) puts into
every request, whatever the host: OPENAI_ORG_ID and OPENAI_PROJECT_ID as headers, the lines of
OPENAI_CUSTOM_HEADERS (an Authorization among them replaces the key), and x-stainless-* headers with
this machine's system and Python. They go to OpenAI's own hosts only, and the key that was asked for
is the only one that goes anywhere.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    import httpx2

OPENAI = "api.openai.com"  # and its regions, eu.api.openai.com
NEEDED = frozenset(
    {
        "accept",
        "accept-encoding",
        "authorization",
        "connection",
        "content-length",
        "content-type",
        "host",
        "transfer-encoding",
        "user-agent",
    }
)

Hook = Callable[["httpx2.Request"], Awaitable[None]]


def is_openai(base_url: str) -> bool:
    """Whether the URL is OpenAI's own API, over TLS."""
    parts = urlsplit(base_url)
    if parts.scheme != "https":
        return False
    host = parts.hostname or ""
    is_region = host.endswith(f".{OPENAI}")
    return host == OPENAI or is_region


def unneeded(names: Iterable[str], base_url: str) -> list[str]:
    """The headers that must not go to this host, lower case."""
    if is_openai(base_url):
        return []
    lower = {name.lower() for name in names}
    return list(lower - NEEDED)


def only_needed(base_url: str, key: Callable[[], Awaitable[str]]) -> Hook:
    """What an HTTP client calls with each request before it goes out."""

    async def keep(request: httpx2.Request) -> None:
        headers = request.headers
        for name in unneeded(headers, base_url):
            del headers[name]
        value = await key()
        headers["authorization"] = f"Bearer {value}"

    return keep
