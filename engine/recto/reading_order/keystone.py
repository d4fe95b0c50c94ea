"""Columns that lean, as on a photo taken from above or of a curled sheet: their edges are made
upright before a gutter is looked for.

A LevelPage and the indices of some of its lines enter, a copy leaves whose boxes are moved sideways
so that line ends stand above one another as sharply as they can (the projection profile's energy,
Postl 1986, over shear and keystone).
"""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np

from recto.reading_order.rows import Boxes, Indices, LevelPage

SHEARS = np.linspace(-0.24, 0.24, 17)  # dx per dy in the middle of the lines
# what the shear grows by from the middle to the right edge
KEYSTONES = np.linspace(-0.24, 0.24, 17)
SHARPER = 1.3  # times the energy as it stands, else nothing leans
FEWEST = 20  # lines
BIN = 0.5  # line heights


def upright_edges(page: LevelPage, indices: Indices) -> LevelPage:
    """The page with the lines given moved sideways; the page itself when its edges are upright as
    they are.
    """
    if len(indices) < FEWEST:
        return page
    boxes = page.boxes[indices]
    left, top, right, bottom = boxes.T
    centre = (left.min() + right.max()) / 2
    ends = boxes[:, [0, 2]]
    half = max(1.0, float(np.ptp(ends)) / 2)
    across = (ends - centre) / half
    middle = (top + bottom) / 2
    drop = (middle - middle.mean())[:, None]

    def moved(shear: float, keystone: float) -> Boxes:
        shift = (shear + keystone * across) * drop
        return np.asarray(ends + shift)

    tried = []
    for shear, keystone in product(SHEARS, KEYSTONES):
        energy = _energy(moved(shear, keystone), page.height)
        upright = -abs(shear) - abs(keystone)
        tried.append((energy, upright, shear, keystone))
    energy, _, shear, keystone = max(tried)
    as_it_stands = _energy(moved(0.0, 0.0), page.height)
    if energy < SHARPER * as_it_stands:
        return page
    leant = page.boxes.copy()
    sides = np.array([0, 2])
    leant[indices[:, None], sides] = moved(shear, keystone)
    return replace(page, boxes=leant)


def _energy(ends: Boxes, height: float) -> float:
    """Sum of squares of the histograms of left and right ends, bins of half a line height."""
    width = BIN * height
    from_first = ends - ends.min(axis=0)
    lefts, rights = (from_first / width).astype(np.int64).T
    of_lefts = np.square(np.bincount(lefts)).sum()
    of_rights = np.square(np.bincount(rights)).sum()
    return float(of_lefts + of_rights)
