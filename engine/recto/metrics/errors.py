"""Character and word error rates: edit distance over the length of the truth.

Two texts enter, Errors leave. Definition: Levenshtein distance (insertions, deletions and
substitutions cost 1) / length of the truth, as the ISRI tools (Rice, Jenkins, Nartker 1996) and
`dinglehopper` compute it. Texts are NFC with white space folded; case and punctuation count. CER
counts grapheme clusters, WER words between spaces. A rate is not clipped here: a text that runs on
can exceed 1. Micro = all errors / all truth; macro = mean of page rates.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from recto.metrics.normalise import compact, folded, graphemes


@dataclass(frozen=True, slots=True)
class Errors:
    """Edit operations against the length of a truth, in characters or words."""

    distance: int
    length: int  # of the truth

    @property
    def rate(self) -> float:
        """Distance / length; for an empty truth 0 when nothing was written, else 1."""
        if self.length:
            return self.distance / self.length
        return float(self.distance > 0)

    @property
    def clipped(self) -> float:
        """The rate, at most 1, so that one page that ran on does not decide a mean."""
        return min(1.0, self.rate)


def characters(truth: str, output: str) -> Errors:
    """Grapheme clusters of the folded texts."""
    wanted = graphemes(folded(truth))
    read = graphemes(folded(output))
    return _errors(wanted, read)


def words(truth: str, output: str) -> Errors:
    """Words between white space; punctuation and case count."""
    wanted = truth_words(truth)
    read = truth_words(output)
    return _errors(wanted, read)


def truth_words(text: str) -> list[str]:
    """The words of the folded text."""
    return folded(text).split()


def letters_and_digits(truth: str, output: str) -> Errors:
    """Compact forms: sensitive to words and reading order, not to spaces, punctuation and case."""
    wanted = compact(truth)
    read = compact(output)
    return _errors(wanted, read)


def micro(pages: Iterable[Errors]) -> float:
    """All errors over all truth: long pages weigh more."""
    distance = length = 0
    for page in pages:
        distance += page.distance
        length += page.length
    return Errors(distance, length).rate


def macro(pages: Iterable[Errors]) -> float:
    """Mean of the clipped page rates: pages weigh alike. 0 pages: not a number."""
    rates = [page.clipped for page in pages]
    if not rates:
        return float("nan")
    return sum(rates) / len(rates)


def _errors(truth: Sequence[str], output: Sequence[str]) -> Errors:
    from rapidfuzz.distance import Levenshtein

    distance = Levenshtein.distance(truth, output)
    return Errors(int(distance), len(truth))
