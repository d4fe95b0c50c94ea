"""The application: its routes, who may ask for each, the gate before all of them, and what an error
becomes.

A Service enters; a Starlette application leaves. Who comes without a token is told no more than
that; from a browser, where there are no tokens, nothing is taken: a page on the web can make one
send requests to this machine.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from recto.serve import routes
from recto.serve.refusals import Refused, problem
from recto.serve.service import Service
from recto.serve.tokens import ANYONE
from recto.serve.uploads import ARRIVED, drained
from recto.web.guard import Guard

Handler = Callable[[Request], Awaitable[Response]]
HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"default-src 'none'; sandbox"),
    (b"referrer-policy", b"no-referrer"),
    (b"cache-control", b"no-store"),
)
CHALLENGE = {"WWW-Authenticate": 'Bearer realm="recto"'}


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that can be asked for; `scope` empty: by everybody."""

    method: str
    path: str
    handler: Handler
    scope: str = ""


OPERATIONS = (
    Operation("POST", "/v1/documents", routes.submit, "write"),
    Operation("GET", "/v1/documents/{id}", routes.job, "read"),
    Operation("DELETE", "/v1/documents/{id}", routes.delete, "write"),
    Operation("GET", "/v1/documents/{id}/events", routes.events, "read"),
    Operation("GET", "/v1/documents/{id}/results/{format}", routes.result, "read"),
    Operation("GET", "/healthz", routes.health),
    Operation("GET", "/readyz", routes.ready),
    Operation("GET", "/metrics", routes.metrics, "metrics"),
    Operation("GET", "/openapi.json", routes.openapi),
)


def authorise(request: Request, scope: str) -> None:
    """Note who asks. Raises Refused."""
    tokens = routes.service_of(request).tokens
    if not scope:
        request.scope["recto.token"] = ANYONE
        return
    token = tokens.of(request.headers.get("authorization", ""))
    if token is None:
        raise Refused(401, "give a token of this service: Authorization: Bearer ...", CHALLENGE)
    if scope not in token.scopes:
        raise Refused(403, f"this token has no scope {scope}")
    request.scope["recto.token"] = token


def route_of(path: str) -> Route:
    """All that can be asked for at one address, as Starlette has it."""
    known = {each.method: each for each in OPERATIONS if each.path == path}
    if "GET" in known:
        known["HEAD"] = known["GET"]

    async def answer(request: Request) -> Response:
        operation = known[request.method]
        request.scope["recto.route"] = path
        authorise(request, operation.scope)
        return await operation.handler(request)

    return Route(path, answer, methods=list(known))


class Gate:
    """Before every route: from where a request may come; and the headers of every answer."""

    def __init__(self, app: ASGIApp, guard: Guard) -> None:
        self.app = app
        self.guard = guard

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] == "websocket":  # there is none here
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope, receive)

        async def watched() -> Message:
            message = await receive()
            scope[ARRIVED] = not message.get("more_body", False)
            return message

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                _count(request, message["status"])
                message["headers"] = [*message.get("headers", ()), *HEADERS]
            await send(message)

        refusal = self.refusal(request)
        if refusal is not None:
            await drained(Request(scope, watched))
            await refusal(scope, watched, guarded)
            return
        await self.app(scope, watched, guarded)

    def refusal(self, request: Request) -> Response | None:
        """What is not taken from a browser, nor by another name than ours, where no token is
        wanted.
        """
        if request.app.state.service.tokens.are_wanted:
            return None
        if not self.guard.is_ours(request.headers.get("host", "")):
            return problem(403, "this address is not served here")
        if "origin" in request.headers:
            return problem(403, "requests of a browser's pages are not taken without tokens")
        return None


def _count(request: Request, status: int) -> None:
    service: Service = request.app.state.service
    route = request.scope.get("recto.route", "other")
    method = request.method if route != "other" else "other"
    service.metrics.answered(method, route, status)


async def refused(request: Request, fault: Exception) -> Response:
    """In words; what is on its way of the body is read first."""
    await drained(request)
    if isinstance(fault, Refused):
        return fault.response
    if isinstance(fault, HTTPException):
        return problem(fault.status_code, fault.detail, fault.headers)
    if isinstance(fault, ClientDisconnect):  # nobody hears it
        return problem(400, "the request ended early")
    return problem(500, f"internal error ({type(fault).__name__})")


def made(service: Service, guard: Guard) -> Starlette:
    """The application of one service."""

    @asynccontextmanager
    async def alive(app: Starlette) -> AsyncIterator[None]:
        app.state.loop = asyncio.get_running_loop()
        await run_in_threadpool(service.open, app.state.loop)
        yield
        await run_in_threadpool(service.close)

    paths = dict.fromkeys(operation.path for operation in OPERATIONS)
    kinds = (Refused, HTTPException, ClientDisconnect, Exception)
    handlers: dict[Any, Any] = dict.fromkeys(kinds, refused)
    paths = dict.fromkeys(each.path for each in OPERATIONS)
    app = Starlette(
        routes=list(map(route_of, paths)),
        middleware=[Middleware(Gate, guard=guard)],
        exception_handlers=handlers,
        lifespan=alive,
    )
    app.state.service = service
    return app
