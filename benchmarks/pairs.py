"""`python -m benchmarks.pairs STORE`: what does a second model, asked blind about what stays
contested, add to a first one? Replayed.

Printed pages with recorded readings enter; a Tried for each page and pair of models is stored as a
line of JSON, so that a run that was stopped goes on: the first model's text alone, with the local
readers (as a text of the page, and as answers that name lines), and with the second model beside
them. Replays approximate: each recording is cut to the page's lines, as if it had named them, and
the second one's words at the contested places are what it has there; it had seen the whole page and
no crop. The first is priced as asked about every page whole, the second by its requests about
crops. With --fitted every page is read by weights and thresholds that never saw its corpus.
"""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks import pairs_front
from benchmarks.corpora import CorpusPage, folder, load
from benchmarks.hosted_prices import usd_per_page
from benchmarks.local_page_cache import routed, stages
from benchmarks.outcome import of_result
from benchmarks.page_under_test import PageUnderTest
from benchmarks.pairs_front import Tried, restored
from benchmarks.readings import PRINTED
from benchmarks.recorded_replies import is_llm
from benchmarks.rows_by_page import keep_missing
from benchmarks.systems.local import as_markdown
from benchmarks.systems.with_llm import Replayed, guide
from benchmarks.table import markdown
from recto.arbitration.comparison import named
from recto.metrics.errors import letters_and_digits
from recto.metrics.markers import strip_markers
from recto.model.page import Usage
from recto.model.transcript import Decision, Transcript, TranscriptLine
from recto.pipeline.finish import contest, finish
from recto.pipeline.local_page import LocalPage
from recto.pipeline.stages import Stages
from recto.readers.vision.reader import VisionReader
from recto.readers.vision.replay import ReplayVision
from recto.routing.joined import joined
from recto.settings.llm import LlmOptions
from recto.text.spacing import joined as in_one

LINES = "pairs.jsonl"


def error(page: CorpusPage, text: str) -> float:
    """Alnum CER, markers removed."""
    return min(1.0, letters_and_digits(page.truth, strip_markers(text)).rate)


def of_model(model: str, **more: object) -> LlmOptions:
    """As a user would set it."""
    plain = LlmOptions("always", "openai", send="lines", cache=False, contested=1.0)
    return replace(plain, model=model.removesuffix("+ocr"), **more)  # type: ignore[arg-type]


def heard(local: LocalPage, model: str, text: str) -> Transcript:
    """The recording as answers that name the page's lines."""
    replay = ReplayVision(text, model.removesuffix("+ocr"), "image", guide(local))
    return asyncio.run(replay.read(local.evidence, local.decisions))


def looked(local: LocalPage, second: Transcript, asked: Sequence[Decision]) -> Transcript:
    """What the second recording has at the contested places."""
    found: dict[object, str] = {}
    for row in named(local.reading, second).answers.values():
        for pairing in row:
            if len(pairing.units) == 1 and pairing.words:
                box = local.reading.at(pairing.units[0]).evidence.unit.box
                found[box] = in_one(pairing.words)
    lines = []
    for decision in asked:
        text = found.get(decision.region)
        if text:
            lines.append(TranscriptLine(text, region=decision.region))
    return replace(second, lines=tuple(lines), asked=())


def tried(page: CorpusPage, sheet: PageUnderTest) -> Iterator[Tried]:
    """Every pair of the page's recordings; a model with itself is the model without a second."""
    models = models_of(page)
    local = routed(sheet, of_model(models[0])).local
    transcripts = {model: heard(local, model, page.readings[model].text) for model in models}
    whole = {model: _whole_page(sheet, model) for model in models}
    for first in models:
        prepared = stages(sheet, second_reader="on", llm=of_model(first))
        plain = error(page, _read(local, transcripts[first], prepared))
        one = Tried(
            corpus=page.corpus,
            page=page.id,
            document=f"{page.corpus} {page.document}",
            first=first,
            second=first,
            alone=error(page, page.readings[first].text),
            hybrid=error(page, Replayed("hybrid", first).read(sheet).text),
            lines=plain,
            pair=plain,
            usd_first=usd_per_page(first, whole[first]),
            usd_second=0.0,
            tokens_first=whole[first].input_tokens + whole[first].output_tokens,
            tokens_second=0,
            asked=0,
        )
        yield one
        for second in models:
            if second != first:
                beside = replace(prepared, llm=replace(prepared.llm, second_model=second))
                yield _with_second(page, local, transcripts, replace(one, second=second), beside)


