"""What a range of values that is usual for its kind of file leaves unseen: flat pages, and parts
that come out black.

Values and the grey that the usual range makes of them enter; a range of their own, or their
magnitudes as grey, leave, with a note; nothing where the usual range shows all there is. Paper's
own grain has no two levels, and stays flat.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recto.model.page import Pixels

FLAT = 48  # grey levels between ink and paper, from which cleaning and readers see them
SAMPLE = 2_000_000  # pixels that are looked at
EDGE = 0.0005  # share of the pixels at either end that may be hot or dead
APART = 4.0  # spreads of the larger level between the two: grain cut in two has 2.7, even noise 3.5
# changes between neighbours over those of pixels strewn at random; letters have .1 to .5
JOINED = 0.7
RARE = 0.0005  # share of the pixels that are ink at least
DARK = 0.2  # share of the page that comes out black though it is not 0
DECADES = 3.0  # powers of ten between the top of that part and the page's
NO_VALUE = (-9999.0, -32768.0, -99999.0)  # what stands for none in float images
FAR = 1e30  # as does whatever is farther from 0, where the others are below COMMON
COMMON = 1e9
FAINT_NOTE = "only a small part of the range in use, stretched"
WIDE_NOTE = "values of very different size: shown by their magnitude"

Numbers = NDArray[np.generic]


def none_values(numbers: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Where a number stands for none: many pixels of one value far from all others."""
    far = np.abs(numbers) >= FAR
    for value in NO_VALUE:
        far |= numbers == value
    others = numbers[~far & np.isfinite(numbers)]
    nowhere = np.zeros_like(far)
    if not others.size:
        return nowhere

    largest = float(np.abs(others).max())
    least = float(others.min())
    if largest >= COMMON or least <= max(NO_VALUE):
        return nowhere
    is_flat = float(np.ptp(others)) <= 0
    share = float(far.mean())
    if is_flat or share < EDGE:
        return nowhere
    return far


def shown(grey: Pixels, numbers: NDArray[np.float64]) -> tuple[Pixels, tuple[str, ...]]:
    """The grey, or a better one of (height, width) numbers, NaN where there is none, with a
    note.
    """
    own = own_range(grey, numbers)
    if own is not None:
        low, high = own
        known = np.nan_to_num(numbers, nan=high)
        share = _share(known, low, high)
        stretched = np.rint(share * 255).astype(np.uint8)
        return stretched, (FAINT_NOTE,)

    sizes = _magnitudes(grey, numbers)
    if sizes is None:
        return grey, ()
    return sizes, (WIDE_NOTE,)


def _share(values: NDArray[np.float64], low: float, high: float) -> NDArray[np.float64]:
    """0 for `low` and less, 1 for `high` and more."""
    within = np.clip(values, low, high)
    return (within - low) / (high - low)


def own_range(grey: Pixels, values: Numbers) -> tuple[float, float] | None:
    """The least and the most of what is in use, where the grey is flat and the values have two
    levels.
    """
    if not grey.size:
        return None
    step = max(1, grey.size // SAMPLE)
    low, high = _edges(grey[::step])
    if high - low >= FLAT:
        return None

    part = values[::step].astype(np.float64)
    known = part[np.isfinite(part)]
    if not known.size:
        return None
    least, most = _edges(known)
    if not most > least:
        return None
    spread = (part - least) / (most - least)
    if _has_two_levels(spread):
        return least, most
    return None


def _edges(values: NDArray[np.float64] | Pixels) -> tuple[float, float]:
    """The least and the most, hot and dead pixels left out."""
    low, high = np.quantile(values, (EDGE, 1 - EDGE))
    return float(low), float(high)


def _has_two_levels(part: NDArray[np.float64]) -> bool:
    """Whether values from 0 to 1 fall into two heaps, and the smaller one holds together as strokes
    do.
    """
    import cv2

    within = np.clip(np.nan_to_num(part, nan=1.0), 0, 1)
    levels = np.rint(within * 255).astype(np.uint8)
    threshold, _ = cv2.threshold(levels, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    upper = levels > threshold
    share = float(upper.mean())
    if min(share, 1 - share) < RARE:
        return False

    larger = levels[~upper]
    smaller = levels[upper]
    if share > 0.5:
        larger, smaller = smaller, larger
    distance = abs(float(larger.mean()) - float(smaller.mean()))
    spread = float(larger.std())

    strewn = 2 * share * (1 - share)
    changes = strewn
    if upper.shape[1] > 1:
        differs = upper[:, 1:] != upper[:, :-1]
        changes = float(differs.mean())
    return distance >= APART * spread and changes <= JOINED * strewn


def _magnitudes(grey: Pixels, numbers: NDArray[np.float64]) -> Pixels | None:
    """Grey by powers of ten, where much of the page is black and has two levels of its own far
    below the top.
    """
    positive = numbers > 0
    dark = positive & (grey == 0)
    if not grey.size or dark.mean() < DARK:
        return None

    size = np.log10(np.where(positive, numbers, 1.0))
    low, high = _edges(size[positive])
    least, most = _edges(size[dark])
    if high - most < DECADES or not most > least:
        return None
    spread = (size - least) / (most - least)
    dark_spread = np.where(dark, spread, 1.0)
    if not _has_two_levels(dark_spread):
        return None

    share = _share(size, low, high)
    levels = np.where(positive, share, 0.0) * 255
    return np.asarray(np.rint(levels), np.uint8)
