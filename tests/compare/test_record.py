"""Readings of a live endpoint, recorded: three prompts side by side, in the corpora's format, and
back into the benchmark.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from PIL import Image
from tests.conftest import Recto
from tests.vision.pages import drawn
from tests.vision.server import Answer, Received, Server, chat, error

from benchmarks.corpora import load
from benchmarks.systems.recorded import RecordedLlm
from recto.compare.record import LIST, Recording
from recto.errors import BadArguments

LINES = [
    "the harbour lies open to the north and to the east",
    "and is closed by ice from december until april",
    "ships of more than twelve feet must wait for tide",
]
KEY = "sk-canary-0123456789abcdef0123"
FAST = ("--second-reader", "off", "--clean", "off", "-q", "--systems", "tesseract")


def reads_all(received: Received) -> Answer:
    """A model that reads the page as it is, however it is asked."""
    if received.shown:
        rows = [
            {"id": line, "text": text} for line, text in zip(received.shown, LINES, strict=True)
        ]
        return chat(json.dumps({"lines": rows}))
    return chat(json.dumps({"lines": LINES, "structure": []}))


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """A page with its truth beside it."""
    folder = tmp_path / "scans"
    (folder / "truth").mkdir(parents=True)
    Image.fromarray(drawn(LINES)).save(folder / "a b-c.png", dpi=(150, 150))
    (folder / "truth" / "a b-c.txt").write_text("\n".join(LINES))
    return folder


def compared(
    recto: Recto, server: Server, page: Path, out: Path, *more: str, model: str = "m-1"
) -> subprocess.CompletedProcess[str]:
    endpoint = ("--provider", "vllm", "--base-url", server.url, "--model", model)
    truth = ("--truth", page / "truth", "-o", out / "report", "--record", out / "mine")
    return recto("compare", page / "a b-c.png", *truth, *endpoint, *FAST, *more, MY_KEY=KEY)


def test_a_model_is_recorded_in_three_ways_and_benchmarked(
    recto: Recto, page: Path, tmp_path: Path
) -> None:
    """The folder is a corpus; a second model comes beside the first; no address is in it."""
    with Server(reads_all) as server:
        done = compared(recto, server, page, tmp_path)
        asked = list(server.received)
        again = compared(recto, server, page, tmp_path, "--prompts", "blind", model="m-2")
    assert done.returncode == again.returncode == 0, done.stderr + again.stderr
    shown = [received.shown for received in asked]
    assert len(shown) == 3
    informed, blind, masked = shown
    assert len(informed) == len(masked) == 3
    assert blind == {}
    (corpus,) = load(tmp_path)
    (kept,) = corpus.pages
    assert kept.truth == "\n".join(LINES)
    with Image.open(kept.image) as copy, Image.open(page / "a b-c.png") as original:
        assert copy.size == original.size
    saw = {name: reading.saw for name, reading in kept.readings.items()}
    assert saw == {
        "m-1+ocr": "image+ocr:tesseract", "m-1": "image", "m-1+masked": "image+masked:tesseract",
        "m-2": "image",
    }  # fmt: skip
    assert all(reading.text == "\n".join(LINES) for reading in kept.readings.values())
    assert RecordedLlm("m-1").covers(kept)
    written = (tmp_path / "mine" / LIST).read_text()
    assert "127.0.0.1" not in written
    scores = json.loads((tmp_path / "report" / "compare.json").read_text())["scores"]
    assert {score["system"] for score in scores} == {"tesseract", "recorded blind: m-2"}


def test_what_an_endpoint_does_wrong_is_not_recorded(
    recto: Recto, page: Path, tmp_path: Path
) -> None:
    """A refused key, a truncated page: named, with no reading in the list."""
    with Server(error(401, f"no such key: {KEY}")) as server:
        named = ("--api-key-env", "MY_KEY")
        done = compared(recto, server, page, tmp_path, "--prompts", "blind", *named)
    assert done.returncode == 11
    assert server.received[0].headers["authorization"] == f"Bearer {KEY}"
    (corpus,) = load(tmp_path)
    assert corpus.pages[0].readings == {}
    everything = done.stdout + done.stderr + (tmp_path / "mine" / LIST).read_text()
    assert KEY not in everything


def test_what_cannot_be_recorded_is_said_before_anything_is_asked(
    recto: Recto, page: Path, tmp_path: Path
) -> None:
    """No truth, no model, a folder that holds other things, a prompt that there is none of."""
    mine = tmp_path / "mine"
    done = recto("compare", page / "a b-c.png", *FAST, "--record", mine, "--model", "m")
    assert (done.returncode, mine.exists()) == (1, False)
    assert "give a folder of truths with --truth" in done.stderr
    done = recto("compare", page / "a b-c.png", *FAST, "--record", mine, "--truth", page / "truth")
    assert (done.returncode, "give --model NAME" in done.stderr) == (1, True)
    with pytest.raises(BadArguments, match="name an empty folder"):
        Recording.of(str(page), "blind")
    with pytest.raises(BadArguments, match="no prompt named loud"):
        Recording.of(str(mine), "blind,loud")
