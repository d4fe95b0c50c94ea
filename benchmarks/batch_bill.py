"""`python -m benchmarks.batch_bill STORE`: how near is what a batch is said to cost to its bill?

Corpus pages with a recorded reading enter, a row for each corpus leaves: US dollars before, and
after. Before: what `recto read --llm-batch` says when it hands in (VisionReader's estimate at batch
prices). After: the requests that a run would send, answered as a model would that reads like the
recording, and counted: pictures by the published formula, text and replies a token for each run of
signs and for six letters. No live provider was asked.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks.corpora import CorpusPage, folder, load
from benchmarks.local_page_cache import routed
from benchmarks.page_under_test import PageUnderTest
from recto.model.page import Usage
from recto.model.transcript import Evidence
from recto.readers.vision.ask.asks import Ask, draft, plan
from recto.readers.vision.call.providers import Endpoint
from recto.readers.vision.reader import VisionReader
from recto.readers.vision.replay import cut_to_lines, whole
from recto.settings.llm import LlmOptions

PIECE = re.compile(r"[^\w\s]+|\w{1,6}")


def tokens_of(text: str) -> int:
    """About as a tokeniser counts."""
    return len(PIECE.findall(text))


def answer(ask: Ask, evidence: Evidence, recorded: str) -> str:
    """The reply of a model that reads like the recording."""
    if ask.kind == "transcribe":
        return json.dumps({"lines": [line.text for line in whole(recorded)]}, ensure_ascii=False)
    if ask.kind in ("contested", "order"):
        return json.dumps({"spans": []})
    read = cut_to_lines(recorded, evidence.lines, ask.lines)
    shown = {line.id: line.text for line in ask.lines}
    edits = [
        {"id": line.line, "text": line.text}
        for line in read
        if line.line is not None and line.text != shown[line.line]
    ]
    return json.dumps({"edits": edits, "added": [], "dropped": [], "structure": []})


Bill = tuple[Usage, Usage]  # before, after


def before_and_after(page: CorpusPage, store: Path, options: LlmOptions, model: str) -> Bill:
    """What the estimate says, and what the replies would cost."""
    reader = VisionReader(options)
    local = routed(PageUnderTest(page, store), options).local
    estimate = reader.estimate(local.evidence, local.decisions).usage
    assert reader.price is not None, "a model without a price has no bill"
    spent = Usage()
    for ask in plan(local.evidence, local.decisions, options.send):
        spent += _asked(ask, local.evidence, reader.endpoint, page.readings[model].text)
    return estimate, replace(spent, usd=reader.price.usd(spent))


def _asked(ask: Ask, evidence: Evidence, endpoint: Endpoint, recorded: str) -> Usage:
    drafted = draft(ask, evidence, endpoint, "edits")
    given = tokens_of(drafted.prompt.text)
    for picture in drafted.pictures:
        given += endpoint.family.tokens(*picture.size) + tokens_of(picture.label)
    return Usage(given, tokens_of(answer(ask, evidence, recorded)), 0, 1)


def row(name: str, bills: Sequence[Bill]) -> str:
    """One line of the table."""
    before, after = Usage(), Usage()
    for estimated, paid in bills:
        before += estimated
        after += paid
    off = before.usd / max(1e-9, after.usd) - 1
    pages = f"{name:28}{len(bills):6}"
    prices = f"{before.usd:10.4f}{after.usd:10.4f}{off:+9.1%}"
    given = f"{before.input_tokens:>10} {after.input_tokens:>9}"
    written = f"{before.output_tokens:>10} {after.output_tokens:>9}"
    return f"{pages}{prices}{given}{written}"


def main() -> None:
    """Print a row for each corpus."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("store", type=Path)
    parser.add_argument("--corpora")
    parser.add_argument("--mode", choices=("auto", "always"), default="always")
    parser.add_argument("--most", type=int, default=10, help="pages of a corpus")
    given = parser.parse_args()
    print(f"{'corpus':28}{'pages':>6}{'before':>10}{'after':>10}{'off':>9}   tokens given, written")
    every: list[Bill] = []
    for corpus in load(folder(given.corpora)):
        bills = []
        for page in [page for page in corpus.pages if page.readings][: given.most]:
            model = max(page.readings)
            options = LlmOptions(given.mode, "openai", model="gpt-4.1-mini", batch=True)
            bills.append(before_and_after(page, given.store, options, model))
        if bills:
            every += bills
            print(row(corpus.name, bills), flush=True)
    print(row("all", every))


if __name__ == "__main__":
    main()
