"""Cheap variations of a batch on the device that teaches: stretch, shift, contrast, blur, noise.

Lines and widths enter and leave; chance is PyTorch's own, which is seeded for each step. Needs
PyTorch.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn import functional

STEP, ROOM = 4, 2  # px an output; outputs more than letters
STRETCH = 0.07  # standard deviation of the logarithm
NARROWEST = 0.8


def varied(lines: Tensor, widths: Tensor, lengths: Tensor) -> tuple[Tensor, Tensor]:
    """(batch, 1, height, width) 0..1 with widths in px; `lengths`: letters of each."""
    if _chance() < 0.6:
        lines, widths = _stretched(lines, widths, lengths)
    if _chance() < 0.5:
        lines = _shifted(lines)
    if _chance() < 0.6:
        lines = _contrasted(lines)
    if _chance() < 0.15:
        edges = functional.pad(lines, (1, 1, 1, 1), mode="replicate")
        lines = functional.avg_pool2d(edges, 3, 1) * 0.6 + lines * 0.4
    if _chance() < 0.4:
        noise = torch.randn_like(lines) * 0.05 * _chance()
        lines = (lines + noise).clamp(0, 1)
    return lines, widths


def _chance() -> float:
    return float(torch.rand(()))


def _stretched(lines: Tensor, widths: Tensor, lengths: Tensor) -> tuple[Tensor, Tensor]:
    """Wider or narrower, never too narrow for the letters."""
    factor = math.exp(STRETCH * float(torch.randn(())))
    needed = float(((lengths + ROOM) * STEP / widths).max())
    factor = max(factor, needed, NARROWEST)
    height, width = lines.shape[2:]
    wide = max(16, int(width * factor) // 8 * 8)
    scaled = functional.interpolate(lines, (height, wide), mode="bilinear", align_corners=False)
    return scaled, (widths * (wide / width)).long()


def _shifted(lines: Tensor) -> Tensor:
    """Up or down by two px at most."""
    by = int(torch.randint(-2, 3, ()))
    height = lines.shape[2]
    padded = functional.pad(lines, (0, 0, max(0, by), max(0, -by)), mode="replicate")
    start = max(0, -by)
    return padded[:, :, start : start + height]


def _contrasted(lines: Tensor) -> Tensor:
    size = (lines.shape[0], 1, 1, 1)
    contrast = (1 + 0.25 * torch.randn(size)).clamp(0.4, 1.6).to(lines.device)
    light = (0.06 * torch.randn(size)).to(lines.device)
    return ((lines - 0.5) * contrast + 0.5 + light).clamp(0, 1)
