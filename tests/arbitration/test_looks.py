"""A small image in several cleanings: where its words end, and whether its text is believed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.arbitration.number_pages import typed

from recto.arbitration.looks import looks_judged


@pytest.mark.parametrize(
    ("printed", "looks", "tesseract", "text", "flagged"),
    [
        ("REF812", ["REF812", "REF 812", "REF 812", "REF 812"], "REF 812", "REF 812", False),
        ("EXP29", ["EXP29", "EXP 29.", "EXP 29", "ЕХР"], "EXP29", "EXP 29", False),
        ("7LU7 NM", ["7LU7 NM", "7LU7NM", "7LU7NM", "7LU7NM"], "7LU7NM", "7LU7NM", False),
        ("43PWDD", ["43PWDD", "43PWDD", "43PWDD", "48PWD"], "A3PWOD", "43PWDD", False),
        ("PP-45G5", ["PP415G5", "4U", "PP-45G5", ""], "PRALA", "PP-45G5", True),
        ("KTVV", ["KTUAN", "XTN", "KTVV", "r"], "Ar.", "KTVV", True),
        ("ABC", ["A BC", "AB C", "", ""], "", "A BC", False),  # the first of two as frequent
        ("AB", ["AB", "AB", "A B", ""], "AB", "AB", False),
        ("REF812", ["REF812", "REF 812", "", ""], "REF812", "REF812", False),  # Tesseract counts
        ("LOT 1.55", ["LOT 1.55", "107 10.", "LOT 155", "01 1."], "LOT 355", "LOT 1.55", True),
    ],
)
def test_what_most_cleanings_say(
    printed: str, looks: list[str], tesseract: str, text: str, *, flagged: bool
) -> None:
    """Spaces go by most of those with the same letters; a text that hardly any other has is
    flagged, and never changed.
    """
    (line,) = looks_judged(typed([printed]), looks, tesseract)
    assert line.text == text
    assert all(word.flagged is flagged for word in line.words)


def test_a_text_in_doubt_offers_what_the_other_cleanings_say() -> None:
    """Each once, empty ones left out."""
    (line,) = looks_judged(typed(["KTVV"]), ["KTUAN", "KTUAN", "KTVV", ""], "Ar.")
    assert line.words[0].alternatives == ("KTUAN",)


def test_words_that_are_parted_share_their_place() -> None:
    """From left to right, said to be estimated; a flag stays on both."""
    (line,) = typed(["REF812"])
    doubted = replace(line, words=(replace(line.words[0], flagged=True),))
    (parted,) = looks_judged([doubted], ["REF 812", "REF 812"], "REF 812")
    first, second = parted.words
    assert (first.box.left, second.box.right) == (line.box.left, line.box.right)
    assert first.box.right == second.box.left == line.box.left + line.box.width / 2
    assert all(word.flagged and word.box_is_estimated for word in parted.words)


def test_several_lines_are_no_small_image() -> None:
    """They stay as they are."""
    lines = typed(["one", "two"])
    assert looks_judged(lines, ["one", "one"], "one") == lines
