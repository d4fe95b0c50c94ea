"""URLs of places as users write them: which kinds there are, and what may not stand in one.

A text enters; whether it is a URL, its parts, or BadArguments leave. Only here: that no credential
stands in a URL, since a URL is kept in ledgers and shown in messages.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from urllib.parse import parse_qsl, urlsplit

from recto.errors import BadArguments

# Kind of URL -> the package that speaks it beside fsspec; empty: none is needed.
KINDS: Mapping[str, str] = MappingProxyType({
    "s3": "s3fs", "gs": "gcsfs", "az": "adlfs", "abfs": "adlfs", "file": "", "memory": "",
})  # fmt: skip
MARK = "://"
# Parts of names of query parameters that give access to whoever has the URL.
SECRETS = ("signature", "token", "secret", "credential", "password", "sig", "key")


def is_url(text: str) -> bool:
    """Whether the text names a place by a URL, not by a path."""
    kind, mark, _ = text.partition(MARK)
    return bool(mark) and kind.isalnum()


def checked(url: str) -> str:
    """The URL without its last slash. Raises BadArguments: of no known kind, or with a credential
    in it.
    """
    kind = url.partition(MARK)[0]
    if kind not in KINDS:
        known = ", ".join(f"{name}://" for name in KINDS)
        raise BadArguments(f"no place of the kind {kind}://", remedy=f"use one of {known}")
    refuse_secrets(url)
    rest = url.partition(MARK)[2].rstrip("/")
    if not rest and kind not in ("file", "memory"):
        raise BadArguments("names no place", where=url, remedy="give a bucket and a folder")
    return f"{kind}{MARK}{rest}"


def refuse_secrets(url: str) -> None:
    """Raise BadArguments for a URL that holds a name, a password or a signature; it is not
    quoted.
    """
    remedy = "leave it out; credentials are taken from the environment"
    try:
        parts = urlsplit(url)
    except ValueError:
        raise BadArguments("is no URL", where=url.partition(MARK)[0], remedy="check it") from None
    if "@" in parts.netloc:
        raise BadArguments(f"a {parts.scheme}:// URL holds a name or a key", remedy=remedy)
    for name, _ in parse_qsl(parts.query, keep_blank_values=True):
        lower = name.lower()
        if any(part in lower for part in SECRETS):
            raise BadArguments(f"a {parts.scheme}:// URL holds a key in its query", remedy=remedy)


def joined(root: str, name: str) -> str:
    """The URL of a file below a place."""
    return f"{root.rstrip('/')}/{name}"


def base_name(url: str) -> str:
    """The last part of a URL or a path."""
    return url.rstrip("/").rpartition("/")[2]
