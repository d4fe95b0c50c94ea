"""How often a reader stands alone is counted by words and damped on short pages."""

import pytest

from recto.witnesses.dissent import Dissent, dissent


def test_without_words_nothing_is_known() -> None:
    """Everybody is credited with the same."""
    assert dissent([]) == Dissent(0.95, 0.95, 0.95, 0.0)


def test_the_reader_that_stands_alone_loses_credit() -> None:
    """Ninety words agreed, ten that the LLM alone reads otherwise."""
    found = dissent([("yard", "yard", "yard")] * 90 + [("yord", "yard", "yard")] * 10)
    assert found.llm == pytest.approx(109 / 120)
    assert found.tesseract == found.ppocr == pytest.approx(109 / 110)


def test_three_readings_speak_for_nobody() -> None:
    """They are a share of their own."""
    found = dissent([("a1", "a1", "a1"), ("b1", "b2", "b3")])
    assert found.nobody == 0.5
    assert found.llm == found.tesseract == found.ppocr


def test_single_letters_and_missing_readings_do_not_count() -> None:
    """They agree by chance, or not at all."""
    assert dissent([("a", "a", "a"), ("yard", "", "yard")]) == dissent([])
