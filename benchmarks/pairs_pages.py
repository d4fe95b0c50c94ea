"""`python -m benchmarks.pairs_pages STORE OUT --fitted LOOP`: what two models give that both read
the page, blind, where the page nearer to the local reading is printed (`--second-model-for pages`).
Replayed by the engine's own code.

Printed pages with recorded readings enter, those of models that saw the picture alone; a Read for
each page and pair is stored as a line of JSON, so that a run that was stopped goes on. A model with
itself is that model with the local readers. Prices are the engine's own estimate of asking each
model to write the page out. The tables are pairs_pages_told.py's.
"""

from __future__ import annotations

import argparse
import asyncio
import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import combinations
from pathlib import Path

from benchmarks import pairs_pages_told as told
from benchmarks.corpora import CorpusPage
from benchmarks.hosted_prices import usd_per_page
from benchmarks.local_page_cache import routed, stages
from benchmarks.metrics.change import change
from benchmarks.outcome import of_result
from benchmarks.page_under_test import PageUnderTest
from benchmarks.pairs import error, models_of, pages_of
from benchmarks.pairs_pages_told import Read, restored
from benchmarks.rows_by_page import keep_missing
from benchmarks.systems.local import as_markdown
from benchmarks.systems.with_llm import Mode, guide
from benchmarks.table import markdown
from recto.metrics.markers import strip_markers
from recto.metrics.word_fate import Judged, judge
from recto.model.page import Usage
from recto.model.result import PageResult
from recto.model.transcript import Transcript
from recto.pipeline.finish import finish
from recto.pipeline.local_page import LocalPage
from recto.readers.vision.reader import VisionReader
from recto.readers.vision.replay import ReplayVision, whole
from recto.reasons import Reason
from recto.settings.llm import LlmOptions
from recto.text.spacing import words_of

LINES = "pairs_pages.jsonl"


def options_for(
    first: str, second: str = "", *, blind: bool = True, mode: Mode = "always"
) -> LlmOptions:
    """As a user would set them."""
    wanted = LlmOptions(mode, "openai", cache=False, contested=0.0)
    named = replace(wanted, model=first, second_model=second or first)
    return replace(named, second_model_for="pages" if blind else "doubts")


def usd_of_page(sheet: PageUnderTest, model: str, *, blind: bool) -> float:
    """Of asking this model about the page whole: to write it out, or to correct a text."""
    options = options_for(model, blind=blind)
    local = routed(sheet, options).local
    usage = VisionReader(options, environ={}).estimate(local.evidence, local.decisions).usage
    return usd_per_page(model, usage)


def read_page(
    page: CorpusPage, sheet: PageUnderTest, pairs: Sequence[tuple[str, str]], best: str
) -> Iterator[Read]:
    """Every pair, and each of their models with the local readers."""
    local = routed(sheet, options_for(best)).local
    have = models_of(page)
    wanted = [pair for pair in pairs if set(pair) <= set(have)]
    models = sorted({model for pair in wanted for model in pair})
    heard = {model: _transcript(page, model) for model in models}
    alone: dict[str, Judged] = {}
    if best in have:
        words = words_of(strip_markers(page.readings[best].text))
        alone[f"llm:{best}"] = judge(page.truth, words)
    hybrids: dict[str, Judged] = {}
    prices: dict[str, float] = {}
    for model in models:
        result = _finished(local, heard[model], sheet, options_for(model))
        judged = judge(page.truth, [word.text for word in result.words])
        prices[model] = usd_of_page(sheet, model, blind=True)
        edits = usd_of_page(sheet, model, blind=False)
        row = _row(page, result, judged, alone, (model, model), prices[model])
        hybrids[f"hybrid:{model}"] = judged
        own = error(page, page.readings[model].text)
        yield replace(row, usd_edits=edits, alone=own)
    for first, second in wanted:
        both = replace(heard[first], other=heard[second])
        result = _finished(local, both, sheet, options_for(first, second))
        judged = judge(page.truth, [word.text for word in result.words])
        names = (f"hybrid:{first}", f"hybrid:{second}")
        beside = alone | {name: hybrids[name] for name in names}
        yield _row(page, result, judged, beside, (first, second), prices[first] + prices[second])


def read_some(
    page: CorpusPage, sheet: PageUnderTest, pairs: Sequence[tuple[str, str]], best: str
) -> Iterator[Read]:
    """The same where `auto` chooses what is asked: of pages that go whole both, of lines the first
    model. One model alone is shown Tesseract's text.
    """
    have = models_of(page)
    wanted = [pair for pair in pairs if set(pair) <= set(have)]
    models = sorted({model for pair in wanted for model in pair})
    alone: dict[str, Judged] = {}
    if best in have:
        words = words_of(strip_markers(page.readings[best].text))
        alone[f"llm:{best}"] = judge(page.truth, words)
    for first, second in [*((model, model) for model in models), *wanted]:
        is_pair = first != second
        options = options_for(first, second, blind=is_pair, mode="auto")
        found = routed(sheet, options)
        local = found.local
        heard, usd = None, 0.0
        if found.asks:
            recorded = page.readings[first].text
            replay = ReplayVision(recorded, first, "image", guide(local))
            heard = asyncio.run(replay.read(local.evidence, local.decisions))
            usd = _usd(local, first, options)
            actions = {decision.action for decision in local.decisions}
            if is_pair and "transcribe" in actions:
                heard = replace(heard, other=_transcript(page, second))
                usd += _usd(local, second, options)
        result = _finished(local, heard, sheet, options)
        judged = judge(page.truth, [word.text for word in result.words])
        row = _row(page, result, judged, alone, (first, second), usd)
        yield replace(row, mode="auto")


