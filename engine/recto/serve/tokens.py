"""Who may ask for what: bearer tokens of the operator, known by their hashes alone.

A TOML file, or RECTO_SERVE_TOKEN, enters; Tokens leave, and for a request's header the Token that
it names. A token itself is compared by its hash, in the same time for every one, and is kept, shown
and logged nowhere; the variable is taken out of the environment, so that no worker inherits it.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import tomllib
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from hmac import compare_digest
from pathlib import Path
from typing import Any

from recto.errors import FileAccess, InvalidConfig
from recto.files.written_text import plain

VARIABLE = "RECTO_SERVE_TOKEN"
SCOPES = ("write", "read", "llm", "metrics")
USUAL = ("write", "read")
BYTES = 32  # of a new token
SHORTEST = 20  # characters of a token in the variable: shorter ones are guessed
_DIGEST = re.compile(r"[0-9a-f]{64}")
_NAME = re.compile(r"[A-Za-z0-9._-]{1,60}")
QUOTAS = ("documents_per_day", "pages_per_day", "usd_per_day")
KEYS = frozenset({"sha256", "scopes", *QUOTAS})


@dataclass(frozen=True, slots=True)
class Token:
    """One client, by the hash of what it must show."""

    name: str
    sha256: str
    scopes: frozenset[str]
    documents_per_day: int | None = None
    pages_per_day: int | None = None
    usd_per_day: float | None = None


ANYONE = Token("", "", frozenset(SCOPES))  # where there are no tokens, on this machine alone


@dataclass(frozen=True, slots=True)
class Tokens:
    """All that are let in."""

    known: tuple[Token, ...] = ()

    @property
    def are_wanted(self) -> bool:
        """Whether a request must show one."""
        return bool(self.known)

    def of(self, authorization: str) -> Token | None:
        """Whose request this is, by its header."""
        if not self.known:
            return ANYONE
        scheme, _, shown = authorization.partition(" ")
        digest = digest_of(shown.strip())
        found = None
        for token in self.known:
            if compare_digest(token.sha256, digest):
                found = token
        return found if scheme.lower() == "bearer" else None


def digest_of(token: str) -> str:
    """As the file has it."""
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()


def tokens_of(file: Path | None, environ: MutableMapping[str, str]) -> Tokens:
    """The operator's tokens. Raises FileAccess or InvalidConfig."""
    known = _read(file) if file else []
    own = environ.pop(VARIABLE, "")
    if own:
        if len(own) < SHORTEST:
            what = f"is shorter than {SHORTEST} characters, and could be guessed"
            raise InvalidConfig(what, where=VARIABLE, remedy="recto serve --new-token NAME")
        known.append(Token("environment", digest_of(own), frozenset(SCOPES)))
    return Tokens(tuple(known))


def _read(file: Path) -> list[Token]:
    where = str(file)
    try:
        tables = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as fault:
        raise FileAccess(fault.strerror or str(fault), where=where) from fault
    except ValueError as fault:  # not TOML, or not UTF-8; the message could quote a token
        raise InvalidConfig("is no TOML", where=where, remedy=_example()) from fault
    found = []
    for name, table in tables.items():
        try:
            found.append(_token(name, table))
        except ValueError as fault:
            place = f"{where} [{plain(name)}]"
            raise InvalidConfig(str(fault), where=place, remedy=_example()) from None
    if not found:
        raise InvalidConfig("has no token", where=where, remedy=_example())
    return found


def _example() -> str:
    return "recto serve --new-token NAME prints a token and its table"


def _token(name: str, table: Any) -> Token:
    """Raises ValueError, which quotes no value: somebody may have put the token itself there."""
    if not _NAME.fullmatch(name) or not isinstance(table, Mapping):
        raise ValueError("is no table with a name of letters, digits, dots and dashes")
    unknown = set(table) - KEYS
    if unknown:
        known = ", ".join(sorted(KEYS))
        raise ValueError(f"has a key that is none of {known}")
    digest = table.get("sha256")
    if not isinstance(digest, str) or not _DIGEST.fullmatch(digest):
        raise ValueError("sha256 is not 64 hex digits: the hash of the token, not the token")
    scopes = table.get("scopes", list(USUAL))
    if not isinstance(scopes, list) or not set(map(str, scopes)) <= set(SCOPES):
        raise ValueError(f"scopes are not some of {', '.join(SCOPES)}")
    quotas = {}
    for key in QUOTAS:
        quotas[key] = _quota(table, key)
    return Token(name, digest, frozenset(scopes), **quotas)


def _quota(table: Mapping[str, Any], key: str) -> Any:
    value = table.get(key)
    kinds = (int, float) if key == "usd_per_day" else (int,)
    if value is not None and (type(value) not in kinds or not 0 <= value < 1e12):
        raise ValueError(f"{key} is no number from 0")
    return value


def new_token(name: str) -> tuple[str, str]:
    """A token that nobody guesses, and its table for the file. Raises InvalidConfig."""
    if not _NAME.fullmatch(name):
        what = "a token's name is letters, digits, dots and dashes"
        raise InvalidConfig(what, where="--new-token", remedy="e.g. --new-token archive")
    token = secrets.token_urlsafe(BYTES)
    key = f'"{name}"' if "." in name else name
    scopes = ", ".join(f'"{scope}"' for scope in USUAL)
    return token, f'[{key}]\nsha256 = "{digest_of(token)}"\nscopes = [{scopes}]'
