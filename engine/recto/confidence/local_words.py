"""P(word is right) for every ruling: the calibrated confidence that users see, route and flag by.

Pairs of Case and LocalChoice enter, one probability each leaves. The weights were learned on pages
whose documents were held out from the numbers reported (benchmarks/learn/confidence.py). Without
weights the readers' own confidence stands in.
"""

from __future__ import annotations

from collections.abc import Sequence

from recto.confidence.features import WORD, logit, word_features
from recto.confidence.trees import model, probability_of_odds
from recto.confidence.unconfirmed import unconfirmed
from recto.text.spacing import has_unspaced
from recto.witnesses.choices import LocalChoice
from recto.witnesses.local import WordEvidence

# Log odds by the weights, which were learned on words, to those of one character of a script that
# parts no words: fitted to six documents. ECE of each by the others: .095 -> .052.
CHARACTER_BASE, CHARACTER_SLOPE = 0.455, 1.356


def confidences(judged: Sequence[tuple[WordEvidence, LocalChoice]]) -> list[float]:
    """0..1 for each ruling, by the page's own calibration; 0 for noise."""
    probabilities = shipped_confidences(judged)
    found = []
    for right, (case, choice) in zip(probabilities, judged, strict=True):
        calibration = case.facts.calibration
        found.append(calibration.local(right) if choice.words else 0.0)
    return found


def shipped_confidences(judged: Sequence[tuple[WordEvidence, LocalChoice]]) -> list[float]:
    """The same as the shipped weights have it, whatever the user has fitted: what other weights are
    learned on.
    """
    rows = [word_features(case, choice.reason).values for case, choice in judged]
    learned = model("local", WORD).probabilities(rows)
    found = []
    for right, (case, choice) in zip(learned, judged, strict=True):
        alone = unconfirmed(case)
        if not choice.words:
            found.append(0.0)
        elif choice.confidence is not None:
            found.append(float(choice.confidence))
        elif alone is not None:
            found.append(alone)
        elif any(has_unspaced(word.text) for word in choice.words):
            found.append(_of_character(right))
        else:
            found.append(float(right))
    return found


def _of_character(right: float) -> float:
    odds = CHARACTER_BASE + CHARACTER_SLOPE * logit(right)
    return probability_of_odds(odds)
