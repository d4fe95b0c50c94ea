"""An earlier JSON result as input: other formats of it, and the LLM on top of it, without reading
anything again.
"""

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from tests import warm
from tests.batch.pages import FAST, draw
from tests.vision.replaying import recorded
from tests.vision.server import Server

from recto.model.page import Page, Pixels
from recto.model.result import PageResult
from recto.model.upright import described, made_again
from recto.pipeline.begin import begin, resume
from recto.pipeline.finish import finish
from recto.pipeline.stages import prepare
from recto.settings.groups import Settings
from recto.sources import open_pages
from recto.writers.result_json import page_bytes, page_value
from recto.writers.result_json_contract import page_of
from recto_preprocessing import IDENTITY, RowShift, Step, View, then
from recto_preprocessing.contrast import stretch
from recto_preprocessing.dewarp import NODES, flatten
from recto_preprocessing.local_contrast import stretch_from_paper
from recto_preprocessing.orientation import turn

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """`recto` in `tmp_path`, where OCR is impossible: Tesseract only says who it is, onnxruntime
    cannot be imported.
    """
    real = shutil.which("tesseract")
    (tmp_path / "bin").mkdir()
    fake = tmp_path / "bin" / "tesseract"
    fake.write_text(f'#!/bin/sh\ncase "$1" in --*) exec {real} "$@";; esac\nexit 99\n')
    fake.chmod(0o755)
    (tmp_path / "modules").mkdir()
    (tmp_path / "modules" / "onnxruntime.py").write_text("raise SystemExit('PP-OCR was started')\n")
    variables = {
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
        "XDG_STATE_HOME": str(tmp_path / "state"),
        "OPENAI_API_KEY": "sk-none",
    }

    def run(*arguments: str | Path, ocr: bool = False) -> subprocess.CompletedProcess[str]:
        without = {
            "PATH": f"{fake.parent}:{os.environ['PATH']}",
            "PYTHONPATH": str(tmp_path / "modules"),
        }
        environment = os.environ | variables | ({} if ocr else without)
        return warm.recto("read", *arguments, cwd=tmp_path, environment=environment)

    return run


@pytest.fixture
def earlier(tmp_path: Path, run: Run) -> Path:
    """The result of a page of two lines."""
    draw(tmp_path / "page.png", "volume one")
    done = run("page.png", "-f", "json", *FAST, ocr=True)
    assert done.returncode == 0, done.stderr
    (tmp_path / "page.json").write_text(done.stdout)
    return tmp_path / "page.json"


def origins(text: str) -> list[tuple[str, str]]:
    return [
        (word["text"], word["origin"])
        for line in json.loads(text)["pages"][0]["lines"]
        for word in line["words"]
    ]


def test_other_formats_are_those_of_the_first_run(tmp_path: Path, run: Run, earlier: Path) -> None:
    """Byte for byte, and the result is its own copy."""
    formats = "txt,md,json,hocr,alto,csv"
    assert run("page.png", "-o", "direct", "-f", formats, *FAST, ocr=True).returncode == 0
    done = run("page.json", "-o", "again", "-f", formats, "--no-report")
    assert done.returncode == 0, done.stderr
    for file in (tmp_path / "direct").glob("page.*"):
        if file.suffix != ".json":  # which says how long it took
            assert (tmp_path / "again" / file.name).read_bytes() == file.read_bytes()
    assert (
        json.loads((tmp_path / "again" / "page.json").read_text())["pages"]
        == json.loads(earlier.read_text())["pages"]
    )


def test_the_llm_reads_what_no_llm_has_read(tmp_path: Path, run: Run, earlier: Path) -> None:
    """Its words stand in the new result, from the first run's readings; asked once more, nothing is
    missing.
    """
    with Server(recorded("Harbour ledger\nvolume one")) as server:
        llm = ["--llm", "always", "--base-url", server.url, "--model", "gpt-4o", "-f", "json"]
        done = run("page.json", *llm)
        assert done.returncode == 0, done.stderr
        assert len(server.received) == 1
        (tmp_path / "second.json").write_text(done.stdout)
        again = run("second.json", *llm, "--no-cache")
        assert len(server.received) == 1
    assert [word for word, _ in origins(done.stdout)] == ["Harbour", "ledger", "volume", "one"]
    page = json.loads(done.stdout)["pages"][0]
    assert [reader["name"] for reader in page["readers"]] == ["tesseract", "llm"]
    assert json.loads(again.stdout)["pages"] == json.loads(done.stdout)["pages"]


def test_a_result_that_another_program_wrote_anew_is_read(run: Run, earlier: Path) -> None:
    """jq and editors break lines where they like."""
    earlier.write_text(json.dumps(json.loads(earlier.read_text()), indent=2))
    assert run("page.json").stdout == "Harbour ledger\nvolume one\n"


