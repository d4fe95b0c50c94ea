"""The race's runs as they end, on disk: a race that is cut off goes on where it stopped.

What is raced (the source of Recto, the pages, who runs) enters as one digest, each run as a line
of JSON; the runs of another digest are never read.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import recto
import recto_preprocessing
from benchmarks.corpora import CorpusPage
from benchmarks.speed.contenders import Contender
from benchmarks.speed.measure import Cost

FILE = "runs.jsonl"
RACED = "raced"  # the digest that the runs beside it are of
SOURCES = ("*.py", "*.json", "*.toml", "*.txt", "*.npz", "*.onnx")


@dataclass(frozen=True, slots=True)
class Run:
    """One contender over all pages, once."""

    round: int
    name: str
    cost: Cost
    word_f1: float  # mean over pages


def raced(pages: Sequence[CorpusPage], contenders: Sequence[Contender]) -> str:
    """A digest of all on which a run's figures rest but the machine."""
    parts = [sys.version, _tesseract()]
    parts += [contender.name for contender in contenders]
    whole = hashlib.sha256("\n".join(parts).encode())
    for page in pages:
        whole.update(page.image.read_bytes())
    for package in (recto, recto_preprocessing):
        folder = Path(str(package.__file__)).parent
        files = {file for pattern in SOURCES for file in folder.rglob(pattern)}
        for file in sorted(files):
            whole.update(file.read_bytes())
    return whole.hexdigest()


def _tesseract() -> str:
    if shutil.which("tesseract") is None:
        return "no tesseract"
    command = ["tesseract", "--version"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def begin(folder: Path, digest: str) -> None:
    """Make the folder; what is there goes if it is of another race."""
    kept = folder / RACED
    if kept.exists() and kept.read_text(encoding="utf-8") == digest:
        return
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    kept.write_text(digest, encoding="utf-8")


def earlier(folder: Path) -> dict[tuple[int, str], Run]:
    """The runs that ended there, by round and name."""
    file = folder / FILE
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    runs = [_run(json.loads(line)) for line in lines]
    return {(run.round, run.name): run for run in runs}


def _run(line: dict[str, object]) -> Run:
    cost = line["cost"]
    assert isinstance(cost, dict)
    return Run(
        int(str(line["round"])), str(line["name"]), Cost(**cost), float(str(line["word_f1"]))
    )


def keep(folder: Path, run: Run) -> None:
    """Write it behind those that ended before."""
    with (folder / FILE).open("a", encoding="utf-8") as out:
        out.write(json.dumps(asdict(run)) + "\n")
