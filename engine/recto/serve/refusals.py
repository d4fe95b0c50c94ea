"""What the service refuses, and in which words: problem details, as RFC 9457 has them.

A status and a sentence enter, a JSON answer leaves. Nothing of a request's headers is quoted.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from starlette.responses import JSONResponse, Response

PROBLEM = "application/problem+json"


class Refused(Exception):
    """A request that goes no further."""

    def __init__(self, status: int, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = headers

    @property
    def response(self) -> Response:
        """The answer."""
        return problem(self.status, self.detail, self.headers)


def problem(status: int, detail: str, headers: Mapping[str, str] | None = None) -> Response:
    """What went wrong, for programs and for people."""
    body = {"title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    return JSONResponse(body, status, dict(headers or {}), media_type=PROBLEM)


def busy(detail: str, seconds: float) -> Refused:
    """Too many requests: come back later."""
    return Refused(429, detail, {"Retry-After": str(max(1, round(seconds)))})


def unavailable(detail: str, seconds: float) -> Refused:
    """The service takes nothing now."""
    return Refused(503, detail, {"Retry-After": str(max(1, round(seconds)))})
