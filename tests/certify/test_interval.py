"""The interval of a certificate: known values, laws, and that it covers what it says."""

import math

import numpy as np
import pytest

from recto.certify.interval import Stratum, clopper_pearson, interval


@pytest.mark.parametrize(
    ("errors", "size", "low", "high"),
    [
        (0, 100, 0.0, 0.03622),  # 1 - .025 ** (1 / 100)
        (1, 100, 0.000253, 0.05446),
        (50, 100, 0.39832, 0.60168),
        (100, 100, 0.96378, 1.0),
        (0, 0, 0.0, 1.0),
    ],
)
def test_one_stratum_has_the_interval_of_clopper_and_pearson(
    errors: int, size: int, low: float, high: float
) -> None:
    """As published tables have it."""
    assert clopper_pearson(errors, size) == pytest.approx((low, high), abs=1e-5)
    assert interval([Stratum(1.0, size, errors), Stratum(0.0, 0, 0)]) == pytest.approx(
        (low, high), abs=1e-5
    )


def test_two_strata_are_held_together() -> None:
    """The estimate lies inside; doubtful words alone do not make the interval of sure ones."""
    low, high = interval([Stratum(0.2, 400, 20), Stratum(0.8, 600, 2)])
    estimate = 0.2 * 20 / 400 + 0.8 * 2 / 600
    assert low < estimate < high
    assert high - low < 0.013
    # Clopper and Pearson's ends, added up by weight, are exact, too, and longer by a half.
    doubtful, sure = clopper_pearson(20, 400), clopper_pearson(2, 600)
    added = 0.2 * (doubtful[1] - doubtful[0]) + 0.8 * (sure[1] - sure[0])
    assert high - low < 0.85 * added


@pytest.mark.parametrize("confidence", [0.8, 0.95, 0.99])
def test_no_error_seen_proves_something(confidence: float) -> None:
    """From 0 on; the more confidence, the longer."""
    low, high = interval([Stratum(0.5, 200, 0), Stratum(0.5, 200, 0)], confidence)
    assert low == 0
    assert high < 1.6 * -math.log((1 - confidence) / 2) / 200


def test_more_errors_and_fewer_words_go_the_right_way() -> None:
    """Ends rise with errors, and come closer with words."""
    ends = [interval([Stratum(0.3, 300, n), Stratum(0.7, 300, 1)]) for n in (0, 5, 20)]
    assert ends == sorted(ends)
    short = interval([Stratum(0.3, 600, 10), Stratum(0.7, 600, 2)])
    assert short[1] - short[0] < ends[1][1] - ends[1][0]


# Shares of wrong words in both strata; the first as planned, the others as no calibration says.
TRUTHS = [(0.05, 0.01), (0.3, 0.0)]


@pytest.mark.parametrize("truth", TRUTHS)
def test_it_covers_whatever_the_strata_hold(truth: tuple[float, float]) -> None:
    """Every sample that is likely enough, weighed by its probability: no simulation, no chance."""
    weights, sizes = (0.2, 0.8), (20, 30)
    share = sum(weight * each for weight, each in zip(weights, truth, strict=True))
    first = _masses(sizes[0], truth[0])
    second = _masses(sizes[1], truth[1])
    covered = total = 0.0
    for x1, p1 in first:
        for x2, p2 in second:
            low, high = interval(
                [Stratum(weights[0], sizes[0], x1), Stratum(weights[1], sizes[1], x2)]
            )
            total += p1 * p2
            covered += p1 * p2 * (low <= share <= high)
    assert total > 0.95
    assert covered + (1 - total) >= 0.95
    assert covered / total >= 0.94


def _masses(size: int, share: float) -> list[tuple[int, float]]:
    """Counts of errors with their probabilities, the unlikely ones left out."""
    found = []
    for count in range(size + 1):
        mass = math.comb(size, count) * share**count * (1 - share) ** (size - count)
        if mass > 4e-3:
            found.append((count, mass))
    return found


def test_the_design_of_hybrid_words_takes_fewer_than_plain_sampling() -> None:
    """100,000 words, 1 % wrong, the least sure 15 % with 72 % of the errors: 99 % +- .5 %."""
    from benchmarks.certificate import confidences, spread_of
    from recto.certify.design import Wanted, design, plain_size

    spread, _ = spread_of(confidences(np.random.default_rng(22)))
    plan = design(spread, Wanted(0.985))
    assert plan.size <= 1150
    assert plain_size(0.01, 0.005, 0.95) == 1522
    assert sum(plan.weights) == pytest.approx(1)