def test_the_image_may_move_with_its_result(tmp_path: Path, run: Run, earlier: Path) -> None:
    """It is looked for beside the result."""
    (tmp_path / "archive").mkdir()
    (tmp_path / "page.png").rename(tmp_path / "archive" / "page.png")
    earlier.rename(tmp_path / "archive" / "page.json")
    assert run("archive/page.json", "-f", "html").returncode == 0


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (
            Path.unlink,
            "page.json: its image page.png is not there; put it back, or beside the result",
        ),
        (
            lambda path: path.write_bytes(path.read_bytes() + b"\n"),
            "page.png has changed since it was read; read it ag",
        ),
    ],
)
def test_a_lost_or_changed_image_is_said_before_anything_is_done(
    spoil: Callable[[Path], object], message: str, tmp_path: Path, run: Run, earlier: Path
) -> None:
    """Where its pixels are wanted; text needs none."""
    spoil(tmp_path / "page.png")
    done = run("page.json", "-f", "html")
    assert (done.returncode, message in done.stderr) == (2, True)
    assert run("page.json").stdout == "Harbour ledger\nvolume one\n"


def test_a_result_without_a_hash_names_no_file_elsewhere(
    tmp_path: Path, run: Run, earlier: Path
) -> None:
    """It may come from anybody: only an image beside it is believed to be its own, and shown to
    nobody else.
    """
    value = json.loads(earlier.read_text())
    del value["source_sha256"]
    (tmp_path / "private").mkdir()
    (tmp_path / "page.png").rename(tmp_path / "private" / "page.png")
    for place in (
        tmp_path / "private" / "page.png",
        "private/page.png",
        "other/../private/page.png",
    ):
        earlier.write_text(json.dumps(value | {"source": str(place)}))
        done = run("page.json", "-f", "html")
        assert done.returncode == 2, done.stderr
        assert "page.png" in done.stderr
    (tmp_path / "private" / "page.png").rename(tmp_path / "page.png")
    assert run("page.json", "-f", "html").returncode == 0


@pytest.mark.skipif(not Path("/proc/self/pagemap").exists(), reason="on Linux only")
@pytest.mark.parametrize("sha256", [None, hashlib.sha256(b"").hexdigest()])
@pytest.mark.parametrize("source", ["/proc/kmsg", "/proc/self/pagemap"])
def test_a_file_without_an_end_is_no_source(
    run: Run, earlier: Path, source: str, sha256: str | None
) -> None:
    """It calls itself a plain, empty file: reading it never ends, and no bytes prove nothing."""
    value = json.loads(earlier.read_text())
    value["source"] = source
    value["source_sha256"] = sha256 or value["source_sha256"]
    earlier.write_text(json.dumps(value))
    done = run("page.json", "-f", "html")
    assert done.returncode == 2, done.stderr
    assert source in done.stderr
    assert run("page.json").stdout == "Harbour ledger\nvolume one\n"


def test_a_page_resumed_is_where_it_was_left(samples: Path) -> None:
    """Lines, evidence and decisions from the JSON are those of the readers themselves; so is the
    final page.
    """
    page = next(iter(open_pages(str(samples / "receipt.png"))))
    assert isinstance(page, Page)
    stages = prepare(Settings())
    first = begin(page, stages)
    done = finish(first, None, stages)
    stored = page_of(page_bytes(done), "page")
    second = resume(stored, page, stages)
    assert second.lines == first.lines
    assert (second.evidence.lines, second.decisions) == (first.evidence.lines, first.decisions)
    assert timeless(finish(second, None, stages)) == timeless(done)
    assert np.array_equal(second.evidence.view.pixels, first.evidence.view.pixels)


def timeless(page: PageResult) -> dict[str, object]:
    return {key: value for key, value in page_value(page).items() if key != "seconds"}


def grey() -> Pixels:
    return np.random.default_rng(1).integers(0, 256, (80, 120), dtype=np.uint8)


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_turned_view_is_made_again_to_the_pixel(turns: int) -> None:
    """Quarter turns lose nothing."""
    pixels, geometry = turn(grey(), turns)
    view = made_again(grey(), 150, described(View(pixels, geometry, 150)), ())
    assert np.array_equal(view.pixels, pixels)


def test_a_flattened_and_turned_view_is_made_again() -> None:
    """Both maps in their order, pixels within a rounding of one grey level but at sharp edges."""
    smooth = np.add.outer(np.arange(80), np.arange(120)).astype(np.uint8)
    turned, first = turn(smooth, 1)
    flat, second = flatten(turned, np.add.outer(np.zeros(NODES), np.linspace(0, 5, NODES) ** 1.2))
    assert isinstance(second, RowShift)
    view = made_again(smooth, 150, described(View(flat, then(first, second), 140)), ())
    assert (view.pixels.shape, view.dpi) == (flat.shape, 140)
    assert np.abs(view.pixels.astype(int) - flat).max() <= 2


def test_a_stretched_view_is_made_again() -> None:
    """Contrast, by the step's own numbers."""
    faint = Step("contrast", "faint", 0.2, 0.5, 0.0)
    view = made_again(grey(), 150, described(View(grey(), IDENTITY, 150)), (faint,))
    assert np.array_equal(view.pixels, stretch(grey(), 2.5, 255.0))


def test_a_view_stretched_from_its_paper_is_made_again() -> None:
    """As above; a step that was undone changed nothing."""
    pale = Step("local-contrast", "pale", 0.2, 0.5, 0.0)
    undone = Step("denoise", "undone, as lines read worse", 0.1, 0.1, 0.0)
    view = made_again(grey(), 150, described(View(grey(), IDENTITY, 150)), (undone, pale))
    assert np.array_equal(view.pixels, stretch_from_paper(grey(), 2.5))
