"""An export, opened by those whom it is for. `make test-doors DOORS=export` installs them, one by
one, as they do not go together; tests/training/test_export.py has Tesseract, which is there.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from tests.training.runs import reviewed_run

PATIENCE = 900.0  # seconds
SMALL = "[1,48,0,1 Cr3,13,16 Mp2,2 S1(1x0)1,3 Lbx16]"  # a network of a moment
TEXTS = {f"Harbour Museum {n}" for n in range(8)} | {
    f"paid {n} shillings to Reid" for n in range(8)
}


def wanted(module: str, name: str) -> None:
    """Skip where it is not there."""
    if find_spec(module) is None:
        pytest.skip(f"{name} is not installed")


def exported(tmp_path: Path, kind: str) -> Path:
    """An export of sixteen lines."""
    run = reviewed_run(tmp_path, 8)
    out = tmp_path / kind
    command = [sys.executable, "-m", "recto", "export", str(run.out), "--for", kind]
    subprocess.run([*command, "--licence", "CC0-1.0", "-o", str(out)], check=True)
    return out


def test_kraken_trains_on_it(tmp_path: Path) -> None:
    """One epoch of its own command: it knows every line, and the characters of all."""
    wanted("kraken", "kraken")
    out = exported(tmp_path, "kraken")
    ketos = str(Path(sys.executable).with_name("ketos"))
    train = ["train", "-f", "path", "-t", "train.txt", "-e", "validation.txt", "-s", SMALL]
    once = ["-N", "1", "-q", "fixed", "-B", "1", "-o", str(tmp_path / "model")]
    done = subprocess.run(
        [ketos, "--device", "cpu", "--workers", "0", *train, *once],
        cwd=out,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert list((tmp_path / "model").iterdir())


@pytest.mark.filterwarnings("default")  # Paddle tells of a compiler's cache that is not there
def test_paddleocr_loads_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every line by its loader for recognition, as a picture of three channels with its label."""
    wanted("paddleocr", "PaddleOCR")
    out = exported(tmp_path, "ppocr")
    import paddleocr

    monkeypatch.syspath_prepend(str(Path(paddleocr.__file__).parent))
    from ppocr.data.simple_dataset import SimpleDataSet

    seen = set()
    for part in ("train", "validation"):
        transforms = [
            {"DecodeImage": {"img_mode": "BGR", "channel_first": False}},
            {"KeepKeys": {"keep_keys": ["image", "label"]}},
        ]
        config = {
            "Global": {},
            "Train": {
                "dataset": {
                    "name": "SimpleDataSet",
                    "data_dir": str(out),
                    "label_file_list": [str(out / f"{part}.txt")],
                    "transforms": transforms,
                },
                "loader": {"shuffle": False},
            },
        }
        lines = SimpleDataSet(config, "Train", logging.getLogger("ppocr"))
        for number in range(len(lines)):
            image, label = lines[number]
            assert image.shape[2] == 3
            seen.add(label)
    assert seen == TEXTS


@pytest.mark.filterwarnings("default")
def test_ms_swift_loads_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every ask by its loader: roles, the answer, and as many pictures as the text has marks."""
    wanted("swift", "ms-swift")
    out = exported(tmp_path, "qwen")
    monkeypatch.chdir(out)
    for name in ("HF_HUB_OFFLINE", "HF_DATASETS_OFFLINE"):
        monkeypatch.setitem(os.environ, name, "1")
    from swift.dataset import load_dataset

    texts = set()
    for part in ("train", "validation"):
        rows, _ = load_dataset(f"{part}.jsonl", load_from_cache_file=False)
        for row in rows:
            roles = [message["role"] for message in row["messages"]]
            assert roles == ["system", "user", "assistant"]
            marks = row["messages"][1]["content"].count("<image>")
            assert marks == len(row["images"]) > 0
            answer = json.loads(row["messages"][2]["content"])
            texts |= {line["text"] for line in answer["edits"]}
    assert texts == TEXTS
