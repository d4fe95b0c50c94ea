"""The loggers of the HTTP libraries say nothing of Recto's own calls, whoever turned them on.

A call runs inside `quiet`; what openai, httpx2, httpcore2 and their kin log meanwhile is dropped
before any handler sees it: OPENAI_LOG=debug, or a program's own logging.basicConfig(DEBUG), would
show headers, addresses and what an endpoint echoes. What the same program asks by itself is logged
as before. Nothing turns this off: what Recto has to say of a call is in its summary, and under -vv.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

# Of the libraries, as first parts of their loggers' names; those of httpcore2 2.16 and httpx2 2.16
# are made when a connection needs them, which is too late to find them.
LIBRARIES = frozenset(
    {"openai", "httpx", "httpx2", "httpcore", "httpcore2", "h11", "h2", "hpack", "anyio"}
)
LATE = tuple(f"httpcore2.{part}" for part in ("connection", "http11", "http2", "proxy", "socks"))
NAMES = ("openai", "openai._base_client", "openai._response", "httpx2", "h11", "hpack", *LATE)

_asking: ContextVar[bool] = ContextVar("recto_asking", default=False)


class _NotOurs(logging.Filter):
    """Lets a record pass that is not of a call of Recto's."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether it may be handled."""
        return not _asking.get()


_FILTER = _NotOurs()


@contextmanager
def quiet() -> Iterator[None]:
    """While a call is made."""
    # A filter of a logger does not hold for its children: each one gets it, once (logging sees to
    # that).
    names = list(NAMES)
    for name in list(logging.root.manager.loggerDict):
        library, _, _ = name.partition(".")
        if library in LIBRARIES:
            names.append(name)
    for name in names:
        logger = logging.getLogger(name)
        logger.addFilter(_FILTER)

    before = _asking.set(True)
    try:
        yield
    finally:
        _asking.reset(before)
