"""Readings made by hand: words at places on a page, in px."""

from recto.model.page import Box, Line, ReaderWord, Reading

PITCH = 10.0  # px a character
HEIGHT = 20.0  # px a line


def word(text: str, left: float, top: float, confidence: float = 0.95) -> ReaderWord:
    """A word with its box."""
    box = Box(left, top, left + PITCH * len(text), top + HEIGHT)
    return ReaderWord(text, box, confidence, (), (confidence,) * len(text))


def line(text: str, left: float = 0.0, top: float = 0.0, confidence: float = 0.95) -> Line:
    """Words side by side, one space apart."""
    words, at = [], left
    for part in text.split():
        words.append(word(part, at, top, confidence))
        at += PITCH * (len(part) + 1)
    box = Box.around(w.box for w in words)
    return Line(tuple(words), box, (box.left, box.bottom, box.right, box.bottom))


def reading(reader: str, *lines: Line) -> Reading:
    """One reader's reading."""
    return Reading(reader, lines, 0.0)
