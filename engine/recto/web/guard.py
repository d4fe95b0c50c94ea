"""Who is let in: the one-time token, the session, and what a request must look like.

A request's headers enter; a Session, or the reason for refusing it, leaves. Only here: which hosts
and origins are ours, and what every answer carries. A token lives until it is used.

A page on the web can make a browser send requests to 127.0.0.1, and a name of its own point there
(DNS rebinding): so Host is compared, Origin is compared where it is sent, and nothing is answered
without the cookie, which no other site's request carries (SameSite=Strict). A browser keeps cookies
by machine, not by port: so the port is in the cookie's name, and two reviews do not end each other.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from hmac import compare_digest
from ipaddress import ip_address
from socket import gethostname

from recto.writers.html import SERVED_POLICY

COOKIE = "recto_review"
LOCAL = "127.0.0.1"
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - what a user may ask for with --host
HTTP_PORT = 80  # left out of Host by browsers
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
    # What others may know it by: its id lets in.
    label: str = field(default_factory=partial(secrets.token_hex, 8))


@dataclass(slots=True, eq=False)
class Guard:
    """What is ours, and who is in."""

    host: str = LOCAL  # what is listened on
    port: int = 0
    tokens: dict[str, str] = field(default_factory=dict)  # token -> the name that it gives
    sessions: dict[str, Session] = field(default_factory=dict)

    @property
    def cookie(self) -> str:
        """The cookie's name."""
        return f"{COOKIE}_{self.port}"

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
        return self.sessions.get(cookies.get(self.cookie, ""))

    def is_ours(self, host: str) -> bool:
        """Whether a Host header names this server."""
        name, _, port = host.rpartition(":")
        if not name or name.endswith(":"):
            name = host
            port = str(HTTP_PORT)
        if port != str(self.port):
            return False
        if name in (in_url(self.host), LOCAL, "localhost"):
            return True
        if self.host not in EVERYWHERE:
            return False
        return name == gethostname().lower() or is_address(name)

    def fault(self, method: str, headers: Mapping[str, str]) -> str:
        """Why a request is refused whoever sends it; empty: it is not."""
        host = headers.get("host", "")
        if not self.is_ours(host):
            return "this address is not served here"
        origin = headers.get("origin")
        if origin is not None and origin != f"http://{host}":
            return "the request comes from another site"
        if method not in ("GET", "HEAD") and origin is None:
            return "the request does not say which site it comes from"
        site = headers.get("sec-fetch-site", "same-origin")
        if method not in ("GET", "HEAD") and site != "same-origin":
            return "the request comes from another site"
        return ""


def in_url(host: str) -> str:
    """An address of IPv6 stands in brackets."""
    return f"[{host}]" if ":" in host else host


def is_address(name: str) -> bool:
    """Whether a Host header has digits: no name that somebody else could point here."""
    try:
        found = ip_address(name.removeprefix("[").removesuffix("]"))
    except ValueError:
        return False
    return in_url(str(found)) == name
