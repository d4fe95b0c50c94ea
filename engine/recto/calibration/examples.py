"""Words with what they turned out to be: each word of a result beside the truth of its page.

A PageResult and its page's truth enter, Examples leave. A word is right when its letters and digits
are the truth's; words that the truth joins or parts are judged together. Marks alone are no words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from recto.model.result import PageResult, Word
from recto.text.agreement import letters
from recto.text.alignment import compact
from recto.text.placement import align_lines
from recto.text.spacing import words_of

Kind = Literal["local", "llm"]


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
    expected = words_of(truth)
    lines = []
    for line in result.lines:
        texts = [word.text for word in line.words]
        lines.append(texts)

    found: list[Example] = []
    for group in align_lines(lines, expected):
        if partial and not group.text:
            continue
        wanted = letters(map(expected.__getitem__, group.text))
        words = [result.lines[line].words[place] for line, place in group.page]
        right = wanted == letters(word.text for word in words)

        for word in filter(counts, words):
            kind = kind_of(word)
            example = Example(word.confidence, right, kind, page)
            found.append(example)
    return found


def kind_of(word: Word) -> Kind:
    """The map that the word's confidence went through."""
    if word.reason.about.map == "llm":
        return "llm"
    return "local"


def counts(word: Word) -> bool:
    """Not where the confidence is a constant, or the check of a text layer supports it."""
    if word.reason.about.map == "none":
        return False
    return bool(compact(word.text))
