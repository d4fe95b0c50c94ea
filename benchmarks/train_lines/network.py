"""The network: convolutions over a line of 40 px, two layers of LSTM along it, a class for every
letter and one for none. Needs PyTorch.

A number of classes and a size enter, a module leaves; its parameters are named as in the weights
that Recto's own network was shipped from, so that training goes on from there. `grown` makes room
for further letters.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

CHANNELS = (48, 64, 128, 192, 256)
LAYERS = (0, 1, 3, 5, 7)  # of the body, the first of each size
NARROWEST = 8  # channels of a layer
ROUNDING = 1e-9  # of a share: 48 * (16 / 48) must not be 15
DROPPED = 0.1
HEAD = ("head.weight", "head.bias")
UNLIKELY = -4.0  # bias of a new letter, before it is taught: far below the letters that are known


@dataclass(frozen=True, slots=True)
class Shape:
    """How large the network is; the shipped one has 3.3 million weights."""

    hidden: int = 224  # of each direction of an LSTM
    width: float = 1.0  # of the convolutions, as a share of CHANNELS


class LineNetwork(nn.Module):
    """(batch, 1, 40, width) grey 0..1 in, (batch, width / 4, classes) logits out."""

    def __init__(self, classes: int, shape: Shape) -> None:
        super().__init__()
        sizes = [max(NARROWEST, int(size * shape.width) // 8 * 8) for size in CHANNELS]
        first, second, third, fourth, last = sizes
        self.body = nn.Sequential(
            _layer(1, first, (5, 5), stride=2),
            _layer(first, second, (3, 3)),
            nn.MaxPool2d(2),
            _layer(second, third, (3, 3)),
            nn.MaxPool2d((2, 1)),
            _layer(third, fourth, (3, 3)),
            _layer(fourth, fourth, (3, 3)),
            _layer(fourth, last, (5, 1), padded=False),
            nn.Dropout(DROPPED),
        )
        self.rnn = nn.LSTM(
            last, shape.hidden, 2, bidirectional=True, batch_first=True, dropout=DROPPED
        )
        self.head = nn.Linear(2 * shape.hidden, classes)

    def forward(self, lines: Tensor) -> Tensor:
        """Logits along the lines."""
        seen = self.body(1 - 2 * lines)
        along = seen.squeeze(2).transpose(1, 2)
        read, _ = self.rnn(along)
        logits: Tensor = self.head(read)
        return logits


def _layer(
    inputs: int, outputs: int, kernel: tuple[int, int], *, stride: int = 1, padded: bool = True
) -> nn.Sequential:
    padding = (kernel[0] // 2, kernel[1] // 2) if padded else (0, 0)
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, kernel, stride, padding, bias=False),
        nn.BatchNorm2d(outputs),
        nn.SiLU(),
    )


def grown(
    weights: Mapping[str, Tensor], earlier: Sequence[str], letters: Sequence[str]
) -> dict[str, Tensor]:
    """The weights of a network that writes `earlier`, for one that writes `letters`: what it can
    read it still reads, new letters begin with small weights and an unlikely bias.
    """
    found = dict(weights)
    if list(earlier) == list(letters):
        return found
    at = {letter: number for number, letter in enumerate(earlier)}
    generator = torch.Generator().manual_seed(len(letters))
    rows, biases = weights[HEAD[0]], weights[HEAD[1]]
    head = 0.01 * torch.randn((len(letters), rows.shape[1]), generator=generator)
    bias = torch.full((len(letters),), UNLIKELY)
    for number, letter in enumerate(letters):
        if letter in at:
            head[number] = rows[at[letter]]
            bias[number] = biases[at[letter]]
    found[HEAD[0]], found[HEAD[1]] = head, bias
    return found


def shape_of(weights: Mapping[str, Tensor]) -> Shape:
    """The size of a network whose weights these are: the least share that gives all its layers."""
    hidden = weights["rnn.weight_hh_l0"].shape[1]
    shares = []
    for at, whole in zip(LAYERS, CHANNELS, strict=True):
        size = weights[f"body.{at}.0.weight"].shape[0]
        if size > NARROWEST:
            shares.append(size / whole)
    width = max(shares, default=NARROWEST / CHANNELS[-1])
    return Shape(hidden, width + ROUNDING)
