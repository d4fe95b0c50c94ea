"""P(word is right) for every ruling: the calibrated confidence that users see, route and flag by.

Pairs of Case and LocalChoice enter, one probability each leaves. The weights were learned on pages
whose documents were held out from the numbers reported (benchmarks/learn/confidence.py). Without
weights the readers' own confidence stands in.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from recto.confidence.features import WORD, word_features
from recto.confidence.trees import Calibrated, calibrated, load
from recto.witnesses.choices import LocalChoice
from recto.witnesses.local import WordEvidence


def confidences(judged: Sequence[tuple[WordEvidence, LocalChoice]]) -> list[float]:
    """0..1 for each ruling, by the page's own calibration; 0 for noise."""
    return [
        case.facts.calibration.local(p) if ruling.words else 0.0
        for p, (case, ruling) in zip(shipped_confidences(judged), judged, strict=True)
    ]


def shipped_confidences(judged: Sequence[tuple[WordEvidence, LocalChoice]]) -> list[float]:
    """The same as the shipped weights have it, whatever the user has fitted: what other weights are
    learned on.
    """
    rows = [word_features(case, ruling.reason).values for case, ruling in judged]
    sure = _model().probabilities(rows)
    known = (
        p if ruling.confidence is None else ruling.confidence
        for p, (_, ruling) in zip(sure, judged, strict=True)
    )
    return [float(p) if ruling.words else 0.0 for p, (_, ruling) in zip(known, judged, strict=True)]


@lru_cache(maxsize=1)
def _model() -> Calibrated:
    return calibrated(load("local", WORD))
