"""Whether a recogniser that is taught further pays: taught on one half of the documents, judged on
the other, and the other way round.

SeenPages enter; recognisers, a row of what was tried, and every page as the half that it is not of
would have it read leave, so that what else is learned is learned from readings of lines that were
not taught. It is kept where it mends more lines of the local result than it harms by more than
chance would have it, lowers the wrong letters there, and reads fewer characters wrong by itself.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz.distance import Levenshtein

from recto.adaptation.lines import SeenLine, SeenPage, known_lines, normal, seen_page
from recto.adaptation.rereading import Kept, Reread, reread
from recto.arbitration.local_reading import local_lines
from recto.errors import MissingDependency
from recto.learning.paying import Outcome, compared, halves_of
from recto.learning.places import KnownPage, is_inside
from recto.learning.weights import lessons_of
from recto.model.result import PageResult
from recto.pipeline.stages import Stages
from recto.settings.collection import Recogniser, Taught
from recto.settings.collection_file import Part, shipped_network
from recto.text.agreement import letters

if TYPE_CHECKING:
    from recto.adaptation.teaching import Lesson

PART = "recogniser"
NAMES: tuple[Taught, ...] = ("fraktur", "all")
FEWEST = 40  # lines of a half: of fewer a twentieth of all characters is not even met
HELD = 0.15  # share of a half's lines that say when to stop
DOCUMENTS = 3  # of fewer, pages are held out: one document would be half of them
LICENCE = "Apache-2.0"
AUTHORS = "Guillaume Carriere, Matthias Seuret, Konstantin Baierer (ocrd-froc 1.1.0)"
CHANGED = "taught further by recto learn --train-reader; 16-bit ONNX"
NOTHING_TO_DO = "no 40 lines of each half are in old print, which this reader is for"


@dataclass(frozen=True, slots=True, eq=False)
class Adapted:
    """What came of it."""

    tried: Part
    recognisers: Kept = ()
    pages: tuple[KnownPage, ...] = ()  # read by the other half's; none: as they were


@dataclass(slots=True, eq=False)
class SeenPages:
    """Those in old print, as they come."""

    pages: list[SeenPage] = field(default_factory=list)
    stages: Stages | None = None

    def take(self, known: KnownPage, result: PageResult, stages: Stages) -> None:
        """One more. Raises as `view_of`."""
        self.stages = stages
        found = seen_page(known, result, stages)
        if found is not None:
            self.pages.append(found)


@dataclass(slots=True, eq=False)
class Adapter:
    """How it is done."""

    folder: Path  # of checkpoints
    say: Callable[[str], None]
    progress: Callable[[str, int, int], None]  # of which training, rounds done, of how many
    rounds: dict[Taught, list[int]] = field(default_factory=dict)

    def adapted(self, seen: SeenPages) -> Adapted:
        """Try it, and keep it where it pays. Raises MissingDependency without PyTorch."""
        needs_torch()
        pages, stages = seen.pages, seen.stages
        if len(pages) < 2 or stages is None:
            return Adapted(Part(PART, kept=False, why=NOTHING_TO_DO))
        by_name = {page.known.name: page for page in pages}
        lessons = lessons_of([page.known for page in pages])
        one, other = ([by_name[lesson.page.name] for lesson in half] for half in halves_of(lessons))
        names = [name for name in NAMES if _enough(one, name) and _enough(other, name)]
        if not names:
            return Adapted(Part(PART, kept=False, why=NOTHING_TO_DO))
        self._estimate((one, other), names)
        before = [reread(page, (), stages) for page in (*one, *other)]
        found = []
        for number, (mine, theirs) in enumerate(((one, other), (other, one)), 1):
            kept = tuple(self._taught(theirs, name, f"half {number}") for name in names)
            found += [reread(page, kept, stages) for page in mine]
        row = _judged([*one, *other], before, found)
        if not row.kept:
            return Adapted(row)
        final = tuple(self._taught(pages, name, "all") for name in names)
        return Adapted(row, final, tuple(each.known for each in found))

    def _estimate(self, halves: Sequence[Sequence[SeenPage]], names: Sequence[Taught]) -> None:
        """Say how long it may take, before."""
        from recto.adaptation.teaching import seconds_of

        seconds = 0.0
        count = 0
        for name in names:
            for half in halves:
                lesson = self._lesson(half, name, "")
                seconds += 2 * seconds_of(lesson)  # each half, and again in all of them
                count += len(lesson.lines) + len(lesson.held)
        minutes = max(1, round(seconds / 60))
        self.say(f"{count} lines teach the recogniser of old print: {minutes} minutes at most")

    def _lesson(self, pages: Sequence[SeenPage], name: Taught, which: str) -> Lesson:
        from recto.adaptation.teaching import ROUNDS, Lesson

        teaching, held = held_out(pages, name)
        rounds = ROUNDS
        if which == "all":
            rounds = max(1, round(float(np.mean(self.rounds[name]))))
            teaching, held = [*teaching, *held], []
        self.folder.mkdir(parents=True, exist_ok=True)
        checkpoint = self.folder / f"{name}-{which.replace(' ', '-')}.pt"
        return Lesson(
            shipped_network(name),
            teaching,
            held,
            rounds,
            checkpoint,
        )

    def _taught(self, pages: Sequence[SeenPage], name: Taught, which: str) -> Recogniser:
        from recto.adaptation.teaching import teach

        lesson = self._lesson(pages, name, which)
        label = f"{name}, {which}"

        def told(done: int, of: int) -> None:
            self.progress(label, done, of)

        found = teach(lesson, told)
        self.rounds.setdefault(name, []).append(found.rounds)
        lines = len(lesson.lines) + len(lesson.held)
        return recogniser_of(name, found.onnx, lines)


def needs_torch() -> None:
    """Raises MissingDependency without PyTorch."""
    from importlib.util import find_spec

    if find_spec("torch") is None:
        raise MissingDependency(
            "teaching the recogniser needs PyTorch",
            remedy="install it: pip install 'recto-ocr[train]', or leave --train-reader out",
        )


def recogniser_of(name: Taught, onnx: bytes, lines: int) -> Recogniser:
    """A network with where it comes from."""
    shipped = shipped_network(name)
    return Recogniser(
        name,
        hashlib.sha256(onnx).hexdigest(),
        hashlib.sha256(shipped).hexdigest(),
        lines,
        LICENCE,
        AUTHORS,
        CHANGED,
        b64encode(onnx).decode(),
    )


def held_out(pages: Sequence[SeenPage], name: Taught) -> tuple[list[SeenLine], list[SeenLine]]:
    """Lines that teach, and lines that say when to stop: of other documents, of other pages where
    documents are few, of one page its last ones.
    """
    known = list(known_lines(pages, name))
    documents = {page.known.document for page, _ in known}
    groups: dict[str, list[SeenLine]] = {}
    for page, line in known:
        is_many = len(documents) >= DOCUMENTS
        key = page.known.document if is_many else page.known.name
        groups.setdefault(key, []).append(line)
    if len(groups) == 1:
        (only,) = groups.values()
        cut = round(len(only) * (1 - HELD))
        return only[:cut], only[cut:]
    held: list[SeenLine] = []
    ranked = sorted(groups, key=lambda key: (len(groups[key]), key))
    while len(held) < HELD * len(known) and len(ranked) > 1:
        held += groups[ranked.pop(0)]
    teaching = [line for key in ranked for line in groups[key]]
    return teaching, held


def _enough(pages: Sequence[SeenPage], name: Taught) -> bool:
    return len(list(known_lines(pages, name))) >= FEWEST


def _judged(pages: Sequence[SeenPage], shipped: Sequence[Reread], found: Sequence[Reread]) -> Part:
    """Line by line: what is printed, and what the recogniser reads by itself."""
    before: list[Outcome] = []
    after: list[Outcome] = []
    alone = [0, 0]
    for page, as_shipped, again in zip(pages, shipped, found, strict=True):
        before += outcomes(as_shipped.known, page.taught)
        after += outcomes(again.known, page.taught)
        for line, text in zip(page.lines, again.texts, strict=True):
            if line.text:
                alone[0] += Levenshtein.distance(normal(line.read), line.text)
                alone[1] += Levenshtein.distance(normal(text), line.text)
    row = compared(PART, before, after)
    size = max(1, sum(len(line.text) for page in pages for line in page.taught))
    told = f"reads {alone[0] / size:.4f} -> {alone[1] / size:.4f} of the characters wrong by itself"
    pays = row.kept and alone[1] < alone[0]
    return replace(row, kept=pays, why=told if pays else f"{row.why or 'pays nothing'}; {told}")


def outcomes(known: KnownPage, lines: Sequence[SeenLine]) -> Iterator[Outcome]:
    """What the local result has on each line."""
    words = [word for line in local_lines(known.reading) for word in line.words]
    for line in lines:
        texts = [word.text for word in words if is_inside(word.box, line.box)]
        printed = letters([line.text])
        wrong = Levenshtein.distance(letters(texts), printed)
        yield Outcome(min(wrong, len(printed)), len(printed))
