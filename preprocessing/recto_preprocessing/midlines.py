"""Tracing text lines: how steeply each detected line runs, place by place.

Grey pixels and line boxes enter, slope samples in px of the page leave. A box is cut out at a small
fixed height, the centre of the ink is found column by column, and a parabola through it gives the
slopes: ascenders and descenders only add noise, which the line's length averages out.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from .page_in_work import Quads, cut_out, sides
from .raster import Pixels

Floats = NDArray[np.float64]

HEIGHT = 16  # px of a cut-out line
# Heights that a line must be long to be traced. A table has little but short cells: with those left
# out (5 heights, and twice dewarp's stiffness) a bent page of tables kept slopes of 5.1 degrees in
# the mean, now 1.1; word F1 .882 -> .910.
LONG = 2.0
CURVED = 12.0  # heights from which its curvature is believed
PACE = 2.0  # heights between two samples
BOTH_ENDS = (0.1, 0.9)  # of a line's length: it is sampled between
FEWEST_SAMPLES = 3  # of a line
NO_INK = 20  # grey levels below the paper
LEAST_MASS = 1e-9  # of ink, where a column has none
MOST = 400  # lines traced, the longest: enough for a field of a few hundred numbers


@dataclass(frozen=True, slots=True, eq=False)
class Slopes:
    """Samples of how lines run: dy/dx at points of the page."""

    points: Floats  # (M, 2) px
    slopes: Floats  # (M,) px down for each px to the right
    weights: Floats  # (M,) length of line that a sample stands for, as a share of the longest
    lines: int  # how many lines were traced


NO_SLOPES = Slopes(np.zeros((0, 2)), np.zeros(0), np.zeros(0), 0)


def trace(grey: Pixels, quads: Quads) -> Slopes:
    """Slopes along the long lines of a page that stands upright."""
    if not len(quads):
        return NO_SLOPES
    width, height = sides(quads)
    chosen = np.flatnonzero(width > LONG * np.maximum(height, 1))
    longest_first = np.argsort(-width[chosen], kind="stable")
    points: list[Floats] = []
    slopes: list[Floats] = []
    weights: list[Floats] = []
    for index in chosen[longest_first][:MOST]:
        line = _line(grey, quads[index], width[index], height[index])
        if line is not None:
            points.append(line.points)
            slopes.append(line.slopes)
            weights.append(line.weights)
    if not points:
        return NO_SLOPES
    lengths = np.concatenate(weights)
    return Slopes(
        points=np.concatenate(points),
        slopes=np.concatenate(slopes),
        weights=lengths / lengths.max(),
        lines=len(points),
    )


def _line(grey: Pixels, quad: Floats, width: float, height: float) -> Slopes | None:
    """Along one line, its weights in px; None when it holds no ink."""
    scale = HEIGHT / height
    cut_width = max(HEIGHT, round(width * scale))
    cut = cut_out(grey, quad, cut_width, HEIGHT)
    middle, strength = _middles(cut)
    if not strength.any():
        return None
    x = (np.arange(cut_width) + 0.5) / cut_width
    curve = np.polynomial.Polynomial.fit(
        x,
        middle,
        2 if width > CURVED * height else 1,
        domain=(0, 1),
        window=(0, 1),
        w=np.sqrt(strength),
    )
    samples = max(FEWEST_SAMPLES, int(width / (PACE * height)))
    at = np.linspace(*BOTH_ENDS, samples)
    top_left, top_right, _, bottom_left = quad
    along = top_right - top_left
    across = (bottom_left - top_left) / HEIGHT
    points = top_left + np.outer(at, along)
    points += np.outer(curve(at), across)
    steepness = curve.deriv()
    right, down = (along + np.outer(steepness(at), across)).T
    believed = min(1.0, width / (CURVED * height))
    weights = np.full(samples, width / samples * believed)
    return Slopes(points, down / right, weights, 1)


def _middles(cut: Pixels) -> tuple[Floats, Floats]:
    """(width,) height of the ink's centre and how much ink there is, for each column and its
    neighbours.
    """
    width = cut.shape[1]
    around = np.ones((HEIGHT, HEIGHT), np.uint8)
    bright = cv2.dilate(cut, around)
    paper = cv2.blur(bright, (HEIGHT, HEIGHT))
    ink = np.maximum(paper.astype(np.float64) - cut - NO_INK, 0)
    heights = np.arange(HEIGHT)[:, None] + 0.5
    neighbours = np.ones(2 * HEIGHT)
    mass = np.convolve(ink.sum(axis=0), neighbours, "same")
    moment = np.convolve((ink * heights).sum(axis=0), neighbours, "same")
    return moment / np.maximum(mass, LEAST_MASS), mass[:width]
