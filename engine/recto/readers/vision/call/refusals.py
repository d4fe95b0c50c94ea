"""What an HTTP error status means: a table from status, code and words to a named Failure with its
remedy.

Status, headers and body enter, a Failure leaves, its detail scrubbed of the key. That an exhausted
quota is not a rate limit, and that a content filter is not a bad request, is decided only here; and
how long a server may make us wait. All of it is the server's own word: of any type, length and
charset. Pure.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from recto.readers.vision.call import json_in
from recto.readers.vision.call.completion import as_mapping
from recto.readers.vision.call.failures import Failure, Remedy
from recto.readers.vision.call.secret import Secret
from recto.readers.vision.call.told import told, words_of
from recto.reasons import Reason

LONGEST_WAIT = 300.0  # seconds; a server that asks for more is taken for down
LONGEST_HEADER = 64  # characters of a number or a date
LONGEST_PLACE = 150  # characters of where a redirect leads
# characters in which the cause is looked for: the patterns below take quadratic time at worst
WORDS = 4000

# (statuses, pattern over code, type and message, failure code, remedy): the first row that fits
# decides.
_ROWS: tuple[tuple[set[int], str, str, Remedy], ...] = (
    (
        {400, 404, 415, 422, 500},
        (
            r"image input is not supported|mmproj|not support (image|vision)|not a"
            r" multimodal|support image input"
        ),
        Reason.NO_VISION,
        Remedy.STOP,
    ),
    ({402}, "", Reason.QUOTA_EXHAUSTED, Remedy.STOP),
    (
        {400, 403, 429},
        (
            r"insufficient_quota|exceeded your current"
            r" quota|billing|arrearage|freetieronly|(credit|insufficient).balance"
        ),
        Reason.QUOTA_EXHAUSTED,
        Remedy.STOP,
    ),
    (
        {400, 403, 422, 451},
        (
            r"content_filter|content.policy|content"
            r" management|data_?inspection|responsibleai|safety|sensitive|high risk"
        ),
        Reason.CONTENT_FILTER,
        Remedy.SPLIT,
    ),
    ({400}, r"recitation", Reason.RECITATION, Remedy.SPLIT),
    ({401, 403}, "", Reason.KEY_REFUSED, Remedy.STOP),
    (
        {400},
        r"api.?key (is )?(not valid|invalid|expired)|invalid.?api.?key",
        Reason.KEY_REFUSED,
        Remedy.STOP,
    ),
    ({404}, "", Reason.MODEL_NOT_FOUND, Remedy.STOP),
    (
        {400, 422},
        r"invalid model|model_not_found|model\b.{0,80}(not found|not exist)",
        Reason.MODEL_NOT_FOUND,
        Remedy.STOP,
    ),
    # A limit on the reply, not on the request: wire.learn reads the number out of it.
    ({400, 422}, r"max\w*_tokens(?!.*context length)", Reason.BAD_REQUEST, Remedy.GIVE_UP),
    (
        {400, 413, 422},
        (
            r"context.length|too (large|long|many"
            r" (tokens|images))|maximum.*(tokens|size|context|images)|payload|entity"
        ),
        Reason.TOO_LARGE,
        Remedy.SPLIT,
    ),
    ({413}, "", Reason.TOO_LARGE, Remedy.SPLIT),
    (set(range(300, 400)), "", Reason.REDIRECTED, Remedy.GIVE_UP),
    ({407}, "", Reason.PROXY_REFUSED, Remedy.STOP),
    ({408, 409, 425, 504, 524}, "", Reason.SERVER_TIMEOUT, Remedy.RETRY),
    ({429}, "", Reason.RATE_LIMITED, Remedy.RETRY),
)
HEAD = 200  # characters of a body that is shown where nothing else names the fault
SERVER_FAULTS = 500  # the status from which it is the server's fault


def classify(status: int, headers: Mapping[str, str], body: str, secret: Secret) -> Failure:
    """Name the failure that this status and body stand for."""
    # "HTTP 407 Proxy Authentication Required", and of a redirect where it leads
    name = f"HTTP {status}"
    with suppress(ValueError):
        name = f"HTTP {status} {HTTPStatus(status).phrase}"
    leads_to = headers.get("location", "")
    if 300 <= status < 400 and leads_to:
        name = f"{name} to {leads_to[:LONGEST_PLACE]}"
    message = f"{name}: {_message(body)}"
    detail = told(message.rstrip(": "), secret)

    words = _words(body)
    code, remedy, alive = _named(status, words)
    wait = retry_after(headers)
    if remedy is not Remedy.RETRY:
        return Failure(code, remedy, detail, alive=alive)
    if wait is not None and wait > LONGEST_WAIT:
        return Failure(f"{code}-for-long", Remedy.STOP, detail, wait)
    return Failure(code, remedy, detail, wait, alive=alive)


def _named(status: int, words: str) -> tuple[str, Remedy, bool]:
    """(code, remedy, whether the endpoint is alive)."""
    for statuses, pattern, code, remedy in _ROWS:
        if status in statuses and re.search(pattern, words):
            return code, remedy, True
    if status >= SERVER_FAULTS:
        return Reason.SERVER_ERROR, Remedy.RETRY, False
    return Reason.BAD_REQUEST, Remedy.GIVE_UP, True


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds that the server asks us to wait: retry-after-ms, or Retry-After as seconds or as a
    date.

    None for what is neither; a date in the past is no wait. A date without a zone is GMT, as HTTP
    dates are.
    """
    lower: dict[str, str] = {}
    for name, value in headers.items():
        short = value.strip()[:LONGEST_HEADER]
        lower[name.lower()] = short
    milliseconds = lower.get("retry-after-ms", "")
    if _NUMBER.fullmatch(milliseconds):
        return float(milliseconds) / 1000
    asked = lower.get("retry-after", "")
    if _NUMBER.fullmatch(asked):
        return float(asked)
    try:
        when = parsedate_to_datetime(asked)
        if not when.tzinfo:
            when = when.replace(tzinfo=UTC)
        left = when - datetime.now(UTC)
        return max(0.0, left.total_seconds())
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?")


def plain_text(body: bytes) -> str:
    """The body in the Unicode form that it is written in; what it says of its charset is not
    asked.
    """
    encoding = json.detect_encoding(body)
    return body.decode(encoding, "replace")


def _error(body: str) -> Mapping[str, object]:
    """The error object: under "error", or the body itself (DashScope), or the first of a list
    (Gemini).
    """
    try:
        decoded = json_in.decode(body)
    except (ValueError, RecursionError):
        return {}
    if isinstance(decoded, list) and decoded:
        decoded = decoded[0]
    outer = as_mapping(decoded)
    inner = outer.get("error")
    if isinstance(inner, str):
        return {"message": inner}
    return as_mapping(inner) or outer


def _message(body: str) -> str:
    """What the error says: its message, or else whatever words are in it, or the body's head."""
    message = _error(body).get("message")
    if isinstance(message, str) and message:
        return message
    head = body[:HEAD]
    try:
        decoded = json_in.decode(body)
        return words_of(decoded) or head
    except (ValueError, RecursionError):
        return head


def _words(body: str) -> str:
    """Everything that may name the cause, in lower case; inner errors included."""
    error = _error(body)
    try:
        words = json.dumps(error) if error else body
    except RecursionError:
        words = body
    return words[:WORDS].lower()
