"""The words to print, place by place, and the lines that they make.

Entries in the order of printing enter, ResultLines leave. Where lost passages come back, and when a
new line begins, is decided only here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from recto.local.fusion import LocalLine
from recto.model.page import Box
from recto.model.result import ResultLine, Word
from recto.model.transcript import Decision
from recto.reasons import Reason
from recto.witnesses.local import UnitAt


@dataclass(frozen=True, slots=True)
class PrintedWords:
    """Words to print, and the line of the page that they stand on (None: nobody knows)."""

    line: int | None
    places: tuple[UnitAt, ...]
    verdicts: tuple[Word, ...]
    contested: Decision | None = None  # to ask about the place again


def with_restored(
    entries: Sequence[PrintedWords],
    lost: frozenset[UnitAt],
    local: Mapping[UnitAt, tuple[Word, ...]],
) -> list[PrintedWords]:
    """Lost passages back behind the unit that comes before them on the page; what opens the page,
    ahead of the first unit that is printed of it.
    """
    last: dict[UnitAt, int] = {}  # parts of a place share it
    for n, entry in enumerate(entries):
        last.update(dict.fromkeys(entry.places, n))
    if not lost or not last:
        return list(entries)
    behind = _by_place_before(lost, last, sorted(local))
    opening = [_restored(each, local) for each in behind.get(None, ())]
    first = min(last)
    result: list[PrintedWords] = []
    for n, entry in enumerate(entries):
        if first in entry.places:
            result += opening
            opening = []
        result.append(entry)
        for place in entry.places:
            if last[place] == n:
                result += [_restored(each, local) for each in behind.get(place, ())]
    return result


def _by_place_before(
    lost: frozenset[UnitAt], printed: Mapping[UnitAt, int], order: Sequence[UnitAt]
) -> dict[UnitAt | None, list[UnitAt]]:
    """Lost places, by the printed one that comes before them on the page (None: there is none)."""
    behind: dict[UnitAt | None, list[UnitAt]] = {}
    before: UnitAt | None = None
    for place in order:
        if place in printed:
            before = place
        elif place in lost:
            behind.setdefault(before, []).append(place)
    return behind


def _restored(place: UnitAt, local: Mapping[UnitAt, tuple[Word, ...]]) -> PrintedWords:
    """The local words of a place, with the reason that they are back."""
    words = []
    for word in local[place]:
        words.append(replace(word, reason=Reason.RESTORED_DROPPED_BY_LLM))  # noqa: PERF401
    line, _ = place
    return PrintedWords(line, (place,), tuple(words))


def result_lines(
    lines: Sequence[LocalLine], entries: Sequence[PrintedWords]
) -> Iterator[ResultLine]:
    """A new line whenever the words move to another line of the page."""
    words: list[Word] = []
    current: int | None = None
    for entry in entries:
        is_elsewhere = entry.line is not None and entry.line != current
        if is_elsewhere and words and current is not None:
            yield _line(lines, current, words)
            words = []
        if is_elsewhere:
            current = entry.line
        words += entry.verdicts
    if words:
        yield _line(lines, current, words)


def _line(lines: Sequence[LocalLine], index: int | None, words: Sequence[Word]) -> ResultLine:
    box = Box.around(word.box for word in words)
    baseline = (box.left, box.bottom, box.right, box.bottom)
    if index is not None:
        baseline = lines[index].baseline
    return ResultLine(tuple(words), box, baseline)
