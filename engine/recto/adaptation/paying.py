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
from recto.learning.outcomes import Outcome, compared
from recto.learning.paying import halves_of
from recto.learning.places import KnownPage, is_inside
from recto.learning.weights import lessons_of
from recto.model.result import PageResult, Word
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
Pages = Sequence[SeenPage]
Halves = tuple[list[SeenPage], list[SeenPage]]
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
        halves = _halves(pages)
        names = [name for name in NAMES if _enough(halves, name)]
        if not names or stages is None:
            return Adapted(Part(PART, kept=False, why=NOTHING_TO_DO))

        self._estimate(halves, names)
        before: list[Reread] = []
        after: list[Reread] = []
        ways = (("half 1", *halves), ("half 2", *halves[::-1]))
        for which, mine, theirs in ways:
            taught = self._all_taught(theirs, names, which)
            before += _reread_all(mine, (), stages)
            after += _reread_all(mine, taught, stages)
        row = _judged([*halves[0], *halves[1]], before, after)
        if not row.kept:
            return Adapted(row)
        gained = [name for name in names if any(self.rounds[name])]
        final = self._all_taught(pages, gained, "all")
        return Adapted(row, final, _known(after))

    def _all_taught(self, pages: Pages, names: Sequence[Taught], which: str) -> Kept:
        found = []
        for name in names:
            taught = self._taught(pages, name, which)
            found.append(taught)
        return tuple(found)

    def _estimate(self, halves: Halves, names: Sequence[Taught]) -> None:
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
        from recto.adaptation.teaching import Lesson, rounds_of

        teaching, held = held_out(pages, name)
        rounds = rounds_of(len(teaching))
        if which == "all":
            mean = float(np.mean(self.rounds[name]))
            rounds = max(1, round(mean))
            teaching += held
            held = []
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


def held_out(pages: Pages, name: Taught) -> tuple[list[SeenLine], list[SeenLine]]:
    """Lines that teach, and lines that say when to stop: of other documents, of other pages where
    documents are few, of one page its last ones.
    """
    known = list(known_lines(pages, name))
    documents = {page.known.document for page, _ in known}
    is_many = len(documents) >= DOCUMENTS
    groups: dict[str, list[SeenLine]] = {}
    for page, line in known:
        key = page.known.document if is_many else page.known.name
        group = groups.setdefault(key, [])
        group.append(line)
    least = HELD * len(known)
    ranked = sorted(groups.values(), key=len)
    if len(ranked) == 1:
        (only,) = ranked
        cut = len(only) - round(least)
        return only[:cut], only[cut:]
    held: list[SeenLine] = []
    while len(held) < least and len(ranked) > 1:
        smallest = ranked.pop(0)
        held += smallest
    teaching = []
    for rest in ranked:
        teaching += rest
    return teaching, held


def _halves(pages: Pages) -> Halves:
    """As everything that is learned is halved."""
    by_name = {}
    for page in pages:
        by_name[page.known.name] = page
    lessons = lessons_of([page.known for page in pages])
    one, other = halves_of(lessons)
    return (
        [by_name[lesson.page.name] for lesson in one],
        [by_name[lesson.page.name] for lesson in other],
    )


def _known(pages: Sequence[Reread]) -> tuple[KnownPage, ...]:
    return tuple(page.known for page in pages)


def _enough(halves: Halves, name: Taught) -> bool:
    counts = []
    for half in halves:
        lines = list(known_lines(half, name))
        counts.append(len(lines))
    return min(counts) >= FEWEST


def _reread_all(pages: Pages, taught: Kept, stages: Stages) -> list[Reread]:
    found = []
    for page in pages:
        again = reread(page, taught, stages)
        found.append(again)
    return found


def _judged(pages: Pages, before: Sequence[Reread], after: Sequence[Reread]) -> Part:
    """Line by line: what is printed, and what the recogniser reads by itself."""
    was: list[Outcome] = []
    now: list[Outcome] = []
    for page, old, new in zip(pages, before, after, strict=True):
        lines = page.taught
        was += outcomes(old.known, lines)
        now += outcomes(new.known, lines)
    row = compared(PART, was, now)
    wrong_before = alone(pages, before)
    wrong = alone(pages, after)
    told = f"reads {wrong_before:.4f} -> {wrong:.4f} of the characters wrong by itself"
    if not row.kept:
        return replace(row, why=f"{row.why}; {told}")
    if wrong >= wrong_before:
        return replace(row, kept=False, why=told)
    return replace(row, why=told)


def alone(pages: Pages, found: Sequence[Reread]) -> float:
    """Of the characters of known lines, those that the recogniser has wrong."""
    wrong = printed = 0
    for page, again in zip(pages, found, strict=True):
        for line, text in zip(page.lines, again.texts, strict=True):
            if not line.text:
                continue
            wrong += Levenshtein.distance(normal(text), line.text)
            printed += len(line.text)
    return wrong / max(1, printed)


def outcomes(known: KnownPage, lines: Sequence[SeenLine]) -> Iterator[Outcome]:
    """What the local result has on each line."""
    words: list[Word] = []
    for printed_line in local_lines(known.reading):
        words += printed_line.words
    for line in lines:
        texts = [word.text for word in words if is_inside(word.box, line.box)]
        read = letters(texts)
        printed = letters([line.text])
        wrong = Levenshtein.distance(read, printed)
        size = len(printed)
        yield Outcome(min(wrong, size), size)
