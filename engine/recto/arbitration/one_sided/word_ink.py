"""Words that the LLM alone has, and the ink that may stand for them: without any they are not
printed.

Lines, matches and what was seen of the page's ink enter; the words that nothing can stand for
leave. The place of such a word lies between the read words before and behind it, whatever else
stands there: leaders and rules are no characters, and paper that a local word covers is read
already. The rule is the same in a line, before it, behind it, and behind dots that lead to nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from recto.arbitration.word.second_look import SecondLook
from recto.local.fusion import LocalLine
from recto.model.result import Word
from recto.text.agreement import letters
from recto.witnesses.local import UnitAt
from recto.witnesses.matching import Pairing, agreed, merged

# of a word's width, by the line's own characters: with less between two words there is no third
ROOM = 0.5
INKED = 0.3  # of a word's width that its characters fill at least; a line of i and l fills .4
LINE_ROOM = 1.2  # line heights between two lines in which another may stand
INFINITE = float("inf")

Words = Mapping[int, tuple[str, ...]]  # by the index of the first


def without_ink(
    lines: Sequence[LocalLine],
    answers: Mapping[int, Sequence[Pairing]],
    look: SecondLook,
    local: Mapping[UnitAt, Sequence[Word]],
) -> Words:
    """Words in answers that name their lines, for which no ink can stand; `local` is the local
    reading of each place.

    Without a look at the ink only words that their neighbours leave no room for; the others stand.
    """
    gone: dict[int, tuple[str, ...]] = {}
    for i, row in answers.items():
        worded = [each for each in row if each.words]
        for each, (before, behind) in zip(worded, _neighbours(worded), strict=True):
            if each.units:
                is_absent = _on_noise(lines, i, each, look, local)
            else:
                is_absent = _absent(lines, i, each, before, behind, look)
            if is_absent:
                gone[each.first] = each.words
    return gone


def _on_noise(
    lines: Sequence[LocalLine],
    i: int,
    each: Pairing,
    look: SecondLook,
    local: Mapping[UnitAt, Sequence[Word]],
) -> bool:
    """They answer what the local reading takes for noise, and it has no characters: a leader, a
    rule, specks.
    """
    if not look.free:
        return False
    if any(local[place] for place in each.units):
        return False
    box = merged(lines, each).box
    return not _inked(lines, i, each.words, look, (box.left, box.right))


def without_ink_unnamed(
    lines: Sequence[LocalLine], matches: Sequence[Pairing], look: SecondLook
) -> Words:
    """The same in a text that names no lines: between words that are surely the page's, where ink
    was looked at.
    """
    if not look.free:
        return {}
    worded = [each for each in matches if each.words]
    ordered = sorted(worded, key=lambda each: each.first)
    gone: dict[int, tuple[str, ...]] = {}
    for each, (before, behind) in zip(ordered, _neighbours(ordered), strict=True):
        if each.units or not _are_sure(lines, before, behind):
            continue
        if before and behind and not _inked_between(lines, before, behind, each, look):
            gone[each.first] = each.words
    return gone


def _are_sure(lines: Sequence[LocalLine], before: Pairing | None, behind: Pairing | None) -> bool:
    """All readers have the words on both sides: this is the place."""
    if before is None or behind is None:
        return False
    return agreed(lines, before) and agreed(lines, behind)


def _neighbours(ordered: Sequence[Pairing]) -> list[tuple[Pairing | None, Pairing | None]]:
    """For each the nearest read words before and behind; in one pass each way, since a reply may
    add thousands.
    """
    before = _last_read(ordered)
    behind = _last_read(ordered[::-1])
    behind.reverse()
    return list(zip(before, behind, strict=True))


def _last_read(ordered: Sequence[Pairing]) -> list[Pairing | None]:
    """For each the nearest read words before it."""
    found: list[Pairing | None] = []
    last: Pairing | None = None
    for each in ordered:
        found.append(last)
        last = each if each.units else last
    return found


def _inked_between(
    lines: Sequence[LocalLine], before: Pairing, behind: Pairing, each: Pairing, look: SecondLook
) -> bool:
    """Whether there is ink, or another reading, from the words before to the words behind."""
    i, k = before.units[-1]
    j, m = behind.units[0]
    left = merged(lines, before).box.right
    right = merged(lines, behind).box.left
    if i == j:
        return m != k + 1 or _inked(lines, i, each.words, look, (left, right))
    upper, lower = lines[i].box, lines[j].box
    is_next_line = j == i + 1
    is_last_of_line = k + 1 >= len(lines[i].units)
    if not is_next_line or not is_last_of_line or m > 0:
        return True  # other words of the page stand there: these may be a reading of them
    if lower.top - upper.bottom > LINE_ROOM * upper.height:
        return True  # a line of handwriting may stand there, which shows as no row of characters
    for row in look.unread:
        if upper.centre[1] < row.centre[1] < lower.centre[1]:
            return True
    if _inked(lines, i, each.words, look, (left, INFINITE)):
        return True
    return _inked(lines, j, each.words, look, (-INFINITE, right))


def _absent(
    lines: Sequence[LocalLine],
    i: int,
    each: Pairing,
    before: Pairing | None,
    behind: Pairing | None,
    look: SecondLook,
) -> bool:
    """No ink can stand for words that answer no unit of line `i`."""
    left = merged(lines, before).box.right if before else -INFINITE
    right = merged(lines, behind).box.left if behind else INFINITE
    if look.free:
        return not _inked(lines, i, each.words, look, (left, right))
    if not _are_sure(lines, before, behind):
        return False
    text = " ".join(each.words)
    needed = ROOM * len(text) * _character(lines[i])
    return right - left < needed


def _inked(
    lines: Sequence[LocalLine],
    i: int,
    words: Sequence[str],
    look: SecondLook,
    place: tuple[float, float],
) -> bool:
    """Whether characters that no word covers fill enough of the place (px from left to right) for
    the words.
    """
    left, right = place
    inside = [box for box in look.free[i] if left < box.centre[0] < right]
    free = sum(box.width for box in inside)
    count = max(1, len(letters(words)))
    return free >= INKED * count * _character(lines[i])


def _character(line: LocalLine) -> float:
    """Mean width of a character of the line, spaces included, px."""
    count = 0
    for unit in line.units:
        words = unit.ppocr or unit.tesseract
        count += sum(len(word.text) + 1 for word in words)
    return line.box.width / max(1, count)
