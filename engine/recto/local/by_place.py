"""Two readers' words of one line brought together by where they stand, for lines in letters that
one of them lacks.

Both readers' words enter, in the order of the line, boxes in px; groups leave, each a stretch of
the line. What PP-OCR writes of Cyrillic or Arabic has no letter in common with what Tesseract
writes, so that letters cannot tell which words answer each other; its numbers and Latin words stand
where they are printed.
"""

from __future__ import annotations

from collections.abc import Sequence

from recto.model.page import ReaderWord

Words = tuple[ReaderWord, ...]
SHARED = 0.5  # of the narrower of two words that both cover


def by_place(
    first: Sequence[ReaderWord], second: Sequence[ReaderWord]
) -> list[tuple[Words, Words]]:
    """Groups in the order of `first`; every word of both is in exactly one."""
    covered = [_covered(word, first) for word in second]
    pairs = list(zip(second, covered, strict=True))
    found: list[tuple[Words, Words]] = []
    for start, end in _groups(len(first), covered):
        here = range(start, end)
        answers = []
        for word, at in pairs:
            if at and at[0] in here:
                answers.append(word)
        own = tuple(first[start:end])
        found.append((own, tuple(answers)))
    for word, at in pairs:
        if at:
            continue
        gap = _gap(word, found)
        alone: tuple[Words, Words] = ((), (word,))
        found.insert(gap, alone)
    return found


def _covered(word: ReaderWord, first: Sequence[ReaderWord]) -> list[int]:
    """Indices of the words that stand where it stands."""
    own = word.box
    found = []
    for at, other in enumerate(first):
        box = other.box
        left = max(own.left, box.left)
        right = min(own.right, box.right)
        shared = right - left
        narrower = min(own.width, box.width)
        if shared > SHARED * narrower:
            found.append(at)
    return found


def _groups(count: int, covered: Sequence[Sequence[int]]) -> list[tuple[int, int]]:
    """Start and end of each run of words that one of the others spans."""
    if not count:
        return []
    joined: set[int] = set()  # indices whose word stays with the one before
    for indices in covered:
        if not indices:
            continue
        second = indices[0] + 1
        behind = indices[-1] + 1
        joined.update(range(second, behind))
    starts = [at for at in range(count) if at not in joined]
    ends = [*starts[1:], count]
    groups = zip(starts, ends, strict=True)
    return list(groups)


def _gap(word: ReaderWord, found: Sequence[tuple[Words, Words]]) -> int:
    """Before which group it stands, whichever way the line runs."""
    middles = []
    for own, other in found:
        words = (*own, *other)
        centres = [each.box.centre[0] for each in words]
        mean = sum(centres) / len(centres)
        middles.append(mean)
    middle = word.box.centre[0]
    is_leftward = len(middles) > 1 and middles[0] > middles[-1]
    for at, other_middle in enumerate(middles):
        distance = other_middle - middle
        if is_leftward:
            distance = -distance
        if distance > 0:
            return at
    return len(middles)
