"""`python -m benchmarks.batch_bill STORE`: how near is what a batch is said to cost to its bill?

Corpus pages with a recorded reading enter, a row for each corpus leaves: US dollars before, and
after, with an interval for the difference (documents drawn again, with repetition). Before: what
`recto read --llm-batch` says when it hands in (VisionReader's estimate at batch prices). After: the
requests that a run would send, answered as models would that read like the recordings, the mean of
all of a page (recorded_replies.py): pictures by the published formula, text and replies counted by
the o200k encoding, a reply no longer than its limit. No live provider was asked. `--half 0`: only
documents that the expectation of replies was not fitted to (reply_lengths.py).
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.corpora import CorpusPage, folder, load
from benchmarks.local_page_cache import routed
from benchmarks.page_under_test import PageUnderTest
from benchmarks.recorded_replies import answer, is_llm, tokens_of
from benchmarks.reply_lengths import half, unreadable_named, with_readings
from recto.model.page import Usage
from recto.model.transcript import Evidence
from recto.readers.vision.ask.asks import Ask, draft, plan
from recto.readers.vision.call.providers import Endpoint
from recto.readers.vision.reader import VisionReader
from recto.settings.llm import LlmOptions

DRAWN = 2000  # times, for an interval
SEED = 11
TAILS = (2.5, 97.5)


@dataclass(frozen=True, slots=True)
class Bill:
    """Of one page."""

    document: str
    before: Usage
    after: Usage


def before_and_after(page: CorpusPage, store: Path, options: LlmOptions) -> Bill:
    """What the estimate says, and what the replies would cost."""
    reader = VisionReader(options)
    local = routed(PageUnderTest(page, store), options).local
    estimate = reader.estimate(local.evidence, local.decisions).usage
    assert reader.price is not None, "a model without a price has no bill"
    recorded = [each.text for model, each in page.readings.items() if is_llm(model)]
    given, written, calls = 0, 0.0, 0
    for ask in plan(local.evidence, local.decisions, options.send):
        asked = _asked(ask, local.evidence, reader.endpoint, recorded)
        given += asked[0]
        written += asked[1]
        calls += 1
    spent = Usage(given, round(written), 0, calls)
    dollars = reader.price.usd(spent)
    after = Usage(given, round(written), 0, calls, dollars)
    return Bill(f"{page.corpus} {page.document}", estimate, after)


def _asked(
    ask: Ask, evidence: Evidence, endpoint: Endpoint, recorded: Sequence[str]
) -> tuple[int, float]:
    """Tokens given, and written on the average of the recordings."""
    drafted = draft(ask, evidence, endpoint, "edits")
    given = tokens_of(drafted.prompt.text)
    for picture in drafted.pictures:
        given += endpoint.family.tokens(*picture.size) + tokens_of(picture.label)
    most = drafted.tokens.most_output
    written = [min(most, tokens_of(answer(ask, evidence, text))) for text in recorded]
    return given, float(np.mean(written))


def row(name: str, bills: Sequence[Bill]) -> str:
    """One line of the table."""
    before, after = Usage(), Usage()
    for bill in bills:
        before += bill.before
        after += bill.after
    off = before.usd / max(1e-9, after.usd) - 1
    low, high = interval(bills)
    pages = f"{name:28}{len(bills):6}"
    prices = f"{before.usd:10.4f}{after.usd:10.4f}{off:+9.1%} [{low:+.1%}, {high:+.1%}]"
    given = f"{before.input_tokens:>10} {after.input_tokens:>9}"
    written = f"{before.output_tokens:>10} {after.output_tokens:>9}"
    return f"{pages}{prices}{given}{written}"


def interval(bills: Sequence[Bill]) -> tuple[float, float]:
    """Where 95 % of the differences lie when documents are drawn with repetition."""
    documents = sorted({bill.document for bill in bills})
    before = np.zeros(len(documents))
    after = np.zeros(len(documents))
    for bill in bills:
        at = documents.index(bill.document)
        before[at] += bill.before.usd
        after[at] += bill.after.usd
    random = np.random.default_rng(SEED)
    drawn = random.integers(0, len(documents), (DRAWN, len(documents)))
    off = before[drawn].sum(1) / np.maximum(1e-9, after[drawn].sum(1)) - 1
    low, high = np.percentile(off, TAILS)
    return float(low), float(high)


def main() -> None:
    """Print a row for each corpus."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("store", type=Path)
    parser.add_argument("--corpora")
    parser.add_argument("--mode", choices=("auto", "always"), default="always")
    parser.add_argument("--most", type=int, default=10, help="pages of a corpus")
    parser.add_argument("--half", type=int, choices=(0, 1), help="only these documents")
    given = parser.parse_args()
    print(f"{'corpus':28}{'pages':>6}{'before':>10}{'after':>10}{'off':>9}   tokens given, written")
    every: list[Bill] = []
    options = LlmOptions(given.mode, "openai", model="gpt-4.1-mini", batch=True)
    for corpus in load(folder(given.corpora)):
        pages = with_readings(corpus.pages)[: given.most]
        if given.half is not None:
            pages = [page for page in pages if half(page) == given.half]
        bills = []
        for page in pages:
            with unreadable_named():
                bills.append(before_and_after(page, given.store, options))
        if bills:
            every += bills
            print(row(corpus.name, bills), flush=True)
    print(row("all", every))


if __name__ == "__main__":
    main()
