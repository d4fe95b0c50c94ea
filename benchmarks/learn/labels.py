"""Which units of a page are right: the truth's words placed on the fused lines.

Lines of units and a truth text enter, one Label a unit leaves. A unit is judged by letters and
digits alone. Units of a line that the truth does not hold at all count as wrong, except on corpora
whose truth leaves out text on purpose.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from recto.local.fusion import AlignedWords, LocalLine
from recto.model.page import ReaderWord
from recto.text.alignment import compact
from recto.text.placement import align_lines
from recto.text.spacing import words_of


@dataclass(frozen=True, slots=True)
class Label:
    """What the truth says of one unit; None where it says nothing of a reading."""

    truth: str | None  # compact; None: the unit's line is not in the truth
    tesseract_right: bool
    ppocr_right: bool
    shared: bool  # the truth joins this unit with others, so single readings cannot be told apart


def labels(lines: Sequence[LocalLine], truth: str) -> list[list[Label]]:
    """One label for each unit of each line."""
    shown = [[_shown(unit) for unit in line.units] for line in lines]
    words = words_of(truth)
    table = [
        [Label(None, tesseract_right=False, ppocr_right=False, shared=False)] * len(row)
        for row in shown
    ]
    for group in align_lines(shown, words):
        expected = "".join(compact(words[j]) for j in group.text)
        for i, k in group.page:
            if group.text:
                table[i][k] = _label(lines, group.page, expected)
            else:
                table[i][k] = Label("", tesseract_right=False, ppocr_right=False, shared=False)
    return table


def _shown(unit: AlignedWords) -> str:
    words = unit.ppocr or unit.tesseract
    return "".join(word.text for word in words)


def _label(lines: Sequence[LocalLine], page: Sequence[tuple[int, int]], expected: str) -> Label:
    units = [lines[i].units[k] for i, k in page]
    tesseract = "".join(_text(unit.tesseract) for unit in units)
    ppocr = "".join(_text(unit.ppocr) for unit in units)
    return Label(expected, tesseract == expected, ppocr == expected, len(units) > 1)


def _text(words: Sequence[ReaderWord]) -> str:
    return "".join(compact(word.text) for word in words)
