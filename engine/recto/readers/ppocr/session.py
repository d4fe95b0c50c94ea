"""The PP-OCR models as functions from array to array: where they lie and what runs them.

The `rapidocr` wheel carries the models (PP-OCRv6 small, Apache-2.0); its own code, which can
download others, is never imported. What runs them is device.py's business.
In float32 both cost the same; on a processor that multiplies bfloat16 OpenVINO uses that (10 pages:
15.5 s of CPU against 26.0, word F1 .836 with either).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from recto import telemetry
from recto.readers.network import Floats, open_network
from recto.readers.ppocr.device import Device, way_of
from recto.readers.ppocr.last_layer import LastLayer, last_layer
from recto.readers.ppocr.model_files import model_path
from recto.readers.ppocr.parting import character_list, parted
from recto.readers.ppocr.weights import without_subnormals


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """One network: a batch (N, 3, height, width) in, its first output out."""

    run: Callable[[Floats], Floats]
    engine: str  # "onnxruntime 1.32.0", for the record
    name: str  # "PP-OCRv6_rec_small"


@dataclass(frozen=True, slots=True, eq=False)
class Recogniser(Model):
    """A network whose output is what its last layer takes."""

    last: LastLayer
    characters: tuple[str, ...]  # in class order, blank first


def open_detector(threads: int, device: Device = "auto") -> Model:
    """Load it once; `threads` is the number of cores that one call may use. Raises
    MissingDependency.
    """
    path = model_path("det")
    model = without_subnormals(path.read_bytes())
    run, engine = _opened(model, threads, device)
    return Model(run, engine, path.stem)


def open_recogniser(threads: int, device: Device = "auto") -> Recogniser:
    """As open_detector."""
    path = model_path("rec")
    parts = parted(without_subnormals(path.read_bytes()))
    characters = _characters(parts.network)
    last = last_layer(parts, characters, threads)
    run, engine = _opened(parts.network, threads, device)
    return Recogniser(run, engine, path.stem, last, characters)


def _opened(model: bytes, threads: int, device: Device) -> tuple[Callable[[Floats], Floats], str]:
    """What runs the bytes of an ONNX file, and its name."""
    # here again: the environment may have been changed since Recto was imported
    telemetry.silence()
    way = way_of(device)
    if way.by_openvino:
        return _openvino(model, threads)
    network = open_network(model, threads, way.providers)
    return network.run, network.engine


def _openvino(model: bytes, threads: int) -> tuple[Callable[[Floats], Floats], str]:
    import openvino

    core = openvino.Core()
    core.set_property("CPU", {"INFERENCE_NUM_THREADS": threads})
    network = core.read_model(model)
    request = core.compile_model(network, "CPU").create_infer_request()

    def run(batch: Floats) -> Floats:
        request.infer([batch])
        output = request.get_output_tensor(0)
        return np.array(output.data)

    return run, f"openvino {openvino.__version__}"


def _characters(model: bytes) -> tuple[str, ...]:
    """Class 0 is the CTC blank, the last is the space; the list's own wide space (U+3000) is a
    space like any other.
    """
    listed = character_list(model).replace("\u3000", " ")
    return ("", *listed.splitlines(), " ")
