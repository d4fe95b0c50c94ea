"""Words of two readers brought together by where they stand, and languages read together."""

from __future__ import annotations

import pytest

from recto.local.alphabet import is_beyond
from recto.local.beside_latin import with_latin
from recto.local.by_place import by_place
from recto.local.line_homes import assign
from recto.model.page import Box, Line, ReaderWord


def row(*placed: tuple[str, int, int]) -> tuple[ReaderWord, ...]:
    """Words with their left and right ends, px."""
    return tuple(ReaderWord(text, Box(left, 0, right, 20), 0.9) for text, left, right in placed)


def texts(words: tuple[ReaderWord, ...]) -> str:
    return " ".join(word.text for word in words)


@pytest.mark.parametrize(
    ("first", "second", "groups"),
    [
        (
            [("команда", 0, 70), ("apt", 80, 110)],
            [("apt", 79, 112)],
            [("команда", ""), ("apt", "apt")],
        ),
        ([("и", 0, 10), ("dk", 20, 60)], [("dpkg", 18, 62)], [("и", ""), ("dk", "dpkg")]),
        ([("a", 0, 40), ("b", 50, 90)], [("ab", 0, 90)], [("a b", "ab")]),
        ([("ab", 0, 90)], [("a", 0, 40), ("b", 50, 90)], [("ab", "a b")]),
        ([("да", 0, 30)], [("12", 60, 90)], [("да", ""), ("", "12")]),
        (
            [("نعم", 60, 90), ("كلا", 0, 30)],
            [("12", 40, 50)],
            [("نعم", ""), ("", "12"), ("كلا", "")],
        ),
        ([], [("12", 0, 20)], [("", "12")]),
    ],
)
def test_words_answer_each_other_where_they_stand(
    first: list[tuple[str, int, int]],
    second: list[tuple[str, int, int]],
    groups: list[tuple[str, str]],
) -> None:
    """No letter need be shared, and every word is in exactly one group."""
    found = by_place(row(*first), row(*second))
    assert [(texts(own), texts(other)) for own, other in found] == groups


@pytest.mark.parametrize(
    ("text", "beyond"),
    [
        ("Привет", True),
        ("مكتبة", True),
        ("ภาษา", True),
        ("한국어", True),
        ("हिन्दी", True),
        ("٣٤", True),
        ("Grüße", False),
        ("tập", False),
        ("Ἀχιλλεύς", False),
        ("中文", False),
        ("1205", False),
        ("apt-файл", True),
        ("synaptic-и", False),
        ("—", False),
    ],
)
def test_scripts_that_the_second_reader_has_no_letters_for(text: str, beyond: bool) -> None:
    """Most letters of the word are of a script of which its alphabet has none."""
    assert is_beyond(text) is beyond


@pytest.mark.parametrize(
    ("language", "read"),
    [
        ("rus", "rus+eng"),
        ("ukr+rus", "ukr+rus+eng"),
        ("ell", "ell"),
        ("kor", "kor+eng"),
        ("script/Cyrillic", "script/Cyrillic+eng"),
        ("rus+eng", "rus+eng"),
        ("rus+deu", "rus+deu"),
        ("tha", "tha"),
        ("ara", "ara"),
        ("chi_sim", "chi_sim"),
        ("deu", "deu"),
        ("eng", "eng"),
    ],
)
def test_english_is_read_beside_alphabets_without_latin_letters(language: str, read: str) -> None:
    """Only where it was measured to help, and where no Latin language is asked for."""
    assert with_latin(language, ("eng", "rus")) == read
    assert with_latin(language, ("rus",)) == language


def test_a_right_to_left_line_keeps_the_order_of_its_reader() -> None:
    """Sorted from left to right it would be read backwards; numbers stand where they were read."""
    words = row(("نعم", 60, 90), ("12", 40, 50), ("كلا", 0, 30))
    line = Line(words, Box(0, 0, 90, 20), (0, 20, 90, 20))
    homes, left = assign([line], [line])
    assert (list(homes[0]), left) == (list(words), [])
    latin = Line(row(("b", 60, 90), ("a", 0, 30)), Box(0, 0, 90, 20), (0, 20, 90, 20))
    homes, _ = assign([latin], [latin])
    assert [word.text for word in homes[0]] == ["a", "b"]
