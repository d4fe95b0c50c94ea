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


def reduced(values: NDArray[np.generic], *, zero_is_white: bool) -> tuple[Pixels, tuple[str, ...]]:
    """((height, width) uint8, notes) of (height, width) numbers of any kind."""
    if values.dtype.kind == "u" and values.dtype.itemsize <= 2:
        grey, said = _looked_up(values)
        return 255 - grey if zero_is_white else grey, (NOTE, *said)
    numbers = _handy(values.astype(np.float64))
    missing = ~np.isfinite(numbers)
    absent = none_values(numbers) if values.dtype.kind == "f" else np.zeros_like(missing)
    numbers = np.where(np.isinf(numbers), np.sign(numbers) * MOST, numbers)
    known = ~(missing | absent)
    low, high = _range(numbers[known], FLOATS if values.dtype.kind == "f" else INTEGERS)
    grey, said = shown(_scaled(numbers, low, high), np.where(known, numbers, np.nan))
    grey = np.where(np.isnan(numbers) | absent, 0 if zero_is_white else 255, grey).astype(np.uint8)
    holes = int(np.count_nonzero(missing | absent))
    said = (f"{holes:,} pixels without a finite value", *said) if holes else said
    return 255 - grey if zero_is_white else grey, (NOTE, *said)


def _handy(numbers: NDArray[np.float64]) -> NDArray[np.float64]:
    """At the edges of what floats hold, the difference of two of them may be none: then as shares
    of the largest.
    """
    known = np.abs(numbers[np.isfinite(numbers)])
    most = float(np.quantile(known, 1 - STRAY)) if known.size else 0.0
    if most == 0 or TINIEST < most < 1 / TINIEST:
        return numbers
    with np.errstate(over="ignore"):  # of single pixels far beyond
        return numbers / most


def _scaled(numbers: NDArray[np.float64], low: float, high: float) -> Pixels:
    scaled = (np.clip(numbers, low, high) - low) * (255.0 / (high - low))
    return np.rint(np.nan_to_num(scaled, nan=255.0)).astype(np.uint8)


def _looked_up(values: NDArray[np.generic]) -> tuple[Pixels, tuple[str, ...]]:
    """Plain unsigned values, of which a page may hold 179 million: a table spares seven copies of
    them as floats.
    """
    full = _limit(float(values.max()) if values.size else 0.0, INTEGERS[1:]) or INTEGERS[-1]
    levels = np.arange(full + 1)
    grey = np.asarray(np.rint(levels * (255.0 / full)).astype(np.uint8)[values])
    own = own_range(grey, values)
    if own is None:
        return grey, ()
    return np.asarray(_scaled(levels, *own)[values]), (FAINT_NOTE,)


def _range(known: NDArray[np.float64], limits: tuple[float, ...]) -> tuple[float, float]:
    """The values that are black and white (or white and black); never equal."""
    if not known.size:
        return 0.0, 1.0
    least, most = float(known.min()), float(known.max())
    fitting = _limit(most, limits)
    if fitting is None or least < 0 or limits is FLOATS:
        least, most = (float(edge) for edge in np.quantile(known, (STRAY, 1 - STRAY)))
        fitting = _limit(most / (1 + OVERSHOOT), limits)
    high = most if fitting is None else fitting
    low = least if least < -OVERSHOOT * abs(high) else 0.0
    if low < 0:  # signed values: nothing says what is black but the values themselves
        high = max(most, low + 1e-9)
    return low, high if high > low else low + 1.0


def _limit(top: float, limits: tuple[float, ...]) -> float | None:
    return next((limit for limit in limits if top <= limit), None)
