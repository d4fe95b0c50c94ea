"""The pages that benchmarks/collection.py learns from and reports: out of a run, or out of a store
of readings.

A corpus' pages enter, Taken pages leave: what is known of each, its whole result, and for hybrid
readings the page as it stands before an LLM is heard. Nothing is read that was read before.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import mean

from benchmarks.corpora import CorpusPage, Recorded
from benchmarks.local_page_cache import SecondReader, routed, stages
from benchmarks.metrics.letters import letter_errors
from benchmarks.page_under_test import PageUnderTest
from benchmarks.systems.with_llm import guide
from recto.batch.ledger import open_ledger
from recto.learning.places import KnownPage, from_text
from recto.learning.sources import known_page
from recto.model.result import PageResult
from recto.model.transcript import Transcript
from recto.pipeline.begin import resume
from recto.pipeline.finish import finish
from recto.pipeline.local_page import LocalPage
from recto.pipeline.previous_result import pixels_of
from recto.pipeline.stages import Stages, prepare
from recto.readers.vision.replay import ReplayVision
from recto.review.desk import Desk
from recto.settings.groups import Input, Settings
from recto.settings.llm import LlmOptions
from recto.witnesses.local import LocalReading

WEAK = 0.02  # mean error of a reading over a corpus, as in goals.py
ALWAYS = LlmOptions(mode="always", provider="openai", model="gpt-4o", cache=False)


@dataclass(frozen=True, slots=True, eq=False)
class Taken:
    """A page of a corpus."""

    known: KnownPage
    result: PageResult
    stages: Stages
    local: LocalPage | None = None  # before an LLM is heard; only out of a store
    answers: Mapping[str, Transcript] = field(default_factory=dict)  # by weak model, replayed


def of_run(run: Path, pages: Sequence[CorpusPage]) -> Iterator[Taken]:
    """Every page that the run has read."""
    by_image = {page.image.name: page for page in pages}
    with open_ledger(run, read_only=True) as ledger:
        desk = Desk(ledger, run)
        for file, source in desk.sources.items():
            page = by_image.get(Path(source.name).name)
            if page is None:
                continue
            ready = prepare(Settings(Input(page.ocr_language)))
            for number in source.indices:
                read = desk.with_image(file, number).page
                reading = resume(read, pixels_of(read), ready).reading
                yield Taken(_known(page, reading, read), read, ready)


def of_store(
    store: Path, pages: Sequence[CorpusPage], second_reader: SecondReader, *, hybrid: bool
) -> Iterator[Taken]:
    """Every page, from readings that `python -m benchmarks` stored; others are made and stored."""
    weak = _weak(pages) if hybrid else {}
    for page in pages:
        sheet = PageUnderTest(page, store)
        local = routed(sheet, ALWAYS, second_reader).local
        ready = stages(sheet, second_reader=second_reader)
        result = finish(local, None, ready)
        answers = {}
        for model in weak:
            if model in page.readings:
                recorded = page.readings[model]
                replay = ReplayVision(recorded.text, model, recorded.saw, guide(local))
                answers[model] = asyncio.run(replay.read(local.evidence, local.decisions))
        known = replace(_known(page, local.reading, result), heard=tuple(answers.values()))
        yield Taken(known, result, ready, local, answers)


def hybrid(page: Taken, model: str, reading: LocalReading) -> float:
    """Wrong letters with a recorded answer beside a local reading, 0..1."""
    assert page.local is not None  # only such pages have answers
    local = replace(page.local, reading=reading)
    result = finish(local, page.answers[model], page.stages)
    return letter_errors(page.known.text, result.text).clipped


def _weak(pages: Sequence[CorpusPage]) -> dict[str, float]:
    """LLM readings that are wrong more often than WEAK by themselves."""
    errors: dict[str, list[float]] = {}
    for page in pages:
        for model, recorded in page.readings.items():
            if recorded.saw.startswith("image") and _is_llm(recorded):
                found = letter_errors(page.truth, recorded.text).clipped
                errors.setdefault(model, []).append(found)
    means = {model: mean(values) for model, values in errors.items()}
    return {model: value for model, value in means.items() if value > WEAK}


def _is_llm(recorded: Recorded) -> bool:
    return not recorded.model.startswith(("transkribus", "abbyy", "tesseract"))


def _known(page: CorpusPage, reading: LocalReading, result: PageResult) -> KnownPage:
    places = from_text(reading, page.truth)
    return known_page(page.id, page.document, reading, result, places, page.truth)
