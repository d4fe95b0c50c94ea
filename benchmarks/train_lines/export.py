"""From trained weights to the files that the engine reads: ONNX, 16-bit weights, letters. Needs
PyTorch and onnx.

A folder of a training enters; `multiscript.onnx` and `multiscript-letters.txt` leave, in the form
of engine/recto/readers/lines/weights. Weights are rounded by scripts/line_weights.py, as the
shipped ones were.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

import torch

from benchmarks.train_lines.checkpoint import LETTERS, WEIGHTS, load
from benchmarks.train_lines.network import LineNetwork, shape_of
from benchmarks.train_lines.recipes import read_letters, write_letters
from recto.errors import InputError

SCRIPT = Path(__file__).parents[2] / "scripts/line_weights.py"
MODEL, WRITTEN = "multiscript.onnx", "multiscript-letters.txt"
OPSET = 17
HEIGHT, WIDTH = 40, 320  # px of the line that the network is traced with
AXES = {"x": {0: "b", 3: "w"}, "y": {0: "b", 1: "t"}}


def export(folder: Path, out: Path) -> Path:
    """Write both files into `out`; the path of the network. Raises InputError without weights."""
    file = folder / WEIGHTS
    if not file.is_file():
        remedy = "train first: python -m benchmarks.train_lines train"
        raise InputError("has no model.pt", where=str(folder), remedy=remedy)
    older = folder / "alphabet.txt"
    letters = read_letters(older if older.is_file() else folder / LETTERS)
    weights = load(file)
    network = LineNetwork(len(letters), shape_of(weights))
    network.load_state_dict(weights)
    out.mkdir(parents=True, exist_ok=True)
    target = out / MODEL
    with tempfile.TemporaryDirectory() as scratch:
        whole = Path(scratch) / "whole.onnx"
        traced(network, whole)
        subprocess.run([sys.executable, str(SCRIPT), "half", str(whole), str(target)], check=True)
    write_letters(out / WRITTEN, letters)
    return target


def traced(network: LineNetwork, target: Path) -> None:
    """As ONNX of 32-bit weights: x (batch, 1, 40, width) in, y (batch, steps, classes) out."""
    line = torch.rand(1, 1, HEIGHT, WIDTH)
    with warnings.catch_warnings():
        # the exporter by tracing, which the shipped file was made with, calls itself old
        warnings.simplefilter("ignore")
        torch.onnx.export(
            network.eval(),
            (line,),
            str(target),
            input_names=["x"],
            output_names=["y"],
            dynamic_axes=AXES,
            opset_version=OPSET,
            dynamo=False,
        )
