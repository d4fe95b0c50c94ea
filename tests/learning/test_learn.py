"""`recto learn`, and what `recto read --collection` makes of its file."""

from __future__ import annotations

import json
import signal
import subprocess
from pathlib import Path

import pytest
from tests import warm
from tests.batch.pages import command, interruptible
from tests.learning.made import NAMES
from tests.review.runs import MadeRun, make_run
from tests.review.test_desk import opened

from recto.corrections.correction import Correction
from recto.settings.calibration import weights_digest
from recto.settings.collection import NOTHING, Collection, KnownWord
from recto.settings.collection_file import Manifest, read, written

PAGES = 6
ONE_READER = ("--second-reader", "off")  # a third of the time, and the same for what is tried
WRONG = {name: name.replace("mm", "nun") for name in NAMES}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> MadeRun:
    """Tesseract reads every mm as nun, PP-OCR has it right; with the truths in a folder."""
    folder = tmp_path_factory.mktemp("run")
    truths = []
    for page in range(PAGES):
        names = [NAMES[(5 * page + k) % len(NAMES)] for k in range(6)]
        truths.append([f"{name} Kaufmann Nr. {page}{k}" for k, name in enumerate(names)])
    made = make_run(folder, truths, tuple(WRONG.items()), ["txt"])
    texts = folder / "truths"
    texts.mkdir()
    for number, lines in enumerate(truths):
        (texts / f"page-{number:02}.txt").write_text("\n".join(lines), encoding="utf-8")
    return made


def truths_of(run: MadeRun) -> Path:
    return run.out.parent / "truths"


def test_a_run_with_its_truth_teaches(run: MadeRun, tmp_path: Path) -> None:
    """Without reading a page again; what was kept and what was not is said, with its figures."""
    own = tmp_path / "own.recto"
    done = warm.recto("learn", run.out, "--truth", truths_of(run), "-o", own, "-l", "eng")
    assert done.returncode == 0, done.stderr
    assert f"{PAGES} pages of {PAGES} documents" in done.stdout
    assert "left out  confidence" in done.stdout
    found = read(own)
    assert f"collection {found.collection.digest}" in done.stdout
    assert found.manifest.pages == PAGES
    assert {part.part for part in found.manifest.parts} == {
        "readers", "lexicon", "confusions", "numbers", "lone", "calibration",
    }  # fmt: skip


def reviewed(run: MadeRun, folder: Path) -> MadeRun:
    """Three pages, of which people said what the first word of each line is."""
    copied = make_run(folder, run.truths[:3], tuple(WRONG.items()), ["txt"])
    with opened(copied) as desk:
        for file, source in desk.sources.items():
            page = desk.page(file, 0).page
            said = []
            for line, truth in zip(page.lines, run.truths[file - 1], strict=True):
                word, text = line.words[0], truth.split()[0]
                said.append(
                    Correction(source.sha256, 0, "text", word.box, word.text, text, "Ada", 1.0)
                )
            desk.say(file, said, 0)
    return copied


def test_what_people_said_teaches(run: MadeRun, tmp_path: Path) -> None:
    """Of the words that they spoke of, and no other; --json says the same."""
    copied = reviewed(run, tmp_path)
    own = tmp_path / "own.recto"
    done = warm.recto("learn", copied.out, "-o", own, "--json", "-q")
    assert done.returncode == 0, done.stderr
    value = json.loads(done.stdout)
    assert (value["pages"], value["documents"], value["places"]) == (3, 3, 18)
    assert value["digest"] == read(own).collection.digest
    assert value["parts"][0]["part"] == "readers"


