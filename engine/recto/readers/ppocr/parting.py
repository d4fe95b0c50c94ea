"""A recogniser's file parted before its last layer, so that the layer is asked only of what needs
it.

The bytes of the ONNX file enter; the network without its last layer leaves, as an ONNX file whose
output is what the layer takes, with the layer's weights. `layer_file` makes an ONNX file of a layer
again, of all classes or of some. Field numbers are those of onnx.proto.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from recto.learned.onnx_file import Field, counted, fields, packed, texts, varint, whole
from recto.readers.network import Floats
from recto.readers.ppocr.weights import FLOAT, GRAPH, INITIALIZER, RAW_DATA

NODE, INPUT, OUTPUT = 1, 11, 12  # of GraphProto
NAME, TYPE = 1, 2  # of ValueInfoProto
TAKES, GIVES, OPERATION = 1, 2, 4  # of NodeProto
SIDE, DATA_TYPE, TENSOR_NAME = 1, 2, 8  # of TensorProto
LAYER = frozenset({"Softmax", "Identity", "Add", "MatMul"})  # behind the features
FIRST = "MatMul"  # where the last layer begins
# A StringStringEntryProto: the key (field 1, nine bytes long), then the mark of the value (2).
CHARACTERS = b"\x0a\x09character\x12"
IR_VERSION, OPERATOR_SET = 8, 13  # of the files that are written here


@dataclass(frozen=True, slots=True, eq=False)
class Parted:
    """A recogniser without its last layer, and the layer."""

    network: bytes  # ONNX; (N, 3, height, width) -> (N, steps, features)
    weights: Floats  # (features, classes)
    biases: Floats  # (classes,)


def parted(model: bytes) -> Parted:
    """Raises ValueError where the file does not end in one layer and its softmax."""
    graph = _one(model, whole(model), GRAPH)
    tail = _tail(model, graph)
    tensors: list[Floats] = []
    kept = bytearray()
    for field in fields(model, graph):
        if field.number == INITIALIZER:
            names = texts(model, field, TENSOR_NAME)
            if tail.takes.issuperset(names):
                data = _one(model, field, RAW_DATA)
                content = model[data.start : data.end]
                tensors.append(np.frombuffer(content, dtype="<f4"))
                continue
        if field.number != OUTPUT and field.key not in tail.nodes:
            kept += model[field.key : field.end]
    kept += _value(OUTPUT, tail.features)
    network = model[: graph.key] + packed(GRAPH, bytes(kept)) + model[graph.end :]
    biases, weights = sorted(tensors, key=len)
    return Parted(network, weights.reshape(-1, len(biases)), biases)


@dataclass(frozen=True, slots=True)
class _Tail:
    """The last layer in its graph."""

    features: str  # what it takes
    takes: frozenset[str]  # names of its weights
    nodes: frozenset[int]  # where each begins


def _tail(model: bytes, graph: Field) -> _Tail:
    """From the graph's output back to the product with the weights."""
    output = _one(model, graph, OUTPUT)
    (features,) = texts(model, output, NAME)
    takes: list[str] = []
    found: list[int] = []
    nodes = [field for field in fields(model, graph) if field.number == NODE]
    for node in reversed(nodes):
        if features not in texts(model, node, GIVES):
            continue
        (operation,) = texts(model, node, OPERATION)
        if operation not in LAYER:
            break
        features, *others = texts(model, node, TAKES)
        takes += others
        found.append(node.key)
        if operation == FIRST:
            return _Tail(features, frozenset(takes), frozenset(found))
    raise ValueError("no recogniser of lines: its last layer is not one of classes")


def character_list(model: bytes) -> str:
    """What the file's own metadata say of its classes, a line each; nothing of other files."""
    name_at = model.rfind(CHARACTERS)
    if name_at < 0:
        return ""
    after_name = name_at + len(CHARACTERS)
    size, start = varint(model, after_name)
    end = start + size
    return model[start:end].decode()


def layer_file(weights: Floats, biases: Floats) -> bytes:
    """(rows, features) -> (rows, classes), each row's probabilities."""
    parts = (
        _node("Gemm", ("x", "w", "b"), "logits"),
        _node("Softmax", ("logits",), "y"),
        _tensor("w", weights),
        _tensor("b", biases),
        _value(INPUT, "x"),
        _value(OUTPUT, "y"),
        packed(2, "layer"),  # the graph's name
    )
    graph = packed(GRAPH, b"".join(parts))
    operators = packed(1, "") + counted(2, OPERATOR_SET)
    return counted(1, IR_VERSION) + graph + packed(8, operators)


def _one(model: bytes, message: Field, number: int) -> Field:
    """The field of a number that is there once."""
    found = [field for field in fields(model, message) if field.number == number]
    if len(found) != 1:
        raise ValueError(f"no recogniser of lines: {len(found)} fields of number {number}")
    return found[0]


def _node(operation: str, inputs: tuple[str, ...], output: str) -> bytes:
    body = b""
    for name in inputs:
        body += packed(TAKES, name)
    body += packed(GIVES, output)
    body += packed(OPERATION, operation)
    return packed(NODE, body)


def _tensor(name: str, values: Floats) -> bytes:
    body = counted(DATA_TYPE, FLOAT)
    for side in values.shape:
        body += counted(SIDE, side)
    body += packed(TENSOR_NAME, name)
    body += packed(RAW_DATA, values.astype("<f4").tobytes())
    return packed(INITIALIZER, body)


def _value(number: int, name: str) -> bytes:
    """An input or output of the graph: floats, of whatever shape."""
    floats = counted(1, FLOAT)
    tensor = packed(1, floats)
    return packed(number, packed(NAME, name) + packed(TYPE, tensor))
