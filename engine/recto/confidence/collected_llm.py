"""How likely the local reading is right against an LLM, as the user's own collection has it.

An LlmEvidence enters, a probability leaves: the shipped one, moved by what pages of the collection
that the same model has read have shown. Weights are fitted by `recto learn` from a prior that
leaves everything as shipped (base 1, all others 0). At which places it is asked is for the rules,
as ever: none at which a digit would change on one reader's word.
"""

from __future__ import annotations

from typing import NamedTuple

from recto.confidence.collected import MOST
from recto.confidence.features import logit
from recto.confidence.overrule import overrule_probability
from recto.confidence.trees import probability_of_odds, weighted
from recto.witnesses.llm import LlmEvidence
from recto.witnesses.taught import Taught


class LlmRow(NamedTuple):
    """For a word that the LLM has and no local reader has; positive weights speak for the local
    reading.
    """

    base: float  # log odds that the local reading is right, as shipped
    agreeing: float  # 1 where two local readers have one text
    differing: float  # 1 where not
    mistaken: float  # nats: how much likelier they read what they read than if the LLM were right


def local_probability(case: LlmEvidence) -> float:
    """0..1."""
    taught = case.facts.local.taught
    if taught is None or not taught.llm:
        return overrule_probability(case)
    row = llm_row(case, taught)
    odds = weighted(taught.llm, row)
    return probability_of_odds(odds)


def llm_row(case: LlmEvidence, taught: Taught) -> LlmRow:
    """The row of one place."""
    agreeing = float(case.locals_agree)
    likelier = 0.0
    for each in case.testimonies:
        reader = each.witness.name
        likelier += taught.cost(reader, case.llm, each.letters)
        likelier -= taught.cost(reader, case.local_text, each.letters)
    return LlmRow(
        base=logit(overrule_probability(case)),
        agreeing=agreeing,
        differing=1 - agreeing,
        mistaken=max(-MOST, min(MOST, likelier)),
    )
