"""What all requests of one review share, and how a request's answer is made."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from recto.review.asking import Consulted
from recto.review.sources import Images
from recto.settings.groups import Settings
from recto.web.guard import Guard, Session
from recto.web.worker import Worker


@dataclass(slots=True, eq=False)
class State:
    """One review that is served."""

    out: Path
    worker: Worker
    guard: Guard
    images: Images
    settings: Settings
    llm: Consulted | None = None  # None: no LLM is asked


def state_of(request: Request) -> State:
    """The review that the request is about."""
    state: State = request.app.state.review
    return state


def session_of(request: Request) -> Session:
    """Who asks; let in by the gate (app.py)."""
    session: Session = request.scope["recto.session"]
    return session


def answer(value: Any, status: int = 200) -> Response:
    """JSON."""
    return JSONResponse(value, status)
