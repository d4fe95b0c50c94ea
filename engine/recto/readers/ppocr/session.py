"""The PP-OCR models as functions from array to array: where they lie and what runs them.

The `rapidocr` wheel carries the models (PP-OCRv6 small, Apache-2.0); its own code, which can
download others, is never imported. What runs them is device.py's business.
In float32 both cost the same; on a processor that multiplies bfloat16 OpenVINO uses that (10 pages:
15.5 s of CPU against 26.0, word F1 .836 with either).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from recto import telemetry
from recto.errors import MissingDependency
from recto.readers.network import CPU, Floats, open_network
from recto.readers.ppocr.device import Device, way_of
from recto.readers.ppocr.weights import without_subnormals


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """One network: a batch (N, 3, height, width) in, its first output out."""

    run: Callable[[Floats], Floats]
    # of a recogniser, in class order, blank first; empty for a detector
    characters: tuple[str, ...]
    engine: str  # "onnxruntime 1.32.0", for the record
    name: str  # "PP-OCRv6_rec_small"


def model_path(task: str) -> Path:
    """The `det` or `rec` model file of the rapidocr wheel. Raises MissingDependency."""
    spec = find_spec("rapidocr")
    folders = spec.submodule_search_locations if spec else None
    found = []
    if folders:
        models = Path(folders[0]) / "models"
        found = sorted(models.glob(f"PP-OCR*_{task}_*.onnx"))
    if not found:
        raise MissingDependency(
            "the PP-OCR models are not installed", remedy="run `pip install 'rapidocr>=3.10,<3.11'`"
        )
    return found[-1]


def open_model(task: str, threads: int, device: Device = "auto") -> Model:
    """Load a model once; `threads` is the number of cores that one call may use. Raises
    MissingDependency.
    """
    path = model_path(task)
    # here again: the environment may have been changed since Recto was imported
    telemetry.silence()
    way = way_of(device)
    if way.by_openvino:
        return _openvino(path, threads)
    model = without_subnormals(path.read_bytes())
    network = open_network(model, threads, way.providers)
    return Model(network.run, _characters(dict(network.meta)), network.engine, path.stem)


def _openvino(path: Path, threads: int) -> Model:
    import onnxruntime
    import openvino

    # The character list is in the ONNX file's metadata, which OpenVINO does not show.
    meta = onnxruntime.InferenceSession(str(path), providers=[CPU]).get_modelmeta()
    characters = _characters(dict(meta.custom_metadata_map))
    core = openvino.Core()
    core.set_property("CPU", {"INFERENCE_NUM_THREADS": threads})
    request = core.compile_model(str(path), "CPU").create_infer_request()

    def run(batch: Floats) -> Floats:
        request.infer([batch])
        output = request.get_output_tensor(0)
        return np.array(output.data)

    engine = f"openvino {openvino.__version__}"
    return Model(run, characters, engine, path.stem)


def _characters(meta: dict[str, Any]) -> tuple[str, ...]:
    """Class 0 is the CTC blank, the last is the space; the list's own wide space (U+3000) is a
    space like any other.
    """
    listed = meta.get("character")
    if not listed:
        return ()
    characters = listed.replace("\u3000", " ").splitlines()
    return ("", *characters, " ")