def _usd(local: LocalPage, model: str, options: LlmOptions) -> float:
    """Of asking this model what was decided."""
    reader = VisionReader(replace(options, model=model), environ={})
    return usd_per_page(model, reader.estimate(local.evidence, local.decisions).usage)


def _transcript(page: CorpusPage, model: str) -> Transcript:
    """The recording as a page that was written out."""
    return Transcript(whole(page.readings[model].text), model, "image", None, replayed=True)


def _finished(
    local: LocalPage, heard: Transcript | None, sheet: PageUnderTest, options: LlmOptions
) -> PageResult:
    return finish(local, heard, stages(sheet, second_reader="on", llm=options))


def _row(
    page: CorpusPage,
    result: PageResult,
    judged: Judged,
    beside: dict[str, Judged],
    models: tuple[str, str],
    usd: float,
) -> Read:
    changes = {name: change(before, judged) for name, before in beside.items()}
    llms = [each.detail for each in result.readings if each.reader == "llm"]
    printed = llms[0] if llms else ""
    return Read(
        corpus=page.corpus,
        page=page.id,
        document=f"{page.corpus} {page.document}",
        first=models[0],
        second=models[1],
        cer=error(page, of_result(result, as_markdown(result)).text),
        usd=usd,
        usd_edits=0.0,
        alone=0.0,
        printed=printed.partition(", saw")[0],
        words=len(judged.fates),
        flagged=sum(word.flagged for word in result.words),
        helped={name: each.helped for name, each in changes.items()},
        harmed={name: each.harmed for name, each in changes.items()},
        sure=_sure(result, judged),
    )


def _sure(result: PageResult, judged: Judged) -> dict[str, tuple[int, int]]:
    """How often printed words are right, by who has them."""
    found: dict[str, tuple[int, int]] = {}
    for word, right in zip(result.words, judged.labels, strict=True):
        if right is None:
            continue
        is_own = word.origin == "llm"
        kind = "model alone" if is_own else "others"
        if word.reason is Reason.SECOND_LLM_DIFFERS:
            kind = "model alone, contradicted" if is_own else "local readers split"
        count, of_them = found.get(kind, (0, 0))
        found[kind] = (count + 1, of_them + right)
    return found


def best_alone(pages: Sequence[CorpusPage]) -> str:
    """The model with the least error on the pages that it has read, of those that have read most of
    them and have a price.
    """
    errors: dict[str, list[float]] = {}
    for page in pages:
        for model in models_of(page):
            if math.isnan(usd_per_page(model, Usage(1, 1))):
                continue
            errors.setdefault(model, []).append(error(page, page.readings[model].text))
    most = max(map(len, errors.values()))
    kept = {model: values for model, values in errors.items() if len(values) == most}
    return min(kept, key=lambda model: sum(kept[model]))


def read_all(
    pages: Sequence[CorpusPage],
    pairs: Sequence[tuple[str, str]],
    store: Path,
    earlier: Path,
    fitted: Path | None,
    mode: Mode,
) -> None:
    """Every page that STORE does not have."""
    file = store / LINES
    done = {(row.corpus, row.page) for row in restored(file) if row.mode == mode}
    read = read_some if mode == "auto" else read_page
    measured = partial(read, pairs=pairs, best=best_alone(pages))
    keep_missing(pages, file, done, earlier, fitted, measured)


def main() -> None:
    """Read what is missing, print every pair, best first."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("store", type=Path)
    parser.add_argument("out", type=Path, help="of a run with all systems, or LOOP; only read")
    parser.add_argument("--corpora")
    parser.add_argument("--corpus", action="append", help="only this one")
    parser.add_argument("--pair", action="append", help="FIRST+SECOND; all pairs without any")
    parser.add_argument("--most", type=int, default=100, help="pages of a corpus")
    parser.add_argument("--fitted", type=Path, help="LOOP of the loop: the corpus left out")
    parser.add_argument("--auto", action="store_true", help="as --llm auto asks")
    parser.add_argument("--publish", action="store_true", help="for the documentation")
    given = parser.parse_args()
    by_corpus: dict[str, list[CorpusPage]] = {}
    for page in pages_of(given.corpora, given.corpus, given.most):
        by_corpus.setdefault(page.corpus, []).append(page)
    for pages in by_corpus.values():
        models = sorted({model for page in pages for model in models_of(page)})
        pairs = [(first, second) for first, second in combinations(models, 2)]
        if given.pair:
            named = [tuple(pair.split("+")) for pair in given.pair]
            pairs = [(pair[0], pair[1]) for pair in named]
        mode: Mode = "auto" if given.auto else "always"
        read_all(pages, pairs, given.store, given.out, given.fitted, mode)
    rows = restored(given.store / LINES)
    print(markdown(told.HEADINGS, told.lines(told.figures(rows))))
    print(markdown(told.SURE, told.sure_lines(told.sure(rows)), names=1))
    if given.publish:
        told.write(rows)


if __name__ == "__main__":
    main()
