"""A run over groups reviewed and certified: gathered into a folder, where everything is as after a
run of the local engine.
"""

import json
import shutil
import zipfile
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from tests.batch.pages import FAST, draw, folder_of, ledger_rows, name, run, texts

from recto.batch.ledger import open_ledger
from recto.cluster.kept import Kept, known
from recto.cluster.read_back import FORMATS, pages_back
from recto.corrections.correction import Correction
from recto.errors import FileAccess
from recto.places.place import Folder
from recto.review.desk import Desk
from recto.review.gathered import gathering
from recto.review.index import refresh
from recto.writers.result_json_contract import document_of

SMALL = ("--shard-pages", "2")


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six pages in four files, the last of three frames."""
    return folder_of(tmp_path_factory.mktemp("far") / "in", 6)


@pytest.fixture(scope="module")
def made(pages: Path) -> Path:
    """A run over four groups, the longest document in two of them."""
    out = pages.parent / "out"
    done = run("read", pages, "-o", out, "-f", "txt,json,jsonl", *SMALL, *FAST)
    assert done.returncode == 0, done.stderr
    return out


def gathered(out: Path, folder: Path) -> Path:
    """As the commands gather it."""
    with gathering(str(out), folder, ()) as found:
        found.all()
        found.fetch()
        refresh(found.ledger)
    return folder


def states(out: Path) -> list[tuple[Any, ...]]:
    """What a ledger has of every page that is the same wherever it was read."""
    rows = ledger_rows(
        out,
        "SELECT relative, number, outcome, words, flagged, round(confidence, 6), file.sha256,"
        " settings FROM page JOIN file ON file.id = page.file WHERE page.listed AND file.listed"
        " ORDER BY relative, number",
    )
    return list(rows)


def test_the_ledger_is_the_local_engines(pages: Path, made: Path, tmp_path: Path) -> None:
    """Every page with its outcome, its counts and its hash; gathered twice, nothing is doubled."""
    assert run("read", pages, "-o", tmp_path / "calm", *FAST).returncode == 0
    folder = gathered(made, tmp_path / "review")
    assert states(folder) == states(tmp_path / "calm")
    before = ledger_rows(folder, "SELECT file, number, revision FROM page")
    gathered(made, folder)
    assert ledger_rows(folder, "SELECT file, number, revision FROM page") == before


@pytest.mark.parametrize("kind", FORMATS)
def test_every_format_gives_the_words_back(kind: str, pages: Path, tmp_path: Path) -> None:
    """Texts, boxes, confidences, reasons and flags as in the JSON results of the same run."""
    if kind == "parquet" and find_spec("pyarrow") is None:
        pytest.skip("needs the packages of recto[cluster]")
    out = tmp_path / "out"
    formats = kind if kind == "json" else f"json,{kind}"
    place = ("--engine", "local", "--shard-pages", "2")
    source = tmp_path / "in.zip"
    with zipfile.ZipFile(source, "w") as packed:
        for file in sorted(pages.rglob("*.*")):
            packed.write(file, file.relative_to(pages).as_posix())
    assert run("read", source, "-o", out, "-f", formats, *place, *FAST).returncode == 0
    last = known(Folder(str(out)))
    assert last is not None
    words = {}
    for group in Kept(Folder(str(out)), last.key).groups(last.groups):
        for back in pages_back(Folder(str(out)), group, frozenset({kind})):
            key = (group.pieces[back.piece].key, back.page.index)
            assert key not in words
            words[key] = [_known(word) for word in back.page.words]
    assert len(words) == 6
    for file in sorted(out.rglob("*.json")):
        if ".recto" in file.parts:
            continue
        document = document_of(file.read_bytes(), str(file))
        for page in document.pages:
            key = (document.source.partition("://")[2].partition("::")[0], page.index)
            assert words.pop(key) == [_known(word) for word in page.words]
    assert words == {}


def _known(word: Any) -> tuple[Any, ...]:
    """What every format keeps of a word."""
    return word.text, word.box, word.confidence, word.origin, word.reason, word.flagged


def test_what_people_say_is_written_and_out_stays(pages: Path, made: Path, tmp_path: Path) -> None:
    """The corrected document lies in the folder of the review, under its own name."""
    folder = gathered(made, tmp_path / "review")
    before = texts(made)
    with open_ledger(folder) as ledger:
        desk = Desk(ledger, folder)
        ((file,),) = ledger.select("SELECT id FROM file WHERE relative = 'last.tif'")
        page = desk.with_image(file, 1).page
        word = page.words[0]
        said = Correction(
            desk.source(file).sha256, 1, "text", word.box, word.text, "Port", "Ada", 1.0
        )
        desk.say(file, [said], 0)
    done = run("review", made, "-o", folder, "--write")
    assert done.returncode == 0, done.stderr
    assert list(texts(folder)) == ["last.txt"]
    assert texts(folder)["last.txt"].count("Port ledger") == 1
    assert texts(made) == before
    exported = run("review", made, "-o", folder, "--export", "-").stdout
    assert json.loads(exported)["after"] == "Port"


def test_a_certificate_opens_the_groups_it_draws_from(made: Path, tmp_path: Path) -> None:
    """The words of all groups count, those of the drawn ones are in the ledger, and it ends in a
    certificate.
    """
    folder = tmp_path / "review"
    flags = ("-o", folder, "--margin", "40", "--lines", "1")
    drawn = run("certify", made, *flags)
    assert drawn.returncode == 0, drawn.stderr
    assert "of 24 words" in drawn.stdout
    assert f"recto review {folder}" in drawn.stdout
    assert "are left" in run("certify", made, "-o", folder).stdout
    with open_ledger(folder) as ledger, ledger.database as database:
        assert 0 < len(ledger.select("SELECT 1 FROM page WHERE result IS NOT NULL")) <= 6
        database.execute("UPDATE sample SET said = text, who = 'Ada', at = 1")
    done = run("certify", made, "-o", folder)
    assert done.returncode == 0, done.stderr
    assert "came or went" not in done.stderr
    found = json.loads((folder / "certificate.json").read_text())
    assert (found["words"]["wrong"], found["people"]) == (0, ["Ada"])
    other = run("certify", folder, "--new")
    assert other.returncode == 1
    assert "name that run: recto certify OUT" in other.stderr


def test_what_failed_and_what_is_left_is_said(tmp_path: Path) -> None:
    """A certificate names files without pages; a group that was read again replaces itself."""
    pages, out, folder = tmp_path / "in", tmp_path / "out", tmp_path / "review"
    for number in range(3):
        draw(pages / f"{number}.png", name(number))
    (pages / "9.png").write_bytes(b"no picture")
    arguments = ("read", pages, "-o", out, "-f", "jsonl", "--shard-pages", "1", *FAST)
    assert run(*arguments).returncode == 2
    gathered(out, folder)
    drawn = run("certify", out, "-o", folder, "--margin", "20", "--lines", "1")
    assert "1 page or file was not read" in drawn.stderr, drawn.stderr
    draw(pages / "1.png", name(7))
    (pages / "2.png").unlink()
    shutil.copy(pages / "0.png", pages / "9.png")
    assert run(*arguments).returncode == 0
    gathered(out, folder)
    assert [row[:2] for row in states(folder)] == [("0.png", 0), ("1.png", 0), ("9.png", 0)]
    with open_ledger(folder) as ledger:
        desk = Desk(ledger, folder)
        ((file,),) = ledger.select("SELECT id FROM file WHERE relative = '1.png'")
        assert "volume seven" in desk.page(file, 0).page.text


def cut(file: Path) -> None:
    """As a disk leaves it that loses the end of a file."""
    file.write_bytes(file.read_bytes()[:-20])


def emptied(file: Path) -> None:
    """As one that loses all of it."""
    file.write_bytes(b"")


@pytest.mark.parametrize(
    ("damaged", "how", "says"),
    [
        ("jsonl/part-00000001.jsonl", cut, "no lines of JSON"),
        ("jsonl/part-00000001.jsonl", Path.unlink, "is gone"),
        (".recto/*/groups/00000001.json", cut, "the manifest is damaged"),
        (".recto/*/groups/00000001.json", emptied, "the manifest is damaged"),
        (".recto/*/plan/00000000", cut, "the plan is damaged"),
        (".recto/run.json", cut, "does not say how its run was started"),
    ],
)
def test_what_is_damaged_is_named(
    made: Path, tmp_path: Path, damaged: str, how: Callable[[Path], None], says: str
) -> None:
    """By the file and with the remedy; nothing of it is taken for a page."""
    out = tmp_path / "out"
    shutil.copytree(made, out)
    (place,) = out.glob(damaged)
    how(place)
    with pytest.raises(FileAccess, match=says):
        gathered(out, tmp_path / "review")
    done = run("review", out, "-o", tmp_path / "review", "--export", "-")
    assert done.returncode == 5
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_formats_without_words_are_refused(pages: Path, tmp_path: Path) -> None:
    """Text alone says nothing of confidence: the formats that do are named."""
    archive = tmp_path / "in.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.write(next(pages.rglob("*.png")), "a.png")
    out = tmp_path / "out"
    assert run("read", archive, "-o", out, "-f", "txt", *FAST).returncode == 0
    done = run("certify", out, "-o", tmp_path / "review")
    assert done.returncode == 5
    assert "-f jsonl, json, parquet" in done.stderr


def test_a_folder_of_something_else_is_left_alone(made: Path, tmp_path: Path) -> None:
    """A run of its own, or files of the user's."""
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "letter.txt").write_text("mine")
    for command in ("review", "certify"):
        done = run(command, made, "-o", mine, *(["--write"] if command == "review" else []))
        assert done.returncode == 1, done.stderr
        assert "holds something else" in done.stderr
    assert [file.name for file in mine.iterdir()] == ["letter.txt"]


def test_sources_in_archives_are_copied_for_their_pictures(pages: Path, tmp_path: Path) -> None:
    """Also where the run was started in another folder."""
    with zipfile.ZipFile(tmp_path / "in.zip", "w") as packed:
        packed.write(next(pages.rglob("*.png")), "shelf/a.png")
    done = run("read", "in.zip", "-o", "out", "-f", "jsonl", *FAST, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    folder = gathered(tmp_path / "out", tmp_path / "review")
    with open_ledger(folder) as ledger:
        desk = Desk(ledger, folder)
        (file,) = desk.sources
        assert Path(desk.with_image(file, 0).page.source).is_relative_to(folder)
