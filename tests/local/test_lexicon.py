"""The word lists inside Tesseract's own models."""

from pathlib import Path

from recto.readers.tesseract.lexicon import EMPTY, load


def test_known_and_unknown_words(tmp_path: Path) -> None:
    """Case and edge punctuation do not matter; digits and single letters are never known."""
    lexicon = load("eng", tmp_path)
    assert [lexicon.knows(word) for word in ("House,", "(the)", "hovse", "1845", "a")] == [
        True,
        True,
        False,
        False,
        False,
    ]
    assert list(tmp_path.glob("eng-*.u64"))


def test_a_language_without_a_model_knows_nothing(tmp_path: Path) -> None:
    """No error: the lexicon is evidence, not a need."""
    assert not load("xxx", tmp_path).knows("house")


def test_a_glossary_adds_words() -> None:
    """Terms of law or medicine that no model lists."""
    assert EMPTY.with_words(("Usufruct",)).knows("usufruct.")
