"""Memory that a page's work has freed and the allocator keeps, given back to the system.

Nothing enters and nothing leaves. A page has pictures and layers of networks of many sizes; glibc
keeps what was freed between blocks that live on: 65 to 95 MB a worker after each of three pages,
which the next page's highest point would come on top of.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from functools import cache


def give_back() -> None:
    """A hundredth of a page's time; nothing where the C library has no such call."""
    trim = _trim()
    if trim is not None:
        trim(0)


@cache
def _trim() -> Callable[[int], int] | None:
    """glibc's `malloc_trim`; macOS and musl have none."""
    try:
        found: Callable[[int], int] = ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError, TypeError):
        return None
    return found
