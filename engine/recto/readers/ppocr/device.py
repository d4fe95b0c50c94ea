"""What runs the PP-OCR models: the processor, or a card that this onnxruntime knows.

A choice enters, a way of running leaves, or MissingDependency with what to install. Tried is what
`UNTRIED` leaves out; of the others it is said so with every page.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Literal

from recto import telemetry
from recto.errors import MissingDependency
from recto.readers.network import CPU

Device = Literal["auto", "cpu", "cuda", "openvino", "coreml"]
# Set for processes that were given a graphics card, by whoever gives it (a Ray cluster).
CARD = "RECTO_PPOCR_CARD"
CUDA = "CUDAExecutionProvider"
PROVIDERS: Mapping[str, str] = {
    "cuda": CUDA,
    "openvino": "OpenVINOExecutionProvider",
    "coreml": "CoreMLExecutionProvider",
}
REMEDIES: Mapping[str, str] = {
    "cuda": "put onnxruntime-gpu in place of onnxruntime, or use --device cpu",
    "openvino": "run `pip install 'recto-ocr[openvino]'`, or use --device cpu",
    "coreml": "onnxruntime for macOS has it; use --device cpu",
}
UNTRIED = frozenset({"cuda", "coreml"})
NOTE = "--device {device} has never been tried with Recto: compare some pages with --device cpu"


@dataclass(frozen=True, slots=True)
class Way:
    """How a model is run."""

    by_openvino: bool  # by its own package
    providers: Sequence[str]  # of onnxruntime, the first choice first


def way_of(device: Device) -> Way:
    """Raises MissingDependency where the device was chosen and cannot be had."""
    if device == "cpu":
        return Way(by_openvino=False, providers=[CPU])
    has_openvino = find_spec("openvino") is not None
    if device == "auto":
        if _has_card():
            return Way(by_openvino=False, providers=[CUDA, CPU])
        return Way(has_openvino, [CPU])
    if device == "openvino" and has_openvino:
        return Way(by_openvino=True, providers=[CPU])
    provider = PROVIDERS[device]
    if provider not in available():
        what = f"this onnxruntime cannot run models by {device}"
        raise MissingDependency(what, where=f"--device {device}", remedy=REMEDIES[device])
    return Way(by_openvino=False, providers=[provider, CPU])


def _has_card() -> bool:
    """This process was given a card, and onnxruntime can use it."""
    return bool(os.environ.get(CARD)) and CUDA in available()


def available() -> Sequence[str]:
    """The providers of the onnxruntime that is installed."""
    # here again: the environment may have been changed since Recto was imported
    telemetry.silence()
    import onnxruntime

    names: Sequence[str] = onnxruntime.get_available_providers()
    return names


def device_note(device: Device) -> tuple[str, ...]:
    """What is to be said of a device that nobody has tried."""
    return (NOTE.format(device=device),) if device in UNTRIED else ()
