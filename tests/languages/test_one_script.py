"""A word of Cyrillic print is in Cyrillic letters altogether."""

import pytest

from recto.text.one_script import in_cyrillic


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("iм’я-пакунка", "ukr", "ім’я-пакунка"),
        ("Iмена", "ukr+eng", "Імена"),
        ("iм", "script/Cyrillic", "ім"),
        ("iмя", "rus", "iмя"),  # Russian has no і
        ("Mocквa, Poccия", "rus", "Москва, Россия"),
        ("apt", "ukr", "apt"),
        ("арт cop", "ukr", "арт cop"),  # of shapes that both alphabets have
        ("aрt", "ukr", "aрt"),
        ("USB-кабель", "rus", "USB-кабель"),
        ("дNом", "rus", "дNом"),  # N is unlike every Cyrillic letter
        ("čаша", "srp", "čаша"),
        ("2a я", "rus", "2a я"),
        ("", "rus", ""),
    ],
)
def test_a_latin_letter_in_a_cyrillic_word_is_its_cyrillic_twin(
    text: str, language: str, expected: str
) -> None:
    """Where the word has a letter that only Cyrillic has, and none that only Latin has."""
    found = in_cyrillic(text, language)
    assert found == expected
    assert len(found) == len(text)
