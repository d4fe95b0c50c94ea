"""Tesseract's library in a process of its own: what a page costs that crashes it, or hangs in it.

The wheel is not among the test tools; a stand-in (stand_in_library/tesserocr.py) does as told. The
wheel itself reads in test_tesseract_wheel.py, by `make test-doors DOORS=fast`.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from tests.readers.stand_in_library import tesserocr as stand_in

from recto.errors import MissingDependency, ReaderFailed
from recto.readers.tesseract import library
from recto.readers.tesseract.crops import read_crops
from recto.readers.tesseract.install import check_language, installation
from recto.readers.tesseract.reader import Tesseract
from recto.readers.tesseract.tessdata import folder_of_wheels, models_in
from recto_preprocessing import View
from recto_preprocessing.geometry import IDENTITY

STAND_IN = str(Path(stand_in.__file__).parent)
ALONE = """
import numpy, sys, time
from recto.readers.tesseract import library
from recto.readers.tesseract.reader import Tesseract
from recto_preprocessing import View
from recto_preprocessing.geometry import IDENTITY
page = numpy.full((60, 60), 255, numpy.uint8)
Tesseract(engine="library").read(View(page, IDENTITY, 300.0))
print(library._ours.process.pid, flush=True)
if sys.argv[1] == "wait":
    time.sleep(60)
"""


@pytest.fixture
def wheel(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The stand-in as if it were installed."""
    monkeypatch.syspath_prepend(STAND_IN)
    monkeypatch.setenv("PYTHONPATH", STAND_IN)
    yield
    library._ours.end()


def page(does: int = 255) -> View:
    """A page that says "hallo" to who reads it, and its wish to the stand-in."""
    pixels = np.full((80, 260), 255, np.uint8)
    cv2.putText(pixels, "hallo", (20, 55), cv2.FONT_HERSHEY_SIMPLEX, 1.6, 0, 3, cv2.LINE_AA)
    pixels[0, 0] = does
    return View(pixels, IDENTITY, 300.0)


def text(reading) -> str:
    return " ".join(word.text for line in reading.lines for word in line.words)


def test_what_read_the_page_stands_in_the_reading(wheel: None) -> None:
    """And nothing that one page taught the library is left for the next."""
    readings = [Tesseract().read(page()) for _ in range(2)]
    assert {text(each) for each in readings} == {"b"}
    assert {each.detail for each in readings} == {"tesseract 5.9.9 as a library eng psm 3"}


@pytest.mark.parametrize(
    ("does", "said"),
    [
        (stand_in.CRASH, "Tesseract's library was killed by SIGSEGV"),
        (stand_in.HANG, "Tesseract did not finish in 4 s"),
        (stand_in.FAULT, "Tesseract's library failed: Failed to recognise"),
    ],
)
def test_a_page_that_it_fails_at_is_read_by_the_command(wheel: None, does: int, said: str) -> None:
    """The page says so, the next one goes to the library again; where only the library may read,
    the page fails with the same words.
    """
    seconds = 4.0 if does == stand_in.HANG else 60.0
    library.library_version()  # has started
    with pytest.raises(ReaderFailed, match=said) as fault:
        Tesseract(timeout=seconds, engine="library").read(page(does))
    assert fault.value.remedy
    if does != stand_in.HANG:  # the command has its own time limit, of which tests are elsewhere
        reading = Tesseract(timeout=seconds).read(page(does))
        assert text(reading) == "hallo"
        assert reading.detail.endswith(f"eng psm 3; {said}")
    assert text(Tesseract().read(page())) == "b"


def test_what_a_library_prints_is_no_answer(wheel: None) -> None:
    assert text(Tesseract().read(page(stand_in.LOUD))) == "b"


def test_one_may_choose_the_command(wheel: None) -> None:
    reading = Tesseract(engine="command").read(page(stand_in.CRASH))
    assert text(reading) == "hallo"
    assert "library" not in reading.detail


def test_crops_are_read_by_the_command_too_where_the_library_fails(wheel: None) -> None:
    """The stand-in has no text for a crop that it lives through."""
    crops = [page(does).pixels for does in (255, stand_in.CRASH)]
    assert read_crops(crops[:1], "eng", 60.0) == [""]
    assert all("hallo" in text for text in read_crops(crops, "eng", 60.0))


@pytest.mark.parametrize("then", ["end", "wait"])
def test_its_process_ends_with_ours(wheel: None, then: str) -> None:
    """When ours ends by itself, and when it is killed."""
    command = [sys.executable, "-c", ALONE, then]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=dict(os.environ)) as process:
        assert process.stdout
        other = int(process.stdout.readline())
        if then == "wait":
            os.kill(other, 0)  # alive
            process.send_signal(signal.SIGKILL)
    for _ in range(3000):
        state = Path(f"/proc/{other}/stat")
        if not state.exists() or state.read_text().rpartition(")")[2].split()[0] == "Z":
            return
        time.sleep(0.01)
    pytest.fail("the library's process is alive")


def test_a_fork_has_one_of_its_own(wheel: None) -> None:
    Tesseract().read(page())
    ours = library._ours.process
    child = os.fork()
    if child == 0:
        alone = library._ours.process is None
        read = text(Tesseract().read(page())) == "b"
        library._ours.end()
        os._exit(0 if alone and read else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert library._ours.process is ours
    assert text(Tesseract().read(page())) == "b"


@pytest.mark.skipif(bool(sys.modules.get("tesserocr")), reason="the wheel is installed")
def test_one_who_wants_the_library_is_told_that_it_is_missing() -> None:
    """Before the first page, and by the page."""
    for asked in (
        lambda: check_language("eng", ["a.png"], engine="library"),
        lambda: Tesseract(engine="library").read(page()),
    ):
        with pytest.raises(MissingDependency, match="not installed.*recto-ocr.fast"):
            asked()


def test_without_a_command_the_models_of_wheels_are_found(
    wheel: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the folder of `tessdata-*`, or in the one that TESSDATA_PREFIX names."""
    monkeypatch.delenv("TESSDATA_PREFIX", raising=False)
    assert folder_of_wheels() == Path(sys.prefix) / "share" / "tessdata"
    (tmp_path / "script").mkdir()
    for name in ("deu", "script/Fraktur", "osd"):
        (tmp_path / f"{name}.traineddata").touch()
    (tmp_path / "configs").touch()
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    assert installation().languages == ("deu", "osd", "script/Fraktur")
    assert models_in(tmp_path / "none") == ()
    assert Tesseract(language="deu").read(page()).detail.endswith("as a library deu psm 3")
