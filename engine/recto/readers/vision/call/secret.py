"""API keys: looked up in the environment when a call is made, held in a type that cannot be printed
by accident.

The name of a variable enters, a Secret leaves, and goes no further than the request's own header.
The rules that a key never travels over plain http beyond this machine, and that error texts are
scrubbed of it (scrub.py), live here.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from recto.errors import InvalidConfig
from recto.readers.vision.call.scrub import HIDDEN, without


@dataclass(frozen=True, slots=True, repr=False)
class Secret:
    """A key whose repr, str and format hide it, and that refuses to be pickled into another process
    or a cache.
    """

    _value: str

    def reveal(self) -> str:
        """The key itself; for the request header and for nothing else."""
        return self._value

    def __repr__(self) -> str:
        return f"Secret({HIDDEN})" if self._value else "Secret(none)"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return format(repr(self), spec)

    def __reduce__(self) -> str:
        raise TypeError("a key is not pickled: look it up where the call is made")

    def __bool__(self) -> bool:
        return bool(self._value)


def lookup(variable: str, environ: Mapping[str, str], *, needed: bool) -> Secret:
    """The key in the variable. Raises InvalidConfig when it is needed and not set; the message
    names the variable.
    """
    value = environ.get(variable, "").strip() if variable else ""
    if not value and needed:
        raise InvalidConfig(
            f"no API key: the environment variable {variable} is not set",
            where="llm.api_key_env",
            remedy=(
                f"export {variable}=..., or name another variable with --api-key-env, or use"
                " --llm off"
            ),
        )
    if not value.isascii() or not value.isprintable() or " " in value:
        # Refused here: the HTTP library's own error would quote it.
        raise InvalidConfig(
            f"{variable} holds characters that no API key has",
            where="vision LLM",
            remedy="set it again",
        )
    return Secret(value)


def guard_transport(base_url: str, secret: Secret) -> None:
    """Raise InvalidConfig when the key would travel in clear text to another machine."""
    parts = urlsplit(base_url)
    if parts.scheme == "https" or (not secret and parts.scheme == "http"):
        return
    if parts.scheme == "http" and is_loopback(parts.hostname or ""):
        return
    raise InvalidConfig(
        f"refusing to send an API key over {parts.scheme or 'no scheme'} to"
        f" {parts.hostname or base_url!r}",
        where="vision LLM",
        remedy="use an https:// base URL, or a server on this machine",
    )


def is_loopback(host: str) -> bool:
    """Whether the host is this machine by its literal name or address; nothing is resolved."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def scrub(text: str, secret: Secret) -> str:
    """An echoed text without any piece of the key, and no longer than a message may be: servers
    quote keys.
    """
    return without(text, secret.reveal())
