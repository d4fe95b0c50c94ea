"""What the local reading tells the LLM stage: the lines that may be shown, and how doubtful each
is.

Local lines, verdicts by unit and the upright view enter; Evidence and LineDoubts leave. Only
Tesseract's words are ever shown: PP-OCR's reading stays out of every prompt, so that its agreement
with the LLM remains independent.
"""

from __future__ import annotations

from collections.abc import Sequence

from recto.local.fusion import LocalLine
from recto.model.result import Word
from recto.model.transcript import Evidence, ShownLine
from recto.routing.route import LineDoubt
from recto.text.agreement import letters
from recto.witnesses.local import LocalReading
from recto_preprocessing import View

UNREAD = 0.3  # mean Tesseract confidence under which its words would mislead more than help

WordRow = Sequence[Sequence[Word]]  # of one line: for each unit the words that are printed of it


def evidence(
    name: str, view: View, reading: LocalReading, language: str, glossary: tuple[str, ...]
) -> Evidence:
    """The page as a vision reader may see it; slivers of a facing page are not shown."""
    shown = []
    for i, (line, row) in enumerate(zip(reading.lines, reading.rows, strict=True)):
        if not line.facing_page:
            errors, text_errors = _expected_errors(row), _text_errors(line, row)
            shown.append(ShownLine(i, line.box, _shown_text(line), errors, text_errors))
    return Evidence(name, view, tuple(shown), language, glossary)


def doubts(reading: LocalReading) -> list[LineDoubt]:
    """One for each line of the page itself."""
    found = []
    for line, row in zip(reading.lines, reading.rows, strict=True):
        if not line.facing_page:
            found.append(
                LineDoubt(
                    line.box,
                    _characters(line),
                    _words(row),
                    _expected_errors(row),
                    _alike(line),
                    _open_errors(line, row),
                )
            )
    return found


def _shown_text(line: LocalLine) -> str | None:
    words = [word for unit in line.units for word in unit.tesseract]
    if not words or sum(word.raw_confidence for word in words) / len(words) < UNREAD:
        return None
    return " ".join(word.text for word in words)


def _expected_errors(row: WordRow) -> float:
    return sum(1 - verdict.confidence for verdicts in row for verdict in verdicts)


def _open_errors(line: LocalLine, row: WordRow) -> float:
    """Expected errors where the readers differ in a letter or digit: a third reader seldom mends
    what two agree on.
    """
    doubts = []
    for unit, words in zip(line.units, row, strict=True):
        mine = letters(word.text for word in unit.tesseract)
        other = letters(word.text for word in unit.ppocr)
        if mine != other:
            doubts += [1 - word.confidence for word in words]
    return sum(doubts)


def _text_errors(line: LocalLine, row: WordRow) -> float:
    """Expected wrong words in Tesseract's text: as wrong as another reading that was chosen over it
    is right.
    """
    errors = 0.0
    for unit, verdicts in zip(line.units, row, strict=True):
        mine = letters(word.text for word in unit.tesseract)
        chosen = letters(verdict.text for verdict in verdicts)
        sure = min((verdict.confidence for verdict in verdicts), default=0.5)
        errors += len(unit.tesseract) * (1 - sure if mine == chosen else sure)
    return errors


def _words(row: WordRow) -> int:
    return sum(len(verdicts) for verdicts in row)


def _characters(line: LocalLine) -> int:
    return sum(len(word.text) for unit in line.units for word in (unit.ppocr or unit.tesseract))


def _alike(line: LocalLine) -> bool:
    """Every unit has the same letters, digits and marks in both readings; spaces may differ."""
    for unit in line.units:
        mine = "".join(word.text for word in unit.tesseract)
        if mine != "".join(word.text for word in unit.ppocr):
            return False
    return True
