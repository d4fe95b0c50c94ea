"""Learn P(word is right) of hybrid words; writes the shipped weights.

    python -m benchmarks.learn.llm_confidence --corpora ../shared/corpora --store OUT

Every matched place of every recorded reading is an example, judged by the truth of the LLM's words there; printed is
leave-one-corpus-out. Three readings in ten of the largest corpus are enough: its ten readers share pages.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from benchmarks.learn.boosting import fit, fitted
from benchmarks.learn.confidence import Examples
from benchmarks.learn.judge import judge
from benchmarks.learn.llm_labels import truth_of
from benchmarks.learn.store import StoredPage, load
from recto.alignment import compact
from recto.arbitration.case import page_facts
from recto.arbitration.llm_case import llm_case
from recto.arbitration.llm_facts import llm_facts
from recto.arbitration.markup import plain_lines
from recto.arbitration.matching import match
from recto.arbitration.page_choice import local_page
from recto.arbitration.rules import decide
from recto.arbitration.verdicts import place_verdicts
from recto.confidence import learned
from recto.confidence.llm_words import LLM_WORD, llm_word_features
from recto.local import lexicon

READINGS = 4  # of one page


def collect(pages: Iterable[StoredPage]) -> Examples:
    """One example a matched place."""
    found = [
        example for page in pages for text in list(page.recorded.values())[:READINGS] for example in _of(page, text)
    ]
    rows, right, corpora, documents = zip(*found, strict=True)
    return Examples(np.array(rows), np.array(right), np.array(corpora), np.array(documents))


def _of(page: StoredPage, text: str) -> Iterator[tuple[tuple[float, ...], bool, str, str]]:
    lines = page.lines
    facts = page_facts(lines, lexicon.load(page.language), page.language, two_readers=True)
    written = plain_lines(text)
    words = [word for line in written for word in line]
    matches = match(lines, words)
    known = llm_facts(lines, matches, words, facts, place_verdicts(lines, facts))
    if local_page(known) is not None:
        return
    truth = truth_of(written, page.truth)
    for each in matches:
        if each.units and each.words:
            case = llm_case(lines, each, known)
            ruling = decide(case)
            expected = truth(each.first, each.first + len(each.words))
            chosen = case.llm if ruling.take_llm else "".join(compact(word.text) for word in case.ruling.words)
            if expected is not None and chosen:
                yield llm_word_features(case, ruling), chosen == expected, page.corpus, page.document


def main() -> None:
    """Learn, report, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument("--store", type=Path, required=True)
    arguments = parser.parse_args()
    examples = collect(load(arguments.corpora, arguments.store))
    print(Counter(examples.corpora.tolist()))
    for corpus in np.unique(examples.corpora):
        out = examples.corpora == corpus
        rest = examples.subset(~out)
        model = fitted(rest.rows, rest.right, rest.weights, rest.documents)
        print(f"left out {corpus:26s} {judge(model.probabilities(examples.rows[out]), examples.right[out])}")
    model = fit(examples.rows, examples.right, examples.weights, examples.documents)
    target = Path(learned.__file__).parent / "weights" / "llm.json"
    target.write_text(json.dumps({"features": list(LLM_WORD), **model}) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
