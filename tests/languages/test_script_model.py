"""The model of a page's script, read beside the one of its language: half a witness.

Models stand in for others here: Russian's is called Thai's language and Thai's script, so that a
drawn page needs no package.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.languages.made import RUSSIAN, drawn, models

from benchmarks.learn.store import StoredPage
from benchmarks.learn.unconfirmed import collect, collect_beside, learn, report
from recto.arbitration.local_reading import judge_page
from recto.cli import cli
from recto.confidence.unconfirmed import BESIDE
from recto.errors import InputError
from recto.local.script_model import script_model_beside
from recto.model.page import Box, Line, ReaderWord, Reading
from recto.model.result import PageResult, Word
from recto.pipeline.begin import begin, resume
from recto.pipeline.finish import finish
from recto.pipeline.page import read_page
from recto.pipeline.stages import Stages, prepare
from recto.readers.tesseract.install import ask_again, installation
from recto.settings.groups import Input, Local, Settings
from recto.witnesses.languages import witnesses_of
from recto.witnesses.script_model import READER, ScriptModel, script_model_of

Folder = Callable[..., Path]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    """Makes a folder of models in which stand-ins have other names, and puts it in force."""

    def make(**named: str) -> Path:
        home = tmp_path / "tessdata"
        home.mkdir(exist_ok=True)
        real = installation().tessdata
        models(home, "eng", "rus")
        for name, code in named.items():
            (home / f"{name}.traineddata").symlink_to(real / f"{code}.traineddata")
        monkeypatch.setenv("TESSDATA_PREFIX", str(home))
        return home

    return make


def stages(second: str = "auto") -> Stages:
    """Of a page in "Thai"."""
    return prepare(Settings(Input("tha"), Local(second)))  # type: ignore[arg-type]


def of_script(result: PageResult) -> list[Reading]:
    """What its model read."""
    return [reading for reading in result.readings if reading.reader == READER]


def letters(result: PageResult) -> list[Word]:
    """Words that the second reader has no letters for."""
    return [word for word in result.words if word.text.isalpha() and not word.text.isascii()]


def test_it_says_how_sure_a_word_is_and_nothing_else(folder: Folder) -> None:
    """No word is its own, none is agreed on because of it; an earlier result keeps what it said."""
    page = drawn(RUSSIAN)
    folder(tha="rus")
    alone = read_page(page, stages())
    home = folder_with(folder, "rus")
    beside = read_page(page, stages())
    (reading,) = of_script(beside)
    assert "Thai" in reading.detail
    assert not of_script(alone)
    assert beside.text == alone.text
    assert [word.origin for word in beside.words] == [word.origin for word in alone.words]
    assert [word.reason for word in beside.words] == [word.reason for word in alone.words]
    assert [word.agreement for word in beside.words] == [word.agreement for word in alone.words]
    pairs = list(zip(letters(alone), letters(beside), strict=True))
    assert len(pairs) > 20
    assert any(one.confidence != other.confidence for one, other in pairs)

    again = finish(resume(beside, page, stages()), None, stages())
    assert [word.confidence for word in again.words] == [word.confidence for word in beside.words]

    (home / "Thai.traineddata").unlink()
    (home / "Thai.traineddata").symlink_to(home / "eng.traineddata")
    differing = read_page(page, stages())
    assert differing.text == alone.text
    pairs = list(zip(letters(beside), letters(differing), strict=True))
    less = [one.confidence > other.confidence for one, other in pairs]
    assert sum(less) > 0.9 * len(less)


def folder_with(folder: Folder, code: str) -> Path:
    """With a model of the script, which is `code`'s."""
    home = installation().tessdata
    (home / "Thai.traineddata").symlink_to((home / f"{code}.traineddata").resolve())
    ask_again()
    return home


def test_its_weights_are_learned_on_pages_that_it_read(folder: Folder) -> None:
    """And on no others; where there is none nothing is written."""
    folder(tha="rus", Thai="rus")
    local = begin(drawn(RUSSIAN), stages("on"))
    truth = "\n".join(RUSSIAN)
    page = StoredPage("drawn", "one", "page", "drawn/one", "tha", truth, {}, local)
    examples = collect_beside([page])
    assert len(examples.right) > 20
    assert examples.right.mean() > 0.9
    assert examples.rows.shape == (len(examples.right), len(BESIDE))
    assert len(learn(examples)["words"]["logistic"]) == len(BESIDE)
    assert page.facts.script_model is not None

    read = replace(local.read, readings=local.read.readings[:2])
    facts = replace(local.reading.facts, script_model=None)
    reading = judge_page(local.lines, facts)
    without = replace(page, local=replace(local, read=read, reading=reading))
    nothing = collect_beside([without])
    assert not len(nothing.right)
    assert len(collect([without]).right) == len(examples.right)
    with pytest.raises(InputError, match="no page has such words"):
        report(nothing)


