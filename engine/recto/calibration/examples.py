"""Words with what they turned out to be: each word of a result beside the truth of its page.

A PageResult and its page's truth enter, Examples leave. A word is right when its letters and digits
are the truth's; words that the truth joins or parts are judged together. Marks alone are no words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from recto.model.result import PageResult, Word
from recto.text.agreement import letters
from recto.text.alignment import compact
from recto.text.placement import align_lines

Kind = Literal["local", "llm"]
# Their confidence is a constant or none of ours: nothing to fit.


@dataclass(frozen=True, slots=True)
class Example:
    """One word; `page` is the place of its page among those judged."""

    confidence: float  # 0..1, as shipped
    right: bool
    kind: Kind
    page: int


def examples(result: PageResult, truth: str, page: int, *, partial: bool = False) -> list[Example]:
    """Words where the truth has nothing count as wrong, or not at all when the truth is
    `partial`.
    """
    expected = truth.split()
    found = []
    for group in align_lines(
        [[word.text for word in line.words] for line in result.lines], expected
    ):
        if partial and not group.text:
            continue
        words = [result.lines[i].words[k] for i, k in group.page]
        right = _joined([word.text for word in words]) == _joined([expected[j] for j in group.text])
        found += [
            Example(word.confidence, right, _kind(word), page) for word in words if _counts(word)
        ]
    return found


def _joined(words: Sequence[str]) -> str:
    return letters(words)


def _kind(word: Word) -> Kind:
    """The map that the word's confidence went through."""
    return "llm" if word.reason.about.map == "llm" else "local"


def _counts(word: Word) -> bool:
    """Not where the confidence is a constant, or the check of a text layer supports it."""
    return bool(compact(word.text)) and word.reason.about.map != "none"