def _with_second(
    page: CorpusPage,
    local: LocalPage,
    transcripts: dict[str, Transcript],
    one: Tried,
    beside: Stages,
) -> Tried:
    """The same page with what the second model has at the contested places."""
    first = transcripts[one.first]
    asked = contest(local, first, beside)
    if not asked:
        return one
    reader = VisionReader(of_model(one.second), environ={})
    usage = reader.estimate(local.evidence, asked).usage
    look = looked(local, transcripts[one.second], asked)
    text = _read(local, joined(first, look) or first, beside) if look.lines else None
    return replace(
        one,
        pair=one.lines if text is None else error(page, text),
        usd_second=usd_per_page(one.second, usage),
        tokens_second=usage.input_tokens + usage.output_tokens,
        asked=len(asked),
    )


def models_of(page: CorpusPage) -> list[str]:
    """The page's recordings of LLMs that saw the picture alone."""
    return sorted(model for model in page.readings if is_llm(model) and "+" not in model)


def _read(local: LocalPage, transcript: Transcript, prepared: Stages) -> str:
    result = finish(local, transcript, prepared)
    return of_result(result, as_markdown(result)).text


def _whole_page(sheet: PageUnderTest, model: str) -> Usage:
    """Of asking this model about the page whole, by the engine's own estimate."""
    options = replace(of_model(model), send="page")
    local = routed(sheet, options).local
    return VisionReader(options, environ={}).estimate(local.evidence, local.decisions).usage


def pages_of(root: str | None, names: Sequence[str] | None, most: int) -> list[CorpusPage]:
    """Printed pages that two LLMs have read; of each corpus at most so many, evenly spread."""
    chosen: list[CorpusPage] = []
    for corpus in load(folder(root)):
        printed = [page for page in corpus.pages if page.kind in PRINTED]
        mine = [page for page in printed if len(models_of(page)) > 1]
        if not names or corpus.name in names:
            step = max(1, -(-len(mine) // most))
            chosen += mine[::step]
    return chosen


def try_all(pages: Sequence[CorpusPage], store: Path, earlier: Path, fitted: Path | None) -> None:
    """Every page that STORE does not have."""
    file = store / LINES
    done = {(row.corpus, row.page) for row in restored(file)}
    keep_missing(pages, file, done, earlier, fitted, tried)


def main() -> None:
    """Try what is missing, print every way to read, best first."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("store", type=Path)
    parser.add_argument("out", type=Path, help="of a run with all systems, or LOOP; only read")
    parser.add_argument("--corpora")
    parser.add_argument("--corpus", action="append", help="only this one")
    parser.add_argument("--most", type=int, default=100, help="pages of a corpus")
    parser.add_argument("--fitted", type=Path, help="LOOP of the loop: the corpus left out")
    parser.add_argument("--publish", action="store_true", help="for the documentation")
    given = parser.parse_args()
    try_all(pages_of(given.corpora, given.corpus, given.most), given.store, given.out, given.fitted)
    found = pairs_front.ways(restored(given.store / LINES))
    print(markdown(pairs_front.HEADINGS, pairs_front.lines(found, every=True), names=2))
    for line in pairs_front.told(restored(given.store / LINES)):
        print(line)
    if given.publish:
        pairs_front.write(restored(given.store / LINES))


if __name__ == "__main__":
    main()
