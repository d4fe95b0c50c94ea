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
    groups = _groups(len(first), covered)
    found: list[tuple[Words, Words]] = []
    for start, end in groups:
        answers = [
            word for word, at in zip(second, covered, strict=True) if at and start <= at[0] < end
        ]
        found.append((tuple(first[start:end]), tuple(answers)))
    for word, at in zip(second, covered, strict=True):
        if not at:
            found.insert(_gap(word, found), ((), (word,)))
    return found


def _covered(word: ReaderWord, first: Sequence[ReaderWord]) -> list[int]:
    """Indices of the words that stand where it stands."""
    found = []
    for at, other in enumerate(first):
        left = max(word.box.left, other.box.left)
        right = min(word.box.right, other.box.right)
        narrower = min(word.box.width, other.box.width)
        if right - left > SHARED * narrower:
            found.append(at)
    return found


def _groups(count: int, covered: Sequence[Sequence[int]]) -> list[tuple[int, int]]:
    """Start and end of each run of words that one of the others spans."""
    joined = set()  # indices whose word stays with the one before
    for indices in covered:
        if indices:
            joined.update(range(indices[0] + 1, indices[-1] + 1))
    if not count:
        return []
    starts = [at for at in range(count) if at not in joined]
    return list(zip(starts, [*starts[1:], count], strict=True))


def _gap(word: ReaderWord, found: Sequence[tuple[Words, Words]]) -> int:
    """Before which group it stands, whichever way the line runs."""
    middles = []
    for own, other in found:
        boxes = [each.box for each in (*own, *other)]
        middles.append(sum(box.centre[0] for box in boxes) / len(boxes))
    middle = word.box.centre[0]
    is_leftward = len(middles) > 1 and middles[0] > middles[-1]
    for at, other_middle in enumerate(middles):
        if (other_middle < middle) if is_leftward else (other_middle > middle):
            return at
    return len(middles)
