"""Fitting the maps, and judging them on pages that they did not see.

Examples enter, a Calibration and a Judgement before and after leave. The three numbers of a map are
the most likely ones given the words and a normal prior around "leave it as it is", so that few
words change little. "After" is cross-validated by page: each page is judged by a map that was
fitted without it. What is too little data is decided here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recto.calibration.examples import Example
from recto.errors import InputError
from recto.metrics.confidence import auroc, ece
from recto.settings.calibration import (
    FLAG_BELOW,
    LEAST,
    MOST,
    SHIPPED,
    UNCHANGED,
    Calibration,
    WordMap,
)

Floats = NDArray[np.float64]
FOLDS = 10
PAGES = 5  # below, "after" would rest on one or two unlike pages
# Ten of the rarer outcome for each of the three numbers fitted (Peduzzi et al. 1996).
OUTCOMES = 30
CENTRE = np.array([1.0, 1.0, 0.0])  # of the prior: leave it as it is
SPREAD = np.array([0.5, 0.5, 1.0])  # its standard deviations
STEPS, CLOSE = 50, 1e-8  # Newton's method needs 5 to 8 steps


@dataclass(frozen=True, slots=True)
class Judgement:
    """How good confidences are; shares 0..1."""

    ece: float
    auroc: float  # both outcomes are there, or nothing is fitted
    loss: float  # mean log loss, nats
    # of all words, when the confidences are believed and the wanted risk is aimed at
    flagged: float
    risk: float | None  # of the words not flagged: how many are wrong; None: all are flagged


@dataclass(frozen=True, slots=True)
class Fitted:
    """The calibration to use, and what it does to pages it has not seen; `kept`: as shipped is
    better.
    """

    calibration: Calibration
    before: Judgement
    after: Judgement
    kept: bool


def fit(words: Sequence[Example], risk: float) -> Fitted:
    """Fit and judge; `risk`: share of wrong words that may stay unflagged. Raises InputError for
    too little data.
    """
    enough(words)
    shipped = np.array([word.confidence for word in words])
    right = np.array([word.right for word in words])
    after = np.zeros(len(words))
    after_limit = np.zeros(len(words))
    for fold in _folds(words):
        seen = [word for word, out in zip(words, fold, strict=True) if not out]
        own = _calibrated(seen, _maps(seen))
        after[fold] = _calibrated(
            [word for word, out in zip(words, fold, strict=True) if out], _maps(seen)
        )
        after_limit[fold] = flag_limit(own, risk)
    judged_before = judge(shipped, right, np.full(len(words), flag_limit(shipped, risk)))
    judged_after = judge(after, right, after_limit)
    kept = judged_after.loss >= judged_before.loss
    maps = SHIPPED if kept else _maps(words)
    limit = flag_limit(_calibrated(words, maps), risk)
    return Fitted(
        Calibration(maps.local, maps.llm, round(limit, 4)), judged_before, judged_after, kept
    )


def enough(words: Sequence[Example]) -> None:
    """Raises InputError that says what is missing and why."""
    pages, wrong = len({word.page for word in words}), sum(not word.right for word in words)
    if pages < PAGES:
        raise InputError(
            f"{pages} pages with truth are too few: each page is judged by a fit to the others,"
            f" which takes {PAGES}",
            remedy=f"give {PAGES - pages} more",
        )
    rarer = min(wrong, len(words) - wrong)
    if rarer < OUTCOMES:
        more = (
            f"about {-(-pages * OUTCOMES // rarer) - pages} more pages like these"
            if rarer
            else "more pages"
        )
        raise InputError(
            f"{wrong} wrong words of {len(words)} are too few: three numbers are fitted, and each"
            " takes ten wrong and ten right words",
            remedy=f"give {more}",
        )


def _folds(words: Sequence[Example]) -> list[NDArray[np.bool_]]:
    """Which words are left out, fold by fold; all words of a page together."""
    pages = np.array([word.page for word in words])
    order = {page: place for place, page in enumerate(dict.fromkeys(pages.tolist()))}
    fold = np.array([order[page] % FOLDS for page in pages.tolist()])
    return [fold == k for k in range(min(FOLDS, len(order)))]


def _maps(words: Sequence[Example]) -> Calibration:
    """A map for each kind of words that has enough of them."""
    maps = {}
    for kind in ("local", "llm"):
        own = [word for word in words if word.kind == kind]
        wrong = sum(not word.right for word in own)
        # a fold has fewer; the prior holds the rest
        enough_own = min(wrong, len(own) - wrong) >= OUTCOMES // 2
        maps[kind] = (
            fit_map([w.confidence for w in own], [w.right for w in own])
            if enough_own
            else UNCHANGED
        )
    return Calibration(maps["local"], maps["llm"])


def fit_map(confidences: Sequence[float], right: Sequence[bool]) -> WordMap:
    """The most likely map; a negative a or b, which would turn the order around, is fitted anew as
    0 (as in Kull).
    """
    p = np.clip(np.asarray(confidences, dtype=np.float64), LEAST, MOST)
    rows = np.column_stack([np.log(p), -np.log(1 - p), np.ones(len(p))])
    free = np.array([True, True, True])
    while True:
        found = _newton(rows, np.asarray(right, dtype=np.float64), free)
        negative = (found < 0) & np.array([True, True, False])
        if not negative.any():
            return WordMap(*(round(float(number), 6) for number in found))
        free &= ~negative


def _newton(rows: Floats, right: Floats, free: NDArray[np.bool_]) -> Floats:
    """Maximum a posteriori by Newton's method, steps halved until they gain; the loss is convex:
    one answer.

    (N, 3), (N,), (3,) -> (3,); numbers that are not free stay 0.
    """
    rows, centre, precision = rows[:, free], CENTRE[free], np.diag(SPREAD[free] ** -2)

    def loss(weights: Floats) -> float:
        odds, off = rows @ weights, weights - centre
        return float(np.sum(np.logaddexp(0, odds) - right * odds) + off @ precision @ off / 2)

    weights = centre.copy()
    for _ in range(STEPS):
        probability = 1 / (1 + np.exp(-np.clip(rows @ weights, -30, 30)))
        slope = rows.T @ (right - probability) - precision @ (weights - centre)
        curve = (rows * (probability * (1 - probability))[:, None]).T @ rows + precision
        step = np.linalg.solve(curve, slope)
        while loss(weights + step) > loss(weights) and np.abs(step).max() > CLOSE:
            step = step / 2
        weights = weights + step
        if np.abs(step).max() <= CLOSE:
            break
    found = np.zeros(len(free))
    found[free] = weights
    return found


def _calibrated(words: Sequence[Example], maps: Calibration) -> Floats:
    return np.array(
        [(maps.llm if word.kind == "llm" else maps.local)(word.confidence) for word in words]
    )


def flag_limit(confidences: Floats, risk: float) -> float:
    """Below which to flag, so that the words above are expected to hold no more than `risk` wrong
    ones.

    Where even the surest words are expected to hold more, flagging all would say nothing: what is
    more likely wrong than not is flagged, as without a calibration.
    """
    sure = np.sort(confidences)[::-1]
    expected = np.cumsum(1 - sure) / np.arange(1, len(sure) + 1)
    good = sure[expected <= risk]
    return float(good[-1]) if len(good) else FLAG_BELOW


def judge(confidences: Floats, right: NDArray[np.bool_], limits: Floats) -> Judgement:
    """Judge (N,) confidences with the flag limit that holds for each word."""
    kept = confidences >= limits
    p = np.clip(confidences, LEAST, MOST)
    loss = -float(np.mean(np.where(right, np.log(p), np.log(1 - p))))
    risk = float(np.mean(~right[kept])) if kept.any() else None
    outcomes = right.tolist()
    return Judgement(
        ece(confidences.tolist(), outcomes),
        auroc(confidences.tolist(), outcomes),
        loss,
        float(np.mean(~kept)),
        risk,
    )
