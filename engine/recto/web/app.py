"""The application: its routes, the gate before all of them, and what an error becomes.

A State enters; a Starlette application leaves. Our own files are served by name from a fixed list,
so that no path of a request ever becomes a path on the disk.
"""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from http.cookies import SimpleCookie
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from recto._version import __version__
from recto.errors import BadArguments, RectoError
from recto.files.written_text import plain
from recto.review.desk import Stale
from recto.web import blind_routes, page_routes, queue_routes
from recto.web.asked import MOST_BODY
from recto.web.guard import HEADERS
from recto.web.state import State, answer, state_of
from recto.writers.html import asset, filled

HOME = "recto.web"
FILES: Mapping[str, str] = {
    "review.css": "text/css",
    "main.js": "text/javascript",
    "queue.js": "text/javascript",
    "blind.js": "text/javascript",
    "page.js": "text/javascript",
    "talk.js": "text/javascript",
    "parts.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}


async def index(request: Request) -> Response:
    """The page itself; with a token, the way in."""
    token = request.query_params.get("token")
    if token is None:
        return Response(
            filled(
                HOME,
                "review",
                version=__version__,
            ),
            media_type="text/html",
        )
    guard = state_of(request).guard
    session = guard.let_in(token)
    if session is None:
        what = "this address was used already: start recto review again, or ask for another link"
        return PlainTextResponse(what, 403)
    entered = RedirectResponse("/", 303)
    entered.set_cookie(
        guard.cookie,
        session.id,
        httponly=True,
        samesite="strict",
        path="/",
    )
    return entered


async def static(request: Request) -> Response:
    """One of our own files."""
    name = request.path_params["name"]
    if name not in FILES:
        return PlainTextResponse("not here", 404)
    return Response(asset(HOME, f"static/{name}"), media_type=FILES[name])


ROUTES = (
    Route("/", index),
    Route("/static/{name}", static),
    Route("/crop", page_routes.crop),
    Route("/image", page_routes.image),
    Route("/api/start", queue_routes.start),
    Route("/api/name", queue_routes.name, methods=["POST"]),
    Route("/api/items", queue_routes.items),
    Route("/api/context", queue_routes.context),
    Route("/api/skip", queue_routes.skip, methods=["POST"]),
    Route("/api/say", queue_routes.say, methods=["POST"]),
    Route("/api/undo", queue_routes.undo, methods=["POST"]),
    Route("/api/alike", queue_routes.alike),
    Route("/api/say-alike", queue_routes.say_alike, methods=["POST"]),
    Route("/api/page", page_routes.view),
    Route("/api/unread", page_routes.unread),
    Route("/api/read", page_routes.read, methods=["POST"]),
    Route("/api/write", page_routes.write, methods=["POST"]),
    Route("/api/link", page_routes.link, methods=["POST"]),
    Route("/api/trail", page_routes.trail),
    Route("/api/blind", blind_routes.items),
    Route("/api/blind/say", blind_routes.say, methods=["POST"]),
    Route("/api/blind/undo", blind_routes.undo, methods=["POST"]),
)


class Gate:
    """Before every route: who asks, from where, how much; and the headers of every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] == "websocket":  # there is none here; its handshake has no such checks
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]
                message["headers"] = [*message["headers"], *own]
            await send(message)

        refused = refusal(scope)
        await (refused or self.app)(scope, receive, guarded)


def refusal(scope: Scope) -> Response | None:
    """Why this request goes no further; sets the session of one that does."""
    request = Request(scope)
    guard = request.app.state.review.guard
    fault = guard.fault(request.method, request.headers)
    if fault:
        return PlainTextResponse(fault, 403)
    size = request.headers.get("content-length", "0")
    if not size.isdigit() or int(size) > MOST_BODY or "transfer-encoding" in request.headers:
        return PlainTextResponse("the request is too large", 413)
    if request.url.path == "/" and "token" in request.query_params:
        return None
    cookies = SimpleCookie(request.headers.get("cookie", ""))
    session = guard.session({name: morsel.value for name, morsel in cookies.items()})
    if session is None:
        return PlainTextResponse("open the address that recto review printed", 403)
    scope["recto.session"] = session
    return None


async def failed(request: Request, fault: Exception) -> Response:
    """What went wrong, in words."""
    if isinstance(fault, Stale):
        return answer({"error": str(fault), "found": fault.found, "by": fault.by}, 409)
    status = 400 if isinstance(fault, BadArguments) else 500
    return answer({"error": str(fault)}, status)


async def busy(request: Request, fault: Exception) -> Response:
    """The ledger cannot be written now: the browser keeps what was said, and sends it again."""
    return answer({"error": f"the ledger cannot be used now ({plain(str(fault))})"}, 503)


@asynccontextmanager
async def alive(app: Starlette) -> AsyncIterator[None]:
    """From the first request to the last: connections to an endpoint end with it."""
    yield
    llm = app.state.review.llm
    if llm is not None:
        await llm.vision.aclose()


def made(state: State) -> Starlette:
    """The application of one review."""
    handlers: dict[Any, Any] = {RectoError: failed, sqlite3.Error: busy}
    app = Starlette(
        routes=ROUTES,
        middleware=[Middleware(Gate)],
        exception_handlers=handlers,
        lifespan=alive,
    )
    app.state.review = state
    return app
