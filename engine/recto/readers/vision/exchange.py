"""One HTTP exchange with its faults given names: a call in, a decoded JSON object out, or CallFailed.

Time-outs cover the whole exchange, so a server that sends a byte now and then cannot hold a page up. Nothing that is
raised here is chained to a library's exception: those hold the request, and the request holds the key.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from recto.readers.vision.completion import Completion
from recto.readers.vision.failures import CallFailed, Failure, Remedy
from recto.readers.vision.http import ReplyTooLarge
from recto.readers.vision.refusals import classify
from recto.readers.vision.scrub import HIDDEN
from recto.readers.vision.secret import Secret, scrub

if TYPE_CHECKING:
    import httpx2

WHOLE = 12  # characters of a key that no page prints by chance
Call = Callable[[], Awaitable["httpx2.Response"]]


async def exchange(call: Call, timeout: float, secret: Secret) -> Mapping[str, object]:
    """Run the call within `timeout` seconds and decode its body. Raises CallFailed."""
    outcome = await _guarded(call, timeout, secret)
    if isinstance(outcome, Failure):
        raise CallFailed(outcome)
    return outcome


def understood(parse: Callable[[], Completion], secret: Secret) -> Completion:
    """What the reply says. Raises CallFailed without the key: a reply quotes, too, and its text is kept in a cache."""
    try:
        found = parse()
    except CallFailed as failed:
        fault = replace(failed.failure, detail=scrub(failed.failure.detail, secret))
    else:
        key = secret.reveal()
        quoted = bool(key) and found.text is not None and len(key) >= WHOLE
        return replace(found, text=str(found.text).replace(key, HIDDEN)) if quoted else found
    raise CallFailed(fault)


async def _guarded(call: Call, timeout: float, secret: Secret) -> Mapping[str, object] | Failure:
    """The body or the failure, as values: raising inside `except` would chain the library's exception."""
    import httpx2
    import openai

    try:
        async with asyncio.timeout(timeout):
            response = await call()
    except openai.APIStatusError as error:
        return classify(error.status_code, error.response.headers, error.response.text, secret)
    except (TimeoutError, openai.APITimeoutError, httpx2.TimeoutException):
        return Failure("timeout", Remedy.RETRY, f"no whole reply within {timeout:g} s", billed=True, alive=False)
    except (openai.APIConnectionError, httpx2.HTTPError, ReplyTooLarge) as error:
        return _broken(error, secret)
    if response.status_code >= 300:
        return classify(response.status_code, response.headers, response.text, secret)
    return _decoded(response)


def _broken(error: Exception, secret: Secret) -> Failure:
    """A connection that failed; whether the request had gone out decides whether it may be billed."""
    cause = error.__cause__ or error
    if isinstance(cause, ReplyTooLarge):
        return Failure("reply-too-large", Remedy.GIVE_UP, str(cause), billed=True)
    name = type(cause).__name__
    sent = name not in ("ConnectError", "ConnectTimeout", "PoolTimeout")
    detail = scrub(f"{name}: {cause}", secret)[:200]
    return Failure("connection-lost" if sent else "unreachable", Remedy.RETRY, detail, billed=sent, alive=False)


def _decoded(response: httpx2.Response) -> Mapping[str, object] | Failure:
    try:
        body = json.loads(response.content)
    except (ValueError, RecursionError):
        return Failure("not-json", Remedy.RETRY, "the endpoint's reply is not JSON", billed=True)
    if not isinstance(body, dict):
        return Failure("not-json", Remedy.RETRY, "the endpoint's reply is not a JSON object", billed=True)
    return body
