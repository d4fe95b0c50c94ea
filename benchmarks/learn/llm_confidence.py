"""Learn P(word is right) of hybrid words.

Every matched place of every recorded reading is an example, judged by the truth of the LLM's words
there; fitted and reported as the local confidence is (confidence.py).
"""

from __future__ import annotations

from collections.abc import Iterable

from benchmarks.learn.confidence import Examples, gathered
from benchmarks.learn.llm_cases import Place
from recto.arbitration.word.rules import decide
from recto.confidence.llm_words import LLM_WORD, llm_word_features


def collect(places: Iterable[Place]) -> Examples:
    """One example a matched place where something is printed."""
    found = []
    for place in places:
        case = place.case
        ruling = decide(case)
        chosen = case.llm if ruling.take_llm else case.local_text
        if chosen:
            row = llm_word_features(case, ruling).values
            found.append((row, chosen == place.expected, place.corpus, place.document))
    return gathered(found, len(LLM_WORD))
