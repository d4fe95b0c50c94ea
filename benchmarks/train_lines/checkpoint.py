"""What a training keeps on disk: everything that it goes on from, and the weights that it would be
shipped with. Needs PyTorch.

A folder and a State enter and leave. A file is whole or not there (recto.files.atomic), so a
training that is killed goes on from its last checkpoint as if nothing had been. A checkpoint of
other settings is refused, never mixed with these.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from recto.errors import BadArguments
from recto.files.atomic import atomic

STATE, WEIGHTS, LETTERS, LOG = "checkpoint.pt", "model.pt", "letters.txt", "log.jsonl"


@dataclass(frozen=True, slots=True, eq=False)
class State:
    """A training after some steps."""

    settings: str  # all that its outcome depends on
    step: int  # steps done
    network: dict[str, Any]
    mean: dict[str, Any]  # of the weights along the way: these are shipped
    optimiser: dict[str, Any]


def keep(folder: Path, state: State) -> None:
    """Write the weights, then the state."""
    _save(folder / WEIGHTS, state.mean)
    whole = {name: getattr(state, name) for name in State.__slots__}
    _save(folder / STATE, whole)


def kept(folder: Path, settings: str) -> State | None:
    """What was kept there; None where nothing was. Raises BadArguments for other settings."""
    file = folder / STATE
    if not file.is_file():
        return None
    state = State(**load(file))
    if state.settings != settings:
        remedy = "give --out another folder, or remove this one"
        raise BadArguments(
            f"{file} is of a training with other settings, words or fonts", remedy=remedy
        )
    return state


def load(file: Path) -> dict[str, Any]:
    """A file of tensors and plain values; nothing in it is run."""
    found: dict[str, Any] = torch.load(file, map_location="cpu", weights_only=True)
    return found


def _save(file: Path, values: object) -> None:
    buffer = io.BytesIO()
    torch.save(values, buffer)
    with atomic(file) as target:
        target.write(buffer.getvalue())
