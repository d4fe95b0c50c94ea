"""Learn P(word is right) of hybrid words.

Every matched place of every recorded reading is an example, judged by the truth of the LLM's words
there; printed is leave-one-corpus-out and held-out documents.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from benchmarks.learn.boosting import fit
from benchmarks.learn.confidence import Examples, report_held_out, report_left_out
from benchmarks.learn.llm_cases import judged_cases
from benchmarks.learn.store import StoredPage
from recto.arbitration.word.rules import decide
from recto.confidence.llm_words import llm_word_features

Example = tuple[tuple[float, ...], bool, str, str]


def collect(pages: Iterable[StoredPage]) -> Examples:
    """One example a matched place."""
    found = [
        example for page in pages for text in page.recorded.values() for example in _of(page, text)
    ]
    rows, right, corpora, documents = zip(*found, strict=True)
    return Examples(np.array(rows), np.array(right), np.array(corpora), np.array(documents))


def _of(page: StoredPage, text: str) -> Iterator[Example]:
    for case, expected in judged_cases(page, text):
        ruling = decide(case)
        chosen = case.llm if ruling.take_llm else case.local_text
        if chosen:
            row = llm_word_features(case, ruling).values
            yield row, chosen == expected, page.corpus, page.document


def learn(pages: Iterable[StoredPage]) -> dict[str, Any]:
    """The JSON form of the weights, without their header."""
    examples = collect(pages)
    report_left_out(examples)
    report_held_out(examples)
    return fit(examples.rows, examples.right, examples.weights, examples.documents)
