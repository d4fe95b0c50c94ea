"""What another model's page has otherwise than the one that is printed: offered beside its words,
and doubted where no local reader decides between the two.

The lines of both pages enter; those of the printed one leave, with what was noticed. No word
changes by it. Who is to be believed where two models differ has not been learned: a local reader
that has the printed word decides, unless another one has the other page's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from recto.model.result import ResultLine, Word
from recto.reasons import Reason
from recto.text.agreement import figures
from recto.text.alignment import compact, segments
from recto.text.spacing import joined
from recto.witnesses.registry import LOCAL

# P(right) of a word that a model has, at most with one of two local readers, against another model
CONTRADICTED = 0.5
BY_ONE = frozenset(witness.bears_out for witness in LOCAL)  # one local reader and the model


@dataclass(frozen=True, slots=True)
class Difference:
    """Printed words and the other page's in their place; either may be none."""

    start: int  # among the printed words
    end: int
    others: tuple[Word, ...]

    @property
    def text(self) -> str:
        """What the other page has."""
        return joined([word.text for word in self.others])

    @property
    def is_backed(self) -> bool:
        """A local reader has what the other page has."""
        return any(word.origin != "llm" for word in self.others)


def doubted_by(
    printed: Sequence[ResultLine], other: Sequence[ResultLine]
) -> tuple[tuple[ResultLine, ...], Counter[str]]:
    """The printed lines with what the other page has among the alternatives."""
    words = [word for line in printed for word in line.words]
    others = [word for line in other for word in line.words]
    noticed: Counter[str] = Counter()
    for each in differences(words, others) if words else ():
        if each.start == each.end:
            noticed[Reason.OTHER_PAGE_HAS_MORE] += len(each.others)
            at = max(0, each.start - 1)
            words[at] = _offering(words[at], each.text, ahead=each.start == 0)
            continue
        for at in range(each.start, each.end):
            words[at] = _contradicted(words[at], each)
            noticed[Reason.SECOND_LLM_DIFFERS] += words[at].reason is Reason.SECOND_LLM_DIFFERS
    return _in_lines(printed, words), noticed


def differences(words: Sequence[Word], others: Sequence[Word]) -> list[Difference]:
    """In the order of printing; what stands elsewhere on the other page is none."""
    texts = [compact(word.text) for word in words]
    answers = [compact(word.text) for word in others]
    found: list[Difference] = []
    for group in segments(texts, answers):
        there = tuple(others[group.b_start : group.b_end])
        if not _is_same(words[group.a_start : group.a_end], there):
            found.append(Difference(group.a_start, group.a_end, there))
    printed = {_letters(words[each.start : each.end]) for each in found}
    offered = {_letters(each.others) for each in found}
    moved = printed & offered
    apart: list[Difference] = []
    for each in found:
        mine = _letters(words[each.start : each.end])
        theirs = _letters(each.others)
        if (mine and mine in moved) or (theirs and theirs in moved):
            continue
        before = apart[-1] if apart else None
        if before and not mine and before.start == before.end == each.start:
            apart[-1] = replace(before, others=before.others + each.others)
        else:
            apart.append(each)
    return apart


def _letters(words: Sequence[Word]) -> str:
    return "".join([compact(word.text) for word in words])


def _is_same(words: Sequence[Word], others: Sequence[Word]) -> bool:
    """In letters, and in numbers to the mark."""
    if _letters(words) != _letters(others):
        return False
    own = figures([word.text for word in words])
    return own == figures([word.text for word in others])


def _contradicted(word: Word, found: Difference) -> Word:
    """Flagged where it is the model's own, or one local reader stands behind each of both."""
    offered = word
    if found.text:
        others = dict.fromkeys((*word.alternatives, found.text))
        offered = replace(word, alternatives=tuple(others))
    is_split = word.reason in BY_ONE and found.is_backed
    if word.origin != "llm" and not is_split:
        return offered
    return replace(
        offered,
        reason=Reason.SECOND_LLM_DIFFERS,
        confidence=min(word.confidence, CONTRADICTED),
        flagged=True,
    )


def _offering(word: Word, text: str, *, ahead: bool) -> Word:
    """Flagged, and what the other page has beside it as an alternative."""
    longer = f"{text} {word.text}" if ahead else f"{word.text} {text}"
    others = dict.fromkeys((*word.alternatives, longer))
    return replace(word, alternatives=tuple(others), flagged=True)


def _in_lines(lines: Sequence[ResultLine], words: Sequence[Word]) -> tuple[ResultLine, ...]:
    """The words in the place of those of the lines."""
    found = []
    start = 0
    for line in lines:
        end = start + len(line.words)
        found.append(replace(line, words=tuple(words[start:end])))
        start = end
    return tuple(found)
