"""The weights of an ONNX file, found and put back without a library.

The bytes of a file enter; where its float weights lie, the weights as arrays, or the same file with
other weights leave. A network that was taught further is the shipped file with other numbers in it,
so whether a stranger's file is one is a comparison of bytes: `refusal`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from recto.learned.onnx_file import fields, whole

# Field numbers of onnx.proto: ModelProto.graph, GraphProto.initializer, TensorProto's own.
GRAPH, INITIALIZER = 7, 5
DIMS, DATA_TYPE, NAME, RAW_DATA = 1, 2, 8, 9
FLOAT, HALF = 1, 10  # data types
KINDS = {FLOAT: "<f4", HALF: "<f2"}
Array = NDArray[np.floating]


class Tensor(NamedTuple):
    """Where the numbers of one weight lie."""

    kind: str  # numpy's name of the type
    shape: tuple[int, ...]
    start: int
    end: int


def tensors(model: bytes) -> dict[str, Tensor]:
    """The float weights by name, in the file's order. Raises ValueError for what is no ONNX
    file.
    """
    found = {}
    message = whole(model)
    for graph in fields(model, message):
        if graph.number != GRAPH:
            continue
        for part in fields(model, graph):
            if part.number != INITIALIZER:
                continue
            parts = list(fields(model, part))
            by_number = {each.number: each for each in parts}
            kind = KINDS.get(by_number.get(DATA_TYPE, message).value)
            data = by_number.get(RAW_DATA)
            if kind is None or data is None:
                continue
            named = by_number.get(NAME, part)
            name = model[named.start : named.end].decode(errors="replace")
            shape = tuple(each.value for each in parts if each.number == DIMS)
            found[name] = Tensor(
                kind,
                shape,
                data.start,
                data.end,
            )
    return found


def arrays(model: bytes) -> dict[str, Array]:
    """The float weights as 32-bit arrays."""
    found: dict[str, Array] = {}
    for name, tensor in tensors(model).items():
        data = model[tensor.start : tensor.end]
        values = np.frombuffer(data, tensor.kind)
        wide = values.astype(np.float32)
        found[name] = wide.reshape(tensor.shape)
    return found


def with_arrays(model: bytes, weights: Mapping[str, Array]) -> bytes:
    """The same file with these weights, rounded as the file's own are."""
    changed = bytearray(model)
    for name, tensor in tensors(model).items():
        rounded = weights[name].astype(tensor.kind)
        changed[tensor.start : tensor.end] = rounded.tobytes()
    return bytes(changed)


def refusal(shipped: bytes, model: bytes) -> str:
    """Why a file is not the shipped network with other weights; empty: it is."""
    if len(model) != len(shipped):
        return f"has {len(model)} bytes where the shipped network has {len(shipped)}"
    at = 0
    for name, tensor in tensors(shipped).items():
        if model[at : tensor.start] != shipped[at : tensor.start]:
            return f"has other operators, names or shapes than the shipped network, before {name}"
        data = model[tensor.start : tensor.end]
        if not np.isfinite(np.frombuffer(data, tensor.kind)).all():
            return f"has a weight that is no number, in {name}"
        at = tensor.end
    if model[at:] != shipped[at:]:
        return "has other operators, names or shapes than the shipped network, at its end"
    return ""
