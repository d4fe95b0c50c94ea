"""Teach the network lines, from nothing or from weights that it has. Needs PyTorch.

Lessons and a Plan enter; a folder with `model.pt`, `letters.txt` and `log.jsonl` leaves. Every
step's chance comes from the seed and the step's number, so a training that was stopped at any
moment ends with the weights that it would have had (on one processor thread, bit for bit). What is
shipped is a running mean of the weights.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

import torch
from torch import Tensor

from benchmarks.train_lines.batches import Batch, Lessons, batches
from benchmarks.train_lines.checkpoint import LETTERS, LOG, State, keep, kept, load
from benchmarks.train_lines.network import LineNetwork, Shape, grown, shape_of
from benchmarks.train_lines.recipes import (
    classes,
    letters_of,
    read_letters,
    recipe_of,
    write_letters,
)
from benchmarks.train_lines.vary import varied

STEP = 4  # px of a line that one output stands for
RISING = 0.04  # share of the steps in which the rate rises
LAST = 0.002  # of the rate, at the end
MEMORY = 0.9995  # of the running mean, at most
CLIP = 5.0  # norm of a step's gradients
PRIME = 1_000_003


@dataclass(frozen=True, slots=True)
class Plan:
    """How it is taught."""

    lessons: Lessons
    shape: Shape
    rate: float  # of learning, at its highest
    every: int  # steps between checkpoints
    init: Path | None = None  # weights to go on from, letters.txt or alphabet.txt beside them
    device: str = "cpu"
    workers: int = 0  # processes that draw lines
    threads: int = 1  # of the processor, where that is the device

    @property
    def settings(self) -> str:
        """All that the outcome depends on; neither how fast nor where."""
        lessons, digest = self.lessons, recipe_of(self.lessons.sources).digest
        return json.dumps(
            {
                "lines": digest,
                "batch": lessons.batch,
                "steps": lessons.steps,
                "warm": lessons.warm,
                "real": str(lessons.real),
                "real share": lessons.real_share,
                "shape": [self.shape.hidden, self.shape.width],
                "rate": self.rate,
                "init": str(self.init),
            }
        )


@dataclass(slots=True, eq=False)
class Training:
    """A training under way."""

    plan: Plan
    letters: tuple[str, ...]  # by class
    network: LineNetwork
    mean: LineNetwork
    optimiser: torch.optim.Optimizer
    step: int = 0

    def state(self) -> State:
        """What it goes on from."""
        return State(
            self.plan.settings,
            self.step,
            self.network.state_dict(),
            self.mean.state_dict(),
            self.optimiser.state_dict(),
        )


def learn(plan: Plan, out: Path, say: Callable[[str], None]) -> None:
    """Train to the last step, from the checkpoint in `out` where there is one."""
    torch.set_num_threads(plan.threads)
    out.mkdir(parents=True, exist_ok=True)
    training = _begun(plan, out)
    write_letters(out / LETTERS, training.letters)
    say(f"{training.step} of {plan.lessons.steps} steps done, {len(training.letters)} classes")
    start = monotonic()
    losses: list[float] = []
    for batch in batches(plan.lessons, training.step, plan.workers):
        losses.append(taught(training, batch))
        training.step += 1
        is_last = training.step == plan.lessons.steps
        if is_last or training.step % plan.every == 0:
            keep(out, training.state())
            _note(out, training.step, losses, monotonic() - start, say)
            losses = []


def _begun(plan: Plan, out: Path) -> Training:
    """From the checkpoint, from given weights, or from nothing."""
    letters = classes(letters_of(plan.lessons.sources), _earlier(plan))
    torch.manual_seed(plan.lessons.sources.seed)
    device = torch.device(plan.device)
    shape = plan.shape
    weights = None
    if plan.init:
        weights = grown(load(plan.init), _earlier(plan), letters)
        shape = shape_of(weights)
    network, mean = LineNetwork(len(letters), shape), LineNetwork(len(letters), shape)
    network.load_state_dict(weights or network.state_dict())
    mean.load_state_dict(network.state_dict())
    network, mean = network.to(device), mean.to(device).eval()
    optimiser = torch.optim.AdamW(
        network.parameters(), lr=plan.rate, weight_decay=0.01, betas=(0.9, 0.98)
    )
    training = Training(plan, letters, network, mean, optimiser)
    state = kept(out, plan.settings)
    if state:
        network.load_state_dict(state.network)
        mean.load_state_dict(state.mean)
        optimiser.load_state_dict(state.optimiser)
        training.step = state.step
    return training


def _earlier(plan: Plan) -> tuple[str, ...]:
    """The letters of the weights to go on from."""
    if plan.init is None:
        return ()
    beside = plan.init.parent
    older = beside / "alphabet.txt"
    return read_letters(older if older.is_file() else beside / LETTERS)


def taught(training: Training, batch: Batch) -> float:
    """One step; its loss."""
    plan = training.plan
    torch.manual_seed(plan.lessons.sources.seed * PRIME + training.step)
    targets = [_numbers(shown, training.letters) for shown in batch.shown]
    lengths = torch.tensor([len(target) for target in targets])
    lines = torch.from_numpy(batch.pixels)[:, None].float() / 255
    widths = torch.from_numpy(batch.widths)
    lines, widths = varied(lines.to(plan.device), widths, lengths)
    _set_rate(training)
    training.network.train()
    with torch.autocast(plan.device, torch.bfloat16, enabled=plan.device == "cuda"):
        logits = training.network(lines)
    loss = _loss(logits, widths, targets, lengths)
    training.optimiser.zero_grad(set_to_none=True)
    loss.backward()
    norm = torch.nn.utils.clip_grad_norm_(training.network.parameters(), CLIP)
    if torch.isfinite(norm):  # one bad batch must not spoil the weights
        training.optimiser.step()
        _remember(training)
    return float(loss.detach())


def _numbers(shown: str, letters: Sequence[str]) -> list[int]:
    """Classes; letters that the network does not write are left out, as if not printed."""
    at = {letter: number for number, letter in enumerate(letters)}
    return [at[letter] for letter in shown if letter in at]


def _loss(logits: Tensor, widths: Tensor, targets: list[list[int]], lengths: Tensor) -> Tensor:
    along = logits.float().log_softmax(2).transpose(0, 1)
    steps = ((widths + STEP - 1) // STEP).clamp(max=along.shape[0])
    together = torch.tensor([number for target in targets for number in target])
    return torch.nn.functional.ctc_loss(
        along, together.to(along.device), steps, lengths, blank=0, zero_infinity=True
    )


def _set_rate(training: Training) -> None:
    """Up for a while, then down a cosine to almost nothing."""
    gone = training.step / training.plan.lessons.steps
    share = min(1.0, gone / RISING + 0.02)
    if gone >= RISING:
        down = (gone - RISING) / (1 - RISING)
        share = 0.5 * (1 + math.cos(math.pi * down)) + LAST
    for group in training.optimiser.param_groups:
        group["lr"] = training.plan.rate * share


@torch.no_grad()
def _remember(training: Training) -> None:
    """The mean takes a little of the weights."""
    memory = min(MEMORY, (training.step + 1) / (training.step + 51))
    pairs = zip(training.mean.parameters(), training.network.parameters(), strict=True)
    for mean, now in pairs:
        mean.lerp_(now, 1 - memory)
    buffers = zip(training.mean.buffers(), training.network.buffers(), strict=True)
    for mean, now in buffers:
        mean.copy_(now)


def _note(
    out: Path, step: int, losses: list[float], seconds: float, say: Callable[[str], None]
) -> None:
    mean = sum(losses) / max(1, len(losses))
    entry = {"step": step, "loss": round(mean, 4), "seconds": round(seconds, 1)}
    with (out / LOG).open("a", encoding="utf-8") as log:
        log.write(json.dumps(entry) + "\n")
    say(f"step {step}: loss {mean:.3f}, {seconds:.0f} s")
