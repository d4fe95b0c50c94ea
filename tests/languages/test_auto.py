"""Pages are read in their own language, without anybody naming it; and where its model is missing,
or another one was named, they say so.
"""

import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from tests import warm
from tests.batch.pages import FAST
from tests.languages.made import (
    ENGLISH,
    GERMAN,
    GREEK,
    NAMES,
    RUSSIAN,
    counted,
    drawn,
    models,
)

from recto.local.page_language.choice import choose
from recto.local.page_language.chosen import Choice
from recto.local.page_language.evidence import look_at
from recto.local.page_language.looks import Looks
from recto.local.page_language.mixed import further_language
from recto.local.page_language.notes import missing_in, script_note_in
from recto.model.page import Box, Line, Page, ReaderWord, Reading
from recto.pipeline.own_language import in_language_of
from recto.pipeline.page import read_page
from recto.pipeline.stages import Stages, prepare
from recto.readers.tesseract.install import installation
from recto.readers.tesseract.lexicon import load
from recto.readers.tesseract.reader import Tesseract
from recto.settings.groups import Input, Local, Settings
from recto_preprocessing import IDENTITY, View

pytest.importorskip("matplotlib", reason="its fonts have the letters")


def stages(language: str = "auto", second: str = "auto") -> Stages:
    """As the command would have them."""
    return prepare(Settings(Input(language), Local(second)))  # type: ignore[arg-type]


def reading(*rows: str, confidence: float = 0.9) -> Reading:
    """What Tesseract might have read."""
    box = Box(0, 0, 10, 10)
    lines = []
    for row in rows:
        words = [ReaderWord(text, box, confidence) for text in row.split()]
        lines.append(Line(tuple(words), box, (0, 10, 10, 10)))
    return Reading("tesseract", tuple(lines), 0.0)


def looks(page: Page) -> Looks:
    """Without a second reader."""
    view = View(page.raster, IDENTITY, page.dpi)
    return Looks(Tesseract(), reading(), view, view, None, None)


@pytest.mark.parametrize(
    ("rows", "language", "word", "second"),
    [
        (ENGLISH, "eng", "nearly", "auto"),
        (GERMAN, "deu", "Fässer,", "auto"),
        (NAMES, "deu", "Bäcker", "off"),
        (GREEK, "ell", "καθαρά", "auto"),
        (GREEK, "ell", "καθαρά", "off"),
        (RUSSIAN, "rus+eng", "чернилами.", "off"),
    ],
)
def test_a_page_is_read_in_its_own_language(
    rows: tuple[str, ...], language: str, word: str, second: str
) -> None:
    """With one reader and with both; the letters of the language are there."""
    found = read_page(drawn(rows), stages(second=second))
    assert found.language == language
    assert word in found.text.split()
    is_said = any(note.startswith("read as ") for note in found.notes)
    assert is_said == (language != "eng")


def test_it_is_the_page_that_the_language_named_gives() -> None:
    """Word for word, and as sure."""
    page = drawn(GERMAN[:4])
    found, named = read_page(page, stages()), read_page(page, stages("deu"))
    assert found.lines == named.lines


def test_an_english_page_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tesseract is started for the page once, and no script is guessed."""
    log = counted(tmp_path)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    read_page(drawn(ENGLISH), stages(second="off"))
    read = [call for call in log.read_text().splitlines() if "--psm" in call]
    assert len(read) == 1
    read_page(drawn(GERMAN), stages(second="off"))
    read = [call for call in log.read_text().splitlines() if "--psm" in call]
    assert len(read) == 3


def test_a_page_in_two_languages() -> None:
    """Both are read, and it is said."""
    found = read_page(drawn(ENGLISH, GERMAN), stages(second="off"))
    assert set(found.language.split("+")) == {"eng", "deu"}
    assert {"Fässer,", "evening"} <= set(found.text.split())


@pytest.mark.parametrize(
    ("rows", "language", "further"),
    [
        ((*ENGLISH, *GERMAN), "eng", "deu"),
        ((*GERMAN, *ENGLISH), "deu", "eng"),
        (ENGLISH, "eng", ""),
        (GERMAN, "deu", ""),
        ((*ENGLISH, GERMAN[0]), "eng", ""),
        ((), "eng", ""),
    ],
)
def test_a_further_language(rows: tuple[str, ...], language: str, further: str) -> None:
    """Only where stretches of the page are in it, and not for a quotation."""
    page = drawn(("x",))
    assert further_language(reading(*rows), language, looks(page)) == further


@pytest.mark.parametrize("rows", [(), ("Rechnung 1850",)])
def test_a_blank_or_tiny_page_stays(
    rows: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Too few words say nothing, and nothing more is asked."""
    log = counted(tmp_path)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    page = Page("x.png", 0, np.full((200, 300), 255, np.uint8), 300.0)
    first = look_at(reading(*rows), load("eng"))
    assert choose(first, looks(page)) == Choice()
    assert not log.exists()


