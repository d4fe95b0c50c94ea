"""The connection to a provider's batch interface: JSON, files that go up, files that come down.

Paths below the endpoint's own base URL and values enter; decoded JSON leaves, or a file filled on
disk, or CallFailed. As with every call: the key is looked up for each one and goes to the
endpoint's own host over TLS alone, redirects are not followed, and what is read has a cap. Files
are streamed: 200 MB never stand in memory.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TypeVar
from urllib.parse import urlsplit

from recto.readers.vision.call.client import key_of
from recto.readers.vision.call.connection import attempted, exchange
from recto.readers.vision.call.failures import CallFailed, Failure, Remedy
from recto.readers.vision.call.http import LARGEST, new_http
from recto.readers.vision.call.providers import Endpoint
from recto.readers.vision.call.secret import Secret
from recto.readers.vision.quiet import quiet
from recto.reasons import Reason

if TYPE_CHECKING:
    import httpx2

# Seconds for a file of 200 MB: at 1 Mbit/s that is 27 minutes.
FILE_SECONDS = 1800.0
# bytes of a file that comes down: 50,000 replies of 80 kB, twice what the longest honest ones take
LARGEST_FILE = 4_000_000_000
CONNECTIONS = 2
PIECE = 2**20  # bytes of a file that are sent at once
Got = TypeVar("Got")
Call = Callable[["httpx2.AsyncClient", Mapping[str, str]], Awaitable[Got]]


class Transfer:
    """Bound to the event loop of its first call."""

    def __init__(
        self,
        endpoint: Endpoint,
        environ: Mapping[str, str],
        timeout: float,
        *,
        key_header: str = "authorization",
        base_url: str = "",
    ) -> None:
        """`base_url`: on the endpoint's own host, where the interface is not below its own."""
        self.base_url = base_url or endpoint.base_url
        self._endpoint = endpoint
        self._environ = environ
        self._timeout = timeout
        self._key_header = key_header
        self._clients: dict[int, httpx2.AsyncClient] = {}  # by the cap on what is read

    async def get(self, path: str, **parameters: str) -> Mapping[str, object]:
        """A JSON object. Raises CallFailed, or InvalidConfig where no call may be made."""
        url = self._url(path)
        return await self._json(
            lambda http, headers: http.get(url, params=parameters, headers=headers)
        )

    async def post(self, path: str, body: Mapping[str, object]) -> Mapping[str, object]:
        """The answer to a JSON object. Raises as `get`."""
        url = self._url(path)
        return await self._json(lambda http, headers: http.post(url, json=body, headers=headers))

    async def upload(
        self, path: str, fields: Mapping[str, str], file: Path
    ) -> Mapping[str, object]:
        """The answer to a form with a file in it. Raises as `get`."""
        url = self._url(path)
        with file.open("rb") as opened:
            form = {"file": (file.name, opened, "application/jsonl")}
            return await self._json(
                lambda http, headers: http.post(
                    url, data=dict(fields), files=form, headers=headers, timeout=FILE_SECONDS
                ),
                FILE_SECONDS,
            )

    async def started(self, path: str, more: Mapping[str, str], body: Mapping[str, object]) -> str:
        """Where a resumable upload goes, by the answer's header; on this host alone. Raises as
        `get`.
        """
        url = self._url(path)
        response = await self._whole(
            lambda http, headers: http.post(url, json=body, headers={**headers, **more})
        )
        place = str(response.headers.get("x-goog-upload-url", ""))
        here = urlsplit(self.base_url)
        there = urlsplit(place)
        if (there.scheme, there.netloc) != (here.scheme, here.netloc):
            detail = f"the upload is sent elsewhere ({there.hostname or 'nowhere'})"
            raise CallFailed(Failure(Reason.REDIRECTED, Remedy.STOP, detail))
        return place

    async def put_bytes(
        self, url: str, more: Mapping[str, str], file: Path
    ) -> Mapping[str, object]:
        """The answer to a file's bytes, sent to what `started` gave. Raises as `get`."""
        size = str(file.stat().st_size)

        async def pieces() -> AsyncIterator[bytes]:
            with file.open("rb") as opened:
                while piece := opened.read(PIECE):
                    yield piece

        return await self._json(
            lambda http, headers: http.post(
                url,
                content=pieces(),
                headers={**headers, **more, "content-length": size},
                timeout=FILE_SECONDS,
            ),
            FILE_SECONDS,
        )

    async def download(self, path: str, into: BinaryIO, **parameters: str) -> None:
        """Fill `into` with a file's bytes. Raises as `get`."""
        url = self._url(path)

        async def fill(http: httpx2.AsyncClient, headers: Mapping[str, str]) -> None:
            into.seek(0)
            into.truncate()
            asked = http.stream("GET", url, params=parameters, headers=headers)
            async with asked as response:
                async for piece in response.aiter_bytes():
                    into.write(piece)

        await self._whole(fill, FILE_SECONDS, LARGEST_FILE)

    async def aclose(self) -> None:
        """Close connections."""
        for http in self._clients.values():
            with quiet():
                await http.aclose()
        self._clients.clear()

    def _url(self, path: str) -> str:
        """Below the base URL; from the root of its host where the path begins with two slashes."""
        if path.startswith("//"):
            parts = urlsplit(self.base_url)
            return f"{parts.scheme}://{parts.netloc}{path[1:]}"
        return f"{self.base_url}{path}"

    async def _json(
        self, call: Call[httpx2.Response], seconds: float = 0.0
    ) -> Mapping[str, object]:
        http, headers, secret = self._ready()
        return await exchange(lambda: call(http, headers), seconds or self._timeout, secret)

    async def _whole(self, call: Call[Got], seconds: float = 0.0, largest: int = LARGEST) -> Got:
        http, headers, secret = self._ready(largest)
        return await attempted(lambda: call(http, headers), seconds or self._timeout, secret)

    def _ready(self, largest: int = LARGEST) -> tuple[httpx2.AsyncClient, dict[str, str], Secret]:
        """The client, the header with the key, and the key. Raises InvalidConfig."""
        secret = key_of(self._endpoint, self._environ)
        if largest not in self._clients:
            self._clients[largest] = new_http(
                self.base_url, FILE_SECONDS, CONNECTIONS, largest=largest
            )
        value = secret.reveal() or "none"
        if self._key_header == "authorization":
            value = f"Bearer {value}"
        return self._clients[largest], {self._key_header: value}, secret
