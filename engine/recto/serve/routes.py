"""What each address answers.

Requests of clients that were let in (app.py) enter, answers leave, or Refused. Nothing here reads a
document or waits for the disk in the event loop.
"""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Collection, Mapping

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from recto._version import __version__
from recto.errors import RectoError
from recto.serve.live import Live
from recto.serve.openapi import specification
from recto.serve.parameters import settings_for
from recto.serve.refusals import Refused, busy
from recto.serve.register import Row
from recto.serve.results import result_of
from recto.serve.service import Service
from recto.serve.tokens import Token
from recto.serve.uploads import Upload, received
from recto.serve.views import DOCUMENTS, ENDED, job_view

BEAT = 15.0  # seconds after which a silent stream says that it is alive
KEY = re.compile(r"[!-~]{1,200}")
SECONDS = re.compile(r"[0-9]{1,5}(\.[0-9]{1,3})?")
OWN = ("wait", "name")  # parameters that are no settings
LONGEST_NAME = 255


def service_of(request: Request) -> Service:
    """The service that is asked."""
    service: Service = request.app.state.service
    return service


def token_of(request: Request) -> Token:
    """Who asks; let in by the gate."""
    token: Token = request.scope["recto.token"]
    return token


async def submit(request: Request) -> Response:
    """Take a document: its result if it is there in time, else the job."""
    service, token = service_of(request), token_of(request)
    key = _key(request)
    asked = _query(request)
    await _check(asked, service, token)
    await run_in_threadpool(service.refuse, token)
    if len(service.live) + service.arriving >= service.limits.queue:
        raise busy("the queue is full", service.retry_after())
    service.arriving += 1
    try:
        upload = await _upload(request, service, token, asked)
        own = {name: text for name, text in asked.items() if name not in OWN}
        row = await run_in_threadpool(service.accept, token, upload, own, key)
        live = await run_in_threadpool(service.enqueue, row, request.app.state.loop)
    finally:
        service.arriving -= 1
    wait = float(asked["wait"]) if "wait" in asked else None
    await _ended(live, service, service.limits.waits(wait, upload.size))
    return await _told(row, service)


def _key(request: Request) -> str:
    key = request.headers.get("idempotency-key")
    if key is None:
        return ""
    if not KEY.fullmatch(key):
        raise Refused(422, "an Idempotency-Key is 1 to 200 printable characters without spaces")
    return key


def _query(request: Request) -> dict[str, str]:
    """What the address asks for. Raises Refused."""
    asked: dict[str, str] = {}
    for name, text in request.query_params.multi_items():
        if name in asked:
            raise Refused(422, "a parameter is there twice")
        asked[name] = text
    return asked


async def _check(
    asked: Mapping[str, str],
    service: Service,
    token: Token,
    twice: Collection[str] = (),
) -> None:
    """Raise Refused for what cannot be asked for."""
    if twice:
        raise Refused(422, "a parameter is in the address and in the body")
    wait = asked.get("wait", "0")
    if not SECONDS.fullmatch(wait) or float(wait) > service.limits.wait:
        raise Refused(422, f"wait is a number of seconds from 0 to {service.limits.wait:g}")
    if len(asked.get("name", "-")) not in range(1, LONGEST_NAME + 1):
        raise Refused(422, f"name is a text of 1 to {LONGEST_NAME} characters")
    if asked.get("llm", "off") != "off" and "llm" not in token.scopes:
        raise Refused(403, "this token may not have an LLM asked (scope llm)")
    own = {name: text for name, text in asked.items() if name not in OWN}
    try:
        await run_in_threadpool(settings_for, own, service.settings)
    except RectoError as fault:
        raise Refused(422, str(fault)) from fault


async def _upload(
    request: Request, service: Service, token: Token, asked: dict[str, str]
) -> Upload:
    """The body; what it asks for is checked, and added to what the address does."""
    place = service.store.new_place()
    name = asked.get("name", "")
    upload = await received(request, place, service.limits, name)
    twice = set(upload.fields) & set(asked)
    asked.update(upload.fields)
    try:
        await _check(asked, service, token, twice)
    except Refused:
        place.unlink(missing_ok=True)
        raise
    return upload


async def _ended(live: Live | None, service: Service, seconds: float) -> None:
    """Wait for a job's end, but no longer than that."""
    if live is None or seconds <= 0:
        return
    loop = live.loop
    latest = loop.time() + seconds
    while live.state in ("waiting", "running") and loop.time() < latest:
        if service.stopping and live.state == "waiting":
            return
        await live.changed(live.version, latest - loop.time())


