"""A model of Tesseract in a collection: what is refused, and that pages are read with it."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import cv2
import pytest
from tests import warm
from tests.vision.pages import drawn

from recto.readers.tesseract.install import installation
from recto.settings.calibration import weights_digest
from recto.settings.collection import Collection, TesseractModel
from recto.settings.collection_file import Manifest, model_beside, written

ENG = installation().tessdata / "eng.traineddata"
ABOUT = Manifest("recto-collection-1", weights_digest(), "1")


def with_model(path: Path, data: bytes, **row: str) -> Path:
    """A collection that names these bytes, without them."""
    sha256 = hashlib.sha256(data).hexdigest()
    model = TesseractModel("eng", sha256, sha256, 40)
    text = written(Collection(tesseract=model), ABOUT)
    if row:
        from zipfile import ZipFile

        from recto.settings.collection_file import _pack

        with ZipFile(path, "w") as packed:
            values = {"language": "eng", "sha256": sha256, "base": sha256, "lines": 40, **row}
            _pack(packed, "tesseract.json", json.dumps(values).encode())
            about = {"schema": ABOUT.schema, "weights": ABOUT.weights, "engine": "1"}
            _pack(packed, "manifest.json", json.dumps(about).encode())
        return path
    path.write_bytes(text)
    return path


def read(folder: Path, own: Path) -> tuple[int, str, str]:
    scan = folder / "scan.png"
    cv2.imwrite(str(scan), drawn(["Hafen und Kaufmann 1841"]))
    line = ("read", scan, "-l", "eng", "-f", "json", "--second-reader", "off")
    environment = os.environ | {"XDG_CACHE_HOME": str(folder / "cache")}
    command = (*line, "--tesseract", "command", "--collection", own)
    done = warm.recto(*command, environment=environment)
    return done.returncode, done.stdout, done.stderr


def test_pages_are_read_with_it(tmp_path: Path) -> None:
    """Which one stands beside the reading; nothing is left in the cache."""
    data = ENG.read_bytes()
    own = with_model(tmp_path / "own.recto", data)
    model_beside(own).write_bytes(data)
    code, out, err = read(tmp_path, own)
    assert code == 0, err
    (page,) = json.loads(out)["pages"]
    (tesseract,) = [each for each in page["readers"] if each["name"] == "tesseract"]
    assert f"eng taught {hashlib.sha256(data).hexdigest()[:16]}" in tesseract["detail"]
    assert not list((tmp_path / "cache").glob("**/tessdata-*"))


def test_one_that_is_not_there_or_was_exchanged_is_refused(tmp_path: Path) -> None:
    """By its name, with what to do."""
    own = with_model(tmp_path / "own.recto", b"mine")
    code, _, err = read(tmp_path, own)
    assert code != 0
    assert "own.recto.traineddata is not beside it" in err
    model_beside(own).write_bytes(b"another's")
    code, _, err = read(tmp_path, own)
    assert code != 0
    assert "is not the model that the collection names" in err


def test_one_as_large_as_no_model_is_is_refused(tmp_path: Path) -> None:
    """Before it is in memory, once for all pages."""
    own = with_model(tmp_path / "own.recto", b"mine")
    with model_beside(own).open("wb") as file:
        file.truncate(20 * 2**30)
    code, _, err = read(tmp_path, own)
    assert code != 0
    assert "own.recto.traineddata, which is larger than 256 MiB" in err


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    """Tesseract's programs would open it one after the other."""
    model = tmp_path / "float.traineddata"
    os.mkfifo(model)
    line = ("learn", tmp_path, "--tesseract-model", model, "-l", "eng")
    done = warm.recto(*line, "-o", tmp_path / "own.recto")
    assert done.returncode != 0
    assert "float.traineddata: is a pipe or a device" in done.stderr


def test_no_collection_says_where_a_model_lies(tmp_path: Path) -> None:
    """It could name any file of the machine."""
    own = with_model(tmp_path / "own.recto", b"mine", place="/etc/passwd")
    model_beside(own).write_bytes(b"mine")
    code, _, err = read(tmp_path, own)
    assert code != 0
    assert "place is no part of a collection" in err


@pytest.mark.parametrize(
    ("model", "flags", "told"),
    [
        (ENG, ("-l", "eng"), "is an integer model, which nobody can teach further"),
        (Path(__file__), ("-l", "eng"), "is no model of Tesseract"),
        (ENG, ("-l", "eng+deu"), "name its language alone"),
    ],
)
def test_what_cannot_be_taught_is_refused(
    tmp_path: Path, model: Path, flags: tuple[str, ...], told: str
) -> None:
    """Before a page is read."""
    own = tmp_path / "own.recto"
    done = warm.recto("learn", tmp_path, "--tesseract-model", model, "-o", own, *flags)
    assert done.returncode != 0
    assert told in done.stderr
    assert not own.exists()


def test_missing_programs_are_named(tmp_path: Path) -> None:
    """With the package that has them."""
    line = ("learn", tmp_path, "--tesseract-model", ENG, "-o", tmp_path / "own.recto", "-l", "eng")
    done = warm.recto(*line, environment=os.environ | {"PATH": str(tmp_path)})
    assert done.returncode != 0
    assert "lstmtraining" in done.stderr
    assert "tesseract-ocr" in done.stderr


def test_the_users_model_is_not_written_over(tmp_path: Path) -> None:
    """Whatever the collection is called; nor is one taught while a review goes on."""
    own = tmp_path / "own.recto"
    mine = model_beside(own)
    mine.write_bytes(b"mine")
    line = ("learn", tmp_path, "--tesseract-model", mine, "-l", "eng")
    done = warm.recto(*line, "-o", own)
    assert done.returncode != 0
    assert "name another file with -o" in done.stderr
    done = warm.recto(*line, "-o", tmp_path / "other.recto", "--watch")
    assert done.returncode != 0
    assert "is not taught with --watch" in done.stderr
    assert mine.read_bytes() == b"mine"
