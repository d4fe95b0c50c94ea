"""Make the weights of engine/recto/readers/lines anew, or compare those there with their source.

    python scripts/line_weights.py froc WHEEL      from ocrd_froc-1.1.0-py3-none-any.whl
    python scripts/line_weights.py half IN OUT     any ONNX file, with 16-bit weights
    python scripts/line_weights.py same A B        1 where two ONNX files differ in a weight

Needs `pip install onnx`, and for `froc` torch and torchvision with that wheel installed. Another
version of torch writes other bytes around the same weights: `same A B` tells. The wheel holds a
pickle, which runs code when it is opened: that is why it is opened here, once, by whoever makes the
weights, and never where Recto runs. Weights are rounded to float16 and cast back by the network
itself, so every runtime computes with float32.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any
from zipfile import ZipFile

WEIGHTS = Path(__file__).parents[1] / "engine/recto/readers/lines/weights"
FROC = "ocrd_froc/models/default.froc"
OPSET = 13
HEIGHT, WIDTH = 32, 400  # px of the line that the networks are traced with
FEWEST = 64  # numbers of a tensor that is worth rounding
AXES = {"x": {0: "b", 3: "w"}, "y": {0: "s", 1: "b"}}
ALL, FRAKTUR = 0, 3  # typefaces by number: keys of FROC's tables of recognisers


def half(source: Path, target: Path) -> None:
    """Round the weights of an ONNX file to float16."""
    import numpy as np
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    model = onnx.load(source)
    kept, casts = [], []
    for tensor in model.graph.initializer:
        size = int(np.prod(tensor.dims))
        if tensor.data_type != TensorProto.FLOAT or size < FEWEST:
            kept.append(tensor)
            continue
        rounded = numpy_helper.to_array(tensor).astype(np.float16)
        name = f"{tensor.name}.half"
        kept.append(numpy_helper.from_array(rounded, name))
        casts.append(helper.make_node("Cast", [name], [tensor.name], to=TensorProto.FLOAT))
    nodes = [*casts, *model.graph.node]
    del model.graph.initializer[:], model.graph.node[:]
    model.graph.initializer.extend(kept)
    model.graph.node.extend(nodes)
    onnx.checker.check_model(model)
    onnx.save(model, target)


def froc(wheel: Path) -> None:
    """The recognisers, the classifier and the letters of FROC's own model file."""
    from ocrd_froc.froc import Froc

    with tempfile.TemporaryDirectory() as folder:
        path = ZipFile(wheel).extract(FROC, folder)
        model = Froc.load(path)
        # FROC has two sets of recognisers. Those that were taught together with the classifier
        # ("cocr") name and read blackletter; the one for all typefaces is of the other set.
        together, selective = model.cocr.eval(), model.selocr.eval()
        networks = {
            "fraktur": together.models[FRAKTUR],
            "all": selective.models[ALL],
            "typeface": together.classifier,
        }
        for name, network in networks.items():
            whole = Path(folder) / f"{name}.onnx"
            export(network, whole)
            half(whole, WEIGHTS / f"{name}.onnx")
    letters = model.converter.reverse
    listed = [letters[number] for number in range(len(letters))]
    blanked = ["" if letter == "/PAD/" else letter for letter in listed]
    text = "".join(f"{letter}\n" for letter in blanked)
    (WEIGHTS / "old-letters.txt").write_text(text, encoding="utf-8")


def same(one: Path, other: Path) -> bool:
    """Whether two ONNX files hold the same weights, whatever they call them."""
    return _weights(one) == _weights(other)


def _weights(file: Path) -> list[bytes]:
    import onnx
    from onnx import numpy_helper

    tensors = onnx.load(file).graph.initializer
    return sorted(numpy_helper.to_array(tensor).tobytes() for tensor in tensors)


def export(network: Any, target: Path) -> None:
    """As ONNX: x (batch, 1, 32, width) in, y (steps, batch, classes) out."""
    import torch

    line = torch.rand(1, 1, HEIGHT, WIDTH)
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


def main(arguments: list[str]) -> int:
    """What the first argument says."""
    match arguments:
        case ["half", source, target]:
            half(Path(source), Path(target))
        case ["same", one, other]:
            return int(not same(Path(one), Path(other)))
        case ["froc", wheel]:
            froc(Path(wheel))
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
