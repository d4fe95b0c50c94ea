"""The training of the recogniser of lines itself: that it learns, that it goes on after a kill as
if nothing had been, that it goes on from the shipped weights' form, and that the engine reads what
it exports. Needs PyTorch; `make test-doors DOORS=train` runs it.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import matplotlib as mpl
import pytest

pytest.importorskip("torch", reason="PyTorch is not installed")

import torch

from benchmarks.train_lines.checkpoint import load
from benchmarks.train_lines.judge import answers, drawn_questions, model_of, scores
from benchmarks.train_lines.network import LineNetwork, Shape, grown, shape_of
from benchmarks.train_lines.recipes import Sources, read_letters, recipe_of, write_letters
from recto.errors import BadArguments

FONTS = Path(mpl.get_data_path()) / "fonts" / "ttf"
LATIN = ("sea", "east", "stone", "note", "seat", "nest", "tone", "ease", "tea", "ten", "net", "so")
CYRILLIC = ("дом", "мода", "вода", "дама", "том", "вот", "мот", "дать", "два", "там", "мы", "от")
LETTERS = " seaotndomвдматьы"
MOST_ERRORS = 0.5  # of characters; a network that has learned nothing has 1


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two scripts of few letters."""
    folder = tmp_path_factory.mktemp("words")
    for code, listed in (("eng", LATIN), ("rus", CYRILLIC)):
        made = [one + two for one in listed for two in listed]
        (folder / f"{code}.txt").write_text(" ".join([*listed, *made]))
    write_letters(folder / "letters.txt", ("", *sorted(set(LETTERS))))
    return folder


def command(words: Path, out: Path, steps: int, *more: str) -> list[str]:
    """Of a small training."""
    places = ("--words", words, "--fonts", FONTS, "--letters", words / "letters.txt", "--out", out)
    sizes = ("--hidden", 48, "--width", 0.34, "--batch", 16, "--steps", steps)
    given = map(str, (*places, *sizes, *more))
    start = (sys.executable, "-m", "benchmarks.train_lines", "train", "--languages", "eng,rus")
    return [*start, *given]


def errors_of(exported: Path, words: Path) -> dict[str, float]:
    """Of lines in fonts and words held out, by group."""
    sources = Sources(("eng", "rus"), 1, words, FONTS, letters=words / "letters.txt")
    found = answers(model_of(exported), drawn_questions(recipe_of(sources, "held-out"), 25))
    return {group: score.cer for group, score in scores(found).items()}


def test_a_small_network_learns_two_scripts_and_is_read_by_the_engine(
    words: Path, tmp_path: Path
) -> None:
    """A few hundred steps from nothing; judged by the engine's own runtime on the exported file."""
    out = tmp_path / "learned"
    more = ("--rate", "3e-3", "--warm", "0.9", "--every", "150")
    subprocess.run(command(words, out, 450, *more), check=True)
    export = [sys.executable, "-m", "benchmarks.train_lines", "export", str(out)]
    subprocess.run([*export, "--out", str(tmp_path / "engine")], check=True)
    exported = tmp_path / "engine" / "multiscript.onnx"
    assert exported.stat().st_size < 0.6 * (out / "model.pt").stat().st_size
    found = errors_of(exported, words)
    assert set(found) == {"latin", "cyrillic"}
    assert max(found.values()) < MOST_ERRORS
    losses = [json.loads(row)["loss"] for row in (out / "log.jsonl").read_text().splitlines()]
    assert losses[-1] < losses[0] / 3


def test_a_killed_training_ends_as_if_it_had_not_been(words: Path, tmp_path: Path) -> None:
    """Bit for bit: kill -9 after a checkpoint, and the same command again."""
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    more = ("--every", "4")
    subprocess.run(command(words, whole, 16, *more), check=True)
    running = subprocess.Popen(command(words, killed, 16, *more))
    while not (killed / "checkpoint.pt").exists() and running.poll() is None:
        time.sleep(0.02)
    running.send_signal(signal.SIGKILL)
    running.wait()
    steps = load(killed / "checkpoint.pt")["step"]
    assert 4 <= steps < 16
    subprocess.run(command(words, killed, 16, *more), check=True)
    one, other = load(whole / "model.pt"), load(killed / "model.pt")
    assert one.keys() == other.keys()
    assert all(torch.equal(one[name], other[name]) for name in one)


def test_a_checkpoint_of_other_settings_is_refused(words: Path, tmp_path: Path) -> None:
    """Named, with what to do; nothing is overwritten."""
    subprocess.run(command(words, tmp_path, 2), check=True)
    before = (tmp_path / "checkpoint.pt").read_bytes()
    again = subprocess.run(command(words, tmp_path, 3), capture_output=True, text=True)
    assert again.returncode == BadArguments.exit_code
    assert "another folder" in again.stderr
    assert (tmp_path / "checkpoint.pt").read_bytes() == before


def test_a_training_goes_on_from_weights_with_further_letters(words: Path, tmp_path: Path) -> None:
    """What was known keeps its classes, and its size."""
    subprocess.run(command(words, tmp_path / "first", 2), check=True)
    more = words.parent / "more.txt"
    write_letters(more, ("", *sorted({*LETTERS, "к", "z"})))
    on = command(words, tmp_path / "second", 2, "--init", str(tmp_path / "first" / "model.pt"))
    on[on.index("--letters") + 1] = str(more)
    subprocess.run(on, check=True)
    earlier = read_letters(tmp_path / "first" / "letters.txt")
    letters = read_letters(tmp_path / "second" / "letters.txt")
    assert letters == (*earlier, "z", "к")
    weights = load(tmp_path / "second" / "model.pt")
    assert weights["head.bias"].shape == (len(letters),)
    assert shape_of(weights) == shape_of(load(tmp_path / "first" / "model.pt"))


@pytest.mark.parametrize("width", [1.0, 0.73, 0.34, 0.2, 0.1])
def test_a_networks_size_is_told_from_its_weights(width: float) -> None:
    """Whatever its layers were rounded to."""
    weights = LineNetwork(3, Shape(16, width)).state_dict()
    again = LineNetwork(3, shape_of(weights))
    again.load_state_dict(weights)
    assert shape_of(again.state_dict()) == shape_of(weights)


def test_new_letters_change_nothing_of_what_is_read() -> None:
    """Before they are taught, their classes are far behind."""
    torch.manual_seed(1)
    small = LineNetwork(3, Shape(16, 0.2)).eval()
    larger = LineNetwork(5, Shape(16, 0.2)).eval()
    larger.load_state_dict(grown(small.state_dict(), ("", "a", "b"), ("", "a", "b", "c", "d")))
    line = torch.rand(1, 1, 40, 120)
    with torch.no_grad():
        before, after = small(line), larger(line)
    assert torch.allclose(before, after[:, :, :3], atol=1e-5)
    assert (after.argmax(2) < 3).all()