def test_a_review_is_watched(run: MadeRun, tmp_path: Path) -> None:
    """What was said is learned at once, and again when more is said; a page that is read then says
    which version it was read with; Ctrl-C ends it.
    """
    copied = reviewed(run, tmp_path)
    own = tmp_path / "own.recto"
    line = command("learn", copied.out, "--watch", "-q", "-o", own)
    with subprocess.Popen(
        line, stdout=subprocess.PIPE, text=True, preexec_fn=interruptible
    ) as watching:
        assert watching.stdout is not None
        first = next(line for line in watching.stdout if line.startswith("3 pages"))
        with opened(copied) as desk:
            page = desk.page(1, 0).page
            word = page.lines[0].words[1]
            sha256 = desk.sources[1].sha256
            more = Correction(sha256, 0, "text", word.box, word.text, word.text, "Ada", 2.0)
            desk.say(1, [more], 99)
        second = next(line for line in watching.stdout if line.startswith("3 pages"))
        version = next(line for line in watching.stdout if line.startswith("collection "))
        scan, out = run.scans / "page-05.png", tmp_path / "later"
        flags = ("-o", out, "-f", "json", "-l", "eng", "--follow", own, *ONE_READER)
        assert warm.recto("read", scan, *flags).returncode == 0
        watching.send_signal(signal.SIGINT)
        watching.stdout.read()
        assert watching.wait() == 130
    assert ("18 places" in first, "19 places" in second) == (True, True)
    (page,) = json.loads((out / "page-05.json").read_text())["pages"]
    assert version.split() == ["collection", page["collection"]]


def test_a_page_says_which_collection_taught_it(run: MadeRun, tmp_path: Path) -> None:
    """A run that goes on with another collection reads its pages again."""
    scan, out = run.scans / "page-00.png", tmp_path / "out"
    digests = []
    about = Manifest("recto-collection-1", weights_digest(), "1")
    for times in (1, 2):
        own = tmp_path / f"{times}.recto"
        collection = Collection(words=(KnownWord("kaufmann", times),))
        own.write_bytes(written(collection, about))
        done = warm.recto(
            "read", scan, "-o", out, "-f", "json", "-l", "eng", "--collection", own, *ONE_READER
        )
        assert done.returncode == 0, done.stderr
        (page,) = json.loads((out / "page-00.json").read_text())["pages"]
        assert page["collection"] == collection.digest
        digests.append(page["collection"])
    assert digests[0] != digests[1] != NOTHING.digest


def test_too_little_and_nothing_are_told(run: MadeRun, tmp_path: Path) -> None:
    """Nothing is written."""
    own = tmp_path / "own.recto"
    done = warm.recto("learn", run.out, "-o", own)
    assert done.returncode != 0
    assert "0 pages whose text is known are too few" in done.stderr
    assert not own.exists()


def test_no_source_is_written_over(run: MadeRun) -> None:
    """Nor a truth, nor anything of a run."""
    truth = truths_of(run) / "page-00.txt"
    before = truth.read_bytes()
    done = warm.recto("learn", run.out, "--truth", truths_of(run), "-o", truth)
    assert done.returncode != 0
    assert truth.read_bytes() == before


def test_a_shape_that_is_none_is_refused(run: MadeRun, tmp_path: Path) -> None:
    """With what it would be."""
    rules = tmp_path / "rules.txt"
    rules.write_text("# years\n9999\nNr. 12\n")
    own = tmp_path / "own.recto"
    given = ("learn", run.out, "--truth", truths_of(run), "--numbers", rules, "-o", own)
    done = warm.recto(*given)
    assert done.returncode != 0
    assert "'Aa. 99'" in done.stderr


def test_a_run_follows_a_collection_that_grows(run: MadeRun, tmp_path: Path) -> None:
    """Pages read before it are not read again; those after it say so."""
    own, out = tmp_path / "own.recto", tmp_path / "out"
    first, second = run.scans / "page-00.png", run.scans / "page-01.png"
    flags = ("-o", out, "-f", "json", "-l", "eng", "--follow", own, "-j", "1", *ONE_READER)
    assert warm.recto("read", first, *flags).returncode == 0
    collection = Collection(words=(KnownWord("kaufmann", 1),))
    own.write_bytes(written(collection, Manifest("recto-collection-1", weights_digest(), "1")))
    done = warm.recto("read", first, second, *flags)
    assert done.returncode == 0, done.stderr
    pages = [json.loads((out / f"page-0{k}.json").read_text())["pages"][0] for k in (0, 1)]
    assert [page.get("collection", "") for page in pages] == ["", collection.digest]


def test_only_a_run_is_watched(tmp_path: Path) -> None:
    """Of images nobody says anything meanwhile."""
    done = warm.recto("learn", tmp_path, "--watch", "-o", tmp_path / "own.recto")
    assert done.returncode == 1
    assert "is no run that people can review" in done.stderr
