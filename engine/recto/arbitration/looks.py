"""A small image of a few characters, read in several cleanings: where its words end, and whether
its text can be believed.

The final line and what each cleaning was read as enter, the same line leaves: with the spaces that
most readings with its letters have, and flagged where hardly any cleaning is read so. Letters,
digits and marks are never changed here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from recto.arbitration.flags import Doubtful, reasons_to_look
from recto.arbitration.word.boxes import shared_out
from recto.model.page import Box
from recto.model.result import ResultLine, Word

# Cleanings, of the four, that must be read as the text that is printed. On 150 images of the fonts
# and distortions that were tuned on, 9 of 10 wrong ones had fewer, and 6 of 140 right ones.
LEAST_ALIKE = 2


def looks_judged(
    lines: Sequence[ResultLine], looks: Sequence[str], tesseract: str
) -> tuple[ResultLine, ...]:
    """The one line of a small image; several lines stay as they are.

    `looks`: PP-OCR's text of each cleaning; `tesseract`: Tesseract's of the best one.
    """
    if len(lines) != 1:
        return tuple(lines)
    (line,) = lines
    printed = line.text
    alike: list[str] = []
    others: dict[str, None] = {}
    for look in looks:
        if _letters(look) == _letters(printed):
            alike.append(look)
        elif look:
            others[_plain(look)] = None
    text = _spaced(printed, [*alike, tesseract])
    differ = len(alike) < LEAST_ALIKE
    words = []
    for word in _parted(line, text):
        looked_at = _flagged(word, differ, tuple(others))
        words.append(looked_at)
    return (replace(line, words=tuple(words)),)


def _letters(text: str) -> str:
    """Everything but spaces, and dots at the ends, which specks are read as."""
    without_spaces = "".join(text.split())
    return without_spaces.strip(".")


def _plain(text: str) -> str:
    return " ".join(text.split())


def _spaced(printed: str, readings: Sequence[str]) -> str:
    """The text with the spaces that most readings of its letters have; of two as frequent ones the
    one with more, since PP-OCR loses spaces and makes none up.
    """
    letters = _letters(printed)
    counts: Counter[str] = Counter()
    for reading in readings:
        if _letters(reading) == letters:
            form = _plain(reading).strip(".")
            counts[form] += 1
    most = max(counts.values(), default=0)
    chosen = ""
    for form, count in counts.items():
        has_more = not chosen or form.count(" ") > chosen.count(" ")
        if count == most and has_more:
            chosen = form
    return chosen or printed


def _parted(line: ResultLine, text: str) -> Sequence[Word]:
    """The line's words with the ends that the text has; those that it leaves alone stay whole."""
    texts = text.split()
    own = [word.text for word in line.words]
    if texts == own or "".join(texts) != "".join(own):
        return line.words
    weakest = min(line.words, key=lambda word: word.confidence)
    around = Box.around(word.box for word in line.words)
    is_flagged = any(word.flagged for word in line.words)
    boxes = shared_out(around, texts)
    words = []
    for part, box in zip(texts, boxes, strict=True):
        word = replace(weakest, text=part, box=box, flagged=is_flagged, box_is_estimated=True)
        words.append(word)
    return words


def _flagged(word: Word, differ: bool, offered: Sequence[str]) -> Word:
    given = Doubtful(word.origin, looks_differ=differ)
    if not reasons_to_look(given):
        return word
    others = tuple(dict.fromkeys((*word.alternatives, *offered)))
    return replace(word, flagged=True, alternatives=others)
