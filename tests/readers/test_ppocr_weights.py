"""Weights that are too small to count: zeroed in place, and nothing else of the model is
touched.
"""

from __future__ import annotations

import numpy as np
import pytest

from recto.readers.ppocr.model_files import model_path
from recto.readers.ppocr.weights import SMALLEST, without_subnormals

HEIGHTS = {"det": 64, "rec": 48}  # px that each network takes


def field(number: int, body: bytes) -> bytes:
    """One length-delimited protobuf field; bodies under 128 bytes."""
    return bytes([number << 3 | 2, len(body)]) + body


def tensor(weights: list[float], kind: int = 1) -> bytes:
    """A TensorProto: data_type and raw_data."""
    return bytes([2 << 3, kind]) + field(9, np.array(weights, dtype="<f4").tobytes())


def model(*tensors: bytes) -> bytes:
    """A ModelProto whose graph holds the initializers, after a version number as real files have
    it.
    """
    return bytes([1 << 3, 10]) + field(7, b"".join(field(5, body) for body in tensors))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([1e-40, -1e-42, 0.5], [0.0, 0.0, 0.5]),
        ([SMALLEST, -SMALLEST], [SMALLEST, -SMALLEST]),
        ([float("inf"), -3.5], [float("inf"), -3.5]),
        ([], []),
    ],
)
def test_subnormal_weights_become_zero_and_others_stay(
    before: list[float], after: list[float]
) -> None:
    """The smallest normal number is the border."""
    assert without_subnormals(model(tensor(before), tensor([2.0]))) == model(
        tensor(after), tensor([2.0])
    )


def test_other_types_are_left_alone() -> None:
    """The same bytes as whole numbers mean something else."""
    whole = model(tensor([1e-40], kind=6))
    assert without_subnormals(whole) == whole


@pytest.mark.parametrize("bytes_", [b"\x0b", b"\xff", b"\x3a"])
def test_what_is_no_model_is_refused(bytes_: bytes) -> None:
    """Not silently passed on as a model without weights."""
    with pytest.raises(ValueError, match="no ONNX file"):
        without_subnormals(bytes_)


@pytest.mark.parametrize("task", HEIGHTS)
def test_the_shipped_models_say_the_same_without_them(task: str) -> None:
    """On pixels that are black and white like text."""
    import onnxruntime

    original = model_path(task).read_bytes()
    changed = without_subnormals(original)
    assert changed != original
    page = (
        np.random.default_rng(7)
        .choice([-1.0, 1.0], size=(1, 3, HEIGHTS[task], 96), p=[0.2, 0.8])
        .astype(np.float32)
    )
    before, after = (
        onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"]).run(
            None, {"x": page}
        )[0]
        for file in (original, changed)
    )
    assert np.abs(before - after).max() < 1e-6
