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


def test_a_language_that_it_cannot_spell_is_left_to_tesseract() -> None:
    """And that is said, unless it was asked for by name."""
    stages = prepare(Settings(Input(language="heb")))
    assert (stages.ppocr, stages.notes) == (
        None,
        ("the second reader has no letters for heb: Tesseract reads alone",),
    )
    assert prepare(Settings(Input(language="heb"), Local(second_reader="on"))).ppocr is not None
    assert prepare(Settings(Input(language="eng"))).ppocr is not None
