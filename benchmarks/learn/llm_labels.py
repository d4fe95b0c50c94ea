"""What the truth says of stretches of an LLM's text.

The LLM's lines of words and a truth text enter; a function from a stretch of words to its true
letters and digits leaves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from recto.text.alignment import compact
from recto.text.placement import align_lines
from recto.text.spacing import words_of


@dataclass(frozen=True, slots=True)
class TruthOf:
    """Stretches of the LLM's words with what the truth has there, cut where both end a word."""

    # first word -> (past the last, compact truth; None: not found)
    stretches: dict[int, tuple[int, str | None]]

    def __call__(self, first: int, last: int) -> str | None:
        """Compact truth of words first..last-1; None where it is unknown or not cut there."""
        text, at = "", first
        while at < last:
            end, truth = self.stretches.get(at, (last, None))
            if truth is None:
                return None
            text, at = text + truth, end
        return text if at == last else None


def truth_of(lines: Sequence[Sequence[str]], truth: str) -> TruthOf:
    """Align the LLM's text with the truth."""
    offsets = [0]
    for line in lines:
        offsets.append(offsets[-1] + len(line))
    expected = words_of(truth)
    stretches: dict[int, tuple[int, str | None]] = {}
    for group in align_lines(lines, expected):
        words = [offsets[i] + w for i, w in group.page]
        if words:
            found = "".join(compact(expected[j]) for j in group.text) if group.text else None
            stretches[min(words)] = (max(words) + 1, found)
    return TruthOf(stretches)