async def _told(row: Row, service: Service) -> Response:
    """200 with the result of a job that has ended, 202 with one that has not."""
    current = await run_in_threadpool(service.register.job, row.id)
    if current is None:
        raise Refused(404, "the job was deleted")
    live = service.live.get(row.id)
    place = f"{DOCUMENTS}/{row.id}"
    headers = {"Location": place, "Recto-Job": row.id}
    kinds = list(current.outcome.get("files", {}))
    # Text alone would not say that some of the document is not in it.
    if current.outcome.get("whole") and len(kinds) == 1:
        answer = await result_of(current, kinds[0], None, service.store)
        answer.headers.update(headers)
        return answer
    status = 200 if current.state in ENDED else 202
    view = job_view(current, live, service.limits)
    return JSONResponse(view, status, headers)


async def _row(request: Request) -> Row:
    """The job that is asked about. Raises Refused: it is another's, or nobody's."""
    service, token = service_of(request), token_of(request)
    name = request.path_params["id"]
    row = await run_in_threadpool(service.register.job, name)
    if row is None or row.client != token.name:
        raise Refused(404, "there is no such job; it was deleted, or its results have expired")
    return row


async def job(request: Request) -> Response:
    """A job as it is now."""
    row = await _row(request)
    service = service_of(request)
    return JSONResponse(job_view(row, service.live.get(row.id), service.limits))


async def delete(request: Request) -> Response:
    """End it, and remove what there is of it."""
    row = await _row(request)
    await run_in_threadpool(service_of(request).delete, row)
    return Response(status_code=204)


async def result(request: Request) -> Response:
    """A result of a job that has ended."""
    row = await _row(request)
    page = None
    for name, text in _query(request).items():
        if name != "page" or not re.fullmatch("[1-9][0-9]{0,5}", text):
            raise Refused(422, "the only parameter is page, a number from 1")
        page = int(text)
    if row.state not in ENDED:
        raise Refused(409, "the job has not ended", {"Retry-After": "1"})
    return await result_of(row, request.path_params["format"], page, service_of(request).store)


async def events(request: Request) -> Response:
    """A job's progress as server-sent events, until it ends."""
    row = await _row(request)
    stream = _events(row, service_of(request))
    headers = {"X-Accel-Buffering": "no"}
    return StreamingResponse(stream, media_type="text/event-stream", headers=headers)


async def _events(row: Row, service: Service) -> AsyncIterator[str]:
    seen = -1
    while True:
        live = service.live.get(row.id)
        current = await run_in_threadpool(service.register.job, row.id)
        if current is None:
            yield _event("deleted", 0, {"id": row.id})
            return
        if current.state in ENDED:
            yield _event("end", seen + 1, job_view(current, live, service.limits))
            return
        if live is None or (service.stopping and live.state == "waiting"):
            yield _event("stopped", seen + 1, job_view(current, live, service.limits))
            return
        if live.version != seen:
            seen = live.version
            yield _event("progress", seen, job_view(current, live, service.limits))
        else:
            yield ": alive\n\n"
        await live.changed(seen, BEAT)


def _event(kind: str, number: int, value: Mapping[str, object]) -> str:
    return f"event: {kind}\nid: {number}\ndata: {json.dumps(value)}\n\n"


async def health(request: Request) -> Response:
    """Whether the process answers."""
    return JSONResponse({"status": "ok", "version": __version__})


async def ready(request: Request) -> Response:
    """Whether a document would be taken."""
    service = service_of(request)
    fault = await run_in_threadpool(service.fault)
    is_full = len(service.live) + service.arriving >= service.limits.queue
    status = fault or ("the queue is full" if is_full else "ok")
    told = {"status": status, "open": len(service.live), "queue": service.limits.queue}
    return JSONResponse(told, 200 if status == "ok" else 503)


async def metrics(request: Request) -> Response:
    """For Prometheus."""
    text = await run_in_threadpool(service_of(request).metrics.text)
    return Response(text, media_type="text/plain; version=0.0.4; charset=utf-8")


async def openapi(request: Request) -> Response:
    """What this service is, for programs."""
    service = service_of(request)
    told = await run_in_threadpool(
        specification, service.settings, service.limits, service.tokens.are_wanted
    )
    return JSONResponse(told)
