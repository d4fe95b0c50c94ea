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
    """Lost passages back behind the unit that comes before them on the page."""
    behind: dict[UnitAt, list[UnitAt]] = {}
    printed = {place for entry in entries for place in entry.places}
    order = sorted(local)
    anchor: UnitAt | None = None
    for place in order:
        if place in printed:
            anchor = place
        elif place in lost and anchor is not None:
            behind.setdefault(anchor, []).append(place)
    # parts of a place share it
    last = {place: n for n, entry in enumerate(entries) for place in entry.places}
    result: list[PrintedWords] = []
    for n, entry in enumerate(entries):
        result.append(entry)
        ended = [own for own in entry.places if last[own] == n]
        result += [_restored(place, local) for own in ended for place in behind.get(own, ())]
    return result


def _restored(place: UnitAt, local: Mapping[UnitAt, tuple[Word, ...]]) -> PrintedWords:
    verdicts = tuple(
        replace(verdict, reason=Reason.RESTORED_DROPPED_BY_LLM) for verdict in local[place]
    )
    return PrintedWords(place[0], (place,), verdicts)


def result_lines(
    lines: Sequence[LocalLine], entries: Sequence[PrintedWords]
) -> Iterator[ResultLine]:
    """A new line whenever the words move to another line of the page."""
    words: list[Word] = []
    current: int | None = None
    for entry in entries:
        if entry.line is not None and entry.line != current:
            if words and current is not None:
                yield _line(lines, current, words)
                words = []
            current = entry.line
        words += entry.verdicts
    if words:
        yield _line(lines, current, words)


def _line(lines: Sequence[LocalLine], index: int | None, words: Sequence[Word]) -> ResultLine:
    box = Box.around(word.box for word in words)
    baseline = (
        lines[index].baseline
        if index is not None
        else (box.left, box.bottom, box.right, box.bottom)
    )
    return ResultLine(tuple(words), box, baseline)
