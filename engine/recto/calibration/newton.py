"""The most likely weights of a logistic model with a normal prior, by Newton's method.

Rows, outcomes and the prior enter, weights leave. The loss is convex: there is one answer.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
STEPS, CLOSE = 50, 1e-8  # 5 to 8 steps are needed
# nats to either side of even odds: further away a probability is 0 or 1 but for rounding
FARTHEST_ODDS = 30.0


def most_likely(rows: Floats, right: Floats, centre: Floats, spread: Floats) -> Floats:
    """(N, K), (N,) 0 or 1, and the prior's (K,) centre and standard deviations -> (K,); steps are
    halved until they gain.
    """
    precision = np.diag(spread**-2)

    def loss(weights: Floats) -> float:
        odds = rows @ weights
        misfits = np.logaddexp(0, odds) - right * odds
        misfit = np.sum(misfits)

        off = weights - centre
        prior = off @ precision @ off / 2
        return float(misfit + prior)

    weights = centre.copy()
    for _ in range(STEPS):
        odds = np.clip(rows @ weights, -FARTHEST_ODDS, FARTHEST_ODDS)
        probability = 1 / (1 + np.exp(-odds))
        pull = precision @ (weights - centre)
        slope = rows.T @ (right - probability) - pull

        variance = probability * (1 - probability)
        weighted = rows * variance[:, None]
        curve = weighted.T @ rows + precision
        step = np.linalg.solve(curve, slope)
        while loss(weights + step) > loss(weights) and np.abs(step).max() > CLOSE:
            step = step / 2
        weights = weights + step
        if np.abs(step).max() <= CLOSE:
            break
    return weights
