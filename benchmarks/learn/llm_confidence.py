"""Learn P(word is right) of hybrid words.

Every matched place of every recorded reading is an example, judged by the truth of the LLM's words there; printed is
leave-one-corpus-out. Four readings of a page are enough: they share what the page makes hard.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from benchmarks.learn.boosting import fit
from benchmarks.learn.confidence import Examples, report_left_out
from benchmarks.learn.llm_labels import truth_of
from benchmarks.learn.store import StoredPage
from recto.alignment import compact
from recto.arbitration.case import page_facts
from recto.arbitration.llm_case import llm_case
from recto.arbitration.llm_facts import llm_facts
from recto.arbitration.markup import plain_lines
from recto.arbitration.matching import match
from recto.arbitration.page_choice import local_page
from recto.arbitration.rules import decide
from recto.arbitration.verdicts import place_verdicts
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


def learn(pages: Iterable[StoredPage]) -> dict[str, Any]:
    """The JSON form of the weights."""
    examples = collect(pages)
    report_left_out(examples)
    return {"features": list(LLM_WORD), **fit(examples.rows, examples.right, examples.weights, examples.documents)}
