"""How right a network reads what it never saw: lines drawn with held-out fonts and words, and lines
of real pages held out; beside the shipped one, line by line.

An ONNX file with its letters enters, Scores by group leave, and a verdict: new weights may be
shipped that gain somewhere and lose nowhere. Runs with onnxruntime alone, as the engine does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.metrics.bootstrap import Interval, mean_interval
from benchmarks.train_lines.draw import Grey
from benchmarks.train_lines.lines import Recipe, line
from benchmarks.train_lines.real import load
from benchmarks.train_lines.recipes import read_letters
from recto.metrics.errors import Errors, characters
from recto.readers.lines.decode import decoded
from recto.readers.lines.model import MANY_HEIGHT, WEIGHTS, LineModel
from recto.readers.network import open_network

SHIPPED = Path(str(WEIGHTS)) / "multiscript.onnx"


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """A line to read, and what stands there."""

    group: str
    document: str  # lines of one document err alike; a drawn line is its own
    shown: str
    pixels: Grey


@dataclass(frozen=True, slots=True)
class Answer:
    """What was read of one line."""

    group: str
    document: str
    errors: Errors
    is_right: bool


@dataclass(frozen=True, slots=True)
class Score:
    """Of one group."""

    lines: int
    cer: float  # over all characters
    right: float  # share of lines without an error


@dataclass(frozen=True, slots=True)
class Change:
    """Of the error rate of a group's lines, against another network: below 0 is better."""

    group: str
    mean: Interval

    @property
    def verdict(self) -> str:
        """By the interval of 95 in 100."""
        if not self.mean.excludes_zero:
            return "the same"
        return "gains" if self.mean.high < 0 else "loses"


def model_of(file: Path) -> LineModel:
    """A network with the letters beside it: `X-letters.txt` for `X.onnx`."""
    letters = read_letters(file.with_name(f"{file.stem}-letters.txt"))
    return LineModel(open_network(file.read_bytes(), 1), letters, MANY_HEIGHT)


def drawn_questions(recipe: Recipe, count: int) -> Iterator[Question]:
    """So many lines of each group of a recipe of the held-out half."""
    for group in recipe.groups:
        part = recipe.of(group)
        for number in range(count):
            found = line(part, number)
            yield Question(group, f"{group}/{number}", found.shown, found.pixels)


def real_questions(folder: Path) -> Iterator[Question]:
    """The held-out lines of real pages, a group for each language."""
    for found in load(folder, "held-out"):
        group = f"real {found.language}"
        yield Question(group, found.document, found.shown, found.pixels)


def answers(model: LineModel, questions: Iterable[Question]) -> list[Answer]:
    """Each line read."""
    found = []
    for question in questions:
        steps = model.steps(model.image(question.pixels))
        text = decoded(steps, model.letters).text
        errors = characters(question.shown, text)
        answer = Answer(question.group, question.document, errors, errors.distance == 0)
        found.append(answer)
    return found


def scores(found: Sequence[Answer]) -> Mapping[str, Score]:
    """By group, in their order."""
    groups = dict.fromkeys(answer.group for answer in found)
    result = {}
    for group in groups:
        own = [answer for answer in found if answer.group == group]
        distance = sum(answer.errors.distance for answer in own)
        length = sum(answer.errors.length for answer in own)
        right = sum(answer.is_right for answer in own)
        result[group] = Score(len(own), distance / max(1, length), right / len(own))
    return result


def changes(new: Sequence[Answer], old: Sequence[Answer]) -> list[Change]:
    """Of the same questions, answered by two networks."""
    groups = dict.fromkeys(answer.group for answer in new)
    found = []
    for group in groups:
        differences = []
        documents = []
        for after, before in zip(new, old, strict=True):
            if after.group == group:
                differences.append(after.errors.clipped - before.errors.clipped)
                documents.append(after.document)
        found.append(Change(group, mean_interval(differences, documents)))
    return found


def may_ship(found: Iterable[Change]) -> bool:
    """It gains in a group and loses in none."""
    verdicts = [change.verdict for change in found]
    return "gains" in verdicts and "loses" not in verdicts
