"""What was worked out of a page's pixels is kept for as long as they are: several steps want the
same page grey, small, or without its ink.

A function of pixels enters and leaves. Pixels in work never change, so an array stands for itself;
a cache by content would cost as much as the work.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from numpy.typing import NDArray

from .raster import Pixels

Result = TypeVar("Result", bound=NDArray[Any])


def once(work: Callable[[Pixels], Result]) -> Callable[[Pixels], Result]:
    """The same function, which does its work once for each array that is alive; what it gives
    cannot be written to.
    """
    known: dict[int, tuple[weakref.ref[Pixels], Result]] = {}

    @wraps(work)
    def kept(pixels: Pixels) -> Result:
        key = id(pixels)
        if key in known:
            alive, earlier = known[key]
            if alive() is pixels:
                return earlier
        result = work(pixels)
        if result is pixels:  # kept, it would keep itself alive
            return result
        result.flags.writeable = False
        alive = weakref.ref(pixels, lambda _: known.pop(key, None))
        known[key] = alive, result
        return result

    return kept
