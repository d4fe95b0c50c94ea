"""The lines of a batch's files: one request, or what became of one.

A Request with its name enters, a line of JSON leaves; a line that a provider wrote enters, a Told
leaves: an answer, a failure with its remedy, or None for what is no such line. Which model answered
is looked at here: an answer of another one than was asked is none. Pure.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from recto.readers.vision.ask.asks import Request
from recto.readers.vision.call import json_in
from recto.readers.vision.call.completion import Completion, as_mapping, from_chat, number
from recto.readers.vision.call.connection import unquoted
from recto.readers.vision.call.failures import CallFailed, Failure, Remedy
from recto.readers.vision.call.providers import Endpoint
from recto.readers.vision.call.refusals import classify
from recto.readers.vision.call.secret import Secret
from recto.readers.vision.call.told import NO_KEY, told, words_of
from recto.readers.vision.call.wire import Learned, chat_body
from recto.readers.vision.jobs.gemini_wire import from_gemini, gemini_body
from recto.readers.vision.jobs.names import NAME
from recto.readers.vision.jobs.offers import Offer
from recto.reasons import Reason

OK = range(200, 300)
RESOURCE = "models/"  # before a model's name in Gemini's paths
LATEST = "-latest"
HTTP_ERRORS = 400  # the status from which a reply is a refusal
# The deployment's name is not the model's, and a server of one's own may call it as it likes.
NAMES_DIFFER = frozenset({"azure", "vllm"})


@dataclass(frozen=True, slots=True)
class Told:
    """What a line says of one request."""

    name: str
    outcome: Completion | Failure


def request_line(
    name: str, request: Request, endpoint: Endpoint, learned: Learned, offer: Offer
) -> bytes:
    """One request, as the provider's files have them."""
    if offer.shape == "gemini":
        row: dict[str, object] = {
            "key": name,
            "request": gemini_body(request, endpoint, learned),
        }
    else:
        body = chat_body(request, endpoint, learned)
        row = {"custom_id": name, "body": body}
        if offer.shape != "mistral":
            row |= {"method": "POST", "url": offer.url}
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def told_by(line: bytes, endpoint: Endpoint, offer: Offer, secret: Secret = NO_KEY) -> Told | None:
    """What a line of an output or error file says; None where it is no line of one."""
    try:
        row = as_mapping(json_in.decode(line))
    except (ValueError, RecursionError):
        return None
    name = row.get("key" if offer.shape == "gemini" else "custom_id")
    if not isinstance(name, str) or not NAME.fullmatch(name):
        return None
    try:
        outcome: Completion | Failure = _completion(row, endpoint, offer, secret)
    except CallFailed as failed:
        outcome = failed.failure
    return Told(name, outcome)


def _completion(
    row: Mapping[str, object], endpoint: Endpoint, offer: Offer, secret: Secret
) -> Completion:
    """The answer in a line. Raises CallFailed."""
    response = as_mapping(row.get("response"))
    if not response or (row.get("error") and not response.get("body")):
        raise CallFailed(_failed(row, 0, secret))
    if offer.shape == "gemini":
        _check_model(response.get("modelVersion"), endpoint)
        return unquoted(from_gemini(response, 0.0, secret), secret)
    status = number(response.get("status_code"))
    body = as_mapping(response.get("body"))
    if status and status not in OK:
        raise CallFailed(_failed(row, status, secret))
    _check_model(body.get("model"), endpoint)
    return unquoted(from_chat(body, 0.0, secret), secret)


def _failed(row: Mapping[str, object], status: int, secret: Secret) -> Failure:
    """What went wrong with one request: as the same refusal of a live call is understood."""
    response = as_mapping(row.get("response"))
    said = row.get("error") or response.get("body") or row
    said = as_mapping(said).get("error") or said
    words = told(words_of(said), secret)
    code = str(as_mapping(row.get("error")).get("code", ""))
    if not status and code.isdecimal():
        status = int(code[:3])
    if status >= HTTP_ERRORS:
        return classify(status, {}, json.dumps({"error": said}, default=str), secret)
    # Expired, cancelled, or in words that nobody knows: it was not answered, and is asked again
    return Failure(Reason.BATCH_UNANSWERED, Remedy.RETRY, words or code)


def _check_model(answered: object, endpoint: Endpoint) -> None:
    """Raise CallFailed where another model answered. `gpt-x-2026-01-01` is `gpt-x`."""
    if not isinstance(answered, str) or not answered or endpoint.provider in NAMES_DIFFER:
        return
    asked = endpoint.model.lower().removeprefix(RESOURCE).removesuffix(LATEST)
    got = answered.lower().removeprefix(RESOURCE)
    if got.startswith(asked) or asked.endswith(f"/{got}"):
        return
    detail = told(f"{answered} answered for {endpoint.model}", NO_KEY)
    raise CallFailed(Failure(Reason.OTHER_MODEL, Remedy.GIVE_UP, detail, billed=True))
