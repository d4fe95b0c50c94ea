"""What a reading costs, in errors: the one figure that thresholds are chosen by.

Final words and the truth enter, a cost leaves, in shares of a page's words or characters. An error
costs one; one that breaks what the LLM had right costs one more, one that no flag tells of another;
a look at a flagged word costs a tenth; a whole page sent costs as much as half an error in a
hundred characters.
"""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.metrics.change import change
from benchmarks.metrics.letters import letter_errors
from recto.metrics.word_fate import Judged, judge
from recto.model.result import ResultLine

HARMED = 1.0  # errors, for a word that the LLM had right and the final text has wrong
UNFLAGGED = 1.0  # errors, for a wrong word that is not flagged
LOOK = 0.1  # errors, for a flagged word: one look in ten finds one, at the worst
SENT = 0.005  # share of a page's characters, for the whole page sent


def of_page(lines: Sequence[ResultLine], truth: str, llm: Judged | None) -> float:
    """CER of letters and digits, and the prices of words as shares of all words."""
    words = [word for line in lines for word in line.words]
    rows = [" ".join([word.text for word in line.words]) for line in lines]
    error = letter_errors(truth, "\n".join(rows)).clipped
    judged = judge(truth, [word.text for word in words])
    flags = [word.flagged for word in words]
    cost = error + of_flags(judged, flags)
    if llm is not None:
        broken = change(llm, judged).harmed
        cost += HARMED * broken / max(1, len(judged.fates))
    return cost


def of_flags(judged: Judged, flags: Sequence[bool]) -> float:
    """Looks, and errors without one, as a share of the words that have letters or digits."""
    looks = silent = words = 0
    for right, flagged in zip(judged.labels, flags, strict=True):
        if right is None:
            continue
        words += 1
        looks += flagged
        silent += not right and not flagged
    return (LOOK * looks + UNFLAGGED * silent) / max(1, words)


def of_place(*, wrong: bool, harmed: bool, flagged: bool) -> float:
    """One word."""
    unflagged = wrong and not flagged
    return wrong + HARMED * harmed + UNFLAGGED * unflagged + LOOK * flagged
