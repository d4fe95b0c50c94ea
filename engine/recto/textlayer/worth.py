"""What a check of a layer's words supports: whether the layer stands, and how sure each word of it
is.

A LayerCheck enters; a fault of the layer, or P(right) of a word, leaves. With n words compared and
a of them found right, a word of the layer is right with the share (a + 1) / (n + 2), the mean of
what n trials leave open (Laplace); for a word that was itself found right, the rest is divided by
ten, since one reading in ten that confirms a wrong word would be a reader worse than any here. No
word is ever certain.
"""

from __future__ import annotations

from collections.abc import Mapping

from recto.textlayer.outcomes import LayerCheck, Outcome

# share of the words compared that both readers read otherwise: more, and the layer is read anew
MOST_DIFFERENT = 0.1
MOST_OPPOSED = 0.5  # share that is read otherwise in one way or another
FEW = 2  # words read otherwise that can be an accident
CONTRADICTED = "words that the pixels contradict"
MISSED = 0.1  # of the doubt that is left where the word itself was found right
DRAWN = 0.9  # at most, of a word whose letters look as they should and that nobody can read
# At most, by what a reader has said against the word: another text, another one than the other
# reader's, letters that do not look as they should, something else printed in its place.
AT_MOST: Mapping[Outcome, float] = {
    "unspelled": 0.6,
    "doubtful": 0.5,
    "opposed": 0.25,
    "unlike": 0.25,
    "misstated": 0.4,
    "covered": 0.0,
}


def fault(check: LayerCheck) -> tuple[str, str]:
    """Why the layer cannot stand, and the numbers behind it; two empty texts where it can."""
    different = check.count("differs")
    otherwise = different + check.count("opposed")
    is_many = different > MOST_DIFFERENT * check.checked
    is_most = otherwise > MOST_OPPOSED * check.checked
    if otherwise < FEW:
        return "", ""
    if is_many or is_most:
        return CONTRADICTED, f"{otherwise} of {check.checked} words are read otherwise"
    return "", ""


def measured(check: LayerCheck) -> str:
    """The numbers for people."""
    right = check.count("agreed", "drawn")
    return f"{right} of {check.checked} words compared with the pixels are right"


def share(check: LayerCheck) -> float:
    """P(right) of a word of the layer that was not looked at, 0..1."""
    right = check.count("agreed", "drawn")
    return (right + 1) / (check.checked + 2)


def confidence(outcome: Outcome, base: float) -> float:
    """P(right) of a layer's word, 0..1; `base` is the `share` of its page."""
    confirmed = 1 - (1 - base) * MISSED
    if outcome == "agreed":
        return confirmed
    if outcome == "drawn":
        return min(confirmed, DRAWN)
    most = AT_MOST.get(outcome, 1.0)
    return min(base, most)
