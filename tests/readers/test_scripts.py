"""Which languages PP-OCR may be asked about: those that its alphabet can spell."""

import pytest

from recto.pipeline.stages import prepare
from recto.readers.ppocr.scripts import unreadable
from recto.settings.groups import Input, Local, Settings


@pytest.mark.parametrize(
    ("languages", "without"),
    [
        ("eng", []),
        ("deu+fra", []),
        ("chi_sim+eng", []),
        ("jpn_vert", []),
        ("Fraktur", []),
        ("script/Latin", []),
        ("heb", ["heb"]),
        ("eng+ara", ["ara"]),
        ("script/Arabic", ["script/Arabic"]),
        ("rus+ukr", ["rus", "ukr"]),
    ],
)
def test_languages_that_it_has_no_letters_for(languages: str, without: list[str]) -> None:
    """One that it cannot spell makes look-alike garbage of every word."""
    assert unreadable(languages) == without


def test_of_a_language_that_it_cannot_spell_it_reads_numbers() -> None:
    """It looks at every page, and what it cannot read is said."""
    stages = prepare(Settings(Input(language="heb")))
    assert stages.ppocr is not None
    assert stages.notes[0] == "the second reader has no letters for heb: it reads Latin and numbers"
    assert prepare(Settings(Input(language="heb"), Local(second_reader="off"))).ppocr is None
    assert prepare(Settings(Input(language="eng"))).notes == ()


def test_english_beside_another_alphabet_is_said() -> None:
    """The model is added where it is installed, and the page says so; of letters that a third
    reader has instead of the second nothing is said.
    """
    stages = prepare(Settings(Input(language="rus")))
    assert stages.tesseract.language == "rus+eng"
    assert stages.notes == ("English is read beside rus, which has no Latin letters of its own",)
