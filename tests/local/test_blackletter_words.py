"""Words in blackletter on a page of roman type."""

from __future__ import annotations

import numpy as np
import pytest

from recto.local.blackletter_words import as_meant, old_lines, stands_in
from recto.model.page import Box, ReaderWord
from recto.readers.lines.typeface import Typeface
from recto.readers.tesseract.lexicon import EMPTY
from recto_preprocessing import IDENTITY

WORDS = "Eisenbahn Wasser Besitzers offen Tisch Fisch Hafen Hasen derselben Schlaf"
KNOWN = EMPTY.with_words(WORDS.split())
LINE = [[10, 10], [110, 10], [110, 40], [10, 40]]


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("Eifenbahn", "Eisenbahn"),
        ("Waffer,", "Wasser,"),
        ("derfelben.", "derselben."),
        ("Beßitzers", "Beßitzers"),  # no word in any way
        ("Besißers", "Besitzers"),
        ("Befißers", "Besitzers"),
        ("offen", "offen"),  # a word as it is
        ("Hafen", "Hafen"),  # so is this, whatever else it might be
        ("Fifch", "Fisch"),
        ("Schlaf", "Schlaf"),
        ("ftener", "ftener"),
        ("Größe", "Größe"),
        ("3f", "3f"),
        ("", ""),
    ],
)
def test_a_long_s_and_tz_are_told_by_the_word(read: str, meant: str) -> None:
    """Only where the lexicon lacks it as it was read."""
    assert as_meant(read, KNOWN) == meant


def test_no_letter_is_changed_where_two_words_are_possible() -> None:
    """Nobody knows which one is meant."""
    known = EMPTY.with_words(["lassen", "lasfen"])
    assert as_meant("laffen", known) == "laffen"


def test_the_lines_in_blackletter_and_no_others() -> None:
    """What else a classifier calls old, it calls so on modern pages, too."""
    faces: list[Typeface] = ["antiqua", "fraktur", "rotunda"]
    quads = np.array([LINE, LINE, LINE], dtype=np.float64) + np.arange(3)[:, None, None]
    assert old_lines(quads, faces).tolist() == [quads[1].tolist()]
    assert old_lines(quads[:0], ()).shape == (0, 4, 2)


@pytest.mark.parametrize(("left", "stands"), [(20.0, True), (120.0, False)])
def test_a_word_stands_in_a_line_by_its_middle(left: float, stands: bool) -> None:
    """A word of another line is left as it is."""
    word = ReaderWord("Eifenbahn", Box(left, 12, left + 50, 38), 0.9)
    assert stands_in(word, np.array([LINE], dtype=np.float64), IDENTITY) is stands
