"""The shipped recogniser of old print as a network that can be taught. Needs PyTorch.

The bytes of its ONNX file enter; a Network whose outputs are the file's leaves, and its weights
again as the file has them. Two convolutions, a pool, one more, a pool, the mean over the height,
three layers of LSTM both ways, a class for every letter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import LSTM, functional
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from recto.learned.onnx_weights import Array

HIDDEN, LAYERS = 128, 3
# Names in the file. Gates stand there in the order input, output, forget, cell; PyTorch has input,
# forget, cell, output.
PLAIN = {
    "conv1.weight": "backbone.conv1.weight",
    "conv1.bias": "backbone.conv1.bias",
    "conv2.weight": "backbone.conv2.weight.half",
    "conv2.bias": "backbone.conv2.bias",
    "conv3.weight": "backbone.conv3.weight.half",
    "conv3.bias": "backbone.conv3.bias.half",
    "embed.weight": "onnx::MatMul_500.half",
    "embed.bias": "embed.bias.half",
    "head.weight": "onnx::MatMul_632.half",
    "head.bias": "head.bias.half",
}
RECURRENT = ((543, 544, 545), (586, 587, 588), (629, 630, 631))  # biases, inputs', own
TO_TORCH, TO_ONNX = (0, 2, 3, 1), (0, 3, 1, 2)
Weights = dict[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """(batch, 1, 32, width) 0..1 in, (steps, batch, classes) logits out."""

    plain: Weights
    lstm: LSTM

    def __call__(self, lines: Tensor, widths: Sequence[int]) -> Tensor:
        """Lines with their widths, px, and zeros behind each: it reads as it does alone."""
        given = self.plain
        seen = functional.pad(lines, (1, 2, 1, 2))
        seen = _convolved(seen, given, "conv1", stride=(2, 1))
        seen = _ended(seen, [width + 2 for width in widths])
        seen = _convolved(seen, given, "conv2", padding=(3, 1))
        seen = functional.max_pool2d(seen, (4, 2))
        seen = _ended(seen, [(width + 1) // 2 for width in widths])
        seen = _convolved(seen, given, "conv3", padding=(1, 1))
        seen = functional.max_pool2d(seen, (1, 2))
        along = functional.relu(seen).mean(2).permute(2, 0, 1)
        embedded = along @ given["embed.weight"] + given["embed.bias"]
        lengths = [steps_of(width) for width in widths]
        packed = pack_padded_sequence(embedded, torch.tensor(lengths), enforce_sorted=False)
        out, _ = self.lstm(packed)
        read, _ = pad_packed_sequence(out)
        return read @ given["head.weight"] + given["head.bias"]

    def parameters(self) -> list[Tensor]:
        """All that is taught."""
        return [*self.plain.values(), *self.lstm.parameters()]

    def state(self) -> Weights:
        """Copies by name."""
        named = dict(self.lstm.named_parameters())
        every = {**self.plain, **named}
        return {name: value.detach().clone() for name, value in every.items()}

    def load(self, state: Mapping[str, Any]) -> None:
        """Take the weights of a `state`."""
        named = dict(self.lstm.named_parameters())
        with torch.no_grad():
            for name, value in {**self.plain, **named}.items():
                value.copy_(state[name])


def _convolved(seen: Tensor, given: Weights, name: str, **how: Any) -> Tensor:
    weight, bias = given[f"{name}.weight"], given[f"{name}.bias"]
    found = functional.conv2d(seen, weight, bias, **how)
    return functional.leaky_relu(found, 0.01)


def _ended(seen: Tensor, widths: Sequence[int]) -> Tensor:
    """Zeros behind each line, as at the edge of one that is read alone."""
    columns = torch.arange(seen.shape[3])
    ends = torch.tensor(widths)
    inside = columns[None] < ends[:, None]
    return seen * inside[:, None, None]


def steps_of(width: int) -> int:
    """Outputs along a line."""
    return (width + 1) // 2 // 2


def network_of(weights: Mapping[str, Array]) -> Network:
    """From the arrays of the file."""
    plain = {}
    for name, there in PLAIN.items():
        value = torch.tensor(weights[there])
        plain[name] = value.requires_grad_()
    lstm = LSTM(HIDDEN, HIDDEN, LAYERS, bidirectional=True)
    state = {}
    for layer, numbers in enumerate(RECURRENT):
        biases, inputs, own = (weights[_called(number)] for number in numbers)
        for way, suffix in enumerate(("", "_reverse")):
            end = f"l{layer}{suffix}"
            first, second = np.split(biases[way], 2)
            state[f"weight_ih_{end}"] = _ordered(inputs[way], TO_TORCH)
            state[f"weight_hh_{end}"] = _ordered(own[way], TO_TORCH)
            state[f"bias_ih_{end}"] = _ordered(first, TO_TORCH)
            state[f"bias_hh_{end}"] = _ordered(second, TO_TORCH)
    tensors = {name: torch.tensor(value) for name, value in state.items()}
    lstm.load_state_dict(tensors)
    return Network(plain, lstm)


def arrays_of(state: Mapping[str, Any]) -> dict[str, Array]:
    """A state as the arrays of the file."""
    values = {name: value.numpy() for name, value in state.items()}
    found = {there: values[name] for name, there in PLAIN.items()}
    for layer, numbers in enumerate(RECURRENT):
        biases, inputs, own = [], [], []
        for suffix in ("", "_reverse"):
            end = f"l{layer}{suffix}"
            first = _ordered(values[f"bias_ih_{end}"], TO_ONNX)
            second = _ordered(values[f"bias_hh_{end}"], TO_ONNX)
            biases.append(np.concatenate([first, second]))
            inputs.append(_ordered(values[f"weight_ih_{end}"], TO_ONNX))
            own.append(_ordered(values[f"weight_hh_{end}"], TO_ONNX))
        for number, both in zip(numbers, (biases, inputs, own), strict=True):
            found[_called(number)] = np.stack(both)
    return found


def _called(number: int) -> str:
    return f"onnx::LSTM_{number}.half"


def _ordered(gates: Array, order: Sequence[int]) -> Array:
    """The four gates in another order."""
    parts = np.split(gates, 4)
    return np.concatenate([parts[at] for at in order])
