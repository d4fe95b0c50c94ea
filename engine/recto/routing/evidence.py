"""What the local reading tells the LLM stage: the lines that may be shown, and how doubtful each
is.

Local lines, verdicts by unit and the upright view enter; Evidence and LineDoubts leave. Only
Tesseract's words are ever shown: PP-OCR's reading stays out of every prompt, so that its agreement
with the LLM remains independent.
"""

from __future__ import annotations

from collections.abc import Sequence

from recto.arbitration.outcome import SURE_ORDER
from recto.local.fusion import LocalLine
from recto.model.page import ReaderWord
from recto.model.result import Word
from recto.model.transcript import Evidence, ShownLine
from recto.routing.route import LineDoubt
from recto.settings.collection import PromptExample
from recto.text.agreement import letters
from recto.text.spacing import joined
from recto.witnesses.local import LocalReading
from recto.witnesses.matching import letters_of
from recto.witnesses.registry import readings
from recto_preprocessing import View

UNREAD = 0.3  # mean Tesseract confidence under which its words would mislead more than help

WordRow = Sequence[Sequence[Word]]  # of one line: for each unit the words that are printed of it


def evidence(
    name: str,
    view: View,
    reading: LocalReading,
    language: str,
    glossary: tuple[str, ...],
    examples: Sequence[PromptExample] = (),
) -> Evidence:
    """The page as a vision reader may see it; slivers of a facing page are not shown."""
    shown = []
    for i, (line, row) in enumerate(zip(reading.lines, reading.rows, strict=True)):
        if line.facing_page:
            continue
        shown_line = ShownLine(
            i,
            line.box,
            shown_text(line),
            _expected_errors(row),
            _text_errors(line, row),
        )
        shown.append(shown_line)
    pairs = [(each.read, each.printed) for each in examples]
    return Evidence(
        name,
        view,
        tuple(shown),
        language,
        glossary,
        tuple(pairs),
    )


def doubts(reading: LocalReading) -> list[LineDoubt]:
    """One for each line of the page itself."""
    found = []
    for line, row in zip(reading.lines, reading.rows, strict=True):
        if line.facing_page:
            continue
        doubt = LineDoubt(
            box=line.box,
            characters=_characters(line),
            words=sum(map(len, row)),
            expected_errors=_expected_errors(row),
            alike=_alike(line),
            open_errors=_open_errors(line, row),
            order_is_unsure=line.order_sureness < SURE_ORDER,
        )
        found.append(doubt)
    return found


def shown_text(line: LocalLine) -> str | None:
    """Tesseract's words of a line; None where they would mislead."""
    words: list[ReaderWord] = []
    for unit in line.units:
        words += unit.tesseract
    confidences = [word.raw_confidence for word in words]
    if not words or sum(confidences) / len(words) < UNREAD:
        return None
    return joined([word.text for word in words])


def _expected_errors(row: WordRow) -> float:
    """Expected wrong words among those that the local reading prints."""
    errors: list[float] = []
    for words in row:
        errors += [1 - word.confidence for word in words]
    return sum(errors)


def _open_errors(line: LocalLine, row: WordRow) -> float:
    """Expected errors where the readers differ in a letter or digit: a third reader seldom mends
    what two agree on.
    """
    errors: list[float] = []
    for unit, words in zip(line.units, row, strict=True):
        if len(set(map(letters_of, readings(unit)))) > 1:
            errors += [1 - word.confidence for word in words]
    return sum(errors)


def _text_errors(line: LocalLine, row: WordRow) -> float:
    """Expected wrong words in Tesseract's text: as wrong as another reading that was chosen over it
    is right.
    """
    errors = 0.0
    for unit, words in zip(line.units, row, strict=True):
        chosen = letters([word.text for word in words])
        right = min([word.confidence for word in words], default=0.5)
        wrong = right
        if letters_of(unit.tesseract) == chosen:
            wrong = 1 - right
        errors += len(unit.tesseract) * wrong
    return errors


def _characters(line: LocalLine) -> int:
    """Of the reader whose line it is."""
    count = 0
    for unit in line.units:
        words = unit.ppocr or unit.tesseract
        count += sum(len(word.text) for word in words)
    return count


def _alike(line: LocalLine) -> bool:
    """Every unit has the same letters, digits and marks in all readings; spaces may differ."""
    for unit in line.units:
        texts = set()
        for words in readings(unit):
            texts.add("".join([word.text for word in words]))
        if len(texts) > 1:
            return False
    return True
