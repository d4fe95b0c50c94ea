"""One call to Mistral's OCR endpoint: same Request in, same Completion out as client.py.

POST /ocr takes a document (here one picture as a data URL) and no prompt; it answers with pages of
Markdown and counts pages, not tokens. Tables stay in the Markdown, pictures are not asked for.
"""

from __future__ import annotations

from collections.abc import Mapping

from recto.model.page import Usage
from recto.readers.vision.ask.asks import Request
from recto.readers.vision.call.completion import Completion, as_mapping, no_choices
from recto.readers.vision.call.failures import CallFailed
from recto.readers.vision.call.posting import PostingClient
from recto.readers.vision.call.secret import Secret
from recto.readers.vision.call.told import NO_KEY
from recto.readers.vision.call.wire import Learned

STOP = "stop"  # what stands for the reason to finish, which this endpoint does not give


class MistralOcrClient(PostingClient):
    """The OCR endpoint."""

    path = "/ocr"

    def body(self, request: Request, learned: Learned) -> Mapping[str, object]:
        """One picture as a document."""
        picture = request.pictures[0]
        document = {"type": "image_url", "image_url": picture.url}
        model = self._endpoint.model
        return {"model": model, "document": document, "include_image_base64": False}

    def completion(self, body: Mapping[str, object], seconds: float, secret: Secret) -> Completion:
        """Of all pages. Raises CallFailed."""
        return from_ocr(body, seconds, secret)


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
