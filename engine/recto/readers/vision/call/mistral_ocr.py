"""One call to Mistral's OCR endpoint: same Request in, same Completion out as client.py.

POST /ocr takes a document (here one picture as a data URL) and no prompt; it answers with pages of
Markdown and counts pages, not tokens. Tables stay in the Markdown, pictures are not asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from recto.model.page import Usage
from recto.readers.vision.ask.asks import Request
from recto.readers.vision.call.client import EndpointClient
from recto.readers.vision.call.completion import Completion, as_mapping, no_choices
from recto.readers.vision.call.failures import CallFailed
from recto.readers.vision.call.http import new_http
from recto.readers.vision.call.secret import Secret
from recto.readers.vision.call.told import NO_KEY
from recto.readers.vision.call.wire import Learned
from recto.readers.vision.quiet import quiet

if TYPE_CHECKING:
    import httpx2

PATH = "/ocr"
STOP = "stop"  # what stands for the reason to finish, which this endpoint does not give


class MistralOcrClient(EndpointClient):
    """The OCR endpoint. Bound to the event loop of its first call."""

    _http: httpx2.AsyncClient | None = None

    async def send(self, request: Request, learned: Learned) -> Completion:
        """One attempt. Raises CallFailed, or InvalidConfig when no call may be made at all."""
        secret = self._secret()
        base_url = self._endpoint.base_url
        if self._http is None:
            self._http = new_http(base_url, self._timeout, self._connections)
        http = self._http
        url = base_url + PATH
        body = ocr_body(request, self._endpoint.model)
        headers = {"authorization": f"Bearer {secret.reveal() or 'none'}"}
        return await self._answer(
            lambda: http.post(url, json=body, headers=headers), from_ocr, secret
        )

    async def aclose(self) -> None:
        """Close connections."""
        if self._http is not None:
            with quiet():
                await self._http.aclose()
            self._http = None


def ocr_body(request: Request, model: str) -> dict[str, object]:
    """One picture as a document."""
    picture = request.pictures[0]
    document = {"type": "image_url", "image_url": picture.url}
    return {"model": model, "document": document, "include_image_base64": False}


def from_ocr(body: Mapping[str, object], seconds: float, secret: Secret = NO_KEY) -> Completion:
    """Read an OCR reply. Raises CallFailed when there are no pages in it."""
    pages = body.get("pages")
    if not isinstance(pages, list) or not pages:
        raise CallFailed(no_choices(body, secret))
    texts = []
    for page in pages:
        markdown = as_mapping(page).get("markdown")
        if isinstance(markdown, str):
            texts.append(markdown)
    # An empty page is an answer, not the want of one.
    return Completion("\n".join(texts), STOP, usage=Usage(calls=1), seconds=seconds)
