"""`python -m benchmarks.one_reader STORE`: what `--llm auto` keeps where Tesseract reads alone
(`--second-reader off`), beside two readers. Replayed.

Corpus pages with recorded readings of models that have a price enter; a Tried for each page, model
and setting leaves as a line of JSON, so that a run that was stopped goes on. What two readers make
of a page is taken from OUT of `python -m benchmarks run --systems all`. A recording is cut to the
lines that were asked about, as if the model had named them: no recorded model saw a line alone, nor
Tesseract's text.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import zip_longest
from pathlib import Path

from benchmarks.corpora import CorpusPage, folder, load
from benchmarks.local_page_cache import Routed, routed, stages
from benchmarks.metrics.change import change
from benchmarks.metrics.letters import letter_errors
from benchmarks.one_reader_curve import (
    ALWAYS,
    AUTO,
    HEADINGS,
    ONE,
    TWO,
    Tried,
    curve,
    table,
    write,
)
from benchmarks.outcome import of_result, restore
from benchmarks.page_under_test import PageUnderTest
from benchmarks.price import usd_of
from benchmarks.readings import PRINTED
from benchmarks.recorded_replies import is_llm
from benchmarks.reply_lengths import unreadable_named
from benchmarks.run import STORE, place
from benchmarks.systems.local import as_markdown
from benchmarks.systems.with_llm import asked, guide
from benchmarks.table import markdown
from recto.metrics.markers import strip_markers
from recto.metrics.word_fate import Judged, judge
from recto.model.page import Usage
from recto.pipeline.finish import finish
from recto.readers.vision.reader import VisionReader
from recto.readers.vision.replay import ReplayVision
from recto.routing.evidence import doubts
from recto.settings.llm import LlmOptions
from recto.text.spacing import words_of

FILE = "one-reader.jsonl"


@dataclass(frozen=True, slots=True)
class _Text:
    error: float
    judged: Judged


def tried(page: CorpusPage, sheet: PageUnderTest) -> Iterator[Tried]:
    """Every priced model and every setting, with Tesseract alone."""
    local = _text(page, _finished(sheet, None, ""))
    doubt = _doubt(sheet)
    for model in priced(page):
        known: dict[str, tuple[_Text, Usage]] = {}
        for setting, options in settings(model).items():
            found = routed(sheet, options, "off")
            question = asked(found.local.decisions)
            if question not in known:
                known[question] = _answered(page, sheet, found, options)
            text, usage = known[question]
            row = _row(page, model, ONE, setting, found.sent, usage, local, text)
            yield replace(row, doubt=doubt)


def _doubt(sheet: PageUnderTest) -> float:
    """Of Tesseract's own reading."""
    local = routed(sheet, LlmOptions(mode="auto"), "off").local
    lines = doubts(local.reading)
    words = sum(line.words for line in lines)
    return sum(line.expected_errors for line in lines) / max(1, words)


def beside(page: CorpusPage, out: Path) -> Iterator[Tried]:
    """What OUT has of the page by two readers."""
    local = restore(place(out, "local", page))
    for model in priced(page):
        for setting, system in ((ALWAYS, "hybrid"), (AUTO, "auto")):
            found = restore(place(out, f"{system}:{model}", page))
            if local is None or found is None:
                continue
            texts = _text(page, local.text), _text(page, found.text)
            sent = 0.0 if found.sent is None else found.sent
            yield _row(page, model, TWO, setting, sent, found.usage, *texts)


def _row(
    page: CorpusPage,
    model: str,
    readers: str,
    setting: str,
    sent: float,
    usage: Usage,
    local: _Text,
    text: _Text,
) -> Tried:
    moved = change(local.judged, text.judged)
    alone = _text(page, page.readings[model].text)
    return Tried(
        page.corpus,
        page.kind,
        f"{page.corpus}/{page.document}",
        page.id,
        model,
        readers,
        setting,
        sent,
        usage.input_tokens + usage.output_tokens,
        usage.usd,
        local.error,
        alone.error,
        text.error,
        moved.ocr_right,
        moved.helped,
        moved.harmed,
        len(page.truth),
    )


