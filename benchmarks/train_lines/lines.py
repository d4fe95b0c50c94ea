"""Line number N of a seed: the same text, font and pixels wherever and whenever it is drawn.

A Recipe and a number enter, a DrawnLine leaves. All chance comes from the recipe's seed, the half
and the number, so that lines can be drawn by any process in any order, and a training that was
stopped goes on with the line that it had come to.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, count
from random import Random

from benchmarks.train_lines.degrade import degraded
from benchmarks.train_lines.direction import as_it_stands
from benchmarks.train_lines.draw import Grey, cut_out, drawn
from benchmarks.train_lines.fonts import Face
from benchmarks.train_lines.text import LONGEST, Texts
from benchmarks.train_lines.words import Half

WIDEST = 1500  # px: what fits into memory, a batch at a time
STEP = 4  # px of a line that one output of the network stands for
ROOM = 2  # outputs more than letters, at least
TRIES = 40  # fonts tried before all are looked through


@dataclass(frozen=True, slots=True, eq=False)
class Recipe:
    """What lines are made of."""

    seed: int
    half: Half
    texts: tuple[Texts, ...]  # one a language
    faces: tuple[Face, ...]
    letters: frozenset[str]  # that may be drawn, the space among them

    @property
    def digest(self) -> str:
        """Of all that the lines depend on but the libraries that draw them."""
        state = hashlib.sha256(f"{self.seed} {self.half}".encode())
        for texts in self.texts:
            listed = (repr(texts.language), *texts.words.listed, *texts.sentences)
            state.update("\n".join(listed).encode())
        for face in self.faces:
            state.update(face.name.encode())
        state.update("".join(sorted(self.letters)).encode())
        return state.hexdigest()[:16]

    def of(self, group: str) -> Recipe:
        """Only the languages of a group."""
        kept = tuple(texts for texts in self.texts if texts.language.group == group)
        return Recipe(self.seed, self.half, kept, self.faces, self.letters)

    @property
    def groups(self) -> tuple[str, ...]:
        """Of its languages, in their order."""
        found = dict.fromkeys(texts.language.group for texts in self.texts)
        return tuple(found)


@dataclass(frozen=True, slots=True, eq=False)
class DrawnLine:
    """One line with its truth."""

    number: int
    language: str  # Tesseract's code
    face: str
    text: str  # as it is written
    shown: str  # letter by letter from the left, as it stands on paper
    pixels: Grey  # (40, width)


def line(recipe: Recipe, number: int, longest: int = LONGEST) -> DrawnLine:
    """That line, of at most `longest` characters. Raises ValueError where none can be drawn."""
    for attempt in count():
        if attempt == 1000:
            raise ValueError("no font here draws a line of these words and letters")
        # lines that can be drawn again, not secrets
        dice = Random(f"{recipe.seed}/{recipe.half}/{number}/{attempt}")  # noqa: S311
        found = _tried(recipe, number, longest, dice)
        if found is not None:
            return found
    raise AssertionError


def _tried(recipe: Recipe, number: int, longest: int, dice: Random) -> DrawnLine | None:
    weights = list(accumulate(texts.language.weight for texts in recipe.texts))
    (texts,) = dice.choices(recipe.texts, cum_weights=weights)
    language = texts.language
    raw = texts.line(dice, longest)
    kept = [letter for letter in raw if letter in recipe.letters]
    text = " ".join("".join(kept).split())
    face = _face(recipe.faces, text, dice)
    if not text or face is None:
        return None
    ink = drawn(text, face, dice, may_space=not (language.shaped or language.from_right))
    crop = cut_out(ink, dice)
    if crop is None:
        return None
    pixels = degraded(crop, dice)
    width = pixels.shape[1]
    if width > WIDEST or width / STEP < len(text) + ROOM:
        return None
    shown = as_it_stands(text) if language.from_right else text
    return DrawnLine(number, language.code, face.name, text, shown, pixels)


def _face(faces: Sequence[Face], text: str, dice: Random) -> Face | None:
    """One that draws all of the text."""
    for _ in range(TRIES):
        face = dice.choice(faces)
        if face.draws(text):
            return face
    able = [face for face in faces if face.draws(text)]
    return dice.choice(able) if able else None
