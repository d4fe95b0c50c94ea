"""Fitting the maps, and judging them on pages that they did not see.

Examples enter, a Calibration and a Judgement before and after leave. The three numbers of a map are
the most likely ones given the words and a normal prior around "leave it as it is", so that few
words change little. "After" is cross-validated by page: each page is judged by a map that was
fitted without it. What is too little data is decided here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress

import numpy as np
from numpy.typing import NDArray

from recto.calibration.examples import Example
from recto.calibration.newton import most_likely
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
# a and b turn the order of words around when they are negative, c only moves the odds
ORDERING = np.array([True, True, False])


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


def fit(words: Sequence[Example], risk: float, everyone: Sequence[Example] = ()) -> Fitted:
    """Fit and judge; `risk`: share of wrong words that may stay unflagged; `everyone`: words that
    are as sure as all are, where those judged were chosen by their doubt. Raises InputError for too
    little data.
    """
    enough(words)
    shipped = np.array([word.confidence for word in words])
    right = np.array([word.right for word in words])
    shipped_limit = flag_limit(shipped, risk)
    shipped_limits = np.full(len(words), shipped_limit)
    before = judge(shipped, right, shipped_limits)

    unseen, unseen_limits = _of_unseen_pages(words, risk)
    after = judge(unseen, right, unseen_limits)
    kept = after.loss >= before.loss

    maps = SHIPPED if kept else _maps(words)
    confidences = _calibrated(everyone or words, maps)
    limit = round(flag_limit(confidences, risk), 4)
    calibration = Calibration(maps.local, maps.llm, limit)
    return Fitted(calibration, before, after, kept)


def _of_unseen_pages(words: Sequence[Example], risk: float) -> tuple[Floats, Floats]:
    """Confidence and flag limit of each word, by maps that were fitted without its page."""
    fold_of: dict[int, int] = {}  # all words of a page together
    for word in words:
        fold_of.setdefault(word.page, len(fold_of) % FOLDS)
    folds = np.array([fold_of[word.page] for word in words])

    confidences = np.zeros(len(words))
    limits = np.zeros(len(words))
    for fold in np.unique(folds):
        left_out = folds == fold
        seen = list(compress(words, ~left_out))
        maps = _maps(seen)
        seen_confidences = _calibrated(seen, maps)
        limit = flag_limit(seen_confidences, risk)

        unseen = list(compress(words, left_out))
        confidences[left_out] = _calibrated(unseen, maps)
        limits[left_out] = limit
    return confidences, limits


def enough(words: Sequence[Example]) -> None:
    """Raises InputError that says what is missing and why."""
    pages = len({word.page for word in words})
    if pages < PAGES:
        raise InputError(
            f"{pages} pages with truth are too few: each page is judged by a fit to the others,"
            f" which takes {PAGES}",
            remedy=f"give {PAGES - pages} more",
        )
    wrong = sum(not word.right for word in words)
    rarer = min(wrong, len(words) - wrong)
    if rarer >= OUTCOMES:
        return
    more = "more pages"
    if rarer:
        wanted_pages = -(-pages * OUTCOMES // rarer)
        more = f"about {wanted_pages - pages} more pages like these"
    raise InputError(
        f"{wrong} wrong words of {len(words)} are too few: three numbers are fitted, and each"
        " takes ten wrong and ten right words",
        remedy=f"give {more}",
    )


def _maps(words: Sequence[Example]) -> Calibration:
    """A map for each kind of words that has enough of them."""
    maps = {}
    for kind in ("local", "llm"):
        maps[kind] = UNCHANGED
        of_kind = [word for word in words if word.kind == kind]
        right = [word.right for word in of_kind]
        wrong_count, right_count = right.count(False), right.count(True)
        rarer = min(right_count, wrong_count)
        # a fold has fewer; the prior holds the rest
        if rarer >= OUTCOMES // 2:
            confidences = [word.confidence for word in of_kind]
            maps[kind] = fit_map(confidences, right)
    return Calibration(maps["local"], maps["llm"])


def fit_map(confidences: Sequence[float], right: Sequence[bool]) -> WordMap:
    """The most likely map; a negative a or b, which would turn the order around, is fitted anew as
    0 (as in Kull).
    """
    shipped = np.asarray(confidences, dtype=np.float64)
    outcomes = np.asarray(right, dtype=np.float64)
    p = np.clip(shipped, LEAST, MOST)
    log_right = np.log(p)
    log_wrong = np.log(1 - p)
    constant = np.ones(len(p))
    rows = np.column_stack([log_right, -log_wrong, constant])

    free = np.array([True, True, True])
    while True:
        numbers = np.zeros(len(free))
        numbers[free] = most_likely(rows[:, free], outcomes, CENTRE[free], SPREAD[free])
        negative = (numbers < 0) & ORDERING
        if not negative.any():
            break
        free &= ~negative

    a, b, c = (round(number, 6) for number in numbers.tolist())
    return WordMap(a, b, c)


def _calibrated(words: Sequence[Example], maps: Calibration) -> Floats:
    confidences = []
    for word in words:
        word_map = maps.llm if word.kind == "llm" else maps.local
        confidences.append(word_map(word.confidence))
    return np.array(confidences)


def flag_limit(confidences: Floats, risk: float) -> float:
    """Below which to flag, so that the words above are expected to hold no more than `risk` wrong
    ones.

    Where even the surest words are expected to hold more, flagging all would say nothing: what is
    more likely wrong than not is flagged, as without a calibration.
    """
    surest_first = np.sort(confidences)[::-1]
    words_above = np.arange(1, len(surest_first) + 1)
    expected_risk = np.cumsum(1 - surest_first) / words_above
    good = surest_first[expected_risk <= risk]
    if not len(good):
        return FLAG_BELOW
    return float(good[-1])


def judge(confidences: Floats, right: NDArray[np.bool_], limits: Floats) -> Judgement:
    """Judge (N,) confidences with the flag limit that holds for each word."""
    kept = confidences >= limits
    risk = None
    if kept.any():
        wrong = ~right[kept]
        risk = float(np.mean(wrong))

    p = np.clip(confidences, LEAST, MOST)
    log_right = np.log(p)
    log_wrong = np.log(1 - p)
    likelihood = np.where(right, log_right, log_wrong)
    outcomes = right.tolist()
    values = confidences.tolist()
    return Judgement(
        ece(values, outcomes),
        auroc(values, outcomes),
        loss=-float(np.mean(likelihood)),
        flagged=float(np.mean(~kept)),
        risk=risk,
    )