def test_a_label_is_not_searched_for_its_language() -> None:
    """One line of a few characters."""
    found = read_page(drawn(("7R4K9M",)), prepare(Settings(Input("auto", layout="line"))))
    assert found.language == "eng"


@pytest.mark.parametrize(
    ("rows", "code", "flagged"),
    [(GERMAN, "deu", 0.0), (GREEK, "ell", 0.8), (RUSSIAN, "rus", 0.8)],
)
def test_a_missing_model_is_named(
    rows: tuple[str, ...],
    code: str,
    flagged: float,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With its package and our command; the page does not pretend."""
    monkeypatch.setenv("TESSDATA_PREFIX", str(models(tmp_path, "eng")))
    found = read_page(drawn(rows), stages())
    assert found.language == "eng"
    assert missing_in(found.notes) == code
    (note,) = [note for note in found.notes if "is not installed" in note]
    assert f"recto languages install {code}" in note
    words = [word for word in found.words if any(map(str.isalpha, word.text))]
    assert sum(word.flagged for word in words) >= flagged * len(words)


@pytest.mark.parametrize(
    ("rows", "language", "script"),
    [
        (RUSSIAN, "deu", "Cyrillic (-l rus)"),
        (GREEK, "eng", "Greek (-l ell)"),
        (ENGLISH, "eng", ""),
        (RUSSIAN, "rus", ""),
    ],
)
def test_a_named_language_is_checked(rows: tuple[str, ...], language: str, script: str) -> None:
    """It is read as asked; a page that is surely in another script is said, and flagged."""
    found = read_page(drawn(rows), stages(language))
    assert found.language.split("+")[0] == language
    note = script_note_in(found.notes)
    assert script in note
    assert bool(note) == bool(script)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (" ".join(GERMAN), "deu"),
        (" ".join(RUSSIAN), "rus+eng"),
        (" ".join(ENGLISH), "eng"),
        ("Seite 3", "eng"),
        ("", "eng"),
    ],
)
def test_a_page_with_its_own_text_is_in_the_language_of_that(text: str, language: str) -> None:
    """Nothing is read for it; a short text says nothing."""
    known = in_language_of(text, stages())
    assert known.tesseract.language == language
    assert not known.finds_language
    assert in_language_of(text, stages("fra")).tesseract.language == "fra"


def test_after_a_model_is_installed_its_pages_are_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same command reads the page that lacked it, and no other; then there is nothing left."""
    scans, out, home = tmp_path / "scans", tmp_path / "out", tmp_path / "tessdata"
    scans.mkdir()
    home.mkdir()
    whole = installation().tessdata
    for name, rows in (("german", GERMAN), ("english", ENGLISH)):
        Image.fromarray(drawn(rows).raster).save(scans / f"{name}.png", dpi=(300, 300))
    monkeypatch.setenv("TESSDATA_PREFIX", str(models(home, "eng")))

    def read() -> str:
        done = warm.recto("read", scans, "-o", out, "-j", "1", *FAST)
        assert done.returncode == 0, done.stderr
        return done.stderr

    assert "recto languages install deu" in read()
    assert "Fässer" not in (out / "german.txt").read_text()
    written = (out / "english.txt").stat().st_mtime_ns
    (home / "deu.traineddata").symlink_to(whole / "deu.traineddata")
    assert "is not installed" not in read()
    assert "Fässer" in (out / "german.txt").read_text()
    assert (out / "english.txt").stat().st_mtime_ns == written
    written = (out / "german.txt").stat().st_mtime_ns
    read()
    assert (out / "german.txt").stat().st_mtime_ns == written