def test_a_broken_model_costs_the_page_nothing(folder: Folder) -> None:
    """The page stands, and says so."""
    home = folder(tha="rus")
    (home / "Thai.traineddata").write_bytes(b"no model")
    found = read_page(drawn(RUSSIAN[:2]), stages())
    assert not of_script(found)
    assert "чернилами" in found.text or "писарь" in found.text
    assert any("the model of the script (Thai) could not read the page" in n for n in found.notes)


def test_who_wants_no_second_reader_gets_none(folder: Folder) -> None:
    """And pays for one reading."""
    folder(tha="rus", Thai="rus")
    assert not of_script(read_page(drawn(RUSSIAN[:2]), stages("off")))


@pytest.mark.parametrize(
    ("language", "installed", "model"),
    [
        ("tha", ("tha", "Thai"), "Thai"),
        ("tha", ("tha", "script/Thai"), "script/Thai"),  # as tessdata has it
        ("kor+eng", ("kor", "eng", "Hangul"), "Hangul"),
        ("hin+eng", ("hin", "eng", "Devanagari"), "Devanagari"),
        ("fas", ("fas", "Arabic"), "Arabic"),
        ("tha", ("tha",), ""),
        ("tha", ("tha", "Hangul"), ""),
        ("heb", ("heb", "Hebrew"), ""),  # nothing was measured
        ("rus", ("rus", "Cyrillic"), ""),  # the recogniser of many scripts has its letters
        ("ell", ("ell", "Greek"), ""),
        ("eng", ("eng", "Latin"), ""),
        ("jpn", ("jpn", "Japanese"), ""),  # PP-OCR has them
        ("tha+kor", ("tha", "kor", "Thai", "Hangul"), ""),  # of which?
        ("kor_vert", ("kor_vert", "Hangul"), ""),
        ("script/Thai", ("script/Thai",), ""),  # it is the first reader
        ("Thai", ("Thai",), ""),
    ],
)
def test_where_it_is_asked(language: str, installed: tuple[str, ...], model: str) -> None:
    """In measured scripts that no second local reader has, if it is installed."""
    assert script_model_beside(language, installed) == model


def read(*words: tuple[str, Box]) -> ScriptModel:
    """One line of its reading."""
    given = tuple(ReaderWord(text, box, 0.9) for text, box in words)
    line = Line(given, Box.around(box for _, box in words), (0, 20, 200, 20))
    found = script_model_of([Reading(READER, (line,), 0.0)])
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("box", "letters"),
    [
        (Box(0, 0, 60, 20), "ข้อ"),
        (Box(2, 1, 58, 21), "ข้อ"),
        (Box(0, 0, 130, 20), "ข้อความ"),  # it has two words there
        (Box(75, 2, 95, 18), "ความ"),  # and one that is longer
        (Box(0, 100, 60, 120), ""),
        (Box(40, 0, 90, 20), ""),  # half of neither
        (Box(0, 15, 60, 35), ""),  # the line below
    ],
)
def test_what_it_has_at_a_place(box: Box, letters: str) -> None:
    """By boxes; with marks, without spaces."""
    model = read(("ข้อ", Box(0, 0, 60, 20)), ("ความ,", Box(70, 0, 130, 20)))
    assert model.letters_at([ReaderWord("ข", box, 0.9)]) == letters


def test_a_reading_without_words_has_nothing_anywhere() -> None:
    """Nor a page that it did not read."""
    found = script_model_of([Reading(READER, (), 0.0)])
    assert found is not None
    assert found.letters_at([ReaderWord("ข", Box(0, 0, 1, 1), 0.9)]) == ""
    assert script_model_of([Reading("tesseract", (), 0.0)]) is None


def test_it_is_counted_as_half(folder: Folder) -> None:
    """By the doctor and in the list; nobody takes it for an independent reader."""
    folder(tha="rus", Thai="rus")
    run = CliRunner()
    doctor = run.invoke(cli, ["doctor"]).output
    assert "1 independent reader, and half a witness" in doctor
    assert "not independent): tha" in doctor
    listed = run.invoke(cli, ["languages"]).output.splitlines()
    assert any(row.split()[0] == "tha" and row.endswith("half a witness: Thai") for row in listed)
    assert witnesses_of("tha") == ("Tesseract",)
