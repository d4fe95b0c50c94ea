"""What another model's page has otherwise than the one that is printed: offered beside its words,
and doubted where no local reader decides between the two.

The lines of both pages enter; those of the printed one leave, with what was noticed. No word
changes by it. Who is to be believed where two models differ has not been learned: a local reader
that has the printed word decides, unless another one has the other page's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from recto.model.result import ResultLine, Word
from recto.reasons import Reason
from recto.text.agreement import figures, letters
from recto.text.alignment import compact, segments
from recto.text.spacing import joined
from recto.witnesses.registry import LOCAL

# P(right) at most, of a word that the printed model alone has against the other: of 1,514 such
# words .41 are right, by corpus .26 to .47 (.93 of those that the other model has, too)
CONTRADICTED = 0.4
# and of one where a local reader has the word, and another one the other page's: .79 of 359
SPLIT = 0.8
BEGINNING = "^"  # no letter or digit
BY_ONE = frozenset(witness.bears_out for witness in LOCAL)  # one local reader and the model


@dataclass(frozen=True, slots=True)
class Difference:
    """Printed words, and the other page's in their place; one side may have none."""

    start: int  # among the words of the printed page
    words: tuple[Word, ...]
    others: tuple[Word, ...]

    @property
    def text(self) -> str:
        """What the other page has."""
        return joined(_texts(self.others))

    @property
    def own_letters(self) -> str:
        """Of the printed words."""
        texts = _texts(self.words)
        return letters(texts)

    @property
    def other_letters(self) -> str:
        """Of the other page's."""
        texts = _texts(self.others)
        return letters(texts)

    @property
    def is_backed(self) -> bool:
        """A local reader has what the other page has."""
        origins = {word.origin for word in self.others}
        return not origins <= {"llm"}

    @property
    def is_one(self) -> bool:
        """Letters, or the marks of a number, differ."""
        if self.own_letters != self.other_letters:
            return True
        own = _texts(self.words)
        other = _texts(self.others)
        return figures(own) != figures(other)


def doubted_by(
    printed: Sequence[ResultLine], other: Sequence[ResultLine]
) -> tuple[tuple[ResultLine, ...], Counter[str]]:
    """The printed lines with what the other page has among the alternatives."""
    words = _words(printed)
    noticed: Counter[str] = Counter()
    if not words:
        return tuple(printed), noticed
    for each in differences(words, _words(other)):
        if not each.words:
            _offer(words, each)
            noticed[Reason.OTHER_PAGE_HAS_MORE] += len(each.others)
        end = each.start + len(each.words)
        for at in range(each.start, end):
            doubted = _contradicted(words[at], each)
            words[at] = doubted
            if doubted.reason is Reason.SECOND_LLM_DIFFERS:
                noticed[Reason.SECOND_LLM_DIFFERS] += 1
    return _in_lines(printed, words), noticed


def differences(words: Sequence[Word], others: Sequence[Word]) -> list[Difference]:
    """In the order of printing; what stands elsewhere on the other page is none."""
    found = [each for each in _groups(words, others) if each.is_one]
    printed: set[str] = set()
    offered: set[str] = set()
    for each in found:
        if each.own_letters != each.other_letters:
            printed.add(each.own_letters)
            offered.add(each.other_letters)
    moved = printed & offered
    moved.discard("")
    apart: list[Difference] = []
    for each in found:
        if each.own_letters in moved:
            continue
        if each.other_letters in moved:
            continue
        _add(apart, each)
    return apart


def _groups(words: Sequence[Word], others: Sequence[Word]) -> Iterator[Difference]:
    """The words of both pages, parted where a word ends in both. Both are aligned behind a mark of
    their beginning, so that what only one has there stands by itself.
    """
    own = [BEGINNING, *map(compact, _texts(words))]
    answers = [BEGINNING, *map(compact, _texts(others))]
    for group in segments(own, answers):
        start = max(0, group.a_start - 1)
        start_there = max(0, group.b_start - 1)
        here = words[start : group.a_end - 1]
        there = others[start_there : group.b_end - 1]
        yield Difference(start, tuple(here), tuple(there))


def _add(found: list[Difference], more: Difference) -> None:
    """What the other page has behind one printed word stays together."""
    if found and not more.words:
        before = found[-1]
        if before.start == more.start:
            others = before.others + more.others
            found[-1] = replace(before, others=others)
            return
    found.append(more)


def _contradicted(word: Word, found: Difference) -> Word:
    """Flagged where it is the model's own, or one local reader stands behind each of both."""
    alternatives = dict.fromkeys(word.alternatives)
    if found.text:
        alternatives[found.text] = None
    offered = replace(word, alternatives=tuple(alternatives))
    is_split = word.reason in BY_ONE and found.is_backed
    most = CONTRADICTED
    if word.origin != "llm":
        most = SPLIT
        if not is_split:
            return offered
    return replace(
        offered,
        reason=Reason.SECOND_LLM_DIFFERS,
        confidence=min(word.confidence, most),
        flagged=True,
    )


def _offer(words: list[Word], found: Difference) -> None:
    """The printed word before what the other page has more, flagged, with it as an alternative; of
    what opens the page the first one.
    """
    at = max(0, found.start - 1)
    word = words[at]
    longer = f"{word.text} {found.text}"
    if found.start == 0:
        longer = f"{found.text} {word.text}"
    alternatives = dict.fromkeys(word.alternatives)
    alternatives[longer] = None
    words[at] = replace(
        word,
        alternatives=tuple(alternatives),
        flagged=True,
    )


def _words(lines: Sequence[ResultLine]) -> list[Word]:
    words: list[Word] = []
    for line in lines:
        words += line.words
    return words


def _texts(words: Sequence[Word]) -> list[str]:
    return [word.text for word in words]


def _in_lines(lines: Sequence[ResultLine], words: Sequence[Word]) -> tuple[ResultLine, ...]:
    """The words in the place of those of the lines."""
    found = []
    start = 0
    for line in lines:
        end = start + len(line.words)
        own = tuple(words[start:end])
        found.append(replace(line, words=own))
        start = end
    return tuple(found)
