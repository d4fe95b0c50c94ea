"""Where pages whose text is known come from: a run's folder with what people said in its review, a
run beside a folder of truths, or images with their truth beside them.

Paths and settings enter, KnownPages leave one by one. A run's pages are not read again: their
readings stand in its ledger, and are judged anew. What cannot be used is told, and costs its own
page only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from recto.batch.answers import Fault
from recto.batch.ledger import Ledger, ledger_path, open_ledger
from recto.batch.ledger_check import refuse_wrong_values
from recto.batch.stream import read_in_order
from recto.compare.truth import find
from recto.errors import RectoError
from recto.learning.heard import heard
from recto.learning.places import (
    KnownPage,
    Truths,
    from_text,
    from_words,
)
from recto.model.result import PageResult, Word
from recto.pipeline.begin import resume
from recto.pipeline.previous_result import LOCAL, pixels_of
from recto.pipeline.stages import Stages, prepare
from recto.review.desk import Desk
from recto.settings.groups import Settings
from recto.settings.llm import LlmOptions
from recto.sources import expand
from recto.text.names import shown
from recto.witnesses.local import LocalReading

Told = Callable[[str], None]
Hearer = Callable[[KnownPage, PageResult, Stages], None]


@dataclass(slots=True, eq=False)
class Sources:
    """What is to be learned from."""

    truth: Path | None  # a folder of truths; None: beside the images
    settings: Settings
    say: Told  # of a page that is used, or why it is not
    faults: list[RectoError] = field(default_factory=list)
    # Hear of each page with its whole result, of which a KnownPage keeps a part.
    hearers: list[Hearer] = field(default_factory=list)

    def pages(self, paths: Sequence[str]) -> Iterator[KnownPage]:
        """Of every path, in order. Raises InputError, FileAccess for a damaged ledger."""
        stages = prepare(as_shipped(self.settings))
        for path in paths:
            if ledger_path(Path(path)).exists():
                yield from self._of_run(Path(path), stages)
            else:
                yield from self._of_images(path, stages)

    def _of_run(self, out: Path, stages: Stages) -> Iterator[KnownPage]:
        with open_ledger(out, read_only=True) as ledger:
            refuse_wrong_values(ledger.database, str(ledger_path(out)))
            yield from self._of_ledger(ledger, out, stages)

    def _of_ledger(self, ledger: Ledger, out: Path, stages: Stages) -> Iterator[KnownPage]:
        desk = Desk(ledger, out)
        for file, source in desk.sources.items():
            for number in source.indices:
                page = desk.page(file, number).page
                said = tuple(word for word in page.words if word.origin == "human")
                try:
                    text = self._truth(self.truth, source.name, number)
                    if not text and not said:
                        continue
                    page = desk.with_image(file, number).page
                    yield from self._known(page, text, said, source.name, stages)
                except RectoError as fault:
                    self._refused(fault)

    def _of_images(self, path: str, stages: Stages) -> Iterator[KnownPage]:
        files = [source.path for source in expand([path])]
        for done in read_in_order(files, as_shipped(self.settings)):
            if isinstance(done.answer, Fault):
                self._refused(done.answer.error)
                continue
            index = done.index or 0
            beside = self.truth or Path(done.path).parent
            try:
                text = self._truth(beside, done.path, index)
                if not text:
                    self.say(f"{shown(done.path)} page {index + 1}: no truth, so it is not used")
                    continue
                yield from self._known(done.answer.result, text, (), done.path, stages)
            except RectoError as fault:
                self._refused(fault)

    def _truth(self, folder: Path | None, name: str, index: int) -> str:
        if folder is None:
            return ""
        return find(folder, name, index) or ""

    def _refused(self, fault: RectoError) -> None:
        self.faults.append(fault)
        self.say(str(fault))

    def _known(
        self, page: PageResult, text: str, said: tuple[Word, ...], name: str, stages: Stages
    ) -> Iterator[KnownPage]:
        number = page.index + 1
        where = f"{shown(name)} page {number}"
        if not any(reading.reader in LOCAL for reading in page.readings):
            self.say(f"{where}: no local reader read it, so it is not used")
            return
        reading = resume(page, pixels_of(page), stages).reading
        truths = from_text(reading, text) if text else from_words(reading, said)
        if not truths:
            self.say(f"{where}: nothing that was read is in its truth, so it is not used")
            return
        self.say(f"{where}: {len(truths)} places")
        known = known_page(where, name, reading, page, truths, text, said)
        for hear in self.hearers:
            hear(known, page, stages)
        yield known


def known_page(
    name: str,
    document: str,
    reading: LocalReading,
    page: PageResult,
    truths: Truths,
    text: str,
    said: tuple[Word, ...] = (),
) -> KnownPage:
    """With its evidence at hand."""
    light = replace(page, readings=(), blocks=())
    evidence = {place: reading.at(place).evidence for place in truths}
    return KnownPage(
        name,
        document,
        reading,
        light,
        truths,
        text,
        said,
        tuple(heard(page)),
        evidence,
    )


def as_shipped(settings: Settings) -> Settings:
    """The same without an LLM, and without what was learned before."""
    local = replace(settings.local, calibration=None, risk=None)
    return replace(settings, local=local, llm=LlmOptions(glossary=settings.llm.glossary))
