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
    ends = np.ascontiguousarray(boxes[:, [0, 2]])
    breadth = float(np.ptp(ends))
    half = max(1.0, breadth / 2)
    across = (ends - centre) / half
    middle = (top + bottom) / 2
    drop = (middle - middle.mean())[:, None]

    ways = np.array(list(product(SHEARS, KEYSTONES)))
    shear, keystone = ways.T[:, :, None, None]
    moved = ends + (shear + keystone * across) * drop
    energies = _energies(moved, page.height)
    upright = -np.abs(shear) - np.abs(keystone)
    everything = range(len(moved))
    tried = zip(energies.tolist(), upright.ravel().tolist(), everything, strict=True)
    energy, _, best = max(tried)
    as_it_stands = _energies(ends[None], page.height)[0]
    if energy < SHARPER * as_it_stands:
        return page
    leant = page.boxes.copy()
    sides = np.array([0, 2])
    leant[indices[:, None], sides] = moved[best]
    return replace(page, boxes=leant)


def _energies(ends: Boxes, height: float) -> Boxes:
    """(ways, lines, left and right) -> (ways,): sum of squares of the histograms of left and right
    ends, bins of half a line height.
    """
    width = BIN * height
    from_first = ends - ends.min(axis=1, keepdims=True)
    from_first /= width
    bins = from_first.astype(np.int64)
    ways = len(ends)
    most = int(bins.max()) + 1
    # each way and side counts in bins of its own
    bins += np.arange(2 * ways).reshape(ways, 1, 2) * most
    counts = np.bincount(bins.ravel(), minlength=2 * ways * most)
    by_way = counts.reshape(ways, -1)
    energies = np.einsum("ij,ij->i", by_way, by_way)
    return np.asarray(energies, dtype=np.float64)
