"""Romanian's s and t have a comma below, whichever of both spellings a reader's model writes."""

from pathlib import Path

import pytest
from tests.languages.made import drawn

from recto.pipeline.page import read_page
from recto.pipeline.stages import prepare
from recto.readers.tesseract.install import installation
from recto.settings.groups import Input, Local, Settings
from recto.text.comma_below import is_romanian, with_comma

pytest.importorskip("matplotlib", reason="its fonts have the letters")

WITH_CEDILLA = "Viaţa şi ţara aşteaptă"


@pytest.mark.parametrize(
    ("language", "is_so"),
    [("ron", True), ("ron+eng", True), ("tur", False), ("ron+tur", False), ("eng", False)],
)
def test_which_pages_are_romanian(language: str, *, is_so: bool) -> None:
    """Turkish has the cedilla."""
    assert is_romanian(language) == is_so


def test_only_these_letters_change() -> None:
    """In both cases, each by one letter."""
    assert with_comma("Şi ţară, façade, garçon, ŢĂRI") == "Și țară, façade, garçon, ȚĂRI"


def test_what_the_second_reader_sees(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page drawn with cedillas, by a model that stands in for the Romanian one and has neither
    letter: what PP-OCR reads has the comma.
    """
    home = installation().tessdata
    for code, model in (("ron", "eng"), ("osd", "osd"), ("eng", "eng")):
        (tmp_path / f"{code}.traineddata").symlink_to(home / f"{model}.traineddata")
    (tmp_path / "configs").symlink_to(home / "configs")
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))
    stages = prepare(Settings(Input("ron"), Local("on")))
    found = read_page(drawn((WITH_CEDILLA, WITH_CEDILLA)), stages)
    readings = {reading.reader: reading.text for reading in found.readings}
    assert set(readings["ppocr"]) & set("țș")
    assert not set(readings["ppocr"]) & set("ţş")
