"""`recto-paperless-note`: paperless's post-consume script; puts the doubts on the document.

DOCUMENT_ID and DOCUMENT_SOURCE_PATH, as paperless sets them, enter; a note, and a tag where one is
named, go to paperless's own API. Without RECTO_PAPERLESS_URL and RECTO_PAPERLESS_TOKEN nothing is
sent. The token is in a header of requests to that address alone, and in no message.
"""

from __future__ import annotations

import json
import os
import sys
import urllib.parse
import urllib.request
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.error import URLError

from recto_paperless.doubts import take

SECONDS = 30.0  # for one request
# Of an address that does not answer, or not as paperless does.
FAULTS = (URLError, HTTPException, OSError, ValueError, LookupError, TypeError)


class _Here(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: the token would go along, wherever it leads."""

    def redirect_request(self, *_: Any) -> None:
        """None: the answer that would redirect is an HTTPError."""


def main() -> None:
    """Exit code 0, also where paperless does not answer: the document itself is well."""
    url = os.environ.get("RECTO_PAPERLESS_URL", "").rstrip("/")
    token = os.environ.get("RECTO_PAPERLESS_TOKEN", "").strip()  # files of secrets end in a newline
    document = os.environ.get("DOCUMENT_ID", "")
    source = Path(os.environ.get("DOCUMENT_SOURCE_PATH", ""))
    if not source.is_file():
        return
    sentences = take(source)
    if not (url and token and document.isdigit() and sentences):
        return
    try:
        tell(url, token, int(document), sentences, os.environ.get("RECTO_PAPERLESS_TAG", ""))
    except FAULTS as fault:
        # A ValueError on a header that cannot be sent quotes the token.
        reason = str(fault) if isinstance(fault, OSError | HTTPException) else type(fault).__name__
        what = f"recto-paperless: no note was made on document {document}: {reason}"
        print(what, file=sys.stderr)


def tell(url: str, token: str, document: int, sentences: list[str], tag: str) -> None:
    """Write the note; add the tag. Raises URLError or ValueError."""
    note = "Recto: " + "; ".join(sentences)
    _ask(url, token, f"/api/documents/{document}/notes/", {"note": note})
    if tag:
        parameters = {"tag": _tag(url, token, tag)}
        edit = {"documents": [document], "method": "add_tag", "parameters": parameters}
        _ask(url, token, "/api/documents/bulk_edit/", edit)


def _tag(url: str, token: str, name: str) -> int:
    """The number of the tag, made if it is not there."""
    wanted = urllib.parse.urlencode({"name__iexact": name})
    found = _ask(url, token, f"/api/tags/?{wanted}", None)["results"]
    if found:
        return int(found[0]["id"])
    return int(_ask(url, token, "/api/tags/", {"name": name})["id"])


def _ask(url: str, token: str, path: str, body: dict[str, Any] | None) -> Any:
    if urllib.parse.urlsplit(url).scheme not in ("http", "https"):
        raise URLError("RECTO_PAPERLESS_URL is no http(s) URL")
    data = json.dumps(body).encode() if body is not None else None
    headers = {"Authorization": f"Token {token}", "Content-Type": "application/json"}
    request = urllib.request.Request(url + path, data, headers)
    opener = urllib.request.build_opener(_Here)
    with opener.open(request, timeout=SECONDS) as answer:
        return json.loads(answer.read() or b"null")
