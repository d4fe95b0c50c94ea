"""One HTTP exchange with its faults given names: a call in, a decoded JSON object out, or
CallFailed.

Time-outs cover the whole exchange, so a server that sends a byte now and then cannot hold a page
up. Nothing that is raised here is chained to a library's exception: those hold the request, and the
request holds the key. Whatever a library raises on a hostile reply ends here, as a connection that
broke off.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from recto.errors import RectoError
from recto.readers.vision.call import json_in, scrub
from recto.readers.vision.call.body import BodyGarbled, BodyTooLarge
from recto.readers.vision.call.completion import Completion
from recto.readers.vision.call.failures import CallFailed, Failure, Remedy
from recto.readers.vision.call.http import Refusal
from recto.readers.vision.call.refusals import classify, plain_text
from recto.readers.vision.call.secret import Secret
from recto.readers.vision.call.told import told, words_of
from recto.readers.vision.quiet import quiet
from recto.reasons import Reason

if TYPE_CHECKING:
    import httpx2

Call = Callable[[], Awaitable["httpx2.Response"]]
Got = TypeVar("Got")


async def exchange(call: Call, timeout: float, secret: Secret) -> Mapping[str, object]:
    """Run the call within `timeout` seconds and decode its body. Raises CallFailed."""
    response = await attempted(call, timeout, secret)
    outcome = _decoded(response.content, secret)
    if isinstance(outcome, Failure):
        raise CallFailed(outcome)
    return outcome


async def attempted(call: Callable[[], Awaitable[Got]], timeout: float, secret: Secret) -> Got:
    """What a call comes to within `timeout` seconds, whatever it brings. Raises CallFailed."""
    outcome = await _guarded(call, timeout, secret)
    if isinstance(outcome, Failure):
        raise CallFailed(outcome)
    return outcome


def unquoted(found: Completion, secret: Secret) -> Completion:
    """The reply without the key: a server may quote it in its answer, too, and answers are kept in
    a cache.
    """
    if found.text is None:
        return found
    text = scrub.unquoted(found.text, secret.reveal())
    return replace(found, text=text)


async def _guarded(
    call: Callable[[], Awaitable[Got]], timeout: float, secret: Secret
) -> Got | Failure:
    """What came or the failure, as values: raising inside `except` would chain the library's
    exception.
    """
    import httpx2
    import openai

    try:
        with quiet():
            async with asyncio.timeout(timeout):
                return await call()
    except RectoError:  # no key: our own word, before anything was sent
        raise
    except Refusal as refusal:
        return classify(refusal.status, refusal.headers, plain_text(refusal.body), secret)
    except (TimeoutError, openai.APITimeoutError, httpx2.TimeoutException):
        return Failure(
            Reason.TIMEOUT,
            Remedy.RETRY,
            f"no whole reply within {timeout:g} s",
            billed=True,
            alive=False,
        )
    # HTTP libraries raise many things on what servers send
    except Exception as error:  # noqa: BLE001
        return _broken(error, secret)


def _broken(error: Exception, secret: Secret) -> Failure:
    """A connection that failed; whether the request had gone out decides whether it may be
    billed.
    """
    if isinstance(error, BodyTooLarge):
        return Failure(Reason.REPLY_TOO_LARGE, Remedy.GIVE_UP, str(error), billed=True)
    if isinstance(error, BodyGarbled):
        return Failure(Reason.REPLY_GARBLED, Remedy.RETRY, str(error), billed=True)
    cause = error.__cause__ or error
    name = type(cause).__name__
    sent = name not in ("ConnectError", "ConnectTimeout", "PoolTimeout")
    detail = told(f"{name}: {cause}", secret)
    return Failure(
        Reason.CONNECTION_LOST if sent else Reason.UNREACHABLE,
        Remedy.RETRY,
        detail,
        billed=sent,
        alive=False,
    )


def _decoded(body: bytes, secret: Secret) -> Mapping[str, object] | Failure:
    """The JSON object of a whole reply."""
    try:
        decoded = json_in.decode(body)
    except (ValueError, RecursionError):
        detail = "the endpoint's reply is not JSON"
        return Failure(Reason.NOT_JSON, Remedy.RETRY, detail, billed=True)
    if isinstance(decoded, dict):
        return decoded
    detail = "the endpoint's reply is not a JSON object"
    words = told(words_of(decoded), secret)
    if words:
        detail = f"{detail}: {words}"
    return Failure(Reason.NOT_JSON, Remedy.RETRY, detail, billed=True)
