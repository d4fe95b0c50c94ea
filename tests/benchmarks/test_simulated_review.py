"""How many errors a simulated person mends: words beside the truth, the least sure first."""

from benchmarks.outcome import ScoredWord
from benchmarks.simulated_review import judged, mended


def word(
    text: str, left: float, confidence: float, reason: str = "tesseract-weighs-more"
) -> ScoredWord:
    """One word of a line."""
    return ScoredWord(text, (left, 0, left + 9, 9), confidence, reason=reason)


def test_errors_are_found_in_the_order_of_doubt() -> None:
    """Half of four words hold one of two errors; what all readers have alike is told apart."""
    words = [
        word("the", 0, 0.9),
        word("barbour", 10, 0.2),
        word("of", 20, 0.8),
        word("1841", 30, 0.99, "readers-agree"),
    ]
    found = list(judged(words, "the harbour of 1847"))
    assert [each.is_right for each in found] == [True, False, True, False]
    assert mended(found, 0.25, shared=True) == (0.5, 2)
    assert mended(found, 0.25, shared=False) == (1.0, 1)
    assert mended(found, 1.0, shared=True) == (1.0, 2)
