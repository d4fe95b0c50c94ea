"""Deep pixels to eight bits: 10 to 32-bit grey, signed, floating, with holes where a value is no
number.

Values as the file holds them enter, uint8 grey leaves, dark on light as the file means it. The
range is the one in use: 12-bit scanners fill only a sixteenth of 16 bits, and float images run from
0 to 1. What is no number is paper, and so are the values that stand for none. Where the usual range
leaves a page flat that has two levels all the same (values near 1e-20, the lowest bits of 16), its
own range is shown; where it leaves a part black whose values lie decades below the others, their
magnitudes are.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recto.model.page import Pixels
from recto.sources.levels import FAINT_NOTE, none_values, own_range, shown

# The most that 8 bits hold, signed and not, then 10, 12 and 14, then 16, signed and not.
INTEGERS = (127.0, 255.0, 1023.0, 4095.0, 16383.0, 32767.0, 65535.0)
FLOATS = (1.0, *INTEGERS)
OVERSHOOT = 0.1  # of the range: what resampling leaves above white and below black
NOTE = "deep grey reduced to 8 bits"
MOST = 1e300  # stands for what is endless
TINIEST = 1e-290  # and its inverse: values whose differences and shares are sure to be floats
STRAY = 0.001  # share of pixels at either end of the range that may be hot or dead
NARROWEST = 1e-9  # the least that a range of signed values spans


def reduced(values: NDArray[np.generic], *, zero_is_white: bool) -> tuple[Pixels, tuple[str, ...]]:
    """((height, width) uint8, notes) of (height, width) numbers of any kind."""
    kind = values.dtype
    if kind.kind == "u" and kind.itemsize <= 2:
        grey, notes = _looked_up(values)
    else:
        hole = 0 if zero_is_white else 255
        grey, notes = _in_range(values, hole)
    if zero_is_white:
        grey = 255 - grey
    return grey, (NOTE, *notes)


def _in_range(values: NDArray[np.generic], hole: int) -> tuple[Pixels, tuple[str, ...]]:
    """Numbers of any kind, shown in the range that they use; what is no value is `hole`."""
    is_float = values.dtype.kind == "f"
    numbers = values.astype(np.float64)

    # At the edges of what floats hold, the difference of two of them may be none: then as shares
    # of the largest.
    finite = np.isfinite(numbers)
    sizes = np.abs(numbers[finite])
    largest = float(np.quantile(sizes, 1 - STRAY)) if sizes.size else 0.0
    if largest != 0 and not TINIEST < largest < 1 / TINIEST:
        with np.errstate(over="ignore"):  # of single pixels far beyond
            numbers = numbers / largest

    missing = ~np.isfinite(numbers)
    absent = np.zeros_like(missing)
    if is_float:
        absent = none_values(numbers)
    holes = missing | absent
    endless = np.isinf(numbers)
    numbers = np.where(endless, np.sign(numbers) * MOST, numbers)

    known = ~holes
    limits = FLOATS if is_float else INTEGERS
    low, high = _range(numbers[known], limits)
    usual = _scaled(numbers, low, high)
    grey, notes = shown(usual, np.where(known, numbers, np.nan))

    unseen = np.isnan(numbers) | absent
    grey = np.where(unseen, hole, grey).astype(np.uint8)
    count = int(np.count_nonzero(holes))
    if count:
        notes = (f"{count:,} pixels without a finite value", *notes)
    return grey, notes


def _scaled(numbers: NDArray[np.float64], low: float, high: float) -> Pixels:
    within = np.clip(numbers, low, high)
    scale = 255.0 / (high - low)
    scaled = (within - low) * scale
    whole = np.rint(np.nan_to_num(scaled, nan=255.0))
    return whole.astype(np.uint8)


def _looked_up(values: NDArray[np.generic]) -> tuple[Pixels, tuple[str, ...]]:
    """Plain unsigned values, of which a page may hold 179 million: a table spares seven copies of
    them as floats.
    """
    top = float(values.max()) if values.size else 0.0
    full = _limit(top, INTEGERS[1:]) or INTEGERS[-1]
    levels = np.arange(full + 1)
    table = np.rint(levels * (255.0 / full)).astype(np.uint8)
    grey = np.asarray(table[values])
    own = own_range(grey, values)
    if own is None:
        return grey, ()

    low, high = own
    table = _scaled(levels, low, high)
    stretched = np.asarray(table[values])
    return stretched, (FAINT_NOTE,)


def _range(known: NDArray[np.float64], limits: tuple[float, ...]) -> tuple[float, float]:
    """The values that are black and white (or white and black); never equal."""
    if not known.size:
        return 0.0, 1.0
    least = float(known.min())
    most = float(known.max())
    fitting = _limit(most, limits)
    if fitting is None or least < 0 or limits is FLOATS:
        edges = np.quantile(known, (STRAY, 1 - STRAY))
        least, most = edges.tolist()
        fitting = _limit(most / (1 + OVERSHOOT), limits)

    high = most if fitting is None else fitting
    is_signed = least < -OVERSHOOT * abs(high)
    low = least if is_signed else 0.0
    if low < 0:  # nothing says what is black but the values themselves
        high = max(most, low + NARROWEST)
    if high > low:
        return low, high
    return low, low + 1.0


def _limit(top: float, limits: tuple[float, ...]) -> float | None:
    for limit in limits:
        if top <= limit:
            return limit
    return None
