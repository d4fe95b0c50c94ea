"""Teach the shipped recogniser further, on one processor, with a checkpoint after each round. Needs
PyTorch.

A Lesson enters, Taught leaves: the same ONNX file with other weights. Chance comes from the seed
and the round, so a training that was killed ends as it would have (the same bytes, on one thread).
The letters that are written otherwise today (long s) count as what they are today, so the network
keeps its own choice between them. What is kept is a running mean of the weights, of the round in
which lines that it was not taught were read best.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any

import numpy as np
import torch
from rapidfuzz.distance import Levenshtein
from torch import Tensor
from torch.nn import functional

from recto.adaptation.alphabet import Alphabet
from recto.adaptation.lines import SeenLine, normal
from recto.adaptation.network import Network, Weights, arrays_of, network_of, steps_of
from recto.adaptation.varied import varied
from recto.files.atomic import atomic
from recto.learned.onnx_weights import arrays, with_arrays
from recto.readers.lines.decode import decoded

BATCH = 8  # lines
RATE = 5e-4
WARM = 20  # steps in which the rate rises
ROUNDS = 20  # through all lines, at most
# Lines, each as often as it is taught, of one training at most. A line costs 55 ms of CPU (178
# lines of directories, by eight or by 32): two halves of 1,000, and then all, take 47 minutes.
MOST_LINES = 12_000
FEWEST_ROUNDS = 8  # drawn lines that print n for m are read so after eight
PATIENCE = 4  # rounds without a better one
MEMORY = 0.98  # of the running mean, at most
CLIP = 5.0  # norm of a step's gradients
SMALLEST = 1e-10  # of a probability, before its logarithm
SEED = 20261127
BLANK = 0
Say = Callable[[int, int], None]  # rounds done, of how many


@dataclass(frozen=True, slots=True, eq=False)
class Lesson:
    """What one training is given."""

    shipped: bytes  # the ONNX file
    lines: Sequence[SeenLine]
    held: Sequence[SeenLine]  # that it is judged on after each round; none: it takes all rounds
    rounds: int = ROUNDS
    checkpoint: Path | None = None

    @property
    def digest(self) -> str:
        """Of all that its outcome depends on."""
        state = hashlib.sha256(self.shipped)
        state.update(f"{self.rounds} {len(self.held)} {BATCH} {RATE} {SEED}".encode())
        for line in (*self.lines, *self.held):
            state.update(line.text.encode() + b"\0")
            state.update(line.image.tobytes())
        return state.hexdigest()


@dataclass(frozen=True, slots=True)
class Taught:
    """What came of it."""

    onnx: bytes
    rounds: int  # after which it was best


@dataclass(slots=True, eq=False)
class State:
    """A training under way: all that it goes on from."""

    digest: str
    round: int
    step: int
    network: Weights
    mean: Weights
    optimiser: dict[str, Any]
    best: Weights
    best_round: int
    best_wrong: float


def rounds_of(lines: int) -> int:
    """At most so many for so many lines."""
    affordable = MOST_LINES // max(1, lines)
    return min(ROUNDS, max(FEWEST_ROUNDS, affordable))


def teach(lesson: Lesson, say: Say) -> Taught:
    """Go on from the checkpoint where there is one of the same lesson."""
    torch.set_num_threads(1)
    alphabet = Alphabet()
    network = network_of(arrays(lesson.shipped))
    optimiser = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=0.0)
    state = _kept(lesson) or _begun(lesson, network, optimiser, alphabet)
    network.load(state.network)
    optimiser.load_state_dict(state.optimiser)
    while state.round < lesson.rounds and state.round - state.best_round < PATIENCE:
        _round(lesson, network, optimiser, state, alphabet)
        _judge(lesson, network, state, alphabet)
        state.network, state.optimiser = network.state(), optimiser.state_dict()
        _keep(lesson, state)
        say(state.round, lesson.rounds)
    onnx = with_arrays(lesson.shipped, arrays_of(state.best))
    return Taught(onnx, state.best_round)


def seconds_of(lesson: Lesson) -> float:
    """How long it may take at most, by one batch of it; about that of the lines held out, too."""
    alphabet = Alphabet()
    torch.set_num_threads(1)
    network = network_of(arrays(lesson.shipped))
    optimiser = torch.optim.AdamW(network.parameters(), lr=RATE)
    rng = np.random.default_rng(SEED)
    batches = _batches(lesson.lines, rng)
    middle = batches[len(batches) // 2]
    _step(network, optimiser, middle, alphabet, rng)  # the first one is slow
    start = monotonic()
    _step(network, optimiser, middle, alphabet, rng)
    taken = monotonic() - start
    judged = len(lesson.held) / BATCH / 3  # without gradients
    return lesson.rounds * taken * (len(batches) + judged)


def _begun(
    lesson: Lesson, network: Network, optimiser: torch.optim.Optimizer, alphabet: Alphabet
) -> State:
    weights = network.state()
    wrong = wrong_share(network, lesson.held, alphabet)
    return State(
        lesson.digest,
        round=0,
        step=0,
        network=weights,
        mean=network.state(),
        optimiser=optimiser.state_dict(),
        best=weights,
        best_round=0,
        best_wrong=wrong,
    )


def _round(
    lesson: Lesson,
    network: Network,
    optimiser: torch.optim.Optimizer,
    state: State,
    alphabet: Alphabet,
) -> None:
    """Through all lines once."""
    rng = np.random.default_rng((SEED, state.round))
    for batch in _batches(lesson.lines, rng):
        for group in optimiser.param_groups:
            group["lr"] = RATE * min(1.0, (state.step + 1) / WARM)
        _step(network, optimiser, batch, alphabet, rng)
        state.step += 1
        memory = min(MEMORY, state.step / (state.step + 10))
        for name, now in network.state().items():
            state.mean[name].lerp_(now, 1 - memory)
    state.round += 1


def _batches(lines: Sequence[SeenLine], rng: np.random.Generator) -> list[list[SeenLine]]:
    """Lines of about one width together, in another order each time."""
    count = len(lines)
    spread = rng.normal(0, 0.1, count)
    widths = np.array([line.image.shape[1] for line in lines])
    about = np.log(widths) + spread
    order = np.argsort(about)
    starts = np.arange(0, count, BATCH)
    found = []
    for start in rng.permutation(starts):
        numbers = order[start : start + BATCH]
        batch = [lines[at] for at in numbers]
        found.append(batch)
    return found


def _step(
    network: Network,
    optimiser: torch.optim.Optimizer,
    lines: Sequence[SeenLine],
    alphabet: Alphabet,
    rng: np.random.Generator,
) -> None:
    """One batch; a line that the network cannot write teaches nothing."""
    images, targets = [], []
    for line in lines:
        numbers = alphabet.classes(line.text)
        if numbers is None:
            continue
        images.append(varied(line.image, rng, 4 * (len(numbers) + 2)))
        targets.append(numbers)
    if not images:
        return
    logits, steps = _through(network, images)
    chances = logits.softmax(2) @ alphabet.table
    loss = functional.ctc_loss(
        chances.clamp_min(SMALLEST).log(),
        torch.tensor([number for target in targets for number in target]),
        torch.tensor(steps),
        torch.tensor([len(target) for target in targets]),
        blank=BLANK,
        zero_infinity=True,
    )
    optimiser.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call,unused-ignore]
    norm = torch.nn.utils.clip_grad_norm_(network.parameters(), CLIP)
    if torch.isfinite(norm):  # one bad batch must not spoil the weights
        optimiser.step()


def _through(network: Network, images: Sequence[Any]) -> tuple[Tensor, list[int]]:
    """Logits of lines side by side, and how many steps are each line's."""
    widths = [image.shape[1] for image in images]
    height = images[0].shape[0]
    size = (len(images), 1, height, max(widths))
    together = np.zeros(size, np.float32)
    for row, image, width in zip(together, images, widths, strict=True):
        row[0, :, :width] = image / 255
    lines = torch.from_numpy(together)
    logits = network(lines, widths)
    steps = [steps_of(width) for width in widths]
    return logits, steps


