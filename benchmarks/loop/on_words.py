"""What thresholds of single words cost: on the words of crops read again, and on disputed places.

Material enters, a cost leaves that is asked for once for each candidate. Every candidate decides
all places anew by the engine's own rules; places at which a reading bears the LLM out are left out,
since no threshold is asked about them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np

from benchmarks.learn.llm_cases import Place
from benchmarks.learn.overrule import of_others
from benchmarks.learn.reread import Word, collect, fit
from benchmarks.loop import price
from benchmarks.loop.material import Material, sample
from benchmarks.systems.parts import in_place_of
from recto.arbitration.word import rules
from recto.arbitration.word.rules import AGREEMENTS, decide
from recto.confidence import reread
from recto.confidence.overrule import overrule_probability
from recto.text.agreement import letters
from recto.witnesses.llm import LlmEvidence

Cost = Callable[[], float]
PARTS = 3  # of the corpora, one after the other kept out of the weights of contested places


def of_looks(material: Material) -> Cost:
    """Share of the words looked at that come out wrong; those that were right before count twice.

    A word is chosen by weights that never saw its document, since a margin is there for words that
    weights do not know.
    """
    words = collect(material.pages).words
    documents = sorted({word.document for word in words})
    odds: dict[int, np.ndarray] = {}
    for document in documents:
        rest = [word for word in words if word.document != document]
        if not rest:
            continue
        weights = fit(rest)
        for word in words:
            if word.document == document:
                odds[id(word)] = 1 / (1 + np.exp(-word.rows @ weights))
    known = [(word, odds[id(word)]) for word in words if id(word) in odds]

    def cost() -> float:
        return sum(_of_word(word, sure) for word, sure in known) / max(1, len(known))

    return cost


def _of_word(word: Word, sure: np.ndarray) -> float:
    chances = np.where(word.allowed, sure, 0.0)
    best = int(np.argmax(chances))
    is_surer = sure[best] > sure[0] + reread.MARGIN
    chosen = best if is_surer else 0
    if word.right[chosen]:
        return 0.0
    was_right = bool(word.right[0])
    return 1.0 + price.HARMED * was_right


def of_places(material: Material) -> Cost:
    """Mean over the readings of what their places cost, as a share of these places.

    The score of a contested place is by weights that saw none of its corpus: by those that were
    learned on the place itself every threshold would come out too bold.
    """
    sampled = {(each.page.corpus, each.page.id, each.reader) for each in sample(material)}
    places = [each for each in material.places if _reading(each) in sampled]
    sizes = Counter(map(_reading, places))
    disputed = [(each, 1 / sizes[_reading(each)]) for each in places if _is_disputed(each)]

    sure = of_others(material.places, PARTS)

    def score(case: LlmEvidence) -> float:
        known = sure.get(id(case))
        return overrule_probability(case) if known is None else known

    def cost() -> float:
        with in_place_of([(rules, "overrule_probability", score)]):
            return sum(share * _of_place(each) for each, share in disputed) / max(1, len(sizes))

    return cost


def _reading(place: Place) -> tuple[str, str, str]:
    return place.corpus, place.page, place.reader


def _is_disputed(place: Place) -> bool:
    return all(rule(place.case) is None for rule in AGREEMENTS)


def _of_place(place: Place) -> float:
    choice = decide(place.case)
    printed: Sequence[str] = place.case.printed(choice)
    wrong = letters(printed) != place.expected
    harmed = wrong and place.case.llm == place.expected
    return price.of_place(
        wrong=wrong, harmed=harmed, flagged=choice.doubtful or choice.origin == "llm"
    )
