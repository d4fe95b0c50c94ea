"""What thresholds of single words cost, on disputed places.

Material enters, a cost leaves that is asked for once for each candidate. Every candidate decides
all places anew by the engine's own rules; places at which a reading bears the LLM out are left out,
since no threshold is asked about them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from benchmarks.learn.llm_cases import Place
from benchmarks.learn.overrule import of_others
from benchmarks.loop import price
from benchmarks.loop.material import Material, sample
from benchmarks.systems.parts import in_place_of
from recto.arbitration.word import rules
from recto.arbitration.word.rules import AGREEMENTS, decide
from recto.confidence.overrule import overrule_probability
from recto.text.agreement import letters
from recto.witnesses.llm import LlmEvidence

Cost = Callable[[], float]
PARTS = 3  # of the corpora, one after the other kept out of the weights of contested places


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
        with in_place_of([(rules, "local_probability", score)]):
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
