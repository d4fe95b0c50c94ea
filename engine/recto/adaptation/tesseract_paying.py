"""Whether Tesseract, taught further on lines of a collection, pays: taught on one half of the
documents, judged on the other, and the other way round.

Known pages and a float model of the user's enter; a row of what was tried leaves, with the model in
whole numbers where it pays: where, of lines that it was not taught, it reads more better than worse
by more than chance would have it, and fewer letters wrong, than the installed model of the same
language. While it is taught, lines of another page say when to stop.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from recto.adaptation.lines import view_of
from recto.adaptation.tesseract_programs import (
    Trained,
    line_file,
    listed,
    needs_programs,
    read_by,
    refuse_integer,
)
from recto.errors import BadArguments
from recto.learning.examples import printed_lines
from recto.learning.outcomes import Outcome, compared
from recto.learning.paying import halves_of
from recto.learning.places import KnownPage
from recto.learning.weights import lessons_of
from recto.model.result import PageResult
from recto.pipeline.stages import Stages
from recto.readers.tesseract.install import AUTO, installation, resolved
from recto.readers.tesseract.tessdata import SUFFIX
from recto.readers.vision.ask.images import line_crop
from recto.settings.collection import TesseractModel
from recto.settings.collection_file import Part

PART = "tesseract"
FEWEST = 20  # lines of a half
STEPS = 100  # between two looks at the lines that are held out
ROUNDS = 20  # of so many steps, at most
PATIENCE = 3  # rounds without a better one
HELD = 0.15  # share of a half's lines that say when to stop
NOTHING_TO_DO = f"no {FEWEST} lines of each half are known whole"
Lines = Sequence[tuple[str, Path]]  # what is printed, and the line in the trainer's form


@dataclass(frozen=True, slots=True)
class TaughtTesseract:
    """What came of it."""

    tried: Part
    model: TesseractModel | None = None
    data: bytes = b""  # of its file


@dataclass(slots=True, eq=False)
class TesseractLessons:
    """The lines of pages, as they come."""

    base: Path  # the float model
    language: str  # Tesseract's code of it
    folder: Path  # of all that is made
    say: Callable[[str], None]
    lines: dict[str, list[tuple[str, Path]]] = field(default_factory=dict)  # by page
    pages: list[KnownPage] = field(default_factory=list)
    rounds: list[int] = field(default_factory=list)  # that each half took

    def take(self, known: KnownPage, result: PageResult, _: Stages) -> None:
        """Cut the lines of one more page. Raises what opening the source does."""
        view = view_of(result)
        found: list[tuple[str, Path]] = []
        texts = printed_lines(known)
        lines = known.reading.lines
        page = len(self.pages)
        self.folder.mkdir(parents=True, exist_ok=True)
        for line, text in zip(lines, texts, strict=True):
            if not text or line.facing_page:
                continue
            number = len(found)
            name = f"{page:05}-{number:04}"
            place = self.folder / name
            pixels = line_crop(view, line.box)
            file = line_file(pixels, text, place)
            found.append((text, file))
        self.lines[known.name] = found
        self.pages.append(known)

    def taught(self) -> TaughtTesseract:
        """Try it, and keep it where it pays."""
        halves = []
        for half in halves_of(lessons_of(self.pages)):
            names = [lesson.page.name for lesson in half]
            halves.append(names)
        counts = []
        for names in halves:
            known = self._of(names)
            counts.append(len(known))
        if min(counts) < FEWEST:
            row = Part(
                PART,
                kept=False,
                why=NOTHING_TO_DO,
            )
            return TaughtTesseract(row)
        self.say(f"{sum(counts)} lines teach Tesseract, {ROUNDS * STEPS} steps at most a time")
        was: list[Outcome] = []
        now: list[Outcome] = []
        installed = self._installed()
        first, second = halves
        for mine, theirs, label in (
            (first, second, "half 1"),
            (second, first, "half 2"),
        ):
            judged = self._of(mine)
            model = self._by_half(theirs, label)
            was += self._read(installed, judged)
            now += self._read(model, judged)
        row = compared(PART, was, now)
        if not row.kept:
            return TaughtTesseract(row)
        return self._made(row)

    def _made(self, row: Part) -> TaughtTesseract:
        """From all lines, as many steps as the halves took."""
        lines = self._of(list(self.lines))
        taken = sum(self.rounds)
        mean = taken / len(self.rounds)
        rounds = max(1, round(mean))
        folder = self.folder / "all"
        training = Trained(self.base, folder)
        training.begin()
        listing = _listed(lines, training.folder)
        steps = rounds * STEPS
        made = training.go_on(listing, steps)
        data = made.read_bytes()
        base = self.base.read_bytes()
        of_data = hashlib.sha256(data)
        of_base = hashlib.sha256(base)
        model = TesseractModel(
            self.language,
            of_data.hexdigest(),
            of_base.hexdigest(),
            len(lines),
        )
        return TaughtTesseract(row, model, data)

    def _by_half(self, names: Sequence[str], label: str) -> Path:
        """The best of some rounds by lines held out, of the last page where there are two."""
        groups = [self.lines[name] for name in names if self.lines[name]]
        held: Lines = groups[-1]
        teaching = list(chain.from_iterable(groups[:-1]))
        if not teaching:
            cut = round(len(held) * (1 - HELD))
            teaching, held = list(held[:cut]), held[cut:]
        folder = self.folder / label
        training = Trained(self.base, folder)
        training.begin()
        listing = _listed(teaching, training.folder)
        best, best_wrong, at = Path(), 0.0, 0
        for number in range(1, ROUNDS + 1):
            model = training.go_on(listing, number * STEPS)
            outcomes = self._read(model, held)
            wrong = _share(outcomes)
            self.say(
                f"Tesseract, {label}: {number * STEPS} steps, {wrong:.4f} of the letters wrong"
            )
            if not at or wrong < best_wrong:
                best, best_wrong, at = model, wrong, number
            if number - at >= PATIENCE:
                break
        self.rounds.append(at)
        return best

    def _read(self, model: Path, lines: Lines) -> list[Outcome]:
        """How a model does on each line; what it cannot write it has wrong."""
        places = [place for _, place in lines]
        file = self.folder / "judged.txt"
        listing = listed(places, file)
        read = read_by(model, listing)
        found = []
        for text, _ in lines:
            size = len(text)
            shown = read.get(text, "")
            wrong = Levenshtein.distance(shown, text)
            outcome = Outcome(min(wrong, size), size)
            found.append(outcome)
        return found

    def _of(self, names: Sequence[str]) -> list[tuple[str, Path]]:
        found = []
        for name in names:
            found += self.lines[name]
        return found

    def _installed(self) -> Path:
        folder = installation().tessdata
        name = f"{self.language}{SUFFIX}"
        return folder / name


def lessons_for(
    base: Path, language: str, folder: Path, say: Callable[[str], None]
) -> TesseractLessons:
    """Raises MissingDependency without the programs, BadArguments for more than one language,
    InvalidConfig for a model that cannot be taught.
    """
    needs_programs()
    code = resolved(language)
    if not code.isidentifier() or code == AUTO:
        what = f"one model is taught, and the pages are read with {code}"
        raise BadArguments(what, where="-l", remedy="name its language alone, e.g. -l deu")
    refuse_integer(base)
    return TesseractLessons(base, code, folder, say)


def _listed(lines: Lines, folder: Path) -> Path:
    places = [place for _, place in lines]
    file = folder / "lines.txt"
    return listed(places, file)


def _share(outcomes: Sequence[Outcome]) -> float:
    wrong = sum(each.wrong for each in outcomes)
    printed = sum(each.printed for each in outcomes)
    return wrong / max(1, printed)