def _judge(lesson: Lesson, network: Network, state: State, alphabet: Alphabet) -> None:
    """Keep the mean of this round where it reads better than any before."""
    if not lesson.held:
        state.best, state.best_round = state.mean, state.round
        return
    now = network.state()
    network.load(state.mean)
    wrong = wrong_share(network, lesson.held, alphabet)
    network.load(now)
    if wrong < state.best_wrong:
        copied = {name: value.clone() for name, value in state.mean.items()}
        state.best, state.best_round, state.best_wrong = copied, state.round, wrong


def wrong_share(network: Network, lines: Sequence[SeenLine], alphabet: Alphabet) -> float:
    """Of the characters of lines, those read wrong."""
    wrong = printed = 0
    for at in range(0, len(lines), BATCH):
        batch = lines[at : at + BATCH]
        with torch.no_grad():
            logits, steps = _through(network, [line.image for line in batch])
        for number, line in enumerate(batch):
            own = logits[: steps[number], number].numpy()
            read = decoded(own, alphabet.letters).text
            wrong += Levenshtein.distance(normal(read), line.text)
            printed += len(line.text)
    return wrong / max(1, printed)


def _kept(lesson: Lesson) -> State | None:
    """The checkpoint of this lesson; None where there is none, or another's."""
    path = lesson.checkpoint
    if path is None or not path.is_file():
        return None
    try:
        found: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
        state = State(**found)
    except Exception:  # noqa: BLE001 - whatever is wrong with the file, it is begun anew
        return None
    return state if state.digest == lesson.digest else None


def _keep(lesson: Lesson, state: State) -> None:
    if lesson.checkpoint is None:
        return
    values = {name: getattr(state, name) for name in State.__slots__}
    buffer = io.BytesIO()
    torch.save(values, buffer)
    with atomic(lesson.checkpoint) as file:
        file.write(buffer.getvalue())
