"""Who is let in: the one-time token, the session, and what a request must look like.

A request's headers enter; a Session, or the reason for refusing it, leaves. Only here: which hosts
and origins are ours, how long a token lives, and what every answer carries.

A page on the web can make a browser send requests to 127.0.0.1, and a name of its own point there
(DNS rebinding): so Host is compared, Origin is compared where it is sent, and nothing is answered
without the cookie, which no other site's request carries (SameSite=Strict).
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from hmac import compare_digest

from recto.writers.html import SERVED_POLICY

COOKIE = "recto_review"
BYTES = 32  # of a token: nobody guesses it
MOST_SESSIONS = 100
# What every answer carries. Pictures come from here, and nothing from anywhere else.
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": SERVED_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


@dataclass(slots=True, eq=False)
class Session:
    """One browser that came with a token."""

    id: str
    name: str  # of the person; may be empty
    skipped: set[int] = field(default_factory=set)  # ids of the index


@dataclass(slots=True, eq=False)
class Guard:
    """What is ours, and who is in."""

    hosts: frozenset[str]  # "127.0.0.1:8765"
    tokens: dict[str, str] = field(default_factory=dict)  # token -> the name that it gives
    sessions: dict[str, Session] = field(default_factory=dict)

    def link(self, name: str = "") -> str:
        """A new address, good once."""
        token = secrets.token_urlsafe(BYTES)
        self.tokens[token] = name
        return token

    def let_in(self, token: str) -> Session | None:
        """A new session for a token that was not used yet."""
        for known in list(self.tokens):
            if compare_digest(known.encode(), token.encode()):
                name = self.tokens.pop(known)
                session = Session(secrets.token_urlsafe(BYTES), name)
                if len(self.sessions) >= MOST_SESSIONS:
                    self.sessions.pop(next(iter(self.sessions)))
                self.sessions[session.id] = session
                return session
        return None

    def session(self, cookies: Mapping[str, str]) -> Session | None:
        """Whose browser this is."""
        return self.sessions.get(cookies.get(COOKIE, ""))

    def fault(self, method: str, headers: Mapping[str, str]) -> str:
        """Why a request is refused whoever sends it; empty: it is not."""
        if headers.get("host", "") not in self.hosts:
            return "this address is not served here"
        origin = headers.get("origin")
        own = {f"http://{host}" for host in self.hosts}
        if origin is not None and origin not in own:
            return "the request comes from another site"
        if method not in ("GET", "HEAD") and origin is None:
            return "the request does not say which site it comes from"
        site = headers.get("sec-fetch-site", "same-origin")
        if method not in ("GET", "HEAD") and site != "same-origin":
            return "the request comes from another site"
        return ""
