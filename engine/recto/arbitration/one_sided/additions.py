"""Lines that only the LLM has, put where they stand on the page: printed over ink, kept in the
notes without any.

A transcript with what was found out about unread ink enters; lines of the page with words to print
after them leave. The rule that lives only here: a line that a model adds is printed, flagged, where
character-like ink stands that no reader read, and nowhere else; nothing that it added is lost
without a word.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

from rapidfuzz import fuzz

from recto.arbitration.entries import PrintedWords
from recto.arbitration.flags import Doubtful, is_flagged
from recto.arbitration.word.second_look import SecondLook
from recto.local.fusion import LocalLine
from recto.model.page import Box
from recto.model.result import Word
from recto.model.transcript import Transcript
from recto.reasons import Reason
from recto.text.alignment import compact
from recto.text.spacing import words_of

LLM_ONLY = 0.6  # P(right), as of other short stretches that only the LLM has
NEAR = 3.0  # line heights between the ink and the line that the addition is said to follow
SAME = 85.0  # similarity from which two added lines are one


@dataclass(frozen=True, slots=True)
class Additions:
    """What to print beyond the read lines."""

    lines: tuple[LocalLine, ...]  # the page's, then one for each printed addition
    after: dict[int, list[PrintedWords]]  # index of the line before it (-1: none) -> what follows
    unprinted: tuple[str, ...]  # added without ink
    unread: tuple[Box, ...]  # ink that nobody read

    def entries(self, by_line: Sequence[Sequence[PrintedWords]]) -> list[PrintedWords]:
        """The words of all lines in order, `by_line` one row a read line, with the additions
        between them.
        """
        entries = list(self.after.get(-1, []))
        for i, row in enumerate(by_line):
            entries += row
            entries += self.after.get(i, [])
        return entries


@dataclass(frozen=True, slots=True)
class _Added:
    text: str
    box: Box
    before: int  # index of the line before it, -1 for none
    reason: Reason


def additions(lines: Sequence[LocalLine], transcript: Transcript, look: SecondLook) -> Additions:
    """Judge every added line, and every blind reading of unread ink."""
    free = list(look.unread)
    found: list[_Added] = []
    unprinted = []
    for text, before in _added(transcript):
        box = _ink_for(before, lines, free)
        if box is None:
            unprinted.append(text)
        else:
            free.remove(box)
            found.append(_Added(text, box, before, Reason.ADDED_OVER_INK))
    for box in tuple(free):
        text = look.texts.get(box, "")
        if compact(text) and not _is_there(text, found):
            free.remove(box)
            before = _line_above(box, lines)
            found.append(_Added(text, box, before, Reason.READ_FROM_UNREAD_INK))
    after: dict[int, list[PrintedWords]] = {}
    for line, added in enumerate(found, len(lines)):
        after.setdefault(added.before, []).append(_entry(added, line))
    all_lines = (*lines, *map(_line, found))
    return Additions(all_lines, after, tuple(unprinted), tuple(free))


def _is_there(text: str, found: Sequence[_Added]) -> bool:
    """One of the added lines is nearly the same."""
    key = compact(text)
    return any(fuzz.ratio(key, compact(added.text)) > SAME for added in found)


def _added(transcript: Transcript) -> list[tuple[str, int]]:
    """(text, index of the local line that it follows, -1 without one)."""
    found, before = [], -1
    for line in transcript.lines:
        if line.line is not None:
            before = line.line
        elif line.region is None:
            found.append((line.text, before))
    return found


def _ink_for(after: int, lines: Sequence[LocalLine], free: Sequence[Box]) -> Box | None:
    """The nearest unread ink below the line that it follows, or above the page's first line."""
    if not free or not lines:
        return None
    anchor = lines[max(after, 0)].box
    is_below = after >= 0
    nearest, least = None, NEAR * anchor.height
    for box in free:
        distance = _distance(box, anchor, below=is_below)
        if distance < least or (nearest is None and distance == least):
            nearest, least = box, distance
    return nearest


def _distance(box: Box, anchor: Box, *, below: bool) -> float:
    """Px from the line to ink on the right side of it; without end on the other side."""
    down = box.centre[1] - anchor.centre[1]
    is_below = down > 0
    return abs(down) if is_below == below else inf


def _line_above(box: Box, lines: Sequence[LocalLine]) -> int:
    """The last line of the page that stands above the ink and shares its columns; -1 without
    one.
    """
    lowest, found = 0.0, -1
    for i, line in enumerate(lines):
        if line.box.centre[1] >= box.centre[1]:
            continue
        shared = min(line.box.right, box.right) - max(line.box.left, box.left)
        if shared > 0 and (found < 0 or line.box.bottom >= lowest):
            lowest, found = line.box.bottom, i
    return found


def _line(each: _Added) -> LocalLine:
    box = each.box
    return LocalLine((), box, (box.left, box.bottom, box.right, box.bottom), "llm")


def _entry(added: _Added, line: int) -> PrintedWords:
    """Its words over the ink, boxes shared out by length."""
    texts = words_of(added.text)
    ink = added.box
    flagged = is_flagged(Doubtful("llm", LLM_ONLY))
    total = max(1, len(" ".join(texts)))
    at = 0
    words = []
    for text in texts:
        left = ink.left + ink.width * at / total
        right = ink.left + ink.width * (at + len(text)) / total
        word = Word(
            text=text,
            box=Box(left, ink.top, right, ink.bottom),
            confidence=LLM_ONLY,
            origin="llm",
            reason=added.reason,
            flagged=flagged,
            box_is_estimated=True,
        )
        words.append(word)
        at += len(text) + 1
    return PrintedWords(line, (), tuple(words))
