"""The word lists inside Tesseract's own models."""

import subprocess
from pathlib import Path

import pytest

from recto.readers.tesseract.install import installation
from recto.readers.tesseract.lexicon import EMPTY, listed_words, load
from recto.readers.tesseract.word_list import words_in


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


@pytest.mark.parametrize("code", ["eng", "deu"])
def test_the_list_is_what_tesseracts_own_tools_unpack(code: str, tmp_path: Path) -> None:
    """Word for word, in their order."""
    model = installation().tessdata / f"{code}.traineddata"
    stem, listed = f"{tmp_path}/m.", tmp_path / "words"
    for command in (
        ["combine_tessdata", "-u", str(model), stem],
        ["dawg2wordlist", f"{stem}lstm-unicharset", f"{stem}lstm-word-dawg", str(listed)],
    ):
        subprocess.run(command, capture_output=True, check=True)
    assert listed_words(model) == listed.read_text(encoding="utf-8").split()


@pytest.mark.parametrize("content", [b"", b"\x18\x00", b"no model" * 40])
def test_what_is_no_model_has_no_words(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "xyz.traineddata"
    file.write_bytes(content)
    assert listed_words(file) == []
    assert listed_words(tmp_path / "none.traineddata") == []


def test_a_model_without_a_list_has_none() -> None:
    """The one that tells scripts apart."""
    assert words_in((installation().tessdata / "osd.traineddata").read_bytes()) == []