def priced(page: CorpusPage) -> list[str]:
    """The page's recordings of models whose price is known, blind ones alone."""
    blind = [model for model in sorted(page.readings) if is_llm(model) and "+" not in model]
    return [model for model in blind if not math.isnan(usd_of(model, Usage(1, 1)))]


def settings(model: str) -> dict[str, LlmOptions]:
    """What a user would set, by name; those that send most first."""
    plain = LlmOptions(mode="auto", provider="openai", cache=False, model=model)
    return {ALWAYS: replace(plain, mode="always"), AUTO: plain}


def _answered(
    page: CorpusPage,
    sheet: PageUnderTest,
    found: Routed,
    options: LlmOptions,
) -> tuple[_Text, Usage]:
    """What comes out, and what it costs."""
    usage = Usage()
    if found.asks:
        local = found.local
        reader = VisionReader(options, environ={})
        usage = reader.estimate(local.evidence, local.decisions).usage
        usage = replace(usage, usd=usd_of(options.model, usage))
    return _text(page, _finished(sheet, found, options.model)), usage


def _finished(sheet: PageUnderTest, found: Routed | None, model: str) -> str:
    """The page's text; with nothing asked, or no model, the local reading's."""
    options = LlmOptions() if found is None else LlmOptions(mode="auto", model=model)
    transcript = None
    if found is None:
        found = routed(sheet, LlmOptions(mode="auto"), "off")
    elif found.asks:
        recorded = sheet.page.readings[model]
        replay = ReplayVision(recorded.text, model, recorded.saw, guide(found.local))
        transcript = asyncio.run(replay.read(found.local.evidence, found.local.decisions))
    prepared = stages(sheet, second_reader="off", llm=options)
    result = finish(found.local, transcript, prepared)
    return of_result(result, as_markdown(result)).text


def _text(page: CorpusPage, text: str) -> _Text:
    plain = strip_markers(text)
    truth = page.truth
    return _Text(letter_errors(truth, plain).clipped, judge(truth, words_of(plain)))


def pages_of(root: str | None, most: int) -> list[CorpusPage]:
    """Printed pages with a priced recording; of each corpus at most so many, evenly spread, the
    corpora in turn, so that a run that is stopped has some of each.
    """
    chosen = []
    for corpus in load(folder(root)):
        mine = [page for page in corpus.pages if page.kind in PRINTED and priced(page)]
        step = max(1, math.ceil(len(mine) / most))
        chosen.append(mine[::step])
    in_turn = zip_longest(*chosen)
    return [page for pages in in_turn for page in pages if page is not None]


def restored(file: Path) -> list[Tried]:
    """What was tried already."""
    if not file.exists():
        return []
    rows = file.read_text(encoding="utf-8").splitlines()
    return [Tried(**json.loads(row)) for row in rows]


def try_all(pages: Sequence[CorpusPage], store: Path, out: Path) -> None:
    """Every page that OUT has and STORE has not."""
    file = store / FILE
    store.mkdir(parents=True, exist_ok=True)
    done = {(row.corpus, row.page) for row in restored(file)}
    for page in pages:
        whole = all(place(out, f"auto:{model}", page).done() for model in priced(page))
        if not whole or (page.corpus, page.id) in done:
            continue
        sheet = PageUnderTest(page, store / STORE, out / STORE)
        with unreadable_named():
            rows = [json.dumps(asdict(row)) for row in (*tried(page, sheet), *beside(page, out))]
            with file.open("a", encoding="utf-8") as handle:
                handle.write("".join(f"{row}\n" for row in rows))


def main() -> None:
    """Try what is missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("store", type=Path)
    parser.add_argument("out", type=Path, help="of a run with all systems; only read")
    parser.add_argument("--corpora")
    parser.add_argument("--most", type=int, default=24, help="pages of a corpus")
    parser.add_argument("--publish", action="store_true", help="for the documentation")
    given = parser.parse_args()
    try_all(pages_of(given.corpora, given.most), given.store, given.out)
    found = curve(restored(given.store / FILE))
    print(markdown(HEADINGS, table(found), names=1))
    if given.publish:
        write(found)


if __name__ == "__main__":
    main()
