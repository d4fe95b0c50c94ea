"""Teaching the reader of old print: the rebuilt network is the file's, it learns, goes on after a
kill, and changes nothing where it gains nothing. Needs PyTorch; `make test-doors DOORS=train` runs
it.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from tests.adaptation.made import drawn, seen, taught
from tests.review.runs import make_run

pytest.importorskip("torch", reason="PyTorch is not installed")

import torch

from recto.adaptation.alphabet import Alphabet
from recto.adaptation.network import arrays_of, network_of
from recto.adaptation.teaching import Lesson, seconds_of, teach
from recto.learned.onnx_weights import arrays, refusal, with_arrays
from recto.readers.lines.model import by_lanczos, line_model
from recto.readers.lines.reader import LineReader
from recto.settings.collection_file import read, shipped_network

NAMES = (
    "Amman",
    "Bremmer",
    "Kammer",
    "Fromm",
    "Grimm",
    "Hammer",
    "Immler",
    "Lemm",
    "Ommer",
    "Pommer",
)


def printed(count: int, first: int = 0) -> list[str]:
    return [f"{NAMES[at % 10]} Nr. {at}{at} {NAMES[at * 7 % 10]}" for at in range(first, count)]


@pytest.mark.parametrize("name", ["fraktur", "all"])
def test_the_rebuilt_network_reads_as_the_file_does(name: str) -> None:
    """Alone and beside longer lines; and goes back into the file byte for byte."""
    shipped = shipped_network(name)
    network = network_of(arrays(shipped))
    assert with_arrays(shipped, arrays_of(network.state())) == shipped
    images = [by_lanczos(drawn(text)) for text in ("Amman", "Kaufmann, Domfreihof 88", "x")]
    widths = [image.shape[3] for image in images]
    together = np.zeros((3, 1, 32, max(widths)), np.float32)
    for row, image in zip(together, images, strict=True):
        row[:, :, : image.shape[3]] = image[0]
    with torch.no_grad():
        beside = network(torch.from_numpy(together), widths).numpy()
    for number, image in enumerate(images):
        expected = line_model(name, 1).steps(image)
        with torch.no_grad():
            alone = network(torch.from_numpy(image), [image.shape[3]])[:, 0].numpy()
        assert np.allclose(alone, expected, atol=2e-3)
        assert np.allclose(beside[: len(expected), number], expected, atol=2e-3)


def test_it_learns_what_its_lines_show() -> None:
    """Told that what looks like m is n, it reads other lines so; an estimate comes before."""
    lines = [seen(text, text.replace("m", "n")) for text in printed(40)]
    held = [seen(text, text.replace("m", "n")) for text in printed(48, 40)]
    lesson = Lesson(shipped_network("all"), lines, held, rounds=8)
    assert seconds_of(lesson) > 0
    told: list[tuple[int, int]] = []
    found = teach(lesson, lambda done, of: told.append((done, of)))
    assert told[0] == (1, 8)
    assert found.rounds > 0
    assert refusal(lesson.shipped, found.onnx) == ""
    reader = LineReader("froc", taught=(taught("all", found.onnx),))
    after = "".join(reader.recognise(line.image, "all").text for line in held)
    before = "".join(line.read for line in held)
    assert before.count("m") > 10
    assert after.count("m") < before.count("m") / 4


def test_a_killed_training_ends_as_if_it_had_not_been(tmp_path: Path) -> None:
    """After a checkpoint; one of another lesson is begun anew."""
    lines = [seen(text, text.replace("m", "n")) for text in printed(12)]
    held = [seen(text, text) for text in printed(16, 12)]
    shipped = shipped_network("all")
    whole = teach(Lesson(shipped, lines, [], 3), lambda *_: None)

    def ended(done: int, _: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    kept = tmp_path / "all.pt"
    lesson = Lesson(shipped, lines, [], 3, kept)
    with pytest.raises(KeyboardInterrupt):
        teach(lesson, ended)
    told: list[int] = []
    again = teach(lesson, lambda done, _: told.append(done))
    assert told == [3]
    assert again == whole
    other = Lesson(shipped, lines, held, 1, kept)
    told.clear()
    teach(other, lambda done, _: told.append(done))
    assert told == [1]
    kept.write_bytes(b"cos\nsystem\n")
    told.clear()
    teach(lesson, lambda done, _: told.append(done))
    assert told == [1, 2, 3]


def test_nothing_is_changed_where_nothing_is_gained() -> None:
    """Taught wrong, judged by lines that are right: the shipped weights stand."""
    lines = [seen(text, text.replace("r", "x").replace("e", "o")) for text in printed(16)]
    held = [seen(text, seen(text, text).read) for text in printed(24, 16)]
    found = teach(Lesson(shipped_network("all"), lines, held, 3), lambda *_: None)
    assert found.rounds == 0
    assert found.onnx == shipped_network("all")


def test_letters_count_as_what_they_are_today() -> None:
    """Long s is s, a superscript e makes an umlaut; what cannot be written is said."""
    alphabet = Alphabet()
    assert alphabet.classes("Haus") is not None
    assert alphabet.classes("漢") is None
    one, other = (alphabet.letters.index(letter) for letter in ("s", "ä"))
    assert alphabet.table[:, alphabet.at["s"]].sum() >= 2
    assert alphabet.table[one, alphabet.at["s"]] == 1
    assert alphabet.table[other, alphabet.at["ä"]] == 1


def test_the_command_says_that_no_page_is_in_old_print(tmp_path: Path) -> None:
    """All else is learned as without it, and nothing is left beside the file."""
    truths = [[f"{name} Kaufmann Nr. {page}" for name in NAMES[:4]] for page in range(2)]
    made = make_run(tmp_path, truths, (), ["txt"])
    texts = tmp_path / "truths"
    texts.mkdir()
    for number, lines in enumerate(truths):
        (texts / f"page-{number:02}.txt").write_text("\n".join(lines), encoding="utf-8")
    own = tmp_path / "own.recto"
    recto = (sys.executable, "-m", "recto", "learn", made.out, "--truth", texts, "-l", "eng")
    done = subprocess.run(
        [*map(str, recto), "--train-reader", "-o", str(own)], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert "left out  reader of old print" in done.stdout
    assert "40 lines of each half" in done.stdout
    assert read(own).collection.recognisers == ()
    assert [path.name for path in tmp_path.glob("own.*")] == ["own.recto"]
